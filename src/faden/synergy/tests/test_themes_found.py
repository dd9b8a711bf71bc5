"""Themes are gathered by the job; what people decided about them stays."""

import pytest

from faden.addresses.actions import Change, set_state
from faden.addresses.models import State
from faden.dialogue.actions import NewGroup
from faden.dialogue.tests.said import published, said
from faden.programme.models import Programme
from faden.synergy import tasks
from faden.synergy.actions import merge_theme, move_statement, pin_theme, rename_theme
from faden.synergy.models import Corpus, Theme, ThemeMember
from faden.synergy.tests.conftest import at

TREES = ["Bäume am Markt pflanzen", "Mehr Bäume in der Stadt", "Junge Bäume gießen", "Alte Bäume schützen"]
SCHOOLS = ["Schule und Betrieb verbinden", "Praktikum in der Schule", "Schule soll länger öffnen", "Schule sanieren"]
BUSES = ["Bus am Abend", "Der Bus kommt zu selten", "Bus und Bahn verbinden", "Freier Bus für Kinder"]


def _run(programme: Programme) -> None:
    Corpus.objects.filter(programme=programme).update(waiting=True, lease_until=None)
    assert tasks.take_in.call(programme.pk) == "done"


def _members(theme: Theme) -> set[str]:
    return {one.address.contribution.text for one in theme.members.select_related("address__contribution")}


@pytest.fixture
def told(empty: Programme) -> Programme:
    texts = list(zip(TREES, SCHOOLS, BUSES, strict=True))
    published(
        empty,
        [
            NewGroup(name, goals=[], contributions=[said(text) for row in half for text in row])
            for name, half in (("Eins", texts[:2]), ("Zwei", texts[2:]))
        ],
    )
    _run(empty)
    return empty


def _theme(programme: Programme, text: str) -> Theme:
    return Theme.objects.get(members__address=at(programme, text))


def test_statements_of_several_groups_are_gathered_under_their_own_words(told: Programme) -> None:
    theme = _theme(told, TREES[0])
    assert set(TREES) <= _members(theme)
    assert "Bäume" in theme.label
    assert (theme.size, theme.group_count) == (len(_members(theme)), 2)
    assert _theme(told, BUSES[0]) != theme


def test_the_same_again_keeps_numbers_and_members(told: Programme) -> None:
    before = set(ThemeMember.objects.values_list("theme__number", "address"))
    _run(told)
    assert set(ThemeMember.objects.values_list("theme__number", "address")) == before


def test_a_name_that_people_gave_stays(told: Programme, change: Change) -> None:
    theme = rename_theme(_theme(told, TREES[0]), "Grün", change=change)
    _run(told)
    theme.refresh_from_db()
    assert theme.label == "Grün"
    assert set(TREES) <= _members(theme)


def test_a_moved_statement_stays_where_it_was_put(told: Programme, change: Change) -> None:
    buses = _theme(told, BUSES[0])
    move_statement(at(told, TREES[0]), buses, change=change)
    move_statement(at(told, TREES[1]), None, change=change)
    _run(told)
    assert _theme(told, TREES[0]) == buses
    assert ThemeMember.objects.get(address=at(told, TREES[1])).theme is None


def test_merged_themes_stay_one_and_the_old_page_still_leads_there(told: Programme, change: Change) -> None:
    buses, trees = _theme(told, BUSES[0]), _theme(told, TREES[0])
    merge_theme(buses, trees, change=change)
    _run(told)
    assert set(BUSES) | set(TREES) <= _members(trees)
    buses.refresh_from_db()
    assert buses.merged_into == trees


def test_a_pinned_theme_gets_and_loses_nothing(told: Programme, change: Change) -> None:
    theme = pin_theme(_theme(told, TREES[0]), True, change=change)
    before = _members(theme)
    published(told, [NewGroup("Drei", goals=[], contributions=[said("Bäume am Fluss"), said("Bäume am Tor")])])
    _run(told)
    assert _members(theme) == before


def test_a_hidden_statement_leaves_its_theme(told: Programme, change: Change) -> None:
    set_state(at(told, TREES[0]), State.HIDDEN, change=change)
    _run(told)
    assert not ThemeMember.objects.filter(address=at(told, TREES[0])).exists()
