"""The job that makes the picture: what it counts, what it leaves, and that stopping it changes nothing."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.opinion import actions, tasks
from faden.opinion.actions import reckoning
from faden.opinion.models import Conversation, Picture, Reckoning, Statement, Vote, VoteEvent
from faden.opinion.tests import town
from faden.opinion.votes import Votes
from faden.programme.models import Programme


def snapshot(conversation: Conversation) -> Votes:
    return Votes.from_bytes(bytes(Reckoning.objects.get(conversation=conversation).votes or b""))


def rows_of(conversation: Conversation) -> dict[int, int]:
    """Return the row of each ticket in the snapshot."""
    kept = bytes(Reckoning.objects.get(conversation=conversation).tickets)
    return {key: row for row, key in enumerate(np.frombuffer(kept, np.int64).tolist())}


def in_table(conversation: Conversation) -> set[tuple[int, int, int]]:
    """Return ticket, column and value of each vote in the database."""
    votes = Vote.objects.filter(ticket__conversation=conversation)
    return {
        (ticket, number - 1, value)
        for ticket, number, value in votes.values_list("ticket", "statement__number", "value")
    }


def in_snapshot(conversation: Conversation) -> set[tuple[int, int, int]]:
    votes, keys = snapshot(conversation), {row: key for key, row in rows_of(conversation).items()}
    return {
        (keys[who], what, value)
        for who, what, value in zip(
            votes.owners.tolist(), votes.statements.tolist(), votes.values.tolist(), strict=True
        )
    }


def test_the_snapshot_holds_exactly_the_votes(programme: Programme) -> None:
    made = town.opinion(programme, 30)
    assert in_snapshot(made) == in_table(made)
    town.vote(made, 12, seed=5, now=NOW + timedelta(hours=1))
    town.reckon(made)
    assert in_snapshot(made) == in_table(made)


def test_changed_and_withdrawn_votes_reach_the_snapshot(programme: Programme) -> None:
    made = town.conversation(programme)
    tickets = town.vote(made, 10, part=1.0)
    town.reckon(made)
    for one in tickets:
        one.conversation = made
    first, second = made.statements.select_related("conversation")[:2]
    later = NOW + timedelta(minutes=1)
    value = Vote.objects.get(ticket=tickets[0], statement=first).value
    actions.cast(tickets[0], first, -1 if value == 1 else 1, now=later)
    actions.take_back(tickets[1], second, now=later)
    town.reckon(made, now=later)
    assert in_snapshot(made) == in_table(made)


def test_a_vote_that_was_written_late_is_counted(programme: Programme) -> None:
    """On PostgreSQL a transaction that began earlier may end later."""
    made = town.opinion(programme, 20)
    town.vote(made, 1, seed=9, now=NOW - timedelta(minutes=2))
    town.reckon(made)
    assert in_snapshot(made) == in_table(made)


def test_what_no_event_tells_is_found_when_all_is_quiet(programme: Programme) -> None:
    made = town.opinion(programme, 20)
    late = town.vote(made, 1, seed=9, part=1.0, now=NOW - timedelta(hours=3))
    VoteEvent.objects.filter(ticket=late[0]).update(at=NOW - timedelta(hours=3))
    town.reckon(made, now=NOW + timedelta(minutes=5))
    assert in_snapshot(made) == in_table(made)


def test_the_same_votes_and_the_same_state_give_the_same_bytes(programme: Programme) -> None:
    made = town.opinion(programme, 40)
    town.vote(made, 15, seed=3)
    before = Reckoning.objects.get(conversation=made)
    kept = []
    for _time in range(2):
        Reckoning.objects.filter(pk=before.pk).update(
            waiting=True,
            **{name: getattr(before, name) for name in ("votes", "tickets", "memory", "release", "read_until")},
        )
        town.reckon(made)
        after = Reckoning.objects.get(conversation=made)
        kept.append([bytes(part or b"") for part in (after.votes, after.memory, after.release, after.projection)])
    assert kept[0] == kept[1]


def test_erased_people_leave_the_snapshot_and_others_keep_their_rows(programme: Programme) -> None:
    made = town.conversation(programme)
    tickets = town.vote(made, 30)
    town.reckon(made)
    before = rows_of(made)
    for one in tickets[:3]:
        actions.erase(one)
    gone = {one.pk for one in made.tickets.all()} ^ set(before)
    town.reckon(made)
    after = rows_of(made)
    assert len(gone) == 3
    assert not gone & set(after)
    assert all(after[key] == row for key, row in before.items() if key not in gone)
    assert in_snapshot(made) == in_table(made)
    assert Reckoning.objects.get(conversation=made).erased == []


def test_erasing_hides_the_numbers_that_somebody_was_part_of(programme: Programme) -> None:
    made = town.conversation(programme)
    tickets = town.vote(made, 30, part=1.0)
    town.reckon(made)
    shown = made.pictures.latest("number").data["statements"]
    assert any(one["total"] for one in shown)
    actions.erase(tickets[0])
    town.reckon(made)
    assert not any(one["total"] for one in made.pictures.latest("number").data["statements"])


def test_left_out_statements_and_questions_about_people_make_no_map(programme: Programme, change: Change) -> None:
    made = town.conversation(programme, 12)
    about_people = actions.add_own(made, ["Ich wohne in der Altstadt."], is_meta=True, change=change)[0]
    town.vote(made, 40, part=1.0)
    left = made.statements.get(number=2)
    left.conversation = made
    actions.leave_out(left, change=change)
    town.reckon(made)
    numbers = {one["number"] for one in made.pictures.latest("number").data["statements"]}
    assert 2 not in numbers
    told = made.pictures.latest("number").data
    assert about_people.number not in {one["statement"] for one in told["common"]}


def test_results_at_the_end_are_shown_at_the_end(programme: Programme, change: Change) -> None:
    made = town.conversation(programme, reveal_at_end=True)
    town.vote(made, 8, part=1.0)
    town.reckon(made)
    assert not made.pictures.exists()
    assert Reckoning.objects.get(conversation=made).people == 8
    actions.close(made, change=change)
    town.reckon(made)
    told = made.pictures.get().data
    assert [sum(one["total"]) for one in told["statements"]] == [8] * 10


@pytest.mark.parametrize(("people", "groups"), [(8, 0), (15, 0), (40, 2)])
def test_few_people_get_totals_and_many_get_groups(programme: Programme, people: int, groups: int) -> None:
    told = town.opinion(programme, people).pictures.get().data
    assert len(told["groups"]) == groups
    assert bool(told["cells"]) == bool(groups)
    assert any(one["total"] for one in told["statements"])


def test_four_people_get_no_picture(programme: Programme) -> None:
    made = town.opinion(programme, 4)
    assert not made.pictures.exists()


def test_only_a_new_picture_raises_the_version_of_opinion(programme: Programme) -> None:
    made = town.conversation(programme)
    programme.refresh_from_db()
    content, opinion = programme.content_version, programme.opinion_version
    town.vote(made, 4)
    town.reckon(made)
    programme.refresh_from_db()
    assert (programme.content_version, programme.opinion_version) == (content, opinion)
    town.vote(made, 10, seed=2)
    town.reckon(made)
    programme.refresh_from_db()
    assert (programme.content_version, programme.opinion_version) == (content, opinion + 1)


def test_of_older_pictures_little_is_kept(programme: Programme) -> None:
    made = town.conversation(programme)
    list(town.growing(made, 25, 10, 10))
    first, *_rest, last = made.pictures.all()
    assert set(first.data) == {"groups", "stability", "grouped"}
    assert last.data["statements"]
    assert [one.number for one in made.pictures.all()] == [1, 2, 3]


def test_what_comes_next_follows_from_the_votes(programme: Programme) -> None:
    made = town.conversation(programme)
    town.vote(made, 30, part=1.0)
    fresh = actions.add_own(made, ["Der Brunnen soll wieder laufen."], change=Change(by=None, now=NOW))[0]
    town.reckon(made)
    weights = dict(made.statements.values_list("number", "weight"))
    assert weights[fresh.number] == max(weights.values())
    assert all(weight > 0 for weight in weights.values())


def test_one_job_at_a_time_and_a_killed_one_is_taken_up_again(programme: Programme) -> None:
    made = town.conversation(programme)
    town.vote(made, 8)
    assert reckoning.claim(made.pk)
    town.vote(made, 2, seed=3)
    assert not reckoning.claim(made.pk)
    assert made.pk not in reckoning.abandoned()
    over = NOW - timedelta(days=1)
    Reckoning.objects.filter(pk=made.pk).update(lease_until=over, waiting=False)
    assert made.pk in reckoning.abandoned()
    assert tasks.resume()
    assert Reckoning.objects.get(pk=made.pk).people == 10


def test_a_job_is_queued_once_until_it_begins(programme: Programme) -> None:
    made = town.conversation(programme)
    town.vote(made, 8)
    assert reckoning.ask(made.pk)
    assert not reckoning.ask(made.pk)
    assert reckoning.claim(made.pk)
    assert reckoning.ask(made.pk)
    lost = timezone.now() - reckoning.ASKED - timedelta(seconds=1)
    Reckoning.objects.filter(pk=made.pk).update(asked_at=lost)
    assert reckoning.ask(made.pk)


def test_votes_cast_while_a_job_reckons_wait_for_the_next(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = town.conversation(programme)
    town.vote(made, 8)
    keep = reckoning._keep

    def meanwhile(*args: object, **more: object) -> None:
        town.vote(made, 1, seed=4)
        keep(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(reckoning, "_keep", meanwhile)
    town.reckon(made)
    assert Reckoning.objects.get(pk=made.pk).waiting


def test_a_job_that_breaks_says_so_and_the_next_mends_it(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    made = town.conversation(programme)
    town.vote(made, 8)
    with monkeypatch.context() as broken:
        broken.setattr(reckoning, "reckon", lambda *_args, **_more: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            tasks.reckon.func(made.pk)
    kept = Reckoning.objects.get(pk=made.pk)
    assert "Alle Stimmen sind sicher" in kept.failure
    assert kept.lease_until is None
    town.vote(made, 1, seed=4)
    assert tasks.reckon.func(made.pk) == "done"
    assert Reckoning.objects.get(pk=made.pk).failure == ""


def test_unclear_sentences_are_counted_for_the_desk(programme: Programme) -> None:
    made = town.conversation(programme)
    statement = Statement.objects.select_related("conversation").get(conversation=made, number=3)
    for at in range(2):
        actions.cast(town.ticket(made, f"Gerät {at}"), statement, 1, is_unclear=True, now=NOW)
    town.reckon(made)
    assert Reckoning.objects.get(pk=made.pk).unclear == {"3": 2}


def test_oddities_are_told_as_counts_with_the_picture_without_them(programme: Programme) -> None:
    made = town.conversation(programme, 14)
    town.vote(made, 60)
    said = dict.fromkeys(made.statements.values_list("pk", flat=True), 1)
    for at in range(8):
        one = town.ticket(made, f"Gerät {at}")
        for key, value in said.items():
            Vote.objects.create(ticket=one, statement_id=key, value=value, at=NOW)
            VoteEvent.objects.create(conversation=made, ticket=one, statement_id=key, value=value, at=NOW)
    town.reckon(made)
    kept = Reckoning.objects.get(pk=made.pk)
    assert {"kind": "identical", "people": 8} in kept.oddities
    assert kept.without is not None
    assert kept.without["flagged"] >= 8
    assert kept.without["people"] < Picture.objects.get(conversation=made).people


def test_closing_counts_votes_that_waited(programme: Programme, change: Change) -> None:
    made = town.conversation(programme)
    list(town.growing(made, 24, 6, 3, 4))
    before = made.pictures.latest("number").data
    actions.close(made, change=change)
    town.reckon(made)
    after = made.pictures.latest("number").data
    in_table = [made.statements.get(number=at).votes.count() for at in range(1, 11)]
    assert all(all_votes - sum(one["total"]) < 5 for one, all_votes in zip(after["statements"], in_table, strict=True))
    assert after["votes"] > before["votes"]


@pytest.mark.parametrize("part", ["votes", "memory", "release"])
def test_what_another_version_left_is_begun_anew(programme: Programme, part: str) -> None:
    made = town.opinion(programme, 30)
    Reckoning.objects.filter(pk=made.pk).update(**{part: b"faden of another time"})
    actions.erase(made.tickets.all()[0])
    town.vote(made, 6, seed=8)
    town.reckon(made)
    assert in_snapshot(made) == in_table(made)
    assert Reckoning.objects.get(pk=made.pk).failure == ""
