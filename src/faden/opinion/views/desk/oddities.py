"""The desk: what is odd in the votes of a Meinungsbild, and the picture with and without it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from faden.opinion.actions.reckoning import LOOKED_THROUGH
from faden.opinion.queries import desk_pictures
from faden.opinion.views.desk.asked import conversation_of
from faden.people.access import DeskRequest, for_staff


@require_GET
@for_staff
def oddities(request: DeskRequest, number: int) -> HttpResponse:
    """Kinds and numbers, never who."""
    conversation = conversation_of(request, number)
    return render(
        request,
        "opinion/desk_oddities.html",
        {
            "conversation": conversation,
            "oddities": desk_pictures.oddities(conversation),
            "compared": desk_pictures.comparison(conversation, desk_pictures.newest(conversation)),
            "most": LOOKED_THROUGH,
            "is_too_large": conversation.reckoning.vote_count > LOOKED_THROUGH,
        },
    )
