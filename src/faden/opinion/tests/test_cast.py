import numpy as np

from faden.opinion.cast import HOUR, Cast
from faden.opinion.votes import WITHDRAWN


def _cast(rows: list[tuple[int, int, int, int]]) -> Cast:
    who, what, said, times = np.array(rows).T
    return Cast(who, what, said.astype(np.int8), np.zeros(len(rows), bool), times)


def _rows(cast: Cast) -> list[tuple[int, int, int]]:
    return list(zip(cast.people.tolist(), cast.statements.tolist(), cast.values.tolist(), strict=True))


def test_the_last_of_each_person_and_statement_holds() -> None:
    cast = _cast([(0, 1, 1, 1), (1, 1, -1, 2), (0, 1, -1, 3), (0, 0, 1, 4)])
    assert cast.last().tolist() == [1, 2, 3]


def test_what_was_taken_back_has_never_been() -> None:
    cast = _cast(
        [
            (0, 1, 1, 1),
            (0, 0, 1, 2),
            (0, 1, WITHDRAWN, 3),
            (1, 1, 1, 4),
            (0, 1, -1, 5),
            (1, 1, WITHDRAWN, 6),
            (0, 1, 0, 7),
        ]
    )
    assert _rows(cast.standing()) == [(0, 0, 1), (0, 1, -1), (0, 1, 0)]


def test_a_clock_that_was_set_back_does_not_turn_votes_around() -> None:
    cast = _cast([(0, 1, 1, 500), (1, 1, 1, 90), (0, 1, -1, 100), (0, 2, 1, 110)]).in_steady_time()
    assert cast.times is not None
    assert cast.times.tolist() == [500, 90, 500, 110]


def test_by_the_hour_keeps_the_order_of_each_person_and_statement_only() -> None:
    cast = _cast([(1, 1, 1, HOUR + 5), (0, 1, 1, HOUR + 9), (1, 1, -1, HOUR + 11), (1, 0, 1, 2 * HOUR + 1)])
    coarse = cast.by_the_hour()
    assert _rows(coarse) == [(1, 0, 1), (0, 1, 1), (1, 1, 1), (1, 1, -1)]
    assert coarse.times is not None
    assert coarse.times.tolist() == [2 * HOUR, HOUR, HOUR, HOUR]
