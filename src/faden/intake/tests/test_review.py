"""Every step of a review can be undone, and nobody's step overwrites what somebody else did meanwhile."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.intake import actions, queries
from faden.intake.actions import ChangedMeanwhile, CodeNeeded, NotReady, NotTheSameWords
from faden.intake.models import Draft, DraftItem, DraftStep, ItemKind
from faden.intake.tests.taken import HEAD, item, newer, sheet, taken, texts
from faden.people.models import Person
from faden.programme.models import Programme

DATA = (
    f"{HEAD}\n"
    "Bäche\tST_9.1 Bäche öffnen\tWer hilft beim Räumen?\tSauberes Wasser. Viel Müll am Ufer.\t"
    "Akteure: Petra Quellmann (Bachverein)\n"
    "\tST_9.2 Ufer pflegen und schützen\tWer zahlt die Brücken?\tWenig Schatten am Weg.\tBrücken bauen\n"
)


@pytest.fixture
def draft(programme: Programme) -> Draft:
    return taken(programme, DATA + "\t\t\t\t\tniemandes Spalte\n")


@pytest.fixture
def other(facilitator: Person) -> Change:
    return Change(by=facilitator, now=NOW + timedelta(minutes=5))


def _rows(draft: Draft) -> dict[str, list[dict[str, Any]]]:
    """Return all that a review may change, but for the count of changes."""

    def fields(row: Model) -> dict[str, Any]:
        return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if one.name != "version"}

    return {
        "items": [fields(row) for row in draft.items.order_by("pk")],
        "groups": [fields(row) for row in draft.groups.order_by("pk")],
        "names": [fields(row) for row in draft.names.order_by("pk")],
    }


def _edit(one: DraftItem, text: str, change: Change, **fields: Any) -> DraftItem:
    given = {"kind": ItemKind(one.kind), "group": one.group, "leaning": one.leaning} | fields
    return actions.edit_item(one, text=text, change=change, **given)


def _last(draft: Draft) -> DraftStep:
    step = queries.steps(draft).first()
    assert step
    return step


STEPS: dict[str, Callable[[Draft, Change], object]] = {
    "edit": lambda draft, change: _edit(item(draft, "Brücken bauen"), "Stege bauen", change, leaning="solution"),
    "edit the kind": lambda draft, change: _edit(
        item(draft, "Brücken bauen"), "Brücken", change, kind=ItemKind.GOAL, code="ST_9.7"
    ),
    "edit what was unplaced": lambda draft, change: _edit(
        item(draft, "niemandes"), "Doch jemandes", change, kind=ItemKind.QUESTION, group=draft.groups.get()
    ),
    "edit to furniture": lambda draft, change: _edit(
        item(draft, "Brücken bauen"), "Brücken bauen", change, kind=ItemKind.FURNITURE, group=None
    ),
    "split": lambda draft, change: actions.split_item(
        item(draft, "Akteure"), parts=["Akteure: Petra", "Quellmann", "(Bachverein)"], change=change
    ),
    "split a goal": lambda draft, change: actions.split_item(
        item(draft, "Ufer pflegen"), parts=["Ufer pflegen", "und schützen"], change=change
    ),
    "split what was unplaced": lambda draft, change: actions.split_item(
        item(draft, "niemandes"), parts=["niemandes", "Spalte"], change=change
    ),
    "join": lambda draft, change: actions.join_item(item(draft, "Wer zahlt"), change=change),
    "join goals": lambda draft, change: actions.join_item(item(draft, "Ufer pflegen"), change=change),
    "check": lambda draft, change: actions.check_item(item(draft, "Schatten"), change=change),
    "drop": lambda draft, change: actions.drop_item(item(draft, "Schatten"), reason="doppelt", change=change),
    "release a name": lambda draft, change: actions.release_name(draft.names.get(), released=True, change=change),
    "cover a name": lambda draft, change: actions.release_name(draft.names.get(), released=False, change=change),
    "rename the group": lambda draft, change: actions.rename_group(draft.groups.get(), name="Seen", change=change),
}


@pytest.mark.parametrize("act", STEPS.values(), ids=STEPS)
def test_step_that_is_undone_leaves_every_row_as_it_was(
    draft: Draft, change: Change, act: Callable[[Draft, Change], object]
) -> None:
    before = _rows(draft)
    act(draft, change)
    assert _rows(draft) != before
    step = actions.undo(_last(draft), change=change)
    assert _rows(draft) == before
    assert (step.undone_at, step.by) == (NOW, change.by)


def test_restoring_is_undone_too(draft: Draft, change: Change) -> None:
    one = actions.drop_item(item(draft, "Schatten"), reason="doppelt", change=change)
    before = _rows(draft)
    assert actions.restore_item(one, change=change).dropped == ""
    actions.undo(_last(draft), change=change)
    assert _rows(draft) == before


def test_steps_about_different_texts_are_undone_in_any_order(draft: Draft, change: Change) -> None:
    before = _rows(draft)
    for name in ("split", "join", "check", "release a name", "rename the group", "edit what was unplaced"):
        STEPS[name](draft, change)
    steps = list(draft.steps.order_by("pk"))
    for at in (2, 0, 5, 3, 1, 4):
        actions.undo(steps[at], change=change)
    assert _rows(draft) == before


def test_steps_about_one_text_are_undone_from_the_last_to_the_first(draft: Draft, change: Change) -> None:
    before = _rows(draft)
    parts = actions.split_item(item(draft, "Brücken bauen"), parts=["Brücken", "bauen"], change=change)
    _edit(parts[1], "Bauen wir", change)
    actions.join_item(DraftItem.objects.select_related("draft").get(pk=parts[1].pk), change=change)
    steps = list(draft.steps.order_by("-pk"))
    for early in steps[1:]:
        with pytest.raises(ChangedMeanwhile, match="zuerst den späteren Schritt"):
            actions.undo(early, change=change)
    for step in steps:
        actions.undo(step, change=change)
    assert _rows(draft) == before


def test_undone_step_is_not_undone_again(draft: Draft, change: Change) -> None:
    actions.check_item(item(draft, "Schatten"), change=change)
    step = _last(draft)
    actions.undo(step, change=change)
    before = _rows(draft)
    with pytest.raises(ChangedMeanwhile, match="schon rückgängig gemacht"):
        actions.undo(DraftStep.objects.get(pk=step.pk), change=change)
    assert _rows(draft) == before


def test_step_that_only_looks_undone_by_hand_can_still_be_undone(draft: Draft, change: Change) -> None:
    group = draft.groups.get()
    actions.rename_group(group, name="Seen", change=change)
    first = _last(draft)
    actions.rename_group(group, name="Bäche", change=change)
    with pytest.raises(ChangedMeanwhile):
        actions.undo(first, change=change)
    assert draft.groups.get().name == "Bäche"


# What each step makes


def test_edited_text_is_marked_and_its_names_are_found(draft: Draft, change: Change) -> None:
    one = _edit(item(draft, "Brücken bauen"), " Brücken mit \n Jannis Bachmeier ", change)
    one.refresh_from_db()
    assert (one.text, one.edited, one.checked, one.unsure, one.version) == (
        "Brücken mit Jannis Bachmeier", True, True, 0, 1,
    )  # fmt: skip
    assert [found.text for found in draft.names.all()] == ["Petra Quellmann", "Jannis Bachmeier"]


def test_name_that_is_found_again_keeps_what_was_decided(draft: Draft, change: Change) -> None:
    actions.release_name(draft.names.get(), released=True, change=change)
    _edit(item(draft, "Brücken bauen"), "Fragen wir Petra Quellmann", change)
    assert [(one.text, one.released) for one in draft.names.all()] == [("Petra Quellmann", True)]


def test_text_becomes_a_goal_only_with_a_code(draft: Draft, change: Change) -> None:
    one = item(draft, "Brücken bauen")
    with pytest.raises(CodeNeeded, match="Bitte geben Sie das Kürzel des Ziels an"):
        _edit(one, "Brücken", change, kind=ItemKind.GOAL, code="irgendwas")
    assert not draft.steps.exists()
    goal = _edit(one, "Brücken", change, kind=ItemKind.GOAL, code="st 9.3.", leaning="solution")
    assert (goal.code, goal.kind, goal.leaning) == ("ST_9.3", ItemKind.GOAL, "")


def test_unplaced_text_gets_a_group_and_furniture_has_none(draft: Draft, change: Change) -> None:
    group = draft.groups.get()
    one = _edit(item(draft, "niemandes"), "Was nun?", change, kind=ItemKind.QUESTION, group=group)
    assert (one.group, one.kind) == (group, ItemKind.QUESTION)
    back = _edit(one, "Was nun?", change, kind=ItemKind.FURNITURE, code="MO_1")
    assert (back.group, back.code) == (None, "")


@pytest.mark.parametrize(
    "parts",
    [["Brücken bauen"], ["Brücken", "  "], ["Brücken", "abreißen"], ["Brücken", "bauen", "!"], ["Brücken", "baue"]],
)
def test_parts_of_a_text_must_be_the_text(draft: Draft, change: Change, parts: list[str]) -> None:
    before = _rows(draft)
    with pytest.raises(NotTheSameWords, match="beginnen Sie eine neue Zeile"):
        actions.split_item(item(draft, "Brücken bauen"), parts=parts, change=change)
    assert _rows(draft) == before
    assert not draft.steps.exists()


def test_parts_in_another_order_are_not_the_text(draft: Draft, change: Change) -> None:
    with pytest.raises(NotTheSameWords):
        actions.split_item(item(draft, "Brücken bauen"), parts=["bauen", "Brücken"], change=change)


def test_parts_stand_where_the_text_stood(draft: Draft, change: Change) -> None:
    before = texts(draft, "question")
    parts = actions.split_item(item(draft, "Wer hilft"), parts=["Wer", " hilft beim ", "Räumen?"], change=change)
    assert texts(draft, "question") == ["Wer", "hilft beim", "Räumen?", *before[1:]]
    assert {(one.group_id, one.row, one.column, one.checked, one.edited) for one in parts} == {
        (parts[0].group_id, parts[0].row, parts[0].column, True, True)
    }
    again = actions.split_item(parts[1], parts=["hilft", "beim"], change=change)
    assert [one.text for one in again] == ["hilft", "beim"]
    assert texts(draft, "question")[:4] == ["Wer", "hilft", "beim", "Räumen?"]


def test_part_of_a_goal_takes_the_code_it_begins_with(draft: Draft, change: Change) -> None:
    goal = _edit(item(draft, "Brücken bauen"), "öffnen ST_9.8: Ufer", change, kind=ItemKind.GOAL, code="ST_9.7")
    one, two = actions.split_item(goal, parts=["öffnen", "ST_9.8: Ufer"], change=change)
    assert [(part.code, part.text, part.checked) for part in (one, two)] == [
        ("ST_9.7", "öffnen", True),
        ("ST_9.8", "Ufer", True),
    ]


def test_part_of_a_goal_without_a_code_waits_for_one(draft: Draft, change: Change) -> None:
    goal = _edit(item(draft, "Brücken bauen"), "öffnen und pflegen", change, kind=ItemKind.GOAL, code="ST_9.7")
    _first, second = actions.split_item(goal, parts=["öffnen", "und pflegen"], change=change)
    assert (second.code, second.checked) == ("", False)
    assert second in queries.needing_a_look(draft)


def test_parts_of_an_unplaced_text_stay_unplaced(draft: Draft, change: Change) -> None:
    parts = actions.split_item(item(draft, "niemandes"), parts=["niemandes", "Spalte"], change=change)
    assert [(one.kind, one.group, one.checked) for one in parts] == [(ItemKind.UNPLACED, None, False)] * 2
    assert {one.pk for one in parts} <= {one.pk for one in queries.needing_a_look(draft)}


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("Brücken", "bauen", "Brücken bauen"),
        ("Wege ent-", "lasten", "Wege entlasten"),
        ("City-", "Logistik", "City-Logistik"),
        ("Rad-", "und Fußweg", "Rad- und Fußweg"),
    ],
)
def test_joined_words_are_sewn_as_the_reader_sews_them(
    draft: Draft, change: Change, first: str, second: str, joined: str
) -> None:
    _edit(item(draft, "Wer hilft"), first, change)
    after = _edit(item(draft, "Wer zahlt"), second, change)
    one = actions.join_item(after, change=change)
    one.refresh_from_db()
    assert (one.text, one.checked, one.edited, one.unsure) == (joined, True, True, 0)
    assert not DraftItem.objects.filter(draft=draft, text=second).exists()


def test_joined_text_knows_each_of_its_places(draft: Draft, change: Change) -> None:
    first, second = item(draft, "Wer hilft"), item(draft, "Wer zahlt")
    one = actions.join_item(second, change=change)
    assert one.pk == first.pk
    assert [(place["row"], place["column"]) for place in one.also] == [(second.row, second.column)]
    assert [passage.marked for passage in queries.passages(one)] == ["Wer hilft beim Räumen?", "Wer zahlt die Brücken?"]


def test_joined_goal_keeps_the_code_of_the_second_in_its_words(draft: Draft, change: Change) -> None:
    goal = actions.join_item(item(draft, "Ufer pflegen"), change=change)
    assert (goal.code, goal.text) == ("ST_9.1", "Bäche öffnen ST_9.2 Ufer pflegen und schützen")


def test_first_text_of_a_kind_has_nothing_to_be_joined_with(draft: Draft, change: Change) -> None:
    with pytest.raises(NotReady, match="Davor steht nichts"):
        actions.join_item(item(draft, "Wer hilft"), change=change)


def test_dropped_text_keeps_its_reason(draft: Draft, change: Change) -> None:
    assert actions.drop_item(item(draft, "Brücken bauen"), reason="  steht \n doppelt ", change=change).dropped == (
        "steht doppelt"
    )
    assert actions.drop_item(item(draft, "Schatten"), reason=" ", change=change).dropped == "ohne Angabe"


# Two people at once


SEEN: dict[str, Callable[[DraftItem, Change, int], object]] = {
    "edit": lambda one, change, seen: _edit(one, "Mein Wortlaut", change, seen=seen),
    "split": lambda one, change, seen: actions.split_item(
        one, parts=["Wer zahlt", "die Brücken?"], change=change, seen=seen
    ),
    "join": lambda one, change, seen: actions.join_item(one, change=change, seen=seen),
    "check": lambda one, change, seen: actions.check_item(one, change=change, seen=seen),
    "drop": lambda one, change, seen: actions.drop_item(one, reason="x", change=change, seen=seen),
}


@pytest.mark.parametrize("act", SEEN.values(), ids=SEEN)
def test_step_on_what_somebody_changed_meanwhile_is_refused_and_says_who_and_when(
    draft: Draft, change: Change, other: Change, act: Callable[[DraftItem, Change, int], object]
) -> None:
    mine = item(draft, "Wer zahlt")
    _edit(item(draft, "Wer zahlt"), "Wer zahlt die Brücken bloß?", other)
    before, steps = _rows(draft), draft.steps.count()
    with pytest.raises(ChangedMeanwhile) as refused:
        act(mine, change, mine.version)
    assert str(refused.value).startswith(f"{other.by} hat diese Stelle um {timezone.localtime(other.now):%H:%M} Uhr")
    assert "geändert" in str(refused.value)
    assert (_rows(draft), draft.steps.count()) == (before, steps)


def test_joining_what_somebody_has_split_meanwhile_is_refused(draft: Draft, change: Change, other: Change) -> None:
    mine = item(draft, "Wer zahlt")
    actions.split_item(item(draft, "Wer zahlt"), parts=["Wer zahlt", "die Brücken?"], change=other)
    with pytest.raises(ChangedMeanwhile, match=str(other.by)):
        actions.join_item(mine, change=change, seen=mine.version)
    assert texts(draft, "question") == ["Wer hilft beim Räumen?", "Wer zahlt", "die Brücken?"]


@pytest.mark.parametrize("act", SEEN.values(), ids=SEEN)
def test_step_on_what_is_gone_meanwhile_is_refused(
    draft: Draft, change: Change, other: Change, act: Callable[[DraftItem, Change, int], object]
) -> None:
    mine = item(draft, "Wer zahlt")
    actions.join_item(item(draft, "Wer zahlt"), change=other)
    before = _rows(draft)
    with pytest.raises(ChangedMeanwhile, match=f"{other.by} hat diese Stelle .* entfernt"):
        act(mine, change, mine.version)
    assert _rows(draft) == before


def test_text_that_comes_back_is_no_version_that_somebody_saw_before(
    draft: Draft, change: Change, other: Change
) -> None:
    mine = _edit(item(draft, "Wer zahlt"), "Wer zahlt das?", change)
    mine.refresh_from_db()
    _edit(item(draft, "Wer zahlt das?"), "Wer zahlt alles?", other)
    actions.join_item(item(draft, "Wer zahlt alles?"), change=other)
    actions.undo(_last(draft), change=other)
    with pytest.raises(ChangedMeanwhile):
        _edit(mine, "Mein Wortlaut", change, seen=mine.version)
    assert "Wer zahlt alles?" in texts(draft, "question")


def test_whoever_undid_a_step_is_named_to_the_other(draft: Draft, change: Change, other: Change) -> None:
    _edit(item(draft, "Wer zahlt"), "Wer zahlt das?", change)
    mine = item(draft, "Wer zahlt das?")
    actions.undo(_last(draft), change=other)
    with pytest.raises(ChangedMeanwhile, match=f"^{other.by} hat"):
        actions.check_item(mine, change=change, seen=mine.version)


# After publishing


def test_steps_on_a_published_draft_are_refused(draft: Draft, change: Change) -> None:
    actions.check_item(item(draft, "Schatten"), change=change)
    step = _last(draft)
    actions.publish(draft, change=change)
    for act in STEPS.values():
        with pytest.raises(NotReady, match="schon veröffentlicht"):
            act(Draft.objects.get(pk=draft.pk), change)
    with pytest.raises((NotReady, DraftStep.DoesNotExist)):
        actions.undo(step, change=change)


def test_steps_go_with_publishing_and_with_them_the_words_nobody_released(draft: Draft, change: Change) -> None:
    _edit(item(draft, "Brücken bauen"), "Brücken mit Zilla Ölmüller", change)
    _edit(item(draft, "Ölmüller"), "Brücken bauen", change)
    actions.undo(_last(draft), change=change)
    words = json.dumps([[one.about, one.before, one.after] for one in draft.steps.all()], ensure_ascii=False)
    assert "Zilla Ölmüller" in words
    actions.publish(draft, change=change)
    assert not DraftStep.objects.filter(draft=draft).exists()
    open_one = newer(draft, sheet(("Bäche", ["Brücken"])))
    assert not open_one.steps.exists()


def test_discarding_takes_the_steps_along(draft: Draft, change: Change) -> None:
    actions.check_item(item(draft, "Schatten"), change=change)
    actions.discard(draft)
    assert not DraftStep.objects.exists()
