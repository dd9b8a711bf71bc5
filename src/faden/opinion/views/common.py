"""What the public views of this room share."""

from django.http import Http404, HttpRequest
from django.views.decorators.cache import cache_control

from faden.opinion.models import Conversation
from faden.opinion.queries import conversations
from faden.programme.middleware import programme_of

private = cache_control(private=True, no_store=True)
"""For pages that tell what somebody voted: no browser and nothing between keeps them."""


def conversation_of(request: HttpRequest, number: int) -> Conversation:
    """Return the public conversation with the number of its address; Http404 where there is none."""
    found = conversations.public(programme_of(request), number)
    if found is None:
        raise Http404
    return found


def number_in(text: str | None) -> int | None:
    """Return a number as people may write it into an address; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
