"""Portions hold everything, in order, and no more at once than was said."""

from itertools import count, islice

from faden.kernel.portions import portions


def test_portions_hold_everything_in_order() -> None:
    assert list(portions("abcdefg", 3)) == [["a", "b", "c"], ["d", "e", "f"], ["g"]]
    assert list(portions([], 3)) == []


def test_things_are_taken_only_when_they_are_needed() -> None:
    assert list(islice(portions(count(), 2), 2)) == [[0, 1], [2, 3]]
