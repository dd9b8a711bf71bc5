"""What is published is public with its sources, and no name is that nobody released."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import TextField
from django.db.models.fields import CharField
from django.test import Client

from faden.addresses.actions import Change
from faden.addresses.models import Address
from faden.conftest import NOW
from faden.dialogue.actions import delete_original, edit_contribution
from faden.dialogue.models import Contribution, DialogueGroup, Document, GoalMention, Kind, Source
from faden.goals.models import Goal
from faden.intake import actions, persons, queries
from faden.intake.actions import NotReady
from faden.intake.models import Draft, DraftItem, DraftName, DraftState
from faden.intake.tests.taken import DATA, HEAD, item, newer, sheet, taken
from faden.kernel.text import COVERED, fold
from faden.people.models import Person
from faden.programme.models import Programme
from faden.search.models import Entry, Word

WITH_NAMES = (
    f"{HEAD}\n"
    "Runde um Petra Quellmann\tST_9.1 Den Plan von Petra  Quellmann umsetzen\tWas sagt Petra Quellmann?\t"
    "Petra Quellmann kennt den Bach\tRufen Sie Petra Quellmann an: 02041 703000 oder petra@bach.example\n"
)
NAMES = ("Petra Quellmann", "02041 703000", "petra@bach.example")


@pytest.fixture
def draft(programme: Programme) -> Draft:
    return taken(programme)


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
    assert (one.source.row, one.source.column) == (item(draft, "Brücken").row, 5)
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


def test_dropped_text_is_not_published_until_it_is_taken_in_again(draft: Draft, change: Change) -> None:
    actions.drop_item(item(draft, "Brücken"), reason="steht doppelt", change=change)
    actions.drop_item(item(draft, "Müll"), reason="", change=change)
    actions.restore_item(item(draft, "Müll"), change=change)
    actions.publish(draft, change=change)
    published = set(Contribution.objects.filter(group__name="Bäche").values_list("text", flat=True))
    assert "Viel Müll am Ufer" in published
    assert "Brücken bauen" not in published
    assert item(draft, "Brücken").dropped == "steht doppelt"


def test_renamed_group_is_published_under_its_new_name(draft: Draft, change: Change) -> None:
    actions.rename_group(draft.groups.get(), name="  Bäche  und Seen ", change=change)
    (group,) = actions.publish(draft, change=change)
    assert group.name == "Bäche und Seen"


def test_furniture_unplaced_and_dropped_texts_do_not_become_public(programme: Programme, change: Change) -> None:
    ready = taken(programme, DATA + "\t\t\t\t\tniemandes Spalte\n")
    before = Source.objects.count()
    actions.publish(ready, change=change)
    public = " ".join(Contribution.objects.values_list("text", flat=True))
    assert "niemandes Spalte" not in public
    assert "Ergebnisse vom Bach" not in public
    assert Source.objects.count() - before == 7


def test_goal_without_a_code_waits_for_one(programme: Programme, change: Change) -> None:
    ready = taken(programme, DATA.replace("ST_9.1 Bäche öffnen", "Bäche öffnen"))
    assert "Bäche öffnen" in [one.text for one in queries.needing_a_look(ready)]
    (group,) = actions.publish(ready, change=change)
    assert [one.goal.code for one in GoalMention.objects.filter(group=group).select_related("goal")] == ["ST_9.2"]


# Names


def _words_of_all_public_rows() -> str:
    rows = [
        *Contribution.objects.values_list("text"),
        *Entry.objects.values_list("title", "text", "terms"),
        *Word.objects.values_list("exact", "shown"),
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
    ready = taken(programme, WITH_NAMES)
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
    actions.publish(taken(programme, WITH_NAMES), change=change)
    assert "Dazu haben wir nichts gefunden" in client.get("/beitraege/?suche=Quellmann").content.decode()


def test_released_name_is_shown_and_the_others_stay_covered(
    programme: Programme, change: Change, client: Client
) -> None:
    ready = taken(programme, WITH_NAMES)
    actions.release_name(ready.names.get(text="Petra Quellmann"), released=True, change=change)
    (group,) = actions.publish(ready, change=change)
    assert group.name == "Runde um Petra Quellmann"
    pages = _public_pages(client)
    assert _shown(pages, NAMES[:1])
    assert not _shown(pages, NAMES[1:])


def test_released_name_can_be_covered_again_before_publishing(draft: Draft, change: Change) -> None:
    actions.release_name(draft.names.get(), released=True, change=change)
    actions.release_name(DraftName.objects.get(draft=draft), released=False, change=change)
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
    actions.publish(taken(programme, data, name), change=change)
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
    covered = persons.cover(text, ["Petra Quellmann", "Frau Petra Quellmann", "Hans Quellmann"])
    assert "Quellmann" not in covered
    assert COVERED in covered
    assert "Frau" not in covered


def test_cover_leaves_other_words_alone() -> None:
    assert (
        persons.cover("Anna Weißig und die Anna Weiß-Schule", ["Anna Weiß"]) == f"Anna Weißig und die {COVERED}-Schule"
    )
    assert persons.cover("a.b+c@d.example.org", ["x@d.example"]) == "a.b+c@d.example.org"


# Redacting


def test_redacted_words_are_gone_from_the_draft_they_came_from(programme: Programme, change: Change) -> None:
    data = "Gruppe\tFragen\tIdeen\nBäche\tWer hilft?\tOma Erna fragen; und den Förster\n"
    draft = taken(programme, data, "x.txt")
    (group,) = actions.publish(draft, change=change)
    one = group.contributions.get(kind="proposal")
    edit_contribution(one, text="Alte Leute fragen", kind=Kind.PROPOSAL, leaning="", change=change, redacts=True)
    assert not DraftItem.objects.filter(text__contains="Erna").exists()
    assert DraftItem.objects.filter(draft=draft, text="Alte Leute fragen").count() == 1
    assert DraftItem.objects.filter(draft=draft, text="Wer hilft?").count() == 1


def test_deleted_original_leaves_what_was_read_from_it(programme: Programme, change: Change) -> None:
    draft = taken(programme, "Gruppe\tFragen\tIdeen\nBäche\tWer hilft?\tStege\n", "x.txt")
    (group,) = actions.publish(draft, change=change)
    path = Path(draft.version.file.path)
    assert path.exists()
    delete_original(draft.version)
    assert not path.exists()
    assert group.contributions.count() == 2


def _places_of(word: str) -> list[str]:
    """Return every text column of every table in which `word` stands, folded or not."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if not isinstance(field, (CharField, TextField)) and field.get_internal_type() != "JSONField":
                continue
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')
                cells = (str(value) for (value,) in cursor.fetchall())
                if any(fold(word) in fold(cell) or fold(word) in fold(_plain(cell)) for cell in cells):
                    found.append(f"{model._meta.db_table}.{field.column}")
    return found


