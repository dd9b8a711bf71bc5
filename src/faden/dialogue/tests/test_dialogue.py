"""What groups said is kept in order, can be corrected, found and counted."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import TextField
from django.db.models.fields import CharField
from django.test import Client

from faden.addresses.actions import FORGOTTEN, Change, set_state
from faden.addresses.models import Kind as AddressKind
from faden.addresses.models import Revision, State
from faden.conftest import NOW
from faden.dialogue import queries
from faden.dialogue.actions import (
    GroupNameTaken,
    NewContribution,
    NewGoal,
    NewGroup,
    add_contributions,
    add_group,
    add_meeting,
    edit_contribution,
    edit_group,
    edit_meeting,
    keep_document,
    publish,
    publish_group,
    remove_meeting,
)
from faden.dialogue.models import (
    Contribution,
    DialogueGroup,
    Facilitation,
    GoalMention,
    Kind,
    Leaning,
    Meeting,
    Source,
)
from faden.dialogue.queries import Filters
from faden.kernel.text import fold
from faden.people.models import Person
from faden.programme.actions import found
from faden.programme.models import Programme

NOBODY = Change(by=None, now=NOW)


@pytest.fixture
def empty(db: None) -> Programme:
    return found(city="Musterstadt", name="Musterstadt 2040", now=NOW)


def _said(text: str, kind: Kind = Kind.PROPOSAL, leaning: Leaning | None = None) -> NewContribution:
    return NewContribution(kind, leaning, text)


def _goal(code: str, wording: str) -> NewGoal:
    return NewGoal(code, wording, False, Source.objects.create())


@pytest.fixture
def group(empty: Programme) -> DialogueGroup:
    (made,) = publish(
        empty,
        [
            NewGroup(
                "Grüne Straßen",
                goals=[_goal("MO_2.4", "Flächen umwandeln"), _goal("GES_1", "Gut leben")],
                contributions=[
                    _said("Wer gießt die Straßenbäume?", Kind.QUESTION),
                    _said("Xanten ist zu eng", Kind.ASSESSMENT, Leaning.CHALLENGE),
                    _said("Mehr Bänke an der Bürgerallee"),
                    _said("Trinkbrunnen am Markt"),
                    _said("Weniger Schilder"),
                ],
            )
        ],
        change=NOBODY,
    )
    return DialogueGroup.objects.select_related("address", "programme").get(pk=made.pk)


def _texts(programme: Programme, **filters: object) -> list[str]:
    return [one.text for one in queries.contributions(programme, Filters(**filters))]  # type: ignore[arg-type]


# Publishing


def test_published_group_is_public_with_all_it_said(group: DialogueGroup) -> None:
    assert str(group.address) == "G1"
    assert group.address.is_public
    assert [str(one.address) for one in group.contributions.order_by("position")] == ["B1", "B2", "B3", "B4", "B5"]
    assert {one.address.state for one in group.contributions.select_related("address")} == {State.PUBLISHED}
    assert [one.goal.code for one in queries.mentions(group)] == ["MO_2.4", "GES_1"]


def test_second_document_adds_to_the_group_of_the_same_name(group: DialogueGroup) -> None:
    again = NewGroup(
        "Grüne Straßen",
        goals=[_goal("MO_2.4", "Flächen umwandeln"), _goal("MO_2.4", "Flächen begrünen")],
        contributions=[_said("Beete statt Poller")],
    )
    (same,) = publish(group.programme, [again], change=NOBODY)
    assert same == group
    assert DialogueGroup.objects.filter(programme=group.programme).count() == 1
    last = Contribution.objects.filter(group=group).order_by("-position").first()
    assert last is not None
    assert (last.text, str(last.address), last.position) == ("Beete statt Poller", "B6", 6)
    assert [(one.goal.code, one.wording) for one in queries.mentions(group)] == [
        ("MO_2.4", "Flächen umwandeln"),
        ("GES_1", "Gut leben"),
        ("MO_2.4", "Flächen begrünen"),
    ]


def test_same_name_in_another_programme_is_another_group(group: DialogueGroup, programme: Programme) -> None:
    (other,) = publish(programme, [NewGroup("Grüne Straßen")], change=NOBODY)
    assert other != group
    assert not other.contributions.exists()


def test_first_wording_of_a_goal_in_a_document_becomes_its_title(empty: Programme) -> None:
    goals = [_goal("GES_10", "Armut mildern"), _goal("GES_10", "Kinderarmut begegnen")]
    (group,) = publish(empty, [NewGroup("Familie", goals=goals)], change=NOBODY)
    assert {one.goal.title for one in queries.mentions(group)} == {"Armut mildern"}
    assert [one.wording for one in queries.mentions(group)] == ["Armut mildern", "Kinderarmut begegnen"]


def test_whoever_publishes_a_new_group_runs_it(empty: Programme, administrator: Person) -> None:
    (group,) = publish(empty, [NewGroup("Neu")], change=Change(by=administrator, now=NOW))
    assert list(group.facilitators.all()) == [administrator]
    publish(empty, [NewGroup("Neu")], change=Change(by=None, now=NOW))
    assert Facilitation.objects.filter(group=group).count() == 1


def test_failing_halfway_publishes_nothing(empty: Programme) -> None:
    wrong = NewGroup("Zweite", contributions=[_said("Falsch eingeordnet", Kind.QUESTION, Leaning.CHANCE)])
    with pytest.raises(IntegrityError), transaction.atomic():
        publish(empty, [NewGroup("Erste", contributions=[_said("Richtig")]), wrong], change=NOBODY)
    assert not DialogueGroup.objects.filter(programme=empty).exists()
    assert not Contribution.objects.filter(programme=empty).exists()


def test_document_is_kept_byte_by_byte_under_a_name_that_says_nothing(empty: Programme) -> None:
    data = b"Petra Quellmann\x00\xff"
    version = keep_document(
        programme=empty, title="T" * 400, name="Protokoll Petra.docx", data=data, dated_on=None, by=None, now=NOW
    )
    with version.file.open("rb") as file:
        assert file.read() == data
    assert "Petra" not in str(version.file.name)
    assert (version.number, version.size, version.name) == (1, len(data), "Protokoll Petra.docx")
    assert len(version.document.title) == 300


# Groups


def test_new_group_is_not_public_until_it_is_published(empty: Programme, administrator: Person) -> None:
    change = Change(by=administrator, now=NOW)
    group = add_group(empty, name="  Leise \n Runde ", change=change)
    add_contributions(group, [_said("Noch geheim")], change=change, published=False)
    assert group.name == "Leise Runde"
    assert list(queries.groups(empty)) == []
    assert _texts(empty) == []
    publish_group(group, change=change)
    assert [one.name for one in queries.groups(empty)] == ["Leise Runde"]
    assert _texts(empty) == ["Noch geheim"]


def test_publishing_a_group_leaves_hidden_statements_hidden(empty: Programme) -> None:
    group = add_group(empty, name="Runde", change=NOBODY)
    shown, hidden = add_contributions(group, [_said("Zeigen"), _said("Verbergen")], change=NOBODY, published=False)
    set_state(hidden.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="Name genannt"))
    publish_group(group, change=NOBODY)
    assert _texts(empty) == [shown.text]


def test_name_of_a_group_is_given_once_in_a_programme(group: DialogueGroup, programme: Programme) -> None:
    with pytest.raises(GroupNameTaken, match="Eine Gruppe „Grüne Straßen“ gibt es schon"):
        add_group(group.programme, name="Grüne  Straßen", change=NOBODY)
    other = add_group(group.programme, name="Andere", change=NOBODY)
    with pytest.raises(GroupNameTaken):
        edit_group(other, name="Grüne Straßen", intro="", change=NOBODY)
    assert add_group(programme, name="Grüne Straßen", change=NOBODY).pk


def test_editing_a_group_is_remembered_field_by_field(group: DialogueGroup, change: Change) -> None:
    edit_group(group, name=group.name, intro="Worum es geht.", change=change)
    revision = Revision.objects.get(address=group.address, field="intro")
    assert (revision.before, revision.after, revision.by, revision.public) == ("", "Worum es geht.", change.by, True)
    assert not Revision.objects.filter(address=group.address, field="name").exists()


def test_groups_count_public_statements_and_different_goals(group: DialogueGroup) -> None:
    publish(group.programme, [NewGroup(group.name, goals=[_goal("MO_2.4", "Anders gesagt")])], change=NOBODY)
    first = group.contributions.select_related("address").first()
    assert first is not None
    set_state(first.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="x"))
    (found_group,) = queries.groups(group.programme)
    assert (found_group.contribution_count, found_group.goal_count) == (4, 2)  # type: ignore[attr-defined]


# Statements


def test_statements_are_numbered_in_order(group: DialogueGroup) -> None:
    added = add_contributions(group, [_said("Eins"), _said("Zwei"), _said("Drei")], change=NOBODY, published=True)
    assert [(one.address.number, one.position) for one in added] == [(6, 6), (7, 7), (8, 8)]
    assert add_contributions(group, [], change=NOBODY, published=True) == []
    again = add_contributions(group, [_said("Vier")], change=NOBODY, published=False)
    assert (again[0].address.number, again[0].address.state) == (9, State.DRAFT)


def test_statement_is_searchable_as_soon_as_it_stands(group: DialogueGroup) -> None:
    (added,) = add_contributions(group, [_said("Größere Müllkörbe")], change=NOBODY, published=True)
    assert added.search_text == fold("Größere Müllkörbe")
    assert _texts(group.programme, words="muellkoerbe") == ["Größere Müllkörbe"]


def test_editing_keeps_what_was_there_before(group: DialogueGroup, change: Change) -> None:
    one = group.contributions.get(text="Xanten ist zu eng")
    edit_contribution(
        one, text=" Xanten ist  wirklich eng ", kind=Kind.ASSESSMENT, leaning=Leaning.CHALLENGE.value, change=change
    )
    one.refresh_from_db()
    assert (one.text, one.search_text) == ("Xanten ist wirklich eng", "xanten ist wirklich eng")
    revision = Revision.objects.get(address=one.address)
    assert (revision.field, revision.before, revision.after) == ("text", "Xanten ist zu eng", "Xanten ist wirklich eng")
    assert not revision.public
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


def test_the_scan_for_words_sees_text_search_text_and_history(group: DialogueGroup, change: Change) -> None:
    (one,) = add_contributions(group, [_said("Zilla Ölmüller weiß das")], change=NOBODY, published=True)
    assert _places_of("Ölmüller") == ["dialogue_contribution.text", "dialogue_contribution.search_text"]
    edit_contribution(one, text="Jemand weiß das", kind=Kind.PROPOSAL, leaning="", change=change)
    assert _places_of("Ölmüller") == ["addresses_revision.before"]


def test_redacting_leaves_the_old_words_nowhere(group: DialogueGroup, change: Change) -> None:
    (one,) = add_contributions(group, [_said("Zilla Ölmüller weiß das")], change=NOBODY, published=True)
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


# Lists


@pytest.mark.parametrize(
    "words", ["straßenbäume", "STRASSENBAEUME", "Straßenbaeume", "strassenb", "gießt bäume", "baeume WER"]
)
def test_words_are_found_in_every_spelling_and_in_any_order(group: DialogueGroup, words: str) -> None:
    assert _texts(group.programme, words=words) == ["Wer gießt die Straßenbäume?"]


@pytest.mark.parametrize("words", ["Bäume Bänke", "Xylophon", "%", "_"])
def test_every_word_must_be_there(group: DialogueGroup, words: str) -> None:
    assert _texts(group.programme, words=words) == ([] if fold(words) else _texts(group.programme))


def test_list_is_narrowed_by_group_kind_and_both(group: DialogueGroup) -> None:
    publish(group.programme, [NewGroup("Zweite", contributions=[_said("Und noch etwas")])], change=NOBODY)
    assert _texts(group.programme, group=2) == ["Und noch etwas"]
    assert len(_texts(group.programme, group=1)) == 5
    assert _texts(group.programme, kind="question") == ["Wer gießt die Straßenbäume?"]
    assert _texts(group.programme, kind="question", group=2) == []
    assert len(_texts(group.programme, kind="gibt es nicht")) == 6
    assert _texts(group.programme, group=99) == []


def test_list_of_a_goal_holds_the_groups_that_name_it_or_one_below_it(group: DialogueGroup) -> None:
    publish(
        group.programme,
        [
            NewGroup("Tiefer", goals=[_goal("MO_2.4.1", "Bordsteine")], contributions=[_said("Tief")]),
            NewGroup("Ähnlich", goals=[_goal("MO_2.40", "Ganz anders")], contributions=[_said("Anders")]),
        ],
        change=NOBODY,
    )
    assert set(_texts(group.programme, goal="MO_2.4")) == {*_texts(group.programme, group=1), "Tief"}
    assert _texts(group.programme, goal="MO_2.4.1") == ["Tief"]
    assert _texts(group.programme, goal="MO_2.40") == ["Anders"]
    assert len(_texts(group.programme, goal="MO_2")) == 7
    assert _texts(group.programme, goal="WO_1") == []


def test_list_of_a_field_holds_its_groups_once(group: DialogueGroup) -> None:
    publish(
        group.programme,
        [NewGroup("Wohnen", goals=[_goal("WO_1", "a"), _goal("WO_2", "b")], contributions=[_said("Umzug")])],
        change=NOBODY,
    )
    assert _texts(group.programme, field="WO") == ["Umzug"]
    assert len(_texts(group.programme, field="GES")) == 5


def test_list_has_three_orders(group: DialogueGroup) -> None:
    numbers = {
        order: [one.address.number for one in queries.contributions(group.programme, Filters(order=order))]
        for order in ("neu", "alt", "gruppe", "irgendwie")
    }
    assert numbers["alt"] == [1, 2, 3, 4, 5]
    assert numbers["neu"] == [5, 4, 3, 2, 1]
    assert numbers["gruppe"] == numbers["irgendwie"]
    assert sorted(numbers["gruppe"]) == numbers["alt"]


def test_statements_that_are_not_public_are_in_no_list(group: DialogueGroup) -> None:
    hidden = group.contributions.select_related("address").get(text="Trinkbrunnen am Markt")
    set_state(hidden.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="x"))
    assert "Trinkbrunnen am Markt" not in _texts(group.programme)
    assert "Trinkbrunnen am Markt" not in [one.text for _, items in queries.columns(group) for one in items]
    assert "Trinkbrunnen am Markt" not in [one.text for one in queries.newest(group.programme, limit=6)]
    set_state(group.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="x"))
    assert _texts(group.programme) == []
    assert queries.newest(group.programme, limit=6) == []


def test_columns_hold_each_kind_in_the_order_of_the_document(group: DialogueGroup) -> None:
    assert [(kind.value, [one.text for one in items]) for kind, items in queries.columns(group)] == [
        ("question", ["Wer gießt die Straßenbäume?"]),
        ("assessment", ["Xanten ist zu eng"]),
        ("proposal", ["Mehr Bänke an der Bürgerallee", "Trinkbrunnen am Markt", "Weniger Schilder"]),
    ]


def test_neighbours_stand_in_the_same_column_and_skip_what_is_hidden(group: DialogueGroup) -> None:
    one, two, three = group.contributions.filter(kind=Kind.PROPOSAL).select_related("address").order_by("position")
    assert queries.neighbours(two) == (one, three)
    assert queries.neighbours(one) == (None, two)
    set_state(two.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="x"))
    assert queries.neighbours(one) == (None, three)
    assert queries.neighbours(three) == (one, None)


def test_newest_statements_are_one_of_each_group(group: DialogueGroup) -> None:
    publish(
        group.programme,
        [NewGroup(f"Gruppe {at}", contributions=[_said(f"a{at}"), _said(f"b{at}")]) for at in range(3)],
        change=NOBODY,
    )
    assert [one.text for one in queries.newest(group.programme, limit=3)] == ["b2", "b1", "b0"]
    assert len(queries.newest(group.programme, limit=6)) == 4


def test_statements_are_counted_for_each_goal(group: DialogueGroup) -> None:
    publish(
        group.programme,
        [
            NewGroup("Zweite", goals=[_goal("GES_1", "So")], contributions=[_said("Eins"), _said("Zwei")]),
            NewGroup("Stumm", goals=[_goal("WO_1", "Wohnen")]),
        ],
        change=NOBODY,
    )
    publish(group.programme, [NewGroup("Zweite", goals=[_goal("GES_1", "Oder so")])], change=NOBODY)
    hidden = group.contributions.select_related("address").first()
    assert hidden is not None
    set_state(hidden.address, State.WITHDRAWN, change=NOBODY)

    def counts() -> dict[str, tuple[int, int]]:
        by_id = {one.goal_id: one.goal.code for one in GoalMention.objects.select_related("goal")}
        return {by_id[goal]: found for goal, found in queries.contributions_per_goal(group.programme).items()}

    assert counts() == {"MO_2.4": (4, 1), "GES_1": (6, 2), "WO_1": (0, 1)}
    set_state(group.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="x"))
    assert counts() == {"GES_1": (2, 1), "WO_1": (0, 1)}


# Meetings and sources


def test_coming_meetings_of_public_groups_come_next_first(group: DialogueGroup) -> None:
    today = date(2026, 7, 20)
    secret = add_group(group.programme, name="Geheim", change=NOBODY)
    for days, where in ((3, group), (-1, group), (0, group), (1, secret)):
        add_meeting(where, title=f"in {days}", on=today + timedelta(days=days), begins=None, ends=None, place="")
    coming = queries.coming_meetings(group.programme, today=today, limit=4)
    assert [one.title for one in coming] == ["in 0", "in 3"]
    assert len(queries.coming_meetings(group.programme, today=today, limit=1)) == 1


def test_removed_meeting_leaves_what_was_said_there(group: DialogueGroup) -> None:
    meeting = add_meeting(group, title="Runde", on=date(2026, 7, 1), begins=None, ends=None, place="Saal")
    edit_meeting(meeting, title="Große Runde", on=meeting.on, begins=None, ends=None, place="Hof")
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.title, meeting.place) == ("Große Runde", "Hof")
    source = Source.objects.create(meeting=meeting)
    new = NewContribution(Kind.PROPOSAL, None, "Dort gesagt", source)
    (one,) = add_contributions(group, [new], change=NOBODY, published=True)
    remove_meeting(meeting)
    one.refresh_from_db()
    assert one.source is not None
    assert one.source.meeting is None


def test_place_in_a_document_is_said_in_words() -> None:
    assert Source(page=5, table=2, row=7, column=3).place == "Seite 5, Zeile 7, Spalte 3"
    assert Source(table=2, row=7).place == "Tabelle 2, Zeile 7"
    assert Source().place == ""


def test_staff_work_on_their_own_groups_and_administrators_on_all(
    programme: Programme, administrator: Person, facilitator: Person
) -> None:
    boss = programme.memberships.get(person=administrator)
    one = programme.memberships.get(person=facilitator)
    assert queries.groups_of(boss).count() == DialogueGroup.objects.filter(programme=programme).count()
    assert list(queries.groups_of(one)) == []
    own = DialogueGroup.objects.filter(programme=programme).first()
    assert own is not None
    Facilitation.objects.create(group=own, person=facilitator)
    assert list(queries.groups_of(one)) == [own]


def test_numbers_of_statements_and_groups_do_not_mix(group: DialogueGroup) -> None:
    kinds = {one.address.kind for one in group.contributions.select_related("address")}
    assert kinds == {AddressKind.CONTRIBUTION}
    assert group.address.kind == AddressKind.GROUP
