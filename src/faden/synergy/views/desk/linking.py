"""The desk: linking two things by hand."""

from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faden.people.access import DeskRequest, for_staff
from faden.programme.models import Programme
from faden.synergy.forms import AnswerForm
from faden.synergy.queries import deciding, lookup
from faden.synergy.queries.things import Thing
from faden.synergy.views.desk.said import link_in_words, onward, seen

LONGEST = 200


@dataclass(frozen=True, slots=True)
class End:
    """What was typed for one end of a link: the thing it means, or `hits` to choose from, or what is wrong."""

    name: str
    text: str
    thing: Thing | None = None
    hits: list[Thing] = field(default_factory=list)
    problem: str = ""


@require_GET
@for_staff
def link_by_hand(request: DeskRequest) -> HttpResponse:
    """Two fields (``von``, ``nach``) that take an address, a goal's code or words; then the same answers as for pairs."""
    ends = [_end(request.programme, name, request.GET.get(name, "")) for name in ("von", "nach")]
    chosen = [one.thing for one in ends if one.thing]
    is_same = len(chosen) == 2 and chosen[0].address.pk == chosen[1].address.pk
    link = deciding.link_between(chosen[0].address, chosen[1].address) if len(chosen) == 2 and not is_same else None
    return render(
        request,
        "synergy/desk_link.html",
        {
            "ends": ends,
            "chosen": chosen,
            "is_same": is_same,
            "pair": deciding.Pending(chosen[0], chosen[1], None) if len(chosen) == 2 and not is_same else None,
            "link": link,
            "expected": link.kind if link and not link.reopened_at else "",
            "link_words": link_in_words(link) if link else "",
            "seen": seen(*chosen),
            "answer": AnswerForm(initial={"notiz": link.note if link else ""}),
            **onward(link),
        },
    )


def _end(programme: Programme, name: str, text: str) -> End:
    text = text.strip()[:LONGEST]
    if not text:
        return End(name, text)
    thing = lookup.named(programme, text)
    if thing and thing.is_public:
        return End(name, text, thing)
    if thing:
        return End(name, text, problem=_("%(label)s ist nicht öffentlich.") % {"label": thing.address})
    hits = lookup.hits(programme, text)
    problem = "" if hits else _("Dazu haben wir nichts gefunden. Versuchen Sie ein kürzeres Wort.")
    return End(name, text, hits=hits, problem=problem)
