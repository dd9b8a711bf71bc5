"""What the machine said goes with the words it was said of; what is compared is what is public."""

import pytest
from django.test import TestCase

from faden.addresses.actions import Change, set_state
from faden.addresses.models import State
from faden.dialogue.actions import add_contributions, edit_contribution
from faden.dialogue.models import Contribution, DialogueGroup, Kind
from faden.dialogue.tests.said import NOBODY, said
from faden.programme.models import Programme
from faden.synergy.actions import waiting
from faden.synergy.models import Actor, Corpus, Likeness, Suggestion, Vector
from faden.synergy.queries.corpus import compared
from faden.synergy.queries.things import text_hash
from faden.synergy.tests.conftest import HEAT, PARKING, PLAY, TREES, at


def _say(programme: Programme, *texts: str) -> None:
    """Let the machine have said something of each of these statements."""
    addresses = sorted((at(programme, text) for text in texts), key=lambda one: one.pk)
    for address, text in ((at(programme, text), text) for text in texts):
        Vector.objects.create(programme=programme, address=address, model="m", text_hash=text_hash(text), data=b"\0\0")
        Likeness.objects.create(address=address, nearest=[])
    groups = [Contribution.objects.get(address=one).group for one in addresses]
    Suggestion.objects.create(
        programme=programme, first=addresses[0], second=addresses[1], first_group=groups[0], second_group=groups[1],
        score=1, rank=1,
    )  # fmt: skip


def _edit(programme: Programme, text: str, new: str, change: Change) -> None:
    known = Contribution.objects.select_related("address", "group__address", "programme")
    one = known.get(programme=programme, text=text)
    edit_contribution(one, text=new, kind=Kind(one.kind), leaning=one.leaning, change=change)


@pytest.fixture
def told(two_groups: Programme) -> Programme:
    _say(two_groups, TREES, PLAY)
    Corpus.objects.filter(programme=two_groups).update(waiting=False)
    return two_groups


def test_other_words_take_with_them_what_was_said_of_the_old_ones(told: Programme, change: Change) -> None:
    _edit(told, PLAY, "Lindenallee sperren", change)
    assert not Suggestion.objects.filter(programme=told).exists()
    assert [one.text_hash for one in Vector.objects.filter(programme=told)] == [text_hash(TREES)]
    assert [one.address for one in Likeness.objects.filter(address__programme=told)] == [at(told, TREES)]
    assert Corpus.objects.get(programme=told).waiting


def test_another_statement_leaves_what_was_said(told: Programme, change: Change) -> None:
    _edit(told, HEAT, "Die Lindenallee ist zu heiß", change)
    assert Suggestion.objects.filter(programme=told).count() == 1
    assert Vector.objects.filter(programme=told).count() == 2


def test_hidden_statement_is_forgotten_at_once(told: Programme, change: Change) -> None:
    set_state(at(told, TREES), State.HIDDEN, change=change)
    assert not Suggestion.objects.filter(programme=told).exists()
    assert Vector.objects.filter(programme=told).count() == 1


def test_a_job_is_asked_for_once_until_it_begins(told: Programme, change: Change) -> None:
    with TestCase.captureOnCommitCallbacks(execute=False) as callbacks:
        _edit(told, HEAT, "Heiß", change)
        _edit(told, PARKING, "Parken", change)
    assert sum(one.__module__ == waiting.__name__ for one in callbacks) == 1


def test_only_public_things_are_compared_and_a_goal_once_for_each_group(two_groups: Programme, change: Change) -> None:
    group = DialogueGroup.objects.get(programme=two_groups, name="Klima")
    add_contributions(group, [said("Noch nicht öffentlich")], change=NOBODY, published=False)
    set_state(at(two_groups, PARKING), State.HIDDEN, change=change)
    found = compared(two_groups)
    assert [row.item.text for row in found if not row.is_goal] == [TREES, HEAT, PLAY]
    assert sorted((row.item.codes, row.item.text) for row in found if row.is_goal) == [
        (("MO_2.4",), "Straßen für alle umbauen"),
        (("ST_1.1",), "Hitze in der Stadt mindern"),
        (("ST_1.1",), "Schatten schaffen"),
    ]
    assert len({row.item.id for row in found}) == len(found)


def test_actors_are_known_by_their_names_and_abbreviations(two_groups: Programme) -> None:
    Actor.objects.create(programme=two_groups, name="Hochschule Musterstadt", aliases="HSM\nFachhochschule")
    group = DialogueGroup.objects.get(programme=two_groups, name="Klima")
    add_contributions(
        group, [said("Messen mit der HSM"), said("Die Fachhochschule fragen")], change=NOBODY, published=True
    )
    named = {row.item.text: row.item.actors for row in compared(two_groups) if row.item.actors}
    assert named == {
        "Messen mit der HSM": ("Hochschule Musterstadt",),
        "Die Fachhochschule fragen": ("Hochschule Musterstadt",),
    }


def test_what_is_compared_takes_the_same_queries_for_many(
    two_groups: Programme, django_assert_num_queries: object
) -> None:
    group = DialogueGroup.objects.get(programme=two_groups, name="Klima")
    add_contributions(group, [said(f"Baum {number}") for number in range(30)], change=NOBODY, published=True)
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(compared(two_groups)) == 4 + 30 + 3
