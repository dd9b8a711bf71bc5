"""Themes hold together, keep their numbers, and leave out what has weak ties."""

from collections.abc import Sequence

import numpy as np
import pytest

from faden.synergy.finding import clusters
from faden.synergy.finding.clusters import NOWHERE, Theme, themes
from faden.synergy.finding.items import PROPOSAL, Item
from faden.synergy.finding.neighbours import Neighbours, exact
from faden.synergy.finding.ranking import gathered
from faden.synergy.finding.representations import describe
from faden.synergy.finding.rows import Dense

SUBJECTS = (
    "Radwege sicherer machen", "Spielplätze für kleine Kinder", "Bäume gegen Hitze pflanzen", "Busse am Abend",
    "Sprachkurse für Eltern", "Wohnungen für Familien", "Solaranlagen auf Dächern", "Ärzte im Stadtteil",
)  # fmt: skip

SIZES = (12, 11, 10, 9, 9, 9, 9, 8)
GROUPS = [set(range(sum(SIZES[:at]), sum(SIZES[: at + 1]))) for at in range(len(SIZES))]
"""The numbers of the statements of each subject."""


def around(sizes: Sequence[int], *, spread: float = 0.15, seed: int = 1) -> Dense:
    """Return rows of length 1 near as many directions as there are `sizes`."""
    draw = np.random.default_rng(seed)
    rows = np.concatenate([np.eye(16)[at] + spread * draw.normal(size=(size, 16)) for at, size in enumerate(sizes)])
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def near(rows: Dense) -> Neighbours:
    return exact(rows, clusters.neighbours_wanted(len(rows)))


def said(sizes: Sequence[int]) -> list[str]:
    return [SUBJECTS[at] for at, size in enumerate(sizes) for _ in range(size)]


def members(found: Sequence[Theme]) -> list[set[int]]:
    return [set(theme.members) for theme in found]


def numbers_of(found: Sequence[Theme], size: int) -> list[int]:
    """Return the number of the theme of each statement, as `before` wants it; new ones are numbered from 100."""
    of = [NOWHERE] * size
    for new, theme in enumerate(found, 100):
        for member in theme.members:
            of[member] = new if theme.number is None else theme.number
    return of


def test_statements_about_the_same_are_one_theme_the_largest_first() -> None:
    found = themes(said(SIZES), near(around(SIZES)))

    assert members(found) == GROUPS
    assert all(theme.number is None for theme in found)
    assert [set(theme.label) <= set(subject.split()) for theme, subject in zip(found, SUBJECTS, strict=True)] == [
        True
    ] * 8


def test_themes_are_the_same_each_time() -> None:
    rows = around((30,) * 5, spread=0.5)

    assert themes(said((30,) * 5), near(rows)) == themes(said((30,) * 5), near(rows))


def test_a_statement_that_is_near_to_nothing_belongs_to_no_theme() -> None:
    rows = np.concatenate([around(SIZES), -np.eye(16, dtype=np.float32)[:1]])

    assert members(themes([*said(SIZES), "Etwas ganz anderes"], near(rows))) == GROUPS


def test_two_statements_are_no_theme() -> None:
    sizes = (*SIZES[:7], 2)

    assert members(themes(said(sizes), near(around(sizes, spread=0.05)))) == GROUPS[:7]


@pytest.mark.parametrize("size", [0, 1, 2])
def test_fewer_than_three_statements_have_no_themes(size: int) -> None:
    assert themes(said((size,)), near(around((size,)))) == []


def test_what_many_say_in_the_same_words_is_in_one_theme() -> None:
    sizes = (60, *SIZES[1:])

    found = themes(said(sizes), near(around(sizes, spread=0)))

    assert any(set(range(60)) <= set(theme.members) for theme in found)


def test_the_most_telling_statement_stands_first() -> None:
    rows = around(SIZES, spread=0.3)
    rows[4] = np.eye(16)[0]

    assert next(theme for theme in themes(said(SIZES), near(rows)) if 4 in theme.members).members[0] == 4


