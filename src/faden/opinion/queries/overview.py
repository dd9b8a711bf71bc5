"""All conversations with what is known of them at a glance."""

from django.db.models import OuterRef, QuerySet, Subquery

from faden.opinion.models import Conversation, Picture
from faden.opinion.queries.conversations import listed
from faden.programme.models import Programme


def listed_with_counts(programme: Programme) -> QuerySet[Conversation]:
    """Return the public conversations as `listed`, with `people` and `votes` of the last picture, or None."""
    last = Picture.objects.filter(conversation=OuterRef("pk")).order_by("-number")
    return listed(programme).annotate(
        people=Subquery(last.values("people")[:1]),
        votes=Subquery(last.values("votes")[:1]),
    )