def _plain(cell: str) -> str:
    return cell.encode("latin-1", "replace").decode("unicode_escape") if "\\u" in cell else cell


def _redact(text: str, words: str, change: Change) -> None:
    one = Contribution.objects.select_related("address").get(text=text)
    edit_contribution(one, text=words, kind=Kind(one.kind), leaning="", change=change, redacts=True)


def test_the_scan_for_words_sees_items_cells_and_the_journal(programme: Programme, change: Change) -> None:
    first = taken(programme, sheet(("Bäche", ["Die Rote Zilla weiß, wo der Bach am tiefsten ist."])))
    actions.publish(first, change=change)
    again = newer(first, sheet(("Bäche", ["Die Rote Zilla weiß, wo der Bach am seichtesten ist."])))
    actions.accept_all(again)
    actions.publish(again, change=change)
    assert {
        "intake_draftitem.text",
        "intake_draftrow.cells",
        "intake_draft.journal",
        "addresses_revision.before",
    } <= set(_places_of("Rote Zilla"))


@pytest.mark.parametrize(
    ("cell", "dropped"),
    [
        ("Die Rote Zilla fragen", ""),
        ('"- Wege anlegen\n- Die Rote Zilla fragen\n- Stege bauen"', ""),
        ('"- Wege anlegen\n- Die Rote Zilla fragen\n- Stege bauen"', "Wege anlegen"),
        ('"- Wege anlegen\n- Stege bauen\n- Die Rote Zilla fragen"', "Stege bauen"),
    ],
)
def test_redacted_name_is_left_nowhere(programme: Programme, change: Change, cell: str, dropped: str) -> None:
    draft = taken(programme, sheet(("Bäche", [cell, "Brücken bauen"])))
    if dropped:
        actions.drop_item(item(draft, dropped), reason="doppelt", change=change)
    actions.publish(draft, change=change)
    _redact("Die Rote Zilla fragen", "Nachbarn fragen", change)
    assert _places_of("Rote Zilla") == []
    others = [kept for kept in ("Wege anlegen", "Stege bauen") if kept in cell]
    assert {one.text for one in draft.items.filter(kind="proposal")} == {*others, "Nachbarn fragen", "Brücken bauen"}


