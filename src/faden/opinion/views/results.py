"""The numbers of a picture as files."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.text import slugify

from faden.intake.own_layout import guarded
from faden.opinion.models import Conversation
from faden.opinion.queries import pictured
from faden.opinion.queries.pictured import Row, Shown, Tally
from faden.opinion.views.common import conversation_of
from faden.programme.middleware import programme_of
from faden.programme.whole_pages import public_page, tells_opinion

_COUNTS = ("Zustimmung", "Ablehnung", "Weiß nicht")


@public_page
def results_csv(request: HttpRequest, number: int) -> HttpResponse:
    """The numbers of each statement as CSV, as other exports write it; empty where a number is not shown."""
    tells_opinion(request)
    conversation = conversation_of(request, number)
    shown, rows = pictured.all_rows(conversation, "nummer")
    groups = shown.groups if shown else ()
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    heads = [f"{group.name}: {what}" for group in groups for what in _COUNTS]
    writer.writerow(["Nummer", "Aussage", "Beitrag", *_COUNTS, *map(guarded, heads)])
    for row in rows:
        tallies = [row.total, *(share.tally for share in row.shares)]
        counts = [count for tally in tallies for count in _counts(tally)]
        one = row.statement
        writer.writerow([one.number, guarded(one.text), one.source or "", *counts])
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"meinungsbild-{slugify(str(conversation.address))}-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _counts(tally: Tally | None) -> tuple[int | str, ...]:
    return (tally.agrees, tally.disagrees, tally.passes) if tally else ("", "", "")


@public_page
def picture_json(request: HttpRequest, number: int) -> HttpResponse:
    """The picture for other programs, with the words of its statements. `picture` is null as long as there is none."""
    tells_opinion(request)
    conversation = conversation_of(request, number)
    asked = pictured.statements(conversation)
    shown = pictured.shown(conversation, asked)
    told = {
        "programme": programme_of(request).name,
        "conversation": str(conversation.address),
        "url": request.build_absolute_uri(conversation.get_absolute_url()),
        "title": conversation.title,
        "stage": conversation.stage,
        "closes_on": conversation.closes_on,
        "statements": [
            {"number": one.number, "text": one.text, "language": one.language, "source": str(one.source or "") or None}
            for one in asked
        ],
        "picture": _told(conversation, shown) if shown else None,
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _told(conversation: Conversation, shown: Shown) -> dict[str, Any]:
    """Return the picture as JSON values; counts are [agree, disagree, pass], null where they are not shown."""
    return {
        "number": shown.number,
        "at": shown.at,
        "people": shown.people,
        "votes": shown.votes,
        "grouped": shown.grouped,
        "groups": [
            {
                "label": group.label,
                "name": group.name,
                "size": group.size,
                "stands_for": [{"statement": row.statement.number, "side": row.side} for row in group.stands_for],
            }
            for group in shown.groups
        ],
        "statements": [
            {
                "number": row.statement.number,
                "total": _counts(row.total) if row.total else None,
                "groups": [_counts(share.tally) if share.tally else None for share in row.shares],
            }
            for row in shown.rows
        ],
        "common": [{"statement": row.statement.number, "side": row.side} for row in shown.common],
        "divisive": _numbers(shown.divisive),
        "undecided": _numbers(shown.undecided),
        "unknown": _numbers(shown.unknown),
        "starter": shown.starter.statement.number if shown.starter else None,
        "stability": shown.stability,
        "cells": [{"x": one.x, "y": one.y, "people": one.people, "group": one.label} for one in shown.cells],
        "cell_radius": shown.radius,
        "unseen": shown.unseen,
    }


def _numbers(rows: tuple[Row, ...]) -> list[int]:
    return [row.statement.number for row in rows]
