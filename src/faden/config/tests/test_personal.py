"""`faden person`: what is known of somebody, given out and erased, in all rooms."""

import json
from pathlib import Path

import pytest

from faden.addresses.actions import Change
from faden.config.command import main
from faden.conftest import NOW
from faden.opinion import actions
from faden.opinion.actions import interest
from faden.opinion.models import Vote
from faden.opinion.tests import town
from faden.people.models import Person
from faden.programme.models import Programme

EMAIL = "person@example.org"


@pytest.fixture
def voter(programme: Programme) -> Person:
    """Somebody with an account who voted signed in and asked for the way."""
    made = Person.objects.create(email=EMAIL, name="Ida Beispiel")
    conversation = town.conversation(programme)
    ticket, _token = actions.admit(conversation, consent="Ja.", language="de", now=NOW, person=made)
    statement = conversation.statements.select_related("conversation").get(number=1)
    actions.cast(ticket, statement, 1, now=NOW)
    question = interest.ask(programme, interest.Facts("Wer gießt mit?"), change=Change(by=None, now=NOW))
    joined, _own = interest.join(question, "", now=NOW)
    contact = interest.Contact("Ida", EMAIL, wants_news=True, wants_contact=False, consent="Ja.", language="de")
    interest.set_contact(joined, contact, now=NOW)
    return made


def told(tmp_path: Path) -> dict[str, object]:
    file = tmp_path / "auskunft.json"
    assert main(["person", "export", EMAIL.upper(), "-o", str(file)]) == 0
    found: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_everything_known_of_a_person_is_given_out(voter: Person, tmp_path: Path) -> None:
    found = told(tmp_path)
    assert {"opinion", "synergy", "intake", "dialogue", "places", "addresses", "people", "post"} == set(found)
    text = json.dumps(found, ensure_ascii=False)
    for words in (town.SENTENCES[0], "Wer gießt mit?", voter.name, EMAIL):
        assert words in text


def test_erasing_leaves_nothing_to_give_out(voter: Person, capsys: pytest.CaptureFixture[str]) -> None:
    votes = Vote.objects.count()
    assert main(["person", "erase", EMAIL, "--yes"]) == 0
    assert Vote.objects.count() == votes - 1
    assert not Person.objects.filter(email=EMAIL).exists()
    assert main(["person", "export", EMAIL]) == 2
    assert "nichts bekannt" in capsys.readouterr().err


def test_interest_without_an_account_is_found_by_its_address(voter: Person, tmp_path: Path) -> None:
    Person.objects.filter(pk=voter.pk).delete()
    assert "Wer gießt mit?" in json.dumps(told(tmp_path), ensure_ascii=False)
    assert main(["person", "erase", EMAIL, "--yes"]) == 0
    assert main(["person", "erase", EMAIL, "--yes"]) == 2


def test_nothing_is_erased_unasked(voter: Person, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["person", "erase", EMAIL]) == 2
    assert "Nichts gelöscht" in capsys.readouterr().err
    assert Person.objects.filter(pk=voter.pk).exists()
