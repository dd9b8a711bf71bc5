"""Which conversations there are."""

from django.db.models import Count, Q, QuerySet

from faden.addresses.models import State
from faden.opinion.models import Conversation, Stage, StatementState
from faden.programme.models import Programme


def listed(programme: Programme) -> QuerySet[Conversation]:
    """Return the public conversations, open ones first, each with `statement_count`."""
    return (
        _counted(programme)
        .filter(address__state=State.PUBLISHED)
        .annotate(is_closed=Q(stage=Stage.CLOSED))
        .order_by("is_closed", "-opened_at")
    )


def prepared(programme: Programme) -> QuerySet[Conversation]:
    """Return all conversations for the desk, each with `statement_count`."""
    return _counted(programme).select_related("reckoning").order_by("-pk")


def _counted(programme: Programme) -> QuerySet[Conversation]:
    open_ones = Count("statements", filter=Q(statements__state=StatementState.OPEN))
    return (
        Conversation.objects.filter(programme=programme).select_related("address").annotate(statement_count=open_ones)
    )


def public(programme: Programme, number: int) -> Conversation | None:
    """Return the public conversation with the number of its address."""
    known = Conversation.objects.filter(programme=programme, address__number=number, address__state=State.PUBLISHED)
    return known.select_related("address", "programme").first()
