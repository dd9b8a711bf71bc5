"""A review shows what needs a look, beside the place in the document where it stands, at any size."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from faden.addresses.actions import Change
from faden.intake import actions, queries
from faden.intake.models import Draft, DraftItem, DraftName, ItemKind
from faden.intake.queries.review import AROUND
from faden.intake.tests.taken import DATA, item, sheet, taken
from faden.programme.models import Programme


@pytest.fixture
def draft(programme: Programme) -> Draft:
    """One item of each sort that needs a look, and one name."""
    draft = taken(programme, DATA + "\t\t\t\t\tniemandes Spalte\n")
    draft.items.filter(text="Sauberes Wasser").update(unsure=0.4)
    draft.items.filter(text="Viel Müll am Ufer").update(unsure=0.9)
    draft.items.filter(text="Brücken bauen").update(unsure=0.29)
    draft.items.filter(code="ST_9.1").update(maybe_two=True)
    draft.items.filter(code="ST_9.2").update(code="")
    draft.items.filter(kind=ItemKind.FURNITURE).update(unsure=1)
    return draft


ORDER = ["niemandes Spalte", "Ufer pflegen", "Bäche öffnen", "Viel Müll am Ufer", "Sauberes Wasser"]


def _needing(draft: Draft) -> list[str]:
    return [one.text for one in queries.needing_a_look(draft)]


def test_what_is_unplaced_comes_first_then_the_most_doubtful(draft: Draft, change: Change) -> None:
    assert _needing(draft) == ORDER
    actions.check_item(item(draft, "Ufer pflegen"), change=change)
    actions.drop_item(item(draft, "Sauberes"), reason="doppelt", change=change)
    assert _needing(draft) == ["niemandes Spalte", "Bäche öffnen", "Viel Müll am Ufer"]
    actions.restore_item(item(draft, "Sauberes"), change=change)
    assert _needing(draft)[-1] == "Sauberes Wasser"


def test_progress_counts_the_places_and_names_that_were_looked_at(draft: Draft, change: Change) -> None:
    counted = queries.progress(draft)
    assert (counted.points, counted.looked, counted.open) == (6, 0, 6)
    assert (counted.groups, counted.goals, counted.contributions) == (1, 2, 5)
    actions.release_name(draft.names.get(), released=False, change=change)
    actions.check_item(item(draft, "Bäche öffnen"), change=change)
    actions.drop_item(item(draft, "niemandes"), reason="leer", change=change)
    counted = queries.progress(draft)
    assert (counted.points, counted.looked, counted.open) == (6, 3, 3)
    actions.drop_item(item(draft, "Viel Müll"), reason="doppelt", change=change)
    assert (queries.progress(draft).contributions, queries.progress(draft).open) == (4, 2)


def test_group_tells_how_much_is_in_it_and_how_much_is_open(draft: Draft, change: Change) -> None:
    (group,) = queries.groups(draft)
    assert (group.goals, group.contributions, group.open) == (2, 5, 4)  # type: ignore[attr-defined]
    actions.drop_item(item(draft, "Viel Müll"), reason="doppelt", change=change)
    (group,) = queries.groups(draft)
    assert (group.contributions, group.open) == (4, 3)  # type: ignore[attr-defined]


def test_going_on_from_place_to_place_comes_by_each_of_them(draft: Draft) -> None:
    def walk() -> Iterator[str]:
        here: DraftItem | None = None
        for _step in range(len(ORDER) + 1):
            here = queries.next_open(draft, here)
            assert here
            yield here.text

    assert list(walk()) == [*ORDER, ORDER[0]]


def test_nothing_is_next_when_only_the_open_one_is_left_or_none(draft: Draft) -> None:
    draft.items.exclude(text="Ufer pflegen").update(checked=True)
    assert queries.next_open(draft) == item(draft, "Ufer pflegen")
    assert queries.next_open(draft, item(draft, "Ufer pflegen")) is None


def test_items_around_one_are_of_its_group_in_order(programme: Programme) -> None:
    draft = taken(programme, sheet(("Bäche", [f"Steg {at} bauen" for at in range(40)]), ("Seen", ["Schilf schneiden"])))
    found = queries.around(item(draft, "Steg 20 bauen"))
    assert [one.text for one in found] == [f"Steg {at} bauen" for at in range(20 - AROUND, 21 + AROUND)]
    assert [one.text for one in queries.around(item(draft, "Steg 1 bauen"))][:3] == [
        "Steg 0 bauen", "Steg 1 bauen", "Steg 2 bauen",
    ]  # fmt: skip
    assert [one.text for one in queries.around(item(draft, "Schilf"))] == ["Schilf schneiden"]


def test_item_before_is_the_nearest_of_its_kind_and_group_that_is_not_dropped(draft: Draft, change: Change) -> None:
    assert queries.before(item(draft, "Brücken bauen")) == item(draft, "Akteure")
    assert queries.before(item(draft, "Wer hilft")) is None
    actions.drop_item(item(draft, "Akteure"), reason="x", change=change)
    assert queries.before(item(draft, "Brücken bauen")) is None


# Passages


def _marked(draft: Draft, text: str) -> list[tuple[str, str, str]]:
    return [(one.before, one.marked, one.after) for one in queries.passages(item(draft, text))]


def test_words_of_a_cell_are_marked_between_what_stands_around_them(programme: Programme) -> None:
    cell = '"- Wege anlegen\n- Stege bauen!\n- Bänke stellen"'
    draft = taken(programme, sheet(("Bäche", ["Brücken bauen", cell, "Beete pflanzen"])))
    assert _marked(draft, "Stege bauen") == [("- Wege anlegen\n- ", "Stege bauen!", "\n- Bänke stellen")]
    (passage,) = queries.passages(item(draft, "Stege bauen"))
    assert (passage.above, passage.below, passage.column) == ("Brücken bauen", "Beete pflanzen", "Ideen")
    assert passage.place == item(draft, "Stege bauen").place
    assert len(passage.row) == 1


def test_lines_of_a_quoted_cell_are_found_in_csv_too(programme: Programme) -> None:
    data = 'Gruppe;Fragen;Ideen\nBäche;"Wer hilft?\nWer zahlt?";"Wege anlegen\nStege bauen"\nSeen;;Schilf schneiden\n'
    draft = taken(programme, data, "bach.csv")
    assert _marked(draft, "Stege bauen") == [("Wege anlegen\n", "Stege bauen", "")]
    assert _marked(draft, "Wer zahlt") == [("Wer hilft?\n", "Wer zahlt?", "")]
    assert _marked(draft, "Schilf") == [("", "Schilf schneiden", "")]


def test_text_sewn_over_a_cut_stands_in_two_places_with_its_halves(programme: Programme, change: Change) -> None:
    cells = ['"- Bänke stellen\n- Stege bauen an der"', '"alten Mühle im Wald\n- Beete pflanzen"']
    draft = taken(programme, sheet(("Bäche", cells)))
    sewn = item(draft, "Stege bauen")
    if not sewn.also:
        actions.join_item(item(draft, "alten Mühle"), change=change)
    assert item(draft, "Stege bauen").text == "Stege bauen an der alten Mühle im Wald"
    assert _marked(draft, "Stege bauen") == [
        ("- Bänke stellen\n- ", "Stege bauen an der", ""),
        ("", "alten Mühle im Wald", "\n- Beete pflanzen"),
    ]


def test_text_outside_tables_is_shown_where_it_stands(draft: Draft) -> None:
    (passage,) = queries.passages(item(draft, "Ergebnisse vom Bach"))
    assert (passage.marked, passage.before, passage.after) == ("Ergebnisse vom Bach", "", "")
    assert passage.place


def test_words_that_somebody_wrote_anew_show_the_whole_cell(draft: Draft, change: Change) -> None:
    one = item(draft, "Brücken bauen")
    actions.edit_item(one, kind=ItemKind.PROPOSAL, group=one.group, text="Ganz anders gesagt", change=change)
    assert _marked(draft, "Ganz anders") == [("", "Brücken bauen", "")]


# Size


def _large(programme: Programme, count: int) -> Draft:
    groups = [
        (f"Gruppe {at}", [f"Einen Steg am Haus {at} und {of} bauen" for of in range(count // 5)]) for at in range(5)
    ]
    draft = taken(programme, sheet(*groups))
    draft.items.filter(kind=ItemKind.PROPOSAL).update(unsure=0.5)
    DraftName.objects.create(draft=draft, text="Petra Quellmann", rule="Vorname aus der Liste")
    return draft


def test_page_of_a_large_draft_asks_the_database_as_often_as_that_of_a_small_one(
    programme: Programme, desk: Client
) -> None:
    asked = []
    for count in (50, 1000):
        draft = _large(programme, count)
        assert draft.items.filter(kind=ItemKind.PROPOSAL).count() == count
        one = item(draft, "Einen Steg am Haus 2 und 3 bauen")
        for path in ("", f"gruppe/{one.group_id}/", f"eintrag/{one.pk}/"):
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(f"/schreibtisch/uebernahme/{draft.pk}/{path}").status_code == 200
            asked.append(len(captured))
    assert asked[:3] == asked[3:]
    assert max(asked) <= 30


def test_draft_with_very_many_names_can_be_opened(programme: Programme) -> None:
    draft = taken(programme)
    DraftName.objects.bulk_create(DraftName(draft=draft, text=f"Petra{at}", rule="Vorname") for at in range(1100))
    assert len(queries.names(draft)) == 1101
