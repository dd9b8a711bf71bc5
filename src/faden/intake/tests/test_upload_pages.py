"""Documents are uploaded at the desk: several at once, bad ones among them, newer versions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from faden.intake.models import Draft, DraftState
from faden.intake.tests.desk import DESK, ENGLISH, file, page, path, words
from faden.intake.tests.taken import DATA, UNCLEAR, taken, texts, waiting
from faden.intake.views import taking
from faden.people.models import Person
from faden.programme.models import Programme


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PATIENCE", 0)


@pytest.fixture
def draft(programme: Programme, facilitator: Person) -> Draft:
    return taken(programme, DATA + "\t\t\t\t\tniemandes Spalte\n", by=facilitator)


@pytest.fixture
def mine(facilitator: Person) -> Client:
    client = Client()
    client.force_login(facilitator)
    return client


def test_several_files_become_several_drafts_and_a_bad_one_spoils_no_other(
    mine: Client, programme: Programme, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    files = [file("a.txt"), file("b.pdf", b"%PDF-1.7 x"), file("c.csv", UNCLEAR), file("d.txt", b"\x00\x01\x02")]
    with django_capture_on_commit_callbacks(execute=True):
        response = mine.post(f"{DESK}neu/", {"file": files, "dated_on": "2026-07-01"}, follow=True)
    assert response.redirect_chain[-1][0] == DESK
    assert "4 Dokumente sind da" in response.content.decode()
    states = dict(
        Draft.objects.filter(version__name__in="a.txt b.pdf c.csv d.txt".split()).values_list("version__name", "state")
    )
    assert states == {
        "a.txt": DraftState.READY, "b.pdf": DraftState.FAILED, "c.csv": DraftState.ASKING, "d.txt": DraftState.FAILED,
    }  # fmt: skip
    said = page(mine, DESK)
    assert "Vier Dokumente warten auf Sie" in said
    for name in states:
        assert name in said
    for draft in Draft.objects.filter(version__name__in=states):
        assert page(mine, path(draft))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([], "Bitte wählen Sie mindestens eine Datei."),
        ([("leer.txt", "")], "Diese Datei ist leer."),
        ([("gut.txt", DATA), ("leer.txt", "")], "Diese Datei ist leer."),
        ([(f"{at}.txt", DATA) for at in range(51)], "höchstens 50 Dateien auf einmal"),
    ],
    ids=["none", "empty", "one of two empty", "too many"],
)
def test_upload_that_cannot_be_taken_says_so_and_takes_nothing(
    mine: Client, programme: Programme, files: list[tuple[str, str]], sentence: str
) -> None:
    response = mine.post(f"{DESK}neu/", {"file": [file(*one) for one in files], "dated_on": ""})
    assert response.status_code == 400
    said = words(response.content.decode())
    assert sentence in said
    assert not ENGLISH.findall(said)
    assert not Draft.objects.filter(created_by__email="facilitator@example.org").exists()


def test_newer_version_is_one_file_of_a_document_one_works_on(
    mine: Client, draft: Draft, programme: Programme, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    document = draft.version.document
    both = mine.post(f"{DESK}neu/", {"file": [file("a.txt"), file("b.txt")], "document": document.pk})
    assert both.status_code == 400
    assert "Eine neue Fassung ist eine einzelne Datei." in both.content.decode()
    other = waiting(programme, name="fremd.txt")
    foreign = mine.post(f"{DESK}neu/", {"file": file("a.txt"), "document": other.version.document.pk})
    assert foreign.status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        at = mine.post(f"{DESK}neu/", {"file": file("a.txt"), "document": document.pk})["Location"]
    assert "Fassung 2" in page(mine, at)
    assert document.versions.count() == 2


def test_waiting_draft_says_that_it_is_read(mine: Client, programme: Programme, facilitator: Person) -> None:
    draft = waiting(programme, by=facilitator)
    assert "Nachsehen" in page(mine, path(draft))
    assert "Ein Dokument wird gelesen" in page(mine, DESK)


def test_failed_document_says_its_sentence_and_is_read_again_or_deleted(
    mine: Client, programme: Programme, facilitator: Person, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    draft = taken(programme, b"%PDF-1.7 x", "ergebnisse.pdf", by=facilitator)
    assert draft.failure in page(mine, path(draft))
    with django_capture_on_commit_callbacks(execute=True):
        mine.post(path(draft, "nochmal"))
    draft.refresh_from_db()
    assert draft.state == DraftState.FAILED
    response = mine.post(path(draft, "verwerfen"), follow=True)
    assert "Der Entwurf und seine Datei sind gelöscht." in response.content.decode()
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_unclear_columns_are_asked_for(
    mine: Client, programme: Programme, facilitator: Person, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    draft = taken(programme, UNCLEAR, "bach.csv", by=facilitator)
    assert "Was steht in welcher Spalte?" in page(mine, path(draft))
    refused = mine.post(path(draft, "spalten"), {"column_1": "group", "column_2": "goals"})
    assert refused.status_code == 400
    assert "mindestens eine Spalte mit Beiträgen" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = {"column_1": "group", "column_2": "goals", "column_3": "question", "column_4": ""}
        assert mine.post(path(draft, "spalten"), answer).status_code == 302
    draft.refresh_from_db()
    assert draft.state == DraftState.READY
    assert texts(draft, "unplaced") == ["Sauberes Wasser", "Tiefes Wasser"]
