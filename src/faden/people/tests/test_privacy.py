"""A person can have all that is known of them, and can go; what the groups said stays."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from faden.addresses import privacy as addresses
from faden.addresses.actions import Change, allot, close_report, record, report
from faden.addresses.models import Kind, Report, Revision
from faden.conftest import NOW
from faden.dialogue import privacy as dialogue
from faden.dialogue.actions import NewContribution, NewGroup, publish
from faden.dialogue.models import Contribution, DialogueGroup, DocumentVersion
from faden.dialogue.models import Kind as Spoken
from faden.intake import actions as intake_actions
from faden.intake import privacy as intake
from faden.intake.models import Draft
from faden.people import privacy as people
from faden.people.models import Office, Person
from faden.programme.models import Programme

# From the top floor down, as an erasure must go.
ROOMS: list[ModuleType] = [intake, dialogue, addresses, people]


@pytest.fixture
def person(administrator: Person, programme: Programme) -> Person:
    """Somebody who did one thing in every room."""
    office = Office.objects.create(programme=programme, name="Amt für Stadtplanung")
    programme.memberships.filter(person=administrator).update(office=office)
    change = Change(by=administrator, now=NOW, reason="Tippfehler")
    new = NewContribution(Spoken.PROPOSAL, None, "Bleibt stehen")
    publish(programme, [NewGroup("Runde der Person", contributions=[new])], change=change)
    (address,) = allot(programme, Kind.CONTRIBUTION, count=1, now=NOW)
    record(address, change, [("text", "alt", "neu")], public=False)
    sent = report(programme=programme, address=None, page="/B83", text="Hallo", contact=administrator.email, now=NOW)
    close_report(
        report(programme=programme, address=None, page="/", text="Zu", contact="", now=NOW), by=administrator, now=NOW
    )
    assert sent.contact
    intake_actions.take(programme=programme, name="mein.txt", data=b"x", by=administrator, now=NOW)
    return administrator


def _export(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for room in ROOMS:
        found |= room.export(person)
    return found


def _erase(person: Person) -> None:
    for room in ROOMS:
        room.erase(person)


def test_export_names_all_that_is_there(person: Person) -> None:
    found = _export(person)
    assert found["email"] == "administrator@example.org"
    assert found["name"] == "Erika Administration"
    assert found["memberships"] == [
        {"programme": "Ulmenfurt 2035+", "role": "administrator", "office": "Amt für Stadtplanung", "named_since": None}
    ]
    assert ("text", "alt", "neu", "Tippfehler") in [
        (one["field"], one["before"], one["after"], one["reason"]) for one in found["revisions"]
    ]
    assert [one["text"] for one in found["reports"]] == ["Hallo"]
    assert found["facilitates"] == ["Runde der Person"]
    assert [one["name"] for one in found["uploads"]] == ["mein.txt"]
    assert [one["version__name"] for one in found["drafts"]] == ["mein.txt"]


def test_export_holds_nothing_of_anybody_else(person: Person, facilitator: Person) -> None:
    found = _export(facilitator)
    for key in ("revisions", "reports", "facilitates", "uploads", "drafts"):
        assert found[key] == [], key
    assert "administrator@example.org" not in str(found)


def _references(person: Person) -> Iterator[str]:
    """Yield every column of every table that holds the person's key."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Person:
                with connection.cursor() as cursor:
                    cursor.execute(
                        f'SELECT COUNT(*) FROM "{model._meta.db_table}" WHERE "{field.column}" = %s', [person.pk]
                    )
                    if cursor.fetchone()[0]:
                        yield f"{model._meta.db_table}.{field.column}"


def _mentions(words: str) -> Iterator[str]:
    """Yield every text column of every table in which `words` stand."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField)):
                with connection.cursor() as cursor:
                    cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')
                    if any(words in str(value) for (value,) in cursor.fetchall()):
                        yield f"{model._meta.db_table}.{field.column}"


def test_the_world_refers_to_the_person_in_every_room(person: Person) -> None:
    assert {
        "people_membership.person_id",
        "addresses_revision.by_id",
        "addresses_report.closed_by_id",
        "dialogue_facilitation.person_id",
        "dialogue_documentversion.uploaded_by_id",
        "intake_draft.created_by_id",
        "mfa_authenticator.user_id",
    } <= set(_references(person))


def test_erasing_leaves_no_row_that_refers_to_the_person(person: Person) -> None:
    key = person.pk
    _erase(person)
    gone = Person(pk=key)
    assert not list(_references(gone)), f"Still refers to the person: {list(_references(gone))}"
    assert not list(_mentions("administrator@example.org"))
    assert not list(_mentions("Erika Administration"))


@pytest.mark.parametrize("room", [intake, dialogue, addresses], ids=lambda room: room.__name__)
def test_each_room_erases_what_it_knows_by_itself(person: Person, room: ModuleType) -> None:
    room.erase(person)
    label = room.__name__.split(".")[1]
    left = [one for one in _references(person) if one.startswith(f"{label}_")]
    assert not left, f"{label} still refers to the person: {left}"


def test_erasing_keeps_what_the_groups_said_and_how_it_changed(person: Person) -> None:
    before = [
        model.objects.count() for model in (Contribution, DialogueGroup, DocumentVersion, Draft, Revision, Report)
    ]
    _erase(person)
    after = [model.objects.count() for model in (Contribution, DialogueGroup, DocumentVersion, Draft, Revision, Report)]
    assert after == before
    assert Contribution.objects.get(text="Bleibt stehen").address.is_public
    assert Revision.objects.get(before="alt").reason == "Tippfehler"


def test_erasing_one_person_leaves_the_others(person: Person, facilitator: Person) -> None:
    _erase(person)
    assert Person.objects.filter(pk=facilitator.pk).exists()
    assert facilitator.memberships.count() == 1
