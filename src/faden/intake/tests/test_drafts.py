"""A document is taken once, read by one reader, and asks or says why where it cannot be read."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.dialogue.models import Contribution, Document, DocumentVersion, Source
from faden.intake import actions, queries, tasks
from faden.intake.actions import NotReady
from faden.intake.models import Draft, DraftState, ItemKind
from faden.intake.tests.taken import DATA, UNCLEAR, item, newer, read, taken, texts, waiting
from faden.people.models import Person
from faden.programme.models import Programme


@pytest.fixture
def draft(programme: Programme) -> Draft:
    return taken(programme)


# Taking and claiming


def test_taken_document_waits_and_is_kept_unchanged(programme: Programme, administrator: Person) -> None:
    draft = actions.take(programme=programme, name="vom_bach.txt", data=DATA.encode(), by=administrator, now=NOW)
    assert (draft.state, draft.created_by, draft.created_at) == (DraftState.WAITING, administrator, NOW)
    assert draft.version.document.title == "vom bach"
    with draft.version.file.open("rb") as file:
        assert file.read() == DATA.encode()


def test_only_one_reader_gets_a_draft(programme: Programme) -> None:
    draft = waiting(programme)
    assert actions.claim(draft.pk, now=NOW)
    assert not actions.claim(draft.pk, now=NOW)
    assert not actions.claim(draft.pk, now=NOW + actions.LEASE - timedelta(seconds=1))


def test_abandoned_draft_is_claimed_again(programme: Programme) -> None:
    draft = waiting(programme)
    actions.claim(draft.pk, now=NOW)
    later = NOW + actions.LEASE + timedelta(seconds=1)
    draft.refresh_from_db()
    assert draft.is_abandoned(later)
    assert list(queries.abandoned(later).filter(pk=draft.pk)) == [draft]
    assert actions.claim(draft.pk, now=later)
    draft.refresh_from_db()
    assert not draft.is_abandoned(later)


@pytest.mark.parametrize("state", [DraftState.ASKING, DraftState.FAILED, DraftState.READY, DraftState.PUBLISHED])
def test_draft_that_is_not_waiting_cannot_be_claimed(programme: Programme, state: DraftState) -> None:
    draft = waiting(programme)
    Draft.objects.filter(pk=draft.pk).update(state=state)
    assert not actions.claim(draft.pk, now=NOW)


def test_waiting_draft_is_read_in_the_background_once_it_is_stored(
    programme: Programme, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    draft = waiting(programme)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.queue(draft)
        draft.refresh_from_db()
        assert draft.state == DraftState.WAITING, "nothing is read before it is stored"
    draft.refresh_from_db()
    assert draft.state == DraftState.READY


def test_resuming_reads_what_a_killed_worker_left_behind(programme: Programme) -> None:
    killed, left, running = (waiting(programme, name=f"{at}.txt") for at in range(3))
    Draft.objects.filter(pk=killed.pk).update(state=DraftState.READING, lease_until=NOW - timedelta(days=365))
    far = NOW + timedelta(days=36500)
    Draft.objects.filter(pk=running.pk).update(state=DraftState.READING, lease_until=far)
    assert tasks.resume() == 2
    for one in (killed, left, running):
        one.refresh_from_db()
    assert (killed.state, left.state, running.state) == (DraftState.READY, DraftState.READY, DraftState.READING)


def test_error_of_the_program_is_said_on_the_draft(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(draft: Draft) -> Draft:
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "read", breaks)
    draft = waiting(programme)
    tasks.read_draft.enqueue(draft.pk)
    draft.refresh_from_db()
    assert draft.state == DraftState.FAILED
    assert "Fehler im Programm" in draft.failure
    assert draft.lease_until is None


# Reading


def test_read_draft_holds_every_text_with_its_kind_and_place(draft: Draft) -> None:
    assert draft.state == DraftState.READY
    assert [group.name for group in draft.groups.all()] == ["Bäche"]
    assert [(one.code, one.text) for one in draft.items.filter(kind="goal")] == [
        ("ST_9.1", "Bäche öffnen"),
        ("ST_9.2", "Ufer pflegen"),
    ]
    assert texts(draft, "question") == ["Wer hilft?"]
    assert texts(draft, "assessment") == ["Sauberes Wasser", "Viel Müll am Ufer"]
    assert texts(draft, "proposal") == ["Akteure: Petra Quellmann (Bachverein)", "Brücken bauen"]
    assert "Ergebnisse vom Bach" in texts(draft, "furniture")
    assert [one.text for one in draft.names.all()] == ["Petra Quellmann"]
    assert item(draft, "Brücken bauen").place
    assert draft.version.document.title == "Ergebnisse vom Bach"


def test_account_of_characters_is_kept_with_the_draft(draft: Draft) -> None:
    count = draft.characters
    assert count["read"] == count["placed"] + count["furniture"] + count["unplaced"] > 100


def test_reading_again_replaces_what_wasread(draft: Draft) -> None:
    before = draft.items.count()
    actions.retry(draft)
    again = read(draft)
    assert again.items.count() == before
    assert again.groups.count() == 1
    assert again.names.count() == 1


def test_unclear_columns_are_asked_for_and_thenread(programme: Programme) -> None:
    draft = taken(programme, UNCLEAR, "bach.csv")
    assert draft.state == DraftState.ASKING
    assert draft.sample
    assert draft.sample[0] == ["Bäche", "ST_9.1 Bäche öffnen", "Wer hilft?", "Sauberes Wasser"]
    waiting = actions.answer_columns(draft, {1: "group", 2: "goals", 3: "question", 4: "challenge"})
    assert waiting.state == DraftState.WAITING
    ready = read(waiting)
    assert ready.state == DraftState.READY
    assert [group.name for group in ready.groups.all()] == ["Bäche", "Seen"]
    assert [(one.text, one.leaning) for one in ready.items.filter(kind="assessment")] == [
        ("Sauberes Wasser", "challenge"),
        ("Tiefes Wasser", "challenge"),
    ]


def test_columns_that_nobody_understands_are_asked_for_when_much_stands_in_them(programme: Programme) -> None:
    data = "Gruppe\tFragen\tIdeen\tXyz\nBäche\tWer hilft beim Aufräumen?\tMehr Stege bauen\tDas hier gehört doch auch dazu\n"
    asking = taken(programme, data, "x.txt")
    assert asking.state == DraftState.ASKING
    assert asking.sample is not None
    assert "Xyz" in asking.sample[0]
    actions.answer_columns(asking, {1: "group", 2: "question", 3: "proposal", 4: "assessment"})
    ready = read(asking)
    assert ready.state == DraftState.READY
    assert ready.items.get(kind=ItemKind.ASSESSMENT).text == "Das hier gehört doch auch dazu"
    assert ready.groups.get().name == "Bäche"


def test_failed_document_keeps_its_sentence_and_may_be_tried_again(programme: Programme) -> None:
    draft = taken(programme, b"%PDF-1.7 x", "ergebnisse.pdf")
    assert draft.state == DraftState.FAILED
    assert draft.failure.startswith("Dieses PDF ist beschädigt.")
    draft.refresh_from_db()
    assert draft.failure
    assert draft.lease_until is None
    assert actions.retry(draft).state == DraftState.WAITING
    assert draft.failure == ""


# Whose drafts they are


def test_facilitator_works_on_own_drafts_and_administrator_on_all(
    programme: Programme, administrator: Person, facilitator: Person
) -> None:
    own = actions.take(programme=programme, name="a.txt", data=DATA.encode(), by=facilitator, now=NOW)
    other = waiting(programme)
    boss = programme.memberships.get(person=administrator)
    assert list(queries.drafts(programme.memberships.get(person=facilitator))) == [own]
    assert {own, other} <= set(queries.drafts(boss))


def test_shared_draft_is_worked_on_by_those_it_is_shared_with(
    programme: Programme, administrator: Person, facilitator: Person
) -> None:
    draft = waiting(programme, by=administrator)
    mine = queries.drafts(programme.memberships.get(person=facilitator))
    assert list(mine) == []
    actions.share(draft, [facilitator])
    assert list(mine.all()) == [draft]
    actions.share(draft, [])
    assert list(mine.all()) == []


# Discarding


def test_discarding_deletes_the_document_and_its_file(
    draft: Draft, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    path = Path(draft.version.file.path)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.discard(draft)
        assert path.exists(), "the file goes only when the row is surely gone"
    assert not path.exists()
    assert not Draft.objects.filter(version__name="vom_bach.txt").exists()
    assert not DocumentVersion.objects.filter(name="vom_bach.txt").exists()
    assert not Document.objects.filter(title="Ergebnisse vom Bach").exists()


def test_discarding_one_of_two_equal_documents_keeps_the_other(
    programme: Programme, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    one, other = waiting(programme), waiting(programme)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.discard(one)
    with other.version.file.open("rb") as file:
        assert file.read() == DATA.encode()


def test_discarding_a_newer_version_keeps_the_document_and_the_older_one(
    draft: Draft, change: Change, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    actions.publish(draft, change=change)
    again = newer(draft, DATA.replace("Brücken bauen", "Stege bauen"))
    assert again.version.number == 2
    path = Path(again.version.file.path)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.discard(again)
    assert not path.exists()
    assert list(draft.version.document.versions.all()) == [draft.version]
    assert Path(draft.version.file.path).exists()
    assert Source.objects.filter(version=draft.version).exists()


def test_published_draft_is_not_discarded(draft: Draft, change: Change) -> None:
    actions.publish(draft, change=change)
    draft.refresh_from_db()
    with pytest.raises(NotReady, match="kann nicht verworfen werden"):
        actions.discard(draft)


def test_draft_whose_publication_was_taken_back_is_discarded_or_says_why_not(draft: Draft, change: Change) -> None:
    actions.publish(draft, change=change)
    count = Contribution.objects.count()
    actions.take_back(draft, change=change)
    draft.refresh_from_db()
    with suppress(NotReady):
        actions.discard(draft)
    assert Contribution.objects.count() == count, "no address is lost"


# Newer versions


def test_newer_version_belongs_to_the_document_and_keeps_its_title(draft: Draft) -> None:
    again = newer(draft, "Ganz andere Überschrift\n\n" + DATA.split("\n\n", 1)[1])
    assert (again.version.document, again.version.number) == (draft.version.document, 2)
    again.version.document.refresh_from_db()
    assert again.version.document.title == "Ergebnisse vom Bach"
    assert newer(again, DATA).version.number == 3


def test_newer_version_may_be_brought_of_documents_one_works_on(
    programme: Programme, administrator: Person, facilitator: Person
) -> None:
    own = waiting(programme, by=facilitator)
    other = waiting(programme, by=administrator)
    offered = queries.documents(programme.memberships.get(person=facilitator))
    assert list(offered) == [own.version.document]
    actions.share(other, [facilitator])
    assert set(offered.all()) == {own.version.document, other.version.document}