def test_redacted_name_is_left_in_no_earlier_version(programme: Programme, change: Change) -> None:
    rows = ["Die Rote Zilla weiß, wo der Bach am tiefsten ist.", "Brücken bauen"]
    first = taken(programme, sheet(("Bäche", rows)))
    actions.publish(first, change=change)
    again = newer(first, sheet(("Bäche", ["Die Rote Zilla weiß, wo der Bach am seichtesten ist.", "Stege bauen"])))
    actions.accept_all(again)
    actions.publish(again, change=change)
    _redact("Die Rote Zilla weiß, wo der Bach am seichtesten ist.", "Jemand weiß, wo er seicht ist.", change)
    assert _places_of("Rote Zilla") == []


def test_redacted_name_is_left_in_no_place_that_a_text_was_sewn_from(programme: Programme, change: Change) -> None:
    draft = taken(programme, sheet(("Bäche", ["Wir fragen gern", "Die Rote Zilla"])))
    actions.join_item(item(draft, "Rote Zilla"), change=change)
    actions.publish(draft, change=change)
    _redact("Wir fragen gern Die Rote Zilla", "Wir fragen gern Nachbarn", change)
    assert _places_of("Rote Zilla") == []


# A group of somebody else


@pytest.mark.parametrize("name", ["Bäche", "BÄCHE", "Baeche"])
def test_group_that_somebody_else_runs_is_named_however_it_is_spelled(
    draft: Draft, change: Change, facilitator: Person, name: str
) -> None:
    actions.publish(draft, change=change)
    mine = taken(draft.programme, sheet((name, ["Stege bauen"])), by=facilitator)
    member = draft.programme.memberships.get(person=facilitator)
    assert len(queries.groups_of_others(mine, member)) == 1


def test_renamed_group_that_somebody_else_runs_is_named(draft: Draft, change: Change, facilitator: Person) -> None:
    actions.publish(draft, change=change)
    again = taken(
        draft.programme, DATA.replace("Bäche\t", "Bäche und Ufer\t"), by=facilitator, document=draft.version.document
    )
    actions.accept_all(again)
    assert queries.groups_of_others(again, draft.programme.memberships.get(person=facilitator))


def test_group_of_somebody_else_that_a_newer_version_leaves_out_is_named(
    programme: Programme, change: Change, facilitator: Person
) -> None:
    first = taken(programme, sheet(("Bäche", ["Stege bauen"]), ("Seen", ["Schilf schneiden"])))
    actions.publish(first, change=change)
    DialogueGroup.objects.get(programme=programme, name="Bäche").facilitators.add(facilitator)
    again = taken(programme, sheet(("Bäche", ["Stege bauen"])), by=facilitator, document=first.version.document)
    assert queries.groups_of_others(again, programme.memberships.get(person=facilitator)) == ["Seen"]
