"""A document on its way from the desk to the public pages, and no name on them that nobody released."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from faden.addresses.actions import Change
from faden.addresses.models import Address
from faden.conftest import NOW
from faden.dialogue.actions import delete_original, edit_contribution
from faden.dialogue.models import Contribution, DialogueGroup, Document, DocumentVersion, GoalMention, Kind, Source
from faden.goals.models import Goal
from faden.intake import actions, queries, tasks
from faden.intake.actions import COVERED, CodeNeeded, NotReady
from faden.intake.models import Draft, DraftItem, DraftName, DraftState, ItemKind
from faden.people.models import Person, Role
from faden.programme.models import Programme

DATA = (
    "Ergebnisse vom Bach\n\n"
    "Gruppe\tZiele\tFragen\tChancen und Herausforderungen\tIdeen\n"
    "Bäche\tST_9.1 Bäche öffnen\tWer hilft?\tSauberes Wasser\tAkteure: Petra Quellmann (Bachverein)\n"
    "\tST_9.2 Ufer pflegen\t\tViel Müll am Ufer\tBrücken bauen\n"
)
WITH_NAMES = (
    "Gruppe\tZiele\tFragen\tChancen und Herausforderungen\tIdeen\n"
    "Runde um Petra Quellmann\tST_9.1 Den Plan von Petra  Quellmann umsetzen\tWas sagt Petra Quellmann?\t"
    "Petra Quellmann kennt den Bach\tRufen Sie Petra Quellmann an: 02041 703000 oder petra@bach.example\n"
)
NAMES = ("Petra Quellmann", "02041 703000", "petra@bach.example")
UNCLEAR = "Bäche;ST_9.1 Bäche öffnen;Wer hilft?;Sauberes Wasser\nSeen;ST_9.2 Seen öffnen;Wer schwimmt?;Tiefes Wasser\n"


@pytest.fixture
def change(administrator: Person) -> Change:
    return Change(by=administrator, now=NOW)


def _take(programme: Programme, data: str | bytes = DATA, name: str = "vom_bach.txt") -> Draft:
    return actions.take(
        programme=programme, name=name, data=data.encode() if isinstance(data, str) else data, by=None, now=NOW
    )


def _read(draft: Draft) -> Draft:
    assert actions.claim(draft.pk, now=NOW)
    return actions.read(Draft.objects.select_related("version__document").get(pk=draft.pk))


@pytest.fixture
def draft(programme: Programme) -> Draft:
    return _read(_take(programme))


def _item(draft: Draft, text: str) -> DraftItem:
    return draft.items.select_related("draft").get(text__contains=text)


def _texts(draft: Draft, kind: str) -> list[str]:
    return [one.text for one in draft.items.filter(kind=kind)]


# Taking and claiming


def test_taken_document_waits_and_is_kept_unchanged(programme: Programme, administrator: Person) -> None:
    draft = actions.take(programme=programme, name="vom_bach.txt", data=DATA.encode(), by=administrator, now=NOW)
    assert (draft.state, draft.created_by, draft.created_at) == (DraftState.WAITING, administrator, NOW)
    assert draft.version.document.title == "vom bach"
    with draft.version.file.open("rb") as file:
        assert file.read() == DATA.encode()


def test_only_one_reader_gets_a_draft(programme: Programme) -> None:
    draft = _take(programme)
    assert actions.claim(draft.pk, now=NOW)
    assert not actions.claim(draft.pk, now=NOW)
    assert not actions.claim(draft.pk, now=NOW + actions.LEASE - timedelta(seconds=1))


def test_abandoned_draft_is_claimed_again(programme: Programme) -> None:
    draft = _take(programme)
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
    draft = _take(programme)
    Draft.objects.filter(pk=draft.pk).update(state=state)
    assert not actions.claim(draft.pk, now=NOW)


def test_waiting_draft_is_read_in_the_background_once_it_is_stored(
    programme: Programme, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    draft = _take(programme)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.queue(draft)
        draft.refresh_from_db()
        assert draft.state == DraftState.WAITING, "nothing is read before it is stored"
    draft.refresh_from_db()
    assert draft.state == DraftState.READY


def test_resuming_reads_what_a_killed_worker_left_behind(programme: Programme) -> None:
    killed, waiting, running = (_take(programme, name=f"{at}.txt") for at in range(3))
    Draft.objects.filter(pk=killed.pk).update(state=DraftState.READING, lease_until=NOW - timedelta(days=365))
    far = NOW + timedelta(days=36500)
    Draft.objects.filter(pk=running.pk).update(state=DraftState.READING, lease_until=far)
    assert tasks.resume() == 2
    for one in (killed, waiting, running):
        one.refresh_from_db()
    assert (killed.state, waiting.state, running.state) == (DraftState.READY, DraftState.READY, DraftState.READING)


def test_error_of_the_program_is_said_on_the_draft(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(draft: Draft) -> Draft:
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "read", breaks)
    draft = _take(programme)
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
    assert _texts(draft, "question") == ["Wer hilft?"]
    assert _texts(draft, "assessment") == ["Sauberes Wasser", "Viel Müll am Ufer"]
    assert _texts(draft, "proposal") == ["Akteure: Petra Quellmann (Bachverein)", "Brücken bauen"]
    assert "Ergebnisse vom Bach" in _texts(draft, "furniture")
    assert [one.text for one in draft.names.all()] == ["Petra Quellmann"]
    assert _item(draft, "Brücken bauen").place
    assert draft.version.document.title == "Ergebnisse vom Bach"


def test_account_of_characters_is_kept_with_the_draft(draft: Draft) -> None:
    count = draft.characters
    assert count["read"] == count["placed"] + count["furniture"] + count["unplaced"] > 100


def test_reading_again_replaces_what_was_read(draft: Draft) -> None:
    before = draft.items.count()
    actions.retry(draft)
    again = _read(draft)
    assert again.items.count() == before
    assert again.groups.count() == 1
    assert again.names.count() == 1


def test_unclear_columns_are_asked_for_and_then_read(programme: Programme) -> None:
    draft = _read(_take(programme, UNCLEAR, "bach.csv"))
    assert draft.state == DraftState.ASKING
    assert draft.sample
    assert draft.sample[0] == ["Bäche", "ST_9.1 Bäche öffnen", "Wer hilft?", "Sauberes Wasser"]
    waiting = actions.answer_columns(draft, {1: "group", 2: "goals", 3: "question", 4: "challenge"})
    assert waiting.state == DraftState.WAITING
    ready = _read(waiting)
    assert ready.state == DraftState.READY
    assert [group.name for group in ready.groups.all()] == ["Bäche", "Seen"]
    assert [(one.text, one.leaning) for one in ready.items.filter(kind="assessment")] == [
        ("Sauberes Wasser", "challenge"),
        ("Tiefes Wasser", "challenge"),
    ]


def test_failed_document_keeps_its_sentence_and_may_be_tried_again(programme: Programme) -> None:
    draft = _read(_take(programme, b"%PDF-1.7 x", "ergebnisse.pdf"))
    assert draft.state == DraftState.FAILED
    assert draft.failure.startswith("PDF-Dateien liest diese Fassung noch nicht.")
    draft.refresh_from_db()
    assert draft.failure
    assert draft.lease_until is None
    assert actions.retry(draft).state == DraftState.WAITING
    assert draft.failure == ""


# Reviewing


def test_edited_text_is_marked_and_its_names_are_found(draft: Draft) -> None:
    group = draft.groups.get()
    item = actions.edit_item(
        _item(draft, "Brücken"), kind=ItemKind.PROPOSAL, group=group, text=" Brücken mit \n Jannis Bachmeier "
    )
    item.refresh_from_db()
    assert (item.text, item.edited, item.unsure) == ("Brücken mit Jannis Bachmeier", True, 0)
    assert [one.text for one in draft.names.all()] == ["Petra Quellmann", "Jannis Bachmeier"]


def test_name_that_is_found_again_keeps_what_was_decided(draft: Draft) -> None:
    actions.release_name(draft.names.get(), released=True)
    actions.edit_item(
        _item(draft, "Brücken"), kind=ItemKind.PROPOSAL, group=draft.groups.get(), text="Fragen wir Petra Quellmann"
    )
    assert [(one.text, one.released) for one in draft.names.all()] == [("Petra Quellmann", True)]


def test_text_becomes_a_goal_only_with_a_code(draft: Draft) -> None:
    group = draft.groups.get()
    with pytest.raises(CodeNeeded, match="Bitte geben Sie das Kürzel des Ziels an"):
        actions.edit_item(_item(draft, "Brücken"), kind=ItemKind.GOAL, group=group, text="Brücken", code="irgendwas")
    goal = actions.edit_item(
        _item(draft, "Brücken"), kind=ItemKind.GOAL, group=group, text="Brücken", leaning="solution", code="st 9.3."
    )
    assert (goal.code, goal.kind, goal.leaning) == ("ST_9.3", ItemKind.GOAL, "")


def test_unplaced_text_gets_a_group_and_furniture_has_none(draft: Draft) -> None:
    group = draft.groups.get()
    title = actions.edit_item(_item(draft, "vom Bach"), kind=ItemKind.QUESTION, group=group, text="Was nun?")
    assert (title.group, title.kind) == (group, ItemKind.QUESTION)
    back = actions.edit_item(title, kind=ItemKind.FURNITURE, group=group, text="Was nun?", code="MO_1")
    assert (back.group, back.code) == (None, "")


def test_dropped_text_keeps_its_reason_and_comes_back(draft: Draft, change: Change) -> None:
    item = actions.drop_item(_item(draft, "Brücken"), reason="  steht \n doppelt ")
    assert item.dropped == "steht doppelt"
    assert actions.drop_item(_item(draft, "Müll"), reason=" ").dropped == "ohne Angabe"
    actions.restore_item(_item(draft, "Müll"))
    actions.publish(draft, change=change)
    published = set(Contribution.objects.filter(group__name="Bäche").values_list("text", flat=True))
    assert "Viel Müll am Ufer" in published
    assert "Brücken bauen" not in published
    assert _item(draft, "Brücken").dropped == "steht doppelt"


def test_renamed_group_is_published_under_its_new_name(draft: Draft, change: Change) -> None:
    actions.rename_group(draft.groups.get(), name="  Bäche  und Seen ")
    (group,) = actions.publish(draft, change=change)
    assert group.name == "Bäche und Seen"


def test_review_shows_first_what_needs_a_look(
    programme: Programme, django_assert_num_queries: Callable[..., object]
) -> None:
    ready = _read(_take(programme, DATA + "\t\t\t\t\tniemandes Spalte\n"))
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        review = queries.review(ready)
        assert [item.draft.pk for item in review.furniture][:1] == [ready.pk]
    assert [item.text for item in review.unplaced] == ["niemandes Spalte"]
    assert [name.text for name in review.names] == ["Petra Quellmann"]
    assert (review.goals, review.contributions, review.open_points) == (2, 5, 2 + len(review.doubtful))
    ((group, goals, items),) = review.groups
    assert (group.name, len(goals), len(items)) == ("Bäche", 2, 5)
    actions.drop_item(ready.items.get(kind="unplaced"), reason="leer")
    actions.release_name(ready.names.get(), released=True)
    assert queries.review(ready).open_points == len(review.doubtful)


def test_facilitator_works_on_own_drafts_and_administrator_on_all(
    programme: Programme, administrator: Person, facilitator: Person
) -> None:
    own = actions.take(programme=programme, name="a.txt", data=DATA.encode(), by=facilitator, now=NOW)
    other = _take(programme)
    boss = programme.memberships.get(person=administrator)
    assert list(queries.drafts(programme.memberships.get(person=facilitator))) == [own]
    assert {own, other} <= set(queries.drafts(boss))


# Publishing


def test_published_draft_is_public_with_sources(draft: Draft, change: Change) -> None:
    (group,) = actions.publish(draft, change=change)
    draft.refresh_from_db()
    assert (draft.state, draft.published_at) == (DraftState.PUBLISHED, NOW)
    texts = [one.text for one in Contribution.objects.filter(group=group).order_by("position")]
    assert texts == [
        "Wer hilft?",
        "Sauberes Wasser",
        "Viel Müll am Ufer",
        f"Akteure: {COVERED} (Bachverein)",
        "Brücken bauen",
    ]
    one = Contribution.objects.select_related("source__version").get(text="Brücken bauen")
    assert one.source is not None
    assert one.source.version == draft.version
    assert (one.source.row, one.source.column) == (_item(draft, "Brücken").row, 5)
    assert [(one.goal.code, one.wording) for one in GoalMention.objects.filter(group=group)] == [
        ("ST_9.1", "Bäche öffnen"),
        ("ST_9.2", "Ufer pflegen"),
    ]


def test_draft_publishes_once(draft: Draft, change: Change) -> None:
    stale = Draft.objects.get(pk=draft.pk)
    actions.publish(draft, change=change)
    count = Contribution.objects.count()
    with pytest.raises(NotReady, match="nicht bereit oder schon veröffentlicht"):
        actions.publish(stale, change=change)
    assert Contribution.objects.count() == count


@pytest.mark.parametrize("state", [DraftState.WAITING, DraftState.READING, DraftState.ASKING, DraftState.FAILED])
def test_draft_that_is_not_ready_does_not_publish(draft: Draft, change: Change, state: DraftState) -> None:
    Draft.objects.filter(pk=draft.pk).update(state=state)
    with pytest.raises(NotReady):
        actions.publish(draft, change=change)


def test_published_draft_can_no_longer_be_changed(draft: Draft, change: Change) -> None:
    actions.publish(draft, change=change)
    draft.refresh_from_db()
    item, name, group = _item(draft, "Brücken"), draft.names.get(), draft.groups.get()
    for act in (
        lambda: actions.edit_item(item, kind=ItemKind.PROPOSAL, group=group, text="x"),
        lambda: actions.drop_item(item, reason="x"),
        lambda: actions.restore_item(item),
        lambda: actions.release_name(name, released=True),
        lambda: actions.rename_group(group, name="x"),
    ):
        with pytest.raises(NotReady, match="schon veröffentlicht"):
            act()
    with pytest.raises(NotReady, match="kann nicht verworfen werden"):
        actions.discard(draft)


def test_furniture_unplaced_and_dropped_texts_do_not_become_public(programme: Programme, change: Change) -> None:
    ready = _read(_take(programme, DATA + "\t\t\t\t\tniemandes Spalte\n"))
    before = Source.objects.count()
    actions.publish(ready, change=change)
    public = " ".join(Contribution.objects.values_list("text", flat=True))
    assert "niemandes Spalte" not in public
    assert "Ergebnisse vom Bach" not in public
    assert Source.objects.count() - before == 7


def test_goal_without_a_code_waits_for_one(programme: Programme, change: Change) -> None:
    ready = _read(_take(programme, DATA.replace("ST_9.1 Bäche öffnen", "Bäche öffnen")))
    assert "Bäche öffnen" in [item.text for item in queries.review(ready).doubtful]
    (group,) = actions.publish(ready, change=change)
    assert [one.goal.code for one in GoalMention.objects.filter(group=group).select_related("goal")] == ["ST_9.2"]


# Names


def _words_of_all_public_rows() -> str:
    rows = [
        *Contribution.objects.values_list("text", "search_text"),
        *DialogueGroup.objects.values_list("name", "intro"),
        *GoalMention.objects.values_list("wording"),
        *Goal.objects.values_list("title"),
        *Document.objects.values_list("title"),
        *Address.objects.values_list("reason"),
    ]
    return " ".join(str(value) for row in rows for value in row).lower()


def _public_pages(client: Client) -> dict[str, str]:
    """Return every public page that shows what a draft brought."""
    paths = [
        "/",
        "/gruppen/",
        "/ziele/",
        "/beitraege/?sortierung=neu",
        "/beitraege/?suche=Bach",
        "/ziele/ST_9.1",
        "/ziele/ST_9",
    ]
    paths += [f"/{one}" for one in Address.objects.order_by("-pk")[:12]]
    return {path: client.get(path, follow=True).content.decode() for path in paths}


def _shown(pages: dict[str, str], names: tuple[str, ...] = NAMES) -> list[str]:
    return [f"{name} on {path}" for path, page in pages.items() for name in names if name in " ".join(page.split())]


def test_names_that_nobody_released_are_in_no_public_row_and_on_no_public_page(
    programme: Programme, change: Change, client: Client
) -> None:
    ready = _read(_take(programme, WITH_NAMES))
    assert {one.text for one in ready.names.all()} == set(NAMES)
    (group,) = actions.publish(ready, change=change)
    public = _words_of_all_public_rows()
    assert "runde um" in public
    left = [part for part in ("quellmann", "703000", "bach.example") if part in public]
    assert not left, f"Stands in public rows: {left}"
    assert group.name == f"Runde um {COVERED}"
    assert Goal.objects.get(programme=programme, code="ST_9.1").title == f"Den Plan von {COVERED} umsetzen"
    pages = _public_pages(client)
    assert any("Name verdeckt" in page for page in pages.values())
    assert not _shown(pages), f"Names in public: {_shown(pages)}"


def test_covered_name_cannot_be_searched_for(programme: Programme, change: Change, client: Client) -> None:
    actions.publish(_read(_take(programme, WITH_NAMES)), change=change)
    assert "Dazu haben wir nichts gefunden" in client.get("/beitraege/?suche=Quellmann").content.decode()


def test_released_name_is_shown_and_the_others_stay_covered(
    programme: Programme, change: Change, client: Client
) -> None:
    ready = _read(_take(programme, WITH_NAMES))
    actions.release_name(ready.names.get(text="Petra Quellmann"), released=True)
    (group,) = actions.publish(ready, change=change)
    assert group.name == "Runde um Petra Quellmann"
    pages = _public_pages(client)
    assert _shown(pages, NAMES[:1])
    assert not _shown(pages, NAMES[1:])


def test_released_name_can_be_covered_again_before_publishing(draft: Draft, change: Change) -> None:
    actions.release_name(draft.names.get(), released=True)
    actions.release_name(DraftName.objects.get(draft=draft), released=False)
    actions.publish(draft, change=change)
    assert "quellmann" not in _words_of_all_public_rows()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("Ergebnisse, Leitung: Petra Quellmann\n\n" + DATA.split("\n\n", 1)[1], "vom_bach.txt"),
        (DATA.split("\n\n", 1)[1], "Protokoll_Petra_Quellmann.txt"),
    ],
    ids=["in the title", "in the file's name"],
)
def test_name_in_the_title_of_a_document_is_not_shown_either(
    programme: Programme, change: Change, client: Client, data: str, name: str
) -> None:
    actions.publish(_read(_take(programme, data, name)), change=change)
    assert not _shown(_public_pages(client))


@pytest.mark.parametrize(
    "text",
    [
        "Frau Petra Quellmann",
        "Petra Quellmann und Hans Quellmann",
        "Petra  Quellmann",
        "(Petra Quellmann)",
        "Petra\u00a0Quellmann",
    ],
)
def test_cover_takes_the_longest_name_in_whatever_spacing(text: str) -> None:
    covered = actions.cover(text, ["Petra Quellmann", "Frau Petra Quellmann", "Hans Quellmann"])
    assert "Quellmann" not in covered
    assert COVERED in covered
    assert "Frau" not in covered


def test_cover_leaves_other_words_alone() -> None:
    assert (
        actions.cover("Anna Weißig und die Anna Weiß-Schule", ["Anna Weiß"]) == f"Anna Weißig und die {COVERED}-Schule"
    )
    assert actions.cover("a.b+c@d.example.org", ["x@d.example"]) == "a.b+c@d.example.org"


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
    one, other = _take(programme), _take(programme)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.discard(one)
    with other.version.file.open("rb") as file:
        assert file.read() == DATA.encode()


# At the desk


def test_document_goes_from_the_desk_to_the_public_page(
    desk: Client,
    client: Client,
    programme: Programme,
    django_capture_on_commit_callbacks: Callable[..., object],
    tmp_path: Path,
) -> None:
    path = tmp_path / "vom_bach.txt"
    path.write_text(DATA, encoding="utf-8")
    with path.open("rb") as file, django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        page = desk.post("/schreibtisch/uebernahme/neu/", {"file": file, "dated_on": "2026-07-01"})["Location"]
    review = desk.get(page).content.decode()
    assert "Bäche öffnen" in review
    assert "Petra Quellmann" in review
    desk.post(f"{page}veroeffentlichen/")
    public = client.get("/gruppen/").content.decode()
    assert "Bäche" in public
    assert "Brücken bauen" in client.get("/beitraege/?suche=Brücken+bauen").content.decode()


def test_facilitator_cannot_open_the_draft_of_somebody_else(
    draft: Draft, make_person: Callable[..., Person], client: Client
) -> None:
    client.force_login(make_person(Role.FACILITATOR))
    item = _item(draft, "Brücken")
    for path in ("", f"eintrag/{item.pk}/"):
        assert client.get(f"/schreibtisch/uebernahme/{draft.pk}/{path}").status_code == 404
    for path in ("veroeffentlichen/", "verwerfen/", f"eintrag/{item.pk}/weglassen/", f"name/{draft.names.get().pk}/"):
        assert client.post(f"/schreibtisch/uebernahme/{draft.pk}/{path}", {"released": "1"}).status_code == 404
    draft.refresh_from_db()
    assert draft.state == DraftState.READY


def test_failed_document_says_its_sentence_at_the_desk(desk: Client, programme: Programme) -> None:
    draft = _read(_take(programme, b"%PDF-1.7 x", "ergebnisse.pdf"))
    page = desk.get(f"/schreibtisch/uebernahme/{draft.pk}/").content.decode()
    assert draft.failure in page


def test_unclear_columns_are_asked_at_the_desk(
    desk: Client, programme: Programme, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    draft = _read(_take(programme, UNCLEAR, "bach.csv"))
    path = f"/schreibtisch/uebernahme/{draft.pk}/"
    assert "Was steht in welcher Spalte?" in desk.get(path).content.decode()
    refused = desk.post(f"{path}spalten/", {"column_1": "group", "column_2": "goals"})
    assert refused.status_code == 400
    assert "mindestens eine Spalte mit Beiträgen" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        answer = {"column_1": "group", "column_2": "goals", "column_3": "question", "column_4": ""}
        assert desk.post(f"{path}spalten/", answer).status_code == 302
    draft.refresh_from_db()
    assert draft.state == DraftState.READY
    assert _texts(draft, "unplaced") == ["Sauberes Wasser", "Tiefes Wasser"]


def test_columns_that_nobody_understands_are_asked_for_when_much_stands_in_them(programme: Programme) -> None:
    data = "Gruppe\tFragen\tIdeen\tXyz\nBäche\tWer hilft beim Aufräumen?\tMehr Stege bauen\tDas hier gehört doch auch dazu\n"
    asking = _read(_take(programme, data, "x.txt"))
    assert asking.state == DraftState.ASKING
    assert asking.sample is not None
    assert "Xyz" in asking.sample[0]
    actions.answer_columns(asking, {1: "group", 2: "question", 3: "proposal", 4: "assessment"})
    ready = _read(asking)
    assert ready.state == DraftState.READY
    assert ready.items.get(kind=ItemKind.ASSESSMENT).text == "Das hier gehört doch auch dazu"
    assert ready.groups.get().name == "Bäche"


def test_redacted_words_are_gone_from_the_draft_they_came_from(programme: Programme, change: Change) -> None:
    data = "Gruppe\tFragen\tIdeen\nBäche\tWer hilft?\tOma Erna fragen; und den Förster\n"
    draft = _read(_take(programme, data, "x.txt"))
    (group,) = actions.publish(draft, change=change)
    one = group.contributions.get(kind="proposal")
    edit_contribution(one, text="Alte Leute fragen", kind=Kind.PROPOSAL, leaning="", change=change, redacts=True)
    assert not DraftItem.objects.filter(text__contains="Erna").exists()
    assert DraftItem.objects.filter(draft=draft, text="Alte Leute fragen").count() == 1
    assert DraftItem.objects.filter(draft=draft, text="Wer hilft?").count() == 1


def test_deleted_original_leaves_what_was_read_from_it(programme: Programme, change: Change) -> None:
    draft = _read(_take(programme, "Gruppe\tFragen\tIdeen\nBäche\tWer hilft?\tStege\n", "x.txt"))
    (group,) = actions.publish(draft, change=change)
    path = Path(draft.version.file.path)
    assert path.exists()
    delete_original(draft.version)
    assert not path.exists()
    assert group.contributions.count() == 2


def test_same_file_a_second_time_is_pointed_out(programme: Programme, change: Change, desk: Client) -> None:
    first = _read(_take(programme))
    assert queries.published_before(first) is None
    actions.publish(first, change=change)
    second = _read(_take(programme))
    assert queries.published_before(second) == first
    page = desk.get(f"/schreibtisch/uebernahme/{second.pk}/").content.decode()
    assert "Genau diese Datei ist am" in page
    other = _read(_take(programme, "Gruppe\tFragen\tIdeen\nSeen\tWer?\tSteg\n"))
    assert queries.published_before(other) is None
