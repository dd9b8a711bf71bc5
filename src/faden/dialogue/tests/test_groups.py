"""Groups and their meetings: made, named once, edited, published."""

from datetime import date, timedelta

import pytest

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Kind as AddressKind
from faden.addresses.models import Revision, State
from faden.conftest import NOW
from faden.dialogue import queries
from faden.dialogue.actions import (
    GroupNameTaken,
    NewContribution,
    NewGroup,
    add_contributions,
    add_group,
    add_meeting,
    edit_group,
    edit_meeting,
    publish,
    publish_group,
    remove_meeting,
)
from faden.dialogue.models import (
    DialogueGroup,
    Facilitation,
    Kind,
    Meeting,
    Source,
)
from faden.dialogue.tests.said import NOBODY, goal, said, texts
from faden.people.models import Person
from faden.programme.models import Programme


def test_new_group_is_not_public_until_it_is_published(empty: Programme, administrator: Person) -> None:
    change = Change(by=administrator, now=NOW)
    group = add_group(empty, name="  Leise \n Runde ", change=change)
    add_contributions(group, [said("Noch geheim")], change=change, published=False)
    assert group.name == "Leise Runde"
    assert list(queries.groups(empty)) == []
    assert texts(empty) == []
    publish_group(group, change=change)
    assert [one.name for one in queries.groups(empty)] == ["Leise Runde"]
    assert texts(empty) == ["Noch geheim"]


def test_publishing_a_group_leaves_hidden_statements_hidden(empty: Programme) -> None:
    group = add_group(empty, name="Runde", change=NOBODY)
    shown, hidden = add_contributions(group, [said("Zeigen"), said("Verbergen")], change=NOBODY, published=False)
    set_state(hidden.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="Name genannt"))
    publish_group(group, change=NOBODY)
    assert texts(empty) == [shown.text]


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
    publish(group.programme, [NewGroup(group.name, goals=[goal("MO_2.4", "Anders gesagt")])], change=NOBODY)
    first = group.contributions.select_related("address").first()
    assert first is not None
    set_state(first.address, State.HIDDEN, change=Change(by=None, now=NOW, reason="x"))
    (found_group,) = queries.groups(group.programme)
    assert (found_group.contribution_count, found_group.goal_count) == (4, 2)  # type: ignore[attr-defined]


# Meetings and sources


def test_coming_meetings_of_public_groups_come_next_first(group: DialogueGroup) -> None:
    today = date(2026, 7, 20)
    secret = add_group(group.programme, name="Geheim", change=NOBODY)
    for days, where in ((3, group), (-1, group), (0, group), (1, secret)):
        add_meeting(
            where, title=f"in {days}", on=today + timedelta(days=days), begins=None, ends=None, place="", change=NOBODY
        )
    coming = queries.coming_meetings(group.programme, today=today, limit=4)
    assert [one.title for one in coming] == ["in 0", "in 3"]
    assert len(queries.coming_meetings(group.programme, today=today, limit=1)) == 1


def test_removed_meeting_leaves_what_was_said_there(group: DialogueGroup) -> None:
    meeting = add_meeting(
        group, title="Runde", on=date(2026, 7, 1), begins=None, ends=None, place="Saal", change=NOBODY
    )
    edit_meeting(meeting, title="Große Runde", on=meeting.on, begins=None, ends=None, place="Hof", change=NOBODY)
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.title, meeting.place) == ("Große Runde", "Hof")
    source = Source.objects.create(meeting=meeting)
    new = NewContribution(Kind.PROPOSAL, None, "Dort gesagt", source)
    (one,) = add_contributions(group, [new], change=NOBODY, published=True)
    remove_meeting(meeting, change=NOBODY)
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
