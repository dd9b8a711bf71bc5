"""A newer version of a document changes what it says differently, and every address stays what it was."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from faden.addresses.actions import Change
from faden.addresses.models import Address, Revision
from faden.conftest import NOW
from faden.dialogue.models import Contribution, DialogueGroup, Document, GoalMention
from faden.intake import actions, queries
from faden.intake.actions import NotReady
from faden.intake.models import Draft, DraftItem
from faden.intake.queries import Difference
from faden.intake.tests.taken import newer, public, sheet, taken
from faden.programme.actions import found
from faden.programme.models import Programme
from faden.search.queries import ask

STEGE = "Neue Stege an der alten Mühle bauen"
WEGE = "Die Wege am Ufer im Sommer besser beleuchten"
BRUECKEN = "Drei Brücken über den Bach für Fahrräder öffnen"
MUELL = "Viel Müll liegt nach dem Markt am Ufer"


@pytest.fixture
def programme(db: None) -> Programme:
    return found(city="Musterstadt", name="Musterstadt 2040", now=NOW)


@pytest.fixture
def first(programme: Programme, change: Change) -> Draft:
    """Version 1, public: B1 a question, B2 an assessment, B3 to B5 proposals of G1, and B6 of G2."""
    return _publish(taken(programme, _sheet()), change)


@pytest.fixture
def change() -> Change:
    return Change(by=None, now=NOW)


def _sheet(
    bruecken: str = BRUECKEN, *more: str, stege: str = STEGE, wege: str = WEGE, name: str = "Bäche", **columns: Any
) -> str:
    columns = {
        "goals": ["ST_9.1 Bäche öffnen"],
        "questions": ["Wer hilft beim Räumen?"],
        "assessments": [MUELL],
    } | columns
    proposals = [text for text in (stege, wege, bruecken, *more) if text]
    return sheet((name, proposals), ("Seen", ["Das Schilf im Herbst schneiden"]), **columns)


def _publish(draft: Draft, change: Change) -> Draft:
    actions.publish(draft, change=change)
    draft.refresh_from_db()
    return draft


def _cases(draft: Draft) -> list[tuple[str, str]]:
    return [(one.sort, one.choice) for one in queries.differences(draft).cases]


def _case(draft: Draft, sort: str) -> Difference:
    (case,) = [one for one in queries.differences(draft).cases if one.sort == sort]
    return case


def _words(address: str, programme: Programme) -> Contribution:
    return Contribution.objects.select_related("address", "group", "source__version").get(
        programme=programme, address__number=int(address[1:])
    )


def test_unchanged_version_changes_nothing_but_where_statements_are_from(first: Draft, change: Change) -> None:
    before, revisions = public(first.programme), Revision.objects.count()
    again = newer(first, _sheet())
    compared = queries.differences(again)
    assert (compared.cases, len(compared.same)) == ([], 6)
    _publish(again, change)
    assert public(first.programme) == before
    assert Revision.objects.count() == revisions
    assert {one.source.version_id for one in Contribution.objects.filter(programme=first.programme) if one.source} == {
        again.version_id
    }
    assert GoalMention.objects.filter(group__programme=first.programme).count() == 1


def test_corrected_word_is_taken_without_asking(first: Draft, change: Change) -> None:
    again = newer(first, _sheet(wege="Die Wege am Ufer im Sommer noch besser beleuchten"))
    assert _cases(again) == [("changed", "take")]
    _publish(again, change)
    one = _words("B4", first.programme)
    assert one.text == "Die Wege am Ufer im Sommer noch besser beleuchten"
    assert ask(first.programme, "besser Sommer").entries.get().text == one.text
    revision = Revision.objects.get(address=one.address)
    assert (revision.field, revision.before, revision.after, revision.public) == ("text", WEGE, one.text, True)
    assert list(public(first.programme)) == ["B1", "B2", "B3", "B4", "B5", "B6"]


def test_changed_number_is_asked_about(first: Draft, change: Change) -> None:
    again = newer(first, _sheet(BRUECKEN.replace("Drei", "Vier")))
    assert _cases(again) == [("changed", "")]
    with pytest.raises(NotReady, match="Eine Stelle ist noch zu entscheiden"):
        actions.publish(again, change=change)
    assert _words("B5", first.programme).text == BRUECKEN


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("take", {"B5": "Vier"}),
        ("keep", {"B5": "Drei"}),
        ("apart", {"B7": "Vier"}),
    ],
)
def test_person_decides_about_a_change(first: Draft, change: Change, choice: str, expected: dict[str, str]) -> None:
    again = newer(first, _sheet(BRUECKEN.replace("Drei", "Vier")))
    actions.decide(again, {_case(again, "changed").key: choice, "c1-x": "take"})
    _publish(Draft.objects.get(pk=again.pk), change)
    said = {label: text.split()[0] for label, text in public(first.programme).items() if label in ("B5", "B7")}
    assert said == expected


def test_choice_that_a_case_does_not_offer_decides_nothing(first: Draft) -> None:
    again = newer(first, _sheet(BRUECKEN.replace("Drei", "Vier")))
    again = actions.decide(again, {_case(again, "changed").key: "leave"})
    assert _case(again, "changed").choice == ""


def test_all_suggestions_are_accepted_at_once(first: Draft, change: Change) -> None:
    again = newer(first, _sheet(BRUECKEN.replace("Drei", "Vier"), name="Bäche und Ufer"))
    assert ("renamed", "") in _cases(again)
    accepted = actions.accept_all(again)
    assert not queries.differences(accepted).undecided
    _publish(accepted, change)
    assert list(public(first.programme)) == ["B1", "B2", "B3", "B4", "B5", "B6"]
    assert str(DialogueGroup.objects.get(programme=first.programme, name="Bäche und Ufer").address) == "G1"


def test_decision_against_a_suggestion_survives_accepting_the_others(first: Draft) -> None:
    again = newer(first, _sheet(BRUECKEN.replace("Drei", "Vier")))
    again = actions.decide(again, {_case(again, "changed").key: "keep"})
    assert _case(actions.accept_all(again), "changed").choice == "keep"


def test_statement_moves_to_another_kind_under_its_address(first: Draft, change: Change) -> None:
    again = actions.accept_all(newer(first, _sheet(wege="", assessments=[MUELL, WEGE])))
    assert [sort for sort, _choice in _cases(again)] == ["moved"]
    _publish(again, change)
    assert (_words("B4", first.programme).kind, _words("B4", first.programme).text) == ("assessment", WEGE)


def test_statement_moves_to_another_group_under_its_address(first: Draft, change: Change) -> None:
    data = sheet(
        ("Bäche", [STEGE, BRUECKEN]), ("Seen", ["Das Schilf im Herbst schneiden", WEGE]),
        goals=["ST_9.1 Bäche öffnen"], questions=["Wer hilft beim Räumen?"], assessments=[MUELL],
    )  # fmt: skip
    _publish(actions.accept_all(newer(first, data)), change)
    assert _words("B4", first.programme).group.name == "Seen"
    assert list(public(first.programme)) == ["B1", "B2", "B3", "B5", "B6", "B4"]


def test_first_part_of_a_split_statement_keeps_the_address(first: Draft, change: Change) -> None:
    parts = ["Drei Brücken über den Bach", "für Fahrräder öffnen"]
    again = newer(first, _sheet("", *parts))
    assert [sort for sort, _choice in _cases(again)] == ["split"]
    _publish(actions.accept_all(again), change)
    assert (_words("B5", first.programme).text, _words("B7", first.programme).text) == tuple(parts)
    assert _words("B7", first.programme).derived_from == _words("B5", first.programme)


def test_address_of_a_joined_statement_leads_to_the_other(first: Draft, change: Change, client: Client) -> None:
    again = newer(first, _sheet("", wege=f"{WEGE} und drei Brücken über den Bach für Fahrräder öffnen"))
    assert [sort for sort, _choice in _cases(again)] == ["joined"]
    _publish(actions.accept_all(again), change)
    response = client.get("/musterstadt-2040/B5")
    assert (response.status_code, response["Location"]) == (302, "/musterstadt-2040/B4")
    assert "drei Brücken" in client.get("/musterstadt-2040/B4").content.decode()
    assert list(public(first.programme)) == ["B1", "B2", "B3", "B4", "B6"]


def test_statement_that_is_gone_is_withdrawn_and_its_page_says_why(
    first: Draft, change: Change, client: Client
) -> None:
    again = newer(first, _sheet(wege=""))
    assert _cases(again) == [("gone", "take")]
    _publish(again, change)
    page = client.get("/musterstadt-2040/B4")
    assert page.status_code == 410
    assert "Steht in der neuen Fassung des Dokuments nicht mehr." in page.content.decode()
    assert WEGE not in page.content.decode()


def test_statement_that_is_gone_may_stay(first: Draft, change: Change) -> None:
    again = newer(first, _sheet(wege=""))
    _publish(actions.decide(again, {_case(again, "gone").key: "keep"}), change)
    assert public(first.programme)["B4"] == WEGE


def test_statement_that_was_gone_comes_back_under_its_address(first: Draft, change: Change) -> None:
    second = _publish(newer(first, _sheet(wege="")), change)
    third = newer(second, _sheet())
    assert _cases(third) == []
    _publish(third, change)
    assert list(public(first.programme)) == ["B1", "B2", "B3", "B4", "B5", "B6"]


def test_new_statement_is_added_in_its_place_or_left_out(first: Draft, change: Change) -> None:
    new = "Bänke aus Holz am Teich aufstellen"
    data = _sheet(wege=f"{new}\t\n\t\t\t\t{WEGE}")
    again = newer(first, data)
    assert _cases(again) == [("new", "take")]
    left_out = actions.decide(again, {_case(again, "new").key: "leave"})
    assert _cases(left_out) == [("new", "leave")]
    taken_in = actions.decide(again, {_case(again, "new").key: "take"})
    _publish(taken_in, change)
    assert list(public(first.programme)) == ["B1", "B2", "B3", "B7", "B4", "B5", "B6"]


def test_statements_take_the_order_of_the_newer_version(first: Draft, change: Change) -> None:
    _publish(actions.accept_all(newer(first, _sheet(STEGE, stege=BRUECKEN))), change)
    assert list(public(first.programme)) == ["B1", "B2", "B5", "B4", "B3", "B6"]


def test_statement_whose_old_wording_stays_keeps_its_place(first: Draft, change: Change) -> None:
    again = newer(first, _sheet(wege="Die Wege am Ufer im Sommer noch besser beleuchten"))
    _publish(actions.decide(again, {_case(again, "changed").key: "keep"}), change)
    assert list(public(first.programme)) == ["B1", "B2", "B3", "B4", "B5", "B6"]


def test_renamed_group_is_asked_about_and_keeps_its_address(first: Draft, change: Change) -> None:
    again = newer(first, _sheet(name="Bäche und Ufer"))
    case = _case(again, "renamed")
    assert (case.choice, [one.pk for one in case.new]) == ("", [again.groups.get(name="Bäche und Ufer").pk])
    _publish(actions.decide(again, {case.key: "take"}), change)
    group = DialogueGroup.objects.select_related("address").get(programme=first.programme, name="Bäche und Ufer")
    assert (str(group.address), list(public(first.programme))) == ("G1", ["B1", "B2", "B3", "B4", "B5", "B6"])
    assert not DialogueGroup.objects.filter(programme=first.programme, name="Bäche").exists()
    assert GoalMention.objects.filter(group=group).count() == 1


def test_renamed_group_may_be_another_one(first: Draft, change: Change) -> None:
    again = newer(first, _sheet(name="Bäche und Ufer"))
    again = actions.accept_all(actions.decide(again, {_case(again, "renamed").key: "apart"}))
    _publish(again, change)
    assert {"Bäche", "Bäche und Ufer", "Seen"} == set(
        DialogueGroup.objects.filter(programme=first.programme).values_list("name", flat=True)
    )


def test_mentions_of_goals_change_come_and_go(first: Draft, change: Change) -> None:
    def mentioned() -> list[tuple[str, str]]:
        rows = GoalMention.objects.filter(group__programme=first.programme).order_by("pk")
        return list(rows.values_list("goal__code", "wording"))

    mention = GoalMention.objects.get(group__programme=first.programme)
    second = newer(first, _sheet(goals=["ST_9.1 Alle Bäche öffnen", "ST_9.2 Ufer pflegen"]))
    assert _cases(second) == [("goal_changed", "take"), ("goal_new", "take")]
    _publish(second, change)
    assert mentioned() == [("ST_9.1", "Alle Bäche öffnen"), ("ST_9.2", "Ufer pflegen")]
    assert GoalMention.objects.filter(pk=mention.pk, wording="Alle Bäche öffnen").exists()
    third = newer(second, _sheet(goals=["ST_9.1 Bäche öffnen"]))
    keeps = {one.key: "keep" for one in queries.differences(third).cases if one.sort == "goal_changed"}
    _publish(actions.decide(third, keeps), change)
    assert mentioned() == [("ST_9.1", "Alle Bäche öffnen")]


def test_wording_that_another_mention_has_already_does_not_stop_publishing(first: Draft, change: Change) -> None:
    second = _publish(newer(first, _sheet(goals=["ST_9.1 Bäche öffnen", "ST_9.1 Ufer pflegen"])), change)
    third = newer(second, _sheet(goals=["ST_9.1 Bäche öffnen", "ST_9.1 Ufer hegen"]))
    one = third.items.get(text="Ufer hegen")
    actions.edit_item(one, kind="goal", group=one.group, text="Bäche öffnen", code="ST_9.1", change=change)  # type: ignore[arg-type]
    _publish(actions.accept_all(third), change)
    assert GoalMention.objects.filter(group__programme=first.programme, wording="Bäche öffnen").count() == 1


def test_another_document_about_the_same_groups_adds_what_is_new_and_withdraws_nothing(
    first: Draft, change: Change
) -> None:
    other = taken(
        first.programme, sheet(("Bäche", [WEGE, "Bänke aus Holz am Teich aufstellen"]), goals=["ST_9.2 Ufer"])
    )
    assert queries.has_public_groups(other)
    assert _cases(other) == [("new", "take"), ("goal_new", "take")]
    _publish(other, change)
    assert list(public(first.programme)) == ["B1", "B2", "B3", "B4", "B5", "B7", "B6"]


def test_same_file_twice_doubles_nothing(first: Draft, change: Change) -> None:
    before, sources = public(first.programme), Address.objects.count()
    _publish(taken(first.programme, _sheet()), change)
    assert public(first.programme) == before
    assert Address.objects.count() == sources
    assert GoalMention.objects.filter(group__programme=first.programme).count() == 1


def test_third_version_is_compared_with_what_the_second_said(first: Draft, change: Change) -> None:
    corrected = _sheet(wege="Die Wege am Ufer im Sommer noch besser beleuchten")
    second = _publish(newer(first, corrected), change)
    third = newer(second, corrected)
    assert _cases(third) == [], "the second version said the same"
    back = newer(second, _sheet())
    assert [sort for sort, _choice in _cases(back)] == ["changed"]
    _publish(actions.accept_all(back), change)
    assert public(first.programme)["B4"] == WEGE


# Much


def _many(programme: Programme, changed: int, document: Document | None = None) -> Draft:
    """Return a draft of 1002 statements and a hundred goals, `changed` of them said a little differently."""
    wood = ["Linden", "Buchen", "Eichen", "Birken", "Ulmen", "Erlen", "Weiden", "Pappeln", "Ahorne", "Kiefern"]
    goals = [f"ST_{at // 20 + 1}.{at % 20 + 1} Wege und Gärten {at} pflegen" for at in range(100)]
    groups = ("Bäume", ["Den Wald am Bach schützen"]), ("Gärten", ["Beete am Rathaus anlegen"])
    draft = taken(programme, sheet(*groups, goals=goals), document=document)
    trees, gardens = draft.groups.all()
    texts = (
        f"Am Weg {at} zwischen Haus {at * 7} und Garten {at * 3} {'auch ' if at < changed else ''}neue {wood[at % 10]} pflanzen"
        for at in range(1000)
    )
    DraftItem.objects.bulk_create(
        DraftItem(
            draft=draft, group=trees if at < 500 else gardens, kind="proposal", text=text,
            table=1, row=200 + at, column=5, position=200 + at,
        )
        for at, text in enumerate(texts)
    )  # fmt: skip
    return draft


def test_reading_a_thousand_statements_again_asks_the_database_a_bounded_number_of_times(
    programme: Programme, change: Change
) -> None:
    first = _publish(_many(programme, 0), change)
    again = _many(programme, 50, first.version.document)
    with CaptureQueriesContext(connection) as compared:
        differences = queries.differences(again)
    assert (len(differences.same), len(differences.cases), differences.undecided) == (952, 50, [])
    assert len(compared) <= 12
    with CaptureQueriesContext(connection) as published:
        actions.publish(again, change=change)
    assert len(published) < 330, "three for each of the fifty changes, and one for each few dozen of what stays"
