"""What groups have in common: as tables, as a network, and of two of them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from faden.goals import queries as goals
from faden.programme.middleware import programme_of
from faden.programme.whole_pages import public_page
from faden.synergy.models import Link
from faden.synergy.network_layout import FEW
from faden.synergy.queries import matrix as queries
from faden.synergy.queries import network as networks
from faden.synergy.queries import shown
from faden.synergy.queries.things import Thing, both_ends

MOST_LISTED = 200


@public_page
def matrix(request: HttpRequest) -> HttpResponse:
    """Goals by groups (those that are shared, or all of one field: ``feld=AK``), and groups by groups."""
    programme = programme_of(request)
    found, known = queries.common(programme), goals.summaries(programme)
    fields = queries.fields(found, known)
    field = request.GET.get("feld", "")
    field = field if field in dict(fields) else ""
    columns, rows = queries.group_table(found)
    return render(
        request,
        "synergy/matrix.html",
        {
            "section": "synergies",
            "found": found,
            "fields": fields,
            "field": field,
            "field_name": dict(fields).get(field, ""),
            "table": queries.goal_table(found, known, field=field),
            "columns": columns,
            "rows": rows,
            "pairs": found.strongest[:MOST_LISTED],
        },
    )


@public_page
def network(request: HttpRequest) -> HttpResponse:
    """Who has what in common with whom, drawn and as a list."""
    found = queries.common(programme_of(request))
    drawn = networks.network(found)
    return render(
        request,
        "synergy/network.html",
        {
            "section": "synergies",
            "found": found,
            "network": drawn,
            "few": FEW,
            "pairs": found.strongest[:MOST_LISTED],
        },
    )


@public_page
def pair(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """What two groups (the numbers of their addresses) have in common: goals and confirmed links."""
    programme = programme_of(request)
    found = queries.common(programme)
    known = {one.number: one for one in found.groups}
    if first not in known or second not in known or first == second:
        raise Http404
    if found.groups.index(known[first]) > found.groups.index(known[second]):
        return redirect("group_pair", second, first, permanent=True)
    of = found.of(known[first].address_id, known[second].address_id)
    titles = {one.code: one.title for one in goals.summaries(programme)}
    return render(
        request,
        "synergy/pair.html",
        {
            "section": "synergies",
            "first": known[first],
            "second": known[second],
            "goals": [(code, titles.get(code, "")) for code in (of.goals if of else ())],
            "links": _in_words(queries.between(known[first], known[second])),
        },
    )


def _in_words(links: list[Link]) -> list[dict[str, Any]]:
    """Return each link with its two ends, what begins it first."""
    ends = both_ends((one.first_id, one.second_id) for one in links)
    return [
        {
            "source": _end(ends, one.source.pk),
            "words": shown.tie_words(one, one.source),
            "target": _end(ends, one.target.pk),
            "on": one.decided_at,
        }
        for one in links
    ]


def _end(ends: Any, key: int) -> Thing:
    found: Thing = ends[key]
    return found
