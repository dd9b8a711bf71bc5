"""People decide how two things hang together; each step can be taken back, and changed words ask again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Revision, State
from faden.conftest import NOW
from faden.dialogue.actions import edit_contribution
from faden.dialogue.models import Contribution, Kind
from faden.goals.models import Goal
from faden.people.models import Person, Role
from faden.programme.models import Programme
from faden.synergy.actions import DecidedSince, NotLinkable, decide, remove, undo
from faden.synergy.models import Decision, Link, LinkKind, Suggestion, in_order
from faden.synergy.tests.conftest import HEAT, PARKING, PLAY, TREES, at


def _later(change: Change, minutes: int = 1) -> Change:
    return Change(change.by, change.now + timedelta(minutes=minutes))


def test_direction_is_kept_whichever_was_said_first(two_groups: Programme, change: Change) -> None:
    trees, heat = at(two_groups, TREES), at(two_groups, HEAT)
    forward = decide(trees, heat, LinkKind.SOLVES, change=change)
    assert (forward.source, forward.target) == (trees, heat)
    backward = decide(heat, trees, LinkKind.SOLVES, change=change)
    assert (backward.pk, backward.source, backward.target) == (forward.pk, heat, trees)
    same = decide(heat, trees, LinkKind.SAME, change=change)
    assert not same.is_reversed


def test_a_goal_can_be_linked(two_groups: Programme, change: Change) -> None:
    goal = Goal.objects.get(programme=two_groups, code="MO_2.4")
    link = decide(at(two_groups, TREES), goal.address, LinkKind.SUPPORTS, change=change)
    assert link.target == goal.address


def test_what_cannot_be_linked_says_why(two_groups: Programme, change: Change) -> None:
    trees, heat = at(two_groups, TREES), at(two_groups, HEAT)
    with pytest.raises(NotLinkable, match="beide Male dasselbe"):
        decide(trees, trees, LinkKind.SAME, change=change)
    with pytest.raises(NotLinkable, match="kein Beitrag und kein Ziel"):
        decide(trees, Contribution.objects.get(address=trees).group.address, LinkKind.SAME, change=change)
    set_state(heat, State.HIDDEN, change=change)
    with pytest.raises(NotLinkable, match="nicht öffentlich"):
        decide(trees, heat, LinkKind.SAME, change=change)
    assert not Link.objects.filter(programme=two_groups).exists()


def test_two_at_once_do_not_overwrite_each_other(
    two_groups: Programme, change: Change, make_person: Callable[..., Person]
) -> None:
    trees, play = at(two_groups, TREES), at(two_groups, PLAY)
    decide(trees, play, LinkKind.SUPPORTS, change=change, expected="")
    other = Change(make_person(Role.FACILITATOR), NOW + timedelta(seconds=5))
    with pytest.raises(DecidedSince) as since:
        decide(trees, play, LinkKind.NONE, change=other, expected="")
    assert since.value.link.by == change.by
    assert decide(trees, play, LinkKind.NONE, change=other, expected="supports").kind == LinkKind.NONE


def test_undo_goes_back_step_by_step(two_groups: Programme, change: Change) -> None:
    trees, play, parking = at(two_groups, TREES), at(two_groups, PLAY), at(two_groups, PARKING)
    decide(trees, play, LinkKind.SUPPORTS, change=change, note="beides an Sonntagen")
    decide(trees, play, LinkKind.SAME, change=_later(change))
    decide(trees, parking, LinkKind.CONFLICTS, change=_later(change, 2))
    assert undo(two_groups, change=_later(change, 3)) is not None
    assert not Link.objects.filter(second=parking).exists()
    undo(two_groups, change=_later(change, 4))
    link = Link.objects.get(programme=two_groups)
    assert (link.kind, link.note, link.decided_at) == (LinkKind.SUPPORTS, "beides an Sonntagen", change.now)
    undo(two_groups, change=_later(change, 5))
    assert not Link.objects.filter(programme=two_groups).exists()
    assert undo(two_groups, change=_later(change, 6)) is None


def test_undo_refuses_to_undo_another_persons_decision(
    two_groups: Programme, change: Change, make_person: Callable[..., Person]
) -> None:
    trees, play = at(two_groups, TREES), at(two_groups, PLAY)
    decide(trees, play, LinkKind.SUPPORTS, change=change)
    other = Change(make_person(Role.FACILITATOR), NOW + timedelta(minutes=1))
    decide(trees, play, LinkKind.NONE, change=other)
    with pytest.raises(NotLinkable, match="jemand anders"):
        undo(two_groups, change=_later(change, 2))
    assert Link.objects.get(programme=two_groups).kind == LinkKind.NONE


def test_removing_leaves_nothing_to_undo(two_groups: Programme, change: Change) -> None:
    link = decide(at(two_groups, TREES), at(two_groups, PLAY), LinkKind.SAME, change=change)
    remove(link, change=_later(change))
    assert not Link.objects.filter(programme=two_groups).exists()
    assert undo(two_groups, change=_later(change, 2)) is None


def test_changed_words_reopen_a_decision_and_a_changed_kind_does_not(two_groups: Programme, change: Change) -> None:
    trees, play = at(two_groups, TREES), at(two_groups, PLAY)
    decide(trees, play, LinkKind.SUPPORTS, change=change)
    one = Contribution.objects.select_related("address", "group__address", "programme").get(address=play)
    edit_contribution(one, text=PLAY, kind=Kind.QUESTION, leaning="", change=change)
    assert Link.objects.get(programme=two_groups).reopened_at is None
    edit_contribution(one, text="Lindenallee sperren", kind=Kind.QUESTION, leaning="", change=change)
    assert Link.objects.get(programme=two_groups).reopened_at is not None
    assert not Link.objects.filter(programme=two_groups).public().exists()
    decide(trees, play, LinkKind.CONFLICTS, change=_later(change), expected="")
    assert Link.objects.filter(programme=two_groups).public().get().kind == LinkKind.CONFLICTS


def test_link_is_public_only_while_both_ends_are(two_groups: Programme, change: Change) -> None:
    trees, play = at(two_groups, TREES), at(two_groups, PLAY)
    decide(trees, play, LinkKind.SAME, change=change)
    set_state(play, State.HIDDEN, change=change)
    assert not Link.objects.filter(programme=two_groups).public().exists()
    set_state(play, State.PUBLISHED, change=change)
    assert Link.objects.filter(programme=two_groups).public().exists()


def test_rejected_pairs_are_no_news_and_links_stand_in_the_history_of_both_ends(
    two_groups: Programme, change: Change
) -> None:
    trees, play, parking = at(two_groups, TREES), at(two_groups, PLAY), at(two_groups, PARKING)
    decide(trees, parking, LinkKind.NONE, change=change)
    links = Revision.objects.filter(programme=two_groups, field="link")
    assert not links.exists()
    decide(trees, play, LinkKind.SOLVES, change=change)
    kept = {one.address_id: one.after for one in links.filter(public=True)}
    assert kept == {trees.pk: f"solves> {play}", play.pk: f"solves< {trees}"}


def test_decision_remembers_what_the_machine_thought(two_groups: Programme, change: Change) -> None:
    first, second = in_order(at(two_groups, TREES), at(two_groups, PLAY))
    groups = [Contribution.objects.get(address=one).group for one in (first, second)]
    Suggestion.objects.create(
        programme=two_groups, first=first, second=second, first_group=groups[0], second_group=groups[1],
        score=1.5, rank=4, features=[0.5, 1.0],
    )  # fmt: skip
    link = decide(second, first, LinkKind.SAME, change=change)
    decision = Decision.objects.get(programme=two_groups)
    assert (link.rank, decision.rank, decision.features) == (4, 4, [0.5, 1.0])


def test_database_refuses_a_pair_twice_or_the_wrong_way_round(two_groups: Programme, change: Change) -> None:
    first, second = in_order(at(two_groups, TREES), at(two_groups, PLAY))
    link = decide(first, second, LinkKind.SAME, change=change)
    link.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        link.save(force_insert=True)
    link.first, link.second = second, first
    with pytest.raises(IntegrityError), transaction.atomic():
        link.save(force_insert=True)
