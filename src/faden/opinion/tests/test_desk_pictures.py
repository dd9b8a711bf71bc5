"""What the desk shows of a picture: names of groups, what is odd, and the picture without it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from faden.conftest import NOW
from faden.opinion import actions
from faden.opinion.models import Conversation, Picture, Reckoning, Vote
from faden.opinion.queries import desk_pictures
from faden.opinion.tests import town
from faden.opinion.tests.test_desk import page, sent
from faden.programme.models import Programme


@pytest.fixture
def groups(programme: Programme) -> Conversation:
    """Two groups of twenty people each, about."""
    return town.opinion(programme, 40, 12)


@pytest.fixture
def odd(programme: Programme) -> Conversation:
    """Forty people who came one after the other, and eight who agree with everything."""
    made = town.conversation(programme, 12)
    for at in range(8):
        town.vote(made, 5, part=0.5, seed=at, now=NOW + timedelta(hours=at))
    statements = list(made.statements.all())
    for one in range(8):
        ticket = town.ticket(made, f"immer ja {one}")
        for at, statement in enumerate(statements):
            actions.cast(ticket, statement, 1, now=NOW + timedelta(hours=20 + one, minutes=at))
    town.reckon(made)
    return made


def _told(statements: dict[int, list[int]], **more: Any) -> dict[str, Any]:
    """Return what a picture tells, with totals of some statements."""
    numbers = [{"number": number, "total": total, "groups": []} for number, total in statements.items()]
    return {
        "people": 30, "votes": 100, "grouped": 0, "groups": [], "cells": [], "cell_radius": 0, "unseen": 0,
        "statements": numbers, "common": [], "divisive": [], "undecided": [], "unknown": [], "starter": None,
        "stability": None, **more,
    }  # fmt: skip


def _compared(conversation: Conversation, data: dict[str, Any], without: dict[str, Any]) -> desk_pictures.Comparison:
    picture = Picture.objects.create(conversation=conversation, number=1, at=NOW, people=30, votes=100, data=data)
    Reckoning.objects.filter(conversation=conversation).update(without={"flagged": 6, **without})
    conversation.refresh_from_db()
    found = desk_pictures.comparison(conversation, picture)
    assert found
    return found


def test_groups_stand_with_what_they_think_and_can_be_named(groups: Conversation, desk: Client) -> None:
    found = desk_pictures.groups(groups, desk_pictures.newest(groups))
    assert [one.letter for one in found] == ["A", "B"]
    text = page(desk, "desk_conversation", groups.number)
    assert "Zwei Gruppen" in text
    for one in found:
        assert one.stands_for
        assert all(side.statement.text in text for side in one.stands_for)
    told = {"gruppe-0": " Erst  die Bäume", "initial-gruppe-0": "", "gruppe-1": "", "initial-gruppe-1": ""}
    assert "So heißen die Gruppen jetzt für alle." in sent(desk, "name_groups", groups.number, **told)
    groups.refresh_from_db()
    assert groups.group_names == {"0": "Erst die Bäume"}
    assert "Erst die Bäume" in page(desk, "desk_conversation", groups.number)


def test_a_name_that_somebody_else_gave_meanwhile_stays(groups: Conversation, desk: Client) -> None:
    sent(desk, "name_groups", groups.number, **{"gruppe-0": "Bäume", "initial-gruppe-0": ""})
    late = {"gruppe-0": "", "initial-gruppe-0": "", "gruppe-1": "Handel", "initial-gruppe-1": ""}
    sent(desk, "name_groups", groups.number, **late)
    groups.refresh_from_db()
    assert groups.group_names == {"0": "Bäume", "1": "Handel"}


def test_two_groups_do_not_share_a_name(groups: Conversation, desk: Client) -> None:
    told = {"gruppe-0": "Bäume", "gruppe-1": "bäume ", "initial-gruppe-0": "", "initial-gruppe-1": ""}
    answer = desk.post(reverse("name_groups", args=[groups.number]), told)
    assert answer.status_code == 400
    assert "Zwei Gruppen können nicht gleich heißen." in answer.content.decode()
    assert 'value="Bäume"' in answer.content.decode()
    groups.refresh_from_db()
    assert groups.group_names == {}


def test_results_at_the_end_are_hidden_from_the_desk_as_well(programme: Programme, desk: Client) -> None:
    made = town.opinion(programme, 40, reveal_at_end=True)
    assert "auch hier" in page(desk, "desk_conversation", made.number)


def test_a_few_people_are_told_when_a_picture_begins(programme: Programme, desk: Client) -> None:
    few = town.opinion(programme, 3)
    assert "wenn fünf Menschen abgestimmt haben" in page(desk, "desk_conversation", few.number)
    some = town.opinion(programme, 12)
    assert "ab 20 Menschen" in page(desk, "desk_conversation", some.number)


def test_nothing_odd_is_said(groups: Conversation, desk: Client) -> None:
    Reckoning.objects.filter(conversation=groups).update(oddities=[], without=None)
    text = page(desk, "desk_oddities", groups.number)
    assert "Nichts fällt auf" in text
    assert "Das Bild mit und ohne sie" not in text


def test_kinds_are_told_with_numbers_and_never_who(odd: Conversation, desk: Client) -> None:
    found = {one.kind: one for one in desk_pictures.oddities(Conversation.objects.get(pk=odd.pk))}
    assert found["identical"].people == 8
    assert (found["uniform"].times, found["uniform"].people) == (8, 8)
    text = page(desk, "desk_oddities", odd.number)
    assert "8 Menschen haben immer dasselbe gewählt" in text
    assert "8 Menschen haben dieselben Stimmen wie andere" in text
    assert "Von selbst bleibt nichts weg: Alle Stimmen zählen." in text
    assert "Mit allen: 48 Menschen" in text
    assert "Ohne sie: 40 Menschen" in text
    keys = {str(one) for one in Vote.objects.filter(ticket__conversation=odd).values_list("ticket", flat=True)}
    assert not keys & set(re.findall(r'"([0-9]+)"', text))


def test_looking_changes_no_vote_and_no_picture(odd: Conversation, desk: Client) -> None:
    before = (Vote.objects.count(), list(Picture.objects.values_list("pk", "people")))
    page(desk, "desk_oddities", odd.number)
    assert (Vote.objects.count(), list(Picture.objects.values_list("pk", "people"))) == before


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("hasty", "2 Menschen haben sehr schnell abgestimmt"),
        ("rush", "2 Menschen kamen in einem Schwung"),
        ("network", "2 Menschen kamen aus demselben Netz"),
    ],
)
def test_each_kind_has_its_sentence(groups: Conversation, desk: Client, kind: str, words: str) -> None:
    told = [{"kind": kind, "people": 1}, {"kind": kind, "people": 1}]
    Reckoning.objects.filter(conversation=groups).update(oddities=told, without=None)
    text = page(desk, "desk_oddities", groups.number)
    assert words in text
    assert "Es sind weniger als fünf Menschen." in text


def test_very_many_votes_are_not_looked_through_and_that_is_said(groups: Conversation, desk: Client) -> None:
    Reckoning.objects.filter(conversation=groups).update(oddities=[], without=None, vote_count=600_000)
    assert "So viele Stimmen sehen wir nicht durch" in page(desk, "desk_oddities", groups.number)


def test_shares_that_differ_most_come_first_and_in_percent(programme: Programme) -> None:
    made = town.conversation(programme, 4)
    found = _compared(
        made,
        _told({1: [10, 10, 0], 2: [9, 1, 0], 3: [5, 5, 10], 4: [6, 0, 0]}),
        _told({1: [6, 14, 0], 2: [8, 2, 0], 3: [5, 5, 10]}),
    )
    assert [(one.statement.number, one.of_all, one.without) for one in found.shares] == [(1, 50, 30), (2, 90, 80)]


def test_common_and_divisive_are_told_where_they_differ(programme: Programme) -> None:
    made = town.conversation(programme, 4)
    sides = [{"statement": at, "side": side} for at, side in ((1, "agree"), (2, "disagree"), (3, "agree"))]
    divides = [{"statement": at, "higher": 0, "lower": 1} for at in (1, 4)]
    found = _compared(
        made,
        _told({}, common=sides[:2], divisive=divides[:1]),
        _told({}, common=sides[1:], divisive=divides[1:]),
    )
    assert [(one.statement.number, one.agrees) for one in found.common_lost] == [(1, True)]
    assert [(one.statement.number, one.agrees) for one in found.common_new] == [(3, True)]
    assert [one.number for one in found.divisive_lost] == [1]
    assert [one.number for one in found.divisive_new] == [4]
    assert found.flagged == 6