def test_themes_keep_their_numbers_when_statements_come_and_a_new_one_has_none() -> None:
    sizes, more = (*SIZES[:7], 0), (0, 2, 0, 0, 0, 0, 0, 8)
    rows = np.concatenate([around(sizes), around(more, seed=5)])
    before = [number for number, size in zip((7, 3, 9, 1, 2, 5, 4), SIZES, strict=False) for _ in range(size)]

    found = themes([*said(sizes), *said(more)], near(rows), before=[*before, *[NOWHERE] * 10])

    by_number = {theme.number: set(theme.members) for theme in found}
    new = len(before)
    assert set(by_number) == {7, 3, 9, 1, 2, 5, 4, None}
    assert by_number[3] == GROUPS[1] | {new, new + 1}
    assert by_number[None] == set(range(new + 2, new + 10))


def test_a_theme_that_fell_apart_keeps_its_number_in_the_larger_part() -> None:
    before = [4] * (SIZES[0] + SIZES[1]) + [NOWHERE] * sum(SIZES[2:])

    found = themes(said(SIZES), near(around(SIZES, spread=0.05)), before=before)

    by_first = {min(theme.members): theme.number for theme in found}
    assert (by_first[0], by_first[SIZES[0]]) == (4, None)


def test_a_number_does_not_follow_a_few_statements() -> None:
    before = [NOWHERE] * sum(SIZES)
    before[0:3] = [1, 1, 1]
    before[SIZES[0] :] = [1] * 20 + [2] * (sum(SIZES) - SIZES[0] - 20)

    found = themes(said(SIZES), near(around(SIZES)), before=before)

    assert next(theme.number for theme in found if 0 in theme.members) is None


def test_themes_that_were_stay_together_where_others_would_be_drawn() -> None:
    rows = around((60,) * 4, spread=1.0)
    texts = [f"{text} {number}" for number, text in enumerate(said((60,) * 4))]
    before = numbers_of(themes(texts[:200], near(rows[:200])), 200)

    steady = numbers_of(themes(texts, near(rows), before=before + [NOWHERE] * 40), 240)

    known = [number for number, then in enumerate(before) if then != NOWHERE]
    assert sum(steady[number] == before[number] for number in known) >= 0.9 * len(known)


def test_what_a_person_put_into_a_theme_stays_there() -> None:
    before = [number for number, size in enumerate(SIZES) for _ in range(size)]
    pinned = [NOWHERE] * len(before)
    pinned[0], pinned[-1] = 1, 20

    found = themes(said(SIZES), near(around(SIZES)), before=before, pinned=pinned)

    by_number = {theme.number: set(theme.members) for theme in found}
    assert by_number[0] == GROUPS[0] - {0}
    assert by_number[1] == GROUPS[1] | {0}
    assert by_number[7] == GROUPS[7] - {len(before) - 1}
    assert by_number[20] == {len(before) - 1}


def test_sizes_of_themes_stay_readable() -> None:
    rows = np.random.default_rng(3).normal(size=(2000, 32)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)

    sizes = [len(theme.members) for theme in themes([str(number) for number in range(2000)], near(rows))]

    assert min(sizes) >= clusters.SMALLEST
    assert max(sizes) < 2000 / 8


@pytest.mark.parametrize(("size", "wanted"), [(0, 6), (200, 6), (1000, 11), (5000, 19), (100_000, 20)])
def test_more_statements_want_more_neighbours_up_to_twenty(size: int, wanted: int) -> None:
    assert clusters.neighbours_wanted(size) == wanted


def test_rows_of_a_corpus_bring_statements_of_one_theme_near() -> None:
    texts = ["Radwege ausbauen", "Mehr Radwege", "Radweg sperren", "Kita mit Garten", "Eine neue Kita", "Kitaplätze"]
    items = [Item(str(at), "AB"[at % 2], PROPOSAL, text) for at, text in enumerate(texts)]

    found, _ = exact(clusters.rows(gathered(items, describe(texts))), 2)

    assert np.sort(found, axis=1).tolist() == [[1, 2], [0, 2], [0, 1], [4, 5], [3, 5], [3, 4]]
