import numpy as np

from faden.opinion.oddities import flagged, oddities
from faden.opinion.tests.conversations import dense, planted
from faden.opinion.votes import Votes


def test_ordinary_votes_are_not_odd() -> None:
    assert oddities(planted(200, 40)[0]) == []


def test_three_with_the_same_votes_are_found_together() -> None:
    matrix = dense(planted(60, 30)[0])
    matrix[[5, 9, 40]] = matrix[5]
    matrix[50] = matrix[51]
    assert [(one.kind, one.participants) for one in oddities(Votes.from_matrix(matrix))] == [("identical", (5, 9, 40))]


def test_somebody_who_agrees_with_everything_is_found() -> None:
    matrix = dense(planted(60, 30)[0])
    matrix[8] = 1
    matrix[9, 10:] = np.nan
    matrix[9, :9] = -1
    matrix[9, 9] = 0
    assert [(one.kind, one.participants) for one in oddities(Votes.from_matrix(matrix))] == [("uniform", (8,))]


def test_votes_faster_than_anybody_reads_are_found() -> None:
    votes, _ = planted(20, 30)
    times = votes.owners * 3_600_000 + votes.statements.astype(np.int64) * 5_000
    quick = votes.owners == 4
    times[quick] = votes.owners[quick] * 3_600_000 + votes.statements[quick].astype(np.int64) * 200
    assert [(one.kind, one.participants) for one in oddities(votes, times, votes.owners)] == [("hasty", (4,))]


def test_a_rush_of_newcomers_is_found() -> None:
    votes, _ = planted(60, 8)
    arrival = np.where(np.arange(60) < 40, np.arange(60) * 120_000, 90 * 120_000)
    times = arrival[votes.owners] + votes.statements.astype(np.int64) * 1_500
    found = oddities(votes, times.astype(np.int64), votes.owners)
    assert [(one.kind, one.participants) for one in found] == [("rush", tuple(range(40, 60)))]
    assert flagged(found).tolist() == list(range(40, 60))
