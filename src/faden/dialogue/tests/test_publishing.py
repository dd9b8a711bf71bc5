"""Groups are published with all they said, and what a publication did can be taken back."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from faden.addresses.actions import Change
from faden.addresses.models import State
from faden.conftest import NOW
from faden.dialogue import queries
from faden.dialogue.actions import (
    ChangedSince,
    Gone,
    NewContribution,
    NewGroup,
    add_document,
    delete_version,
    edit_contribution,
    edit_group,
    keep_version,
    publish,
    take_back,
)
from faden.dialogue.actions.publishing import NOT_IN_NEW_VERSION, TAKEN_BACK
from faden.dialogue.models import (
    Contribution,
    DialogueGroup,
    Document,
    Facilitation,
    Kind,
    Leaning,
)
from faden.dialogue.tests.said import NOBODY, goal, published, said
from faden.people.models import Person
from faden.programme.models import Programme


def test_published_group_is_public_with_all_it_said(group: DialogueGroup) -> None:
    assert str(group.address) == "G1"
    assert group.address.is_public
    assert [str(one.address) for one in group.contributions.order_by("position")] == ["B1", "B2", "B3", "B4", "B5"]
    assert {one.address.state for one in group.contributions.select_related("address")} == {State.PUBLISHED}
    assert [one.goal.code for one in queries.mentions(group)] == ["MO_2.4", "GES_1"]


def test_second_document_adds_to_the_group_of_the_same_name(group: DialogueGroup) -> None:
    again = NewGroup(
        "Grüne Straßen",
        goals=[goal("MO_2.4", "Flächen umwandeln"), goal("MO_2.4", "Flächen begrünen")],
        contributions=[said("Beete statt Poller")],
    )
    (same,) = published(group.programme, [again])
    assert same == group
    assert DialogueGroup.objects.filter(programme=group.programme).count() == 1
    last = Contribution.objects.filter(group=group).order_by("-position").first()
    assert last is not None
    assert (last.text, str(last.address), last.position) == ("Beete statt Poller", "B6", 6)
    assert [(one.goal.code, one.wording) for one in queries.mentions(group)] == [
        ("MO_2.4", "Flächen umwandeln"),
        ("GES_1", "Gut leben"),
        ("MO_2.4", "Flächen begrünen"),
    ]


def test_same_name_in_another_programme_is_another_group(group: DialogueGroup, programme: Programme) -> None:
    (other,) = published(programme, [NewGroup("Grüne Straßen")], change=NOBODY)
    assert other != group
    assert not other.contributions.exists()


def test_first_wording_of_a_goal_in_a_document_becomes_its_title(empty: Programme) -> None:
    goals = [goal("GES_10", "Armut mildern"), goal("GES_10", "Kinderarmut begegnen")]
    (group,) = published(empty, [NewGroup("Familie", goals=goals)], change=NOBODY)
    assert {one.goal.title for one in queries.mentions(group)} == {"Armut mildern"}
    assert [one.wording for one in queries.mentions(group)] == ["Armut mildern", "Kinderarmut begegnen"]


def test_whoever_publishes_a_new_group_runs_it(empty: Programme, administrator: Person) -> None:
    (group,) = published(empty, [NewGroup("Neu")], change=Change(by=administrator, now=NOW))
    assert list(group.facilitators.all()) == [administrator]
    publish(empty, [NewGroup("Neu")], change=Change(by=None, now=NOW))
    assert Facilitation.objects.filter(group=group).count() == 1


def test_failing_halfway_publishes_nothing(empty: Programme) -> None:
    wrong = NewGroup("Zweite", contributions=[said("Falsch eingeordnet", Kind.QUESTION, Leaning.CHANCE)])
    with pytest.raises(IntegrityError), transaction.atomic():
        publish(empty, [NewGroup("Erste", contributions=[said("Richtig")]), wrong], change=NOBODY)
    assert not DialogueGroup.objects.filter(programme=empty).exists()
    assert not Contribution.objects.filter(programme=empty).exists()


def test_document_is_kept_byte_by_byte_under_a_name_that_says_nothing(empty: Programme) -> None:
    data = b"Petra Quellmann\x00\xff"
    document = add_document(programme=empty, title="T" * 400, dated_on=None)
    version = keep_version(document, name="Protokoll Petra.docx", data=data, by=None, now=NOW)
    with version.file.open("rb") as file:
        assert file.read() == data
    assert "Petra" not in str(version.file.name)
    assert (version.number, version.size, version.name) == (1, len(data), "Protokoll Petra.docx")
    assert len(document.title) == 300


def test_versions_of_a_document_are_counted_and_the_last_takes_it_along(
    empty: Programme, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    document = add_document(programme=empty, title="Vom Bach", dated_on=None)
    one, two = (keep_version(document, name="a", data=b"x", by=None, now=NOW) for _ in range(2))
    assert (one.number, two.number) == (1, 2)
    paths = [Path(one.file.path), Path(two.file.path)]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        delete_version(one)
    assert [path.exists() for path in paths] == [False, True]
    assert Document.objects.filter(pk=document.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        delete_version(two)
    assert not paths[1].exists()
    assert not Document.objects.filter(pk=document.pk).exists()


# Journal


def _rows(programme: Programme) -> dict[int, tuple[object, ...]]:
    fields = ("text", "kind", "leaning", "group_id", "position", "address__state", "address__reason")
    rows = Contribution.objects.filter(programme=programme).values_list("address__number", *fields)
    return {row[0]: row[1:] for row in rows}


def _keeps(contribution: Contribution, text: str) -> NewContribution:
    return NewContribution(Kind(contribution.kind), None, text, keeps=contribution.pk)


def test_journal_is_plain_data_that_takes_a_publication_back(group: DialogueGroup) -> None:
    before = _rows(group.programme)
    one = group.contributions.get(text="Weniger Schilder")
    brought = NewGroup(
        "Grünere Straßen", [goal("WO_1", "Wohnen")], [_keeps(one, "Keine Schilder"), said("Beete")], group.pk
    )
    second = NewGroup("Neu", contributions=[said("Dazu")])
    publication = publish(group.programme, [brought, second], change=NOBODY)
    assert [one.name for one in publication.groups] == ["Grünere Straßen", "Neu"]
    journal = json.loads(json.dumps(publication.journal))
    take_back(group.programme, journal, change=NOBODY)
    after = _rows(group.programme)
    assert {number: after[number] for number in before} == before
    assert {after[number][-2:] for number in after if number not in before} == {(State.WITHDRAWN, TAKEN_BACK)}
    assert DialogueGroup.objects.get(pk=group.pk).name == "Grüne Straßen"
    assert DialogueGroup.objects.get(name="Neu").address.state == State.WITHDRAWN
    assert [one.goal.code for one in queries.mentions(group)] == ["MO_2.4", "GES_1"]


def test_statement_that_is_gone_is_withdrawn_and_one_that_was_joined_leads_on(group: DialogueGroup) -> None:
    one, two, three = group.contributions.filter(kind=Kind.PROPOSAL).order_by("position")
    publish(group.programme, [NewGroup(group.name)], change=NOBODY, gone=Gone([one.pk], {two.pk: three.pk}, []))
    for address in (one.address, two.address):
        address.refresh_from_db()
    assert (one.address.state, one.address.reason) == (State.WITHDRAWN, NOT_IN_NEW_VERSION)
    assert (two.address.state, two.address.redirect_to) == (State.MERGED, three.address)


def test_publication_that_somebody_worked_on_since_is_not_taken_back(group: DialogueGroup, change: Change) -> None:
    publication = publish(group.programme, [NewGroup("Neu", contributions=[said("Dazu")])], change=NOBODY)
    one = Contribution.objects.get(text="Dazu")
    edit_contribution(one, text="Doch nicht", kind=Kind.PROPOSAL, leaning="", change=change)
    before = _rows(group.programme)
    with pytest.raises(ChangedSince, match="B6"):
        take_back(group.programme, publication.journal, change=NOBODY)
    assert _rows(group.programme) == before


def test_name_given_to_a_group_since_is_not_overwritten_by_taking_back(group: DialogueGroup, change: Change) -> None:
    publication = publish(group.programme, [NewGroup("Grünere Straßen", keeps=group.pk)], change=NOBODY)
    edit_group(DialogueGroup.objects.get(pk=group.pk), name="Grünste Straßen", intro="", change=change)
    with suppress(ChangedSince):
        take_back(group.programme, publication.journal, change=NOBODY)
    assert DialogueGroup.objects.get(pk=group.pk).name == "Grünste Straßen"
