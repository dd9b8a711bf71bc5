"""Statements are kept in order, can be corrected, and redacted words are left nowhere."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import TextField
from django.db.models.fields import CharField
from django.test import Client

from faden.addresses.actions import FORGOTTEN, Change
from faden.addresses.models import Revision, State
from faden.conftest import NOW
from faden.dialogue.actions import (
    add_contributions,
    edit_contribution,
)
from faden.dialogue.models import (
    Contribution,
    DialogueGroup,
    Kind,
    Leaning,
)
from faden.dialogue.tests.said import NOBODY, said
from faden.kernel.text import fold
from faden.people.models import Person
from faden.search.queries import ask


def test_statements_are_numbered_in_order(group: DialogueGroup) -> None:
    added = add_contributions(group, [said("Eins"), said("Zwei"), said("Drei")], change=NOBODY, published=True)
    assert [(one.address.number, one.position) for one in added] == [(6, 6), (7, 7), (8, 8)]
    assert add_contributions(group, [], change=NOBODY, published=True) == []
    again = add_contributions(group, [said("Vier")], change=NOBODY, published=False)
    assert (again[0].address.number, again[0].address.state) == (9, State.DRAFT)


def test_statement_is_searchable_as_soon_as_it_stands(group: DialogueGroup) -> None:
    (added,) = add_contributions(group, [said("Größere Müllkörbe")], change=NOBODY, published=True)
    assert ask(group.programme, "muellkoerbe").entries.get().text == added.text


def test_editing_keeps_what_was_there_before(group: DialogueGroup, change: Change) -> None:
    one = group.contributions.get(text="Xanten ist zu eng")
    edit_contribution(
        one, text=" Xanten ist  wirklich eng ", kind=Kind.ASSESSMENT, leaning=Leaning.CHALLENGE.value, change=change
    )
    one.refresh_from_db()
    assert one.text == "Xanten ist wirklich eng"
    revision = Revision.objects.get(address=one.address)
    assert (revision.field, revision.before, revision.after) == ("text", "Xanten ist zu eng", "Xanten ist wirklich eng")
    assert revision.public, "everybody may read what a public statement said before"
    assert one.address.changed_at == NOW


def test_changing_the_kind_drops_a_side_that_no_longer_fits(group: DialogueGroup, change: Change) -> None:
    one = group.contributions.get(text="Xanten ist zu eng")
    edit_contribution(one, text=one.text, kind=Kind.QUESTION, leaning=Leaning.CHALLENGE.value, change=change)
    one.refresh_from_db()
    assert (one.kind, one.leaning) == (Kind.QUESTION, "")
    assert {(two.field, two.before, two.after) for two in Revision.objects.filter(address=one.address)} == {
        ("kind", "assessment", "question"),
        ("leaning", "challenge", ""),
    }


def _places_of(word: str) -> list[str]:
    """Return every text column of every table in which `word` stands, folded or not."""
    found_in = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if not isinstance(field, (CharField, TextField)) and field.get_internal_type() != "JSONField":
                continue
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')
                if any(fold(word) in fold(str(value)) for (value,) in cursor.fetchall()):
                    found_in.append(f"{model._meta.db_table}.{field.column}")
    return found_in


def test_the_scan_for_words_sees_text_index_and_history(group: DialogueGroup, change: Change) -> None:
    (one,) = add_contributions(group, [said("Zilla Ölmüller weiß das")], change=NOBODY, published=True)
    assert set(_places_of("Ölmüller")) >= {"dialogue_contribution.text", "search_entry.terms", "search_word.exact"}
    edit_contribution(one, text="Jemand weiß das", kind=Kind.PROPOSAL, leaning="", change=change)
    assert _places_of("Ölmüller") == ["addresses_revision.before"]


def test_redacting_leaves_the_old_words_nowhere(group: DialogueGroup, change: Change) -> None:
    (one,) = add_contributions(group, [said("Zilla Ölmüller weiß das")], change=NOBODY, published=True)
    for text in ("Frau Zilla Ölmüller weiß das", "Zilla Ölmüller weiß es"):
        edit_contribution(one, text=text, kind=Kind.PROPOSAL, leaning="", change=change)
    edit_contribution(one, text="Jemand weiß es", kind=Kind.PROPOSAL, leaning="", change=change, redacts=True)
    assert _places_of("Ölmüller") == []
    assert _places_of("Zilla") == []
    last = Revision.objects.filter(address=one.address).order_by("pk").last()
    assert last is not None
    assert (last.before, last.after, last.by) == (FORGOTTEN, "Jemand weiß es", change.by)
    assert Revision.objects.filter(address=one.address).count() == 3


def test_redacting_on_the_desk_shows_the_old_words_nowhere(group: DialogueGroup, desk: Client) -> None:
    one = group.contributions.get(text="Xanten ist zu eng")
    group.programme.memberships.create(
        person=Person.objects.get(email="administrator@example.org"), role="administrator"
    )
    path = f"/musterstadt-2040/schreibtisch/beitraege/{one.address.number}/"
    fields = {"text": "Wenig Platz", "kind": "assessment", "leaning": "challenge", "reason": "Name", "redacts": "on"}
    assert desk.post(path, fields).status_code == 302
    assert "Xanten ist zu eng" not in desk.get(path).content.decode()
    assert _places_of("Xanten ist zu eng") == []


@pytest.mark.parametrize(
    ("kind", "leaning"),
    [
        (Kind.QUESTION, Leaning.CHANCE),
        (Kind.QUESTION, Leaning.SYNERGY),
        (Kind.ASSESSMENT, Leaning.SOLUTION),
        (Kind.ASSESSMENT, Leaning.SYNERGY),
        (Kind.PROPOSAL, Leaning.CHANCE),
        (Kind.PROPOSAL, Leaning.CHALLENGE),
    ],
)
def test_database_refuses_a_side_that_does_not_fit_the_kind(group: DialogueGroup, kind: Kind, leaning: Leaning) -> None:
    one = group.contributions.get(text="Weniger Schilder")
    with pytest.raises(IntegrityError, match="leaning_fits_kind"), transaction.atomic():
        Contribution.objects.filter(pk=one.pk).update(kind=kind, leaning=leaning)


@pytest.mark.parametrize(
    ("kind", "leaning", "words"),
    [
        (Kind.QUESTION, "", "Fragestellung"),
        (Kind.ASSESSMENT, "", "Chance oder Herausforderung"),
        (Kind.ASSESSMENT, Leaning.CHANCE, "Chance"),
        (Kind.PROPOSAL, Leaning.SYNERGY, "Synergie"),
        (Kind.PROPOSAL, Leaning.SOLUTION, "Lösungsansatz"),
    ],
)
def test_kind_is_said_by_its_side_where_that_is_known(kind: Kind, leaning: str, words: str) -> None:
    assert Contribution(kind=kind, leaning=leaning).kind_in_words == words
