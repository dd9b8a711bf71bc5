import numpy as np

from faden.opinion.counting import count
from faden.opinion.landscape import landscape
from faden.opinion.routing import next_statement, pulls, weights
from faden.opinion.tests.conversations import planted
from faden.opinion.votes import Votes


def _nothing(size: int) -> np.ndarray:
    return np.zeros(size, bool)


def test_nobody_is_shown_a_statement_twice_and_all_are_shown_in_the_end() -> None:
    votes = Votes.from_events([], [], [], height=1, width=12)
    random = np.random.default_rng(0)
    shown = []
    while (at := next_statement(votes, 0, np.ones(12), random)) is not None:
        shown.append(at)
        votes = votes.with_events([0], [at], [1])
    assert sorted(shown) == list(range(12))


def test_statements_left_out_are_never_shown() -> None:
    left_out = np.array([True, False, True])
    weight = weights(np.zeros((3, 3), np.int64), np.zeros(3), meta=_nothing(3), left_out=left_out)
    random = np.random.default_rng(0)
    assert {next_statement(Votes.from_events([], [], [], width=3), None, weight, random) for _ in range(50)} == {1}


def test_few_votes_few_passes_and_a_strong_pull_raise_the_weight() -> None:
    totals = np.array([[2, 2, 0], [200, 200, 0], [100, 100, 200], [200, 200, 0]])
    weight = weights(totals, np.array([0, 0, 0, 1.0]), meta=_nothing(4), left_out=_nothing(4))
    assert weight[0] > weight[3] > weight[1] > weight[2]


def test_agreement_does_not_change_the_weight() -> None:
    weight = weights(np.array([[30, 2, 1], [2, 30, 1]]), np.zeros(2), meta=_nothing(2), left_out=_nothing(2))
    assert weight[0] == weight[1]


def test_questions_about_people_weigh_as_much_as_the_weightiest() -> None:
    totals = np.array([[0, 0, 0], [50, 50, 0], [400, 0, 0]])
    weight = weights(totals, np.zeros(3), meta=np.array([False, False, True]), left_out=_nothing(3))
    assert weight[2] == weight[0]


def test_the_same_draw_leads_to_the_same_statement() -> None:
    votes, _ = planted(50, 30)
    weight = weights(count(votes, np.zeros(50, int), 1)[0], np.zeros(30), meta=_nothing(30), left_out=_nothing(30))
    one, two = ([next_statement(votes, 3, weight, np.random.default_rng(seed)) for seed in range(20)] for _ in "ab")
    assert one == two


def test_statements_that_divide_pull_more_than_those_all_share() -> None:
    votes, _ = planted(200, 20, part=1.0)
    who = np.arange(200)
    votes = votes.with_events(who, np.full(200, 7), np.ones(200))
    found = landscape(votes)
    pull = pulls(found.vectors, found.kept)
    assert pull[7] == pull.min()


def test_attention_spreads_to_new_statements() -> None:
    random = np.random.default_rng(1)
    votes = Votes.from_events(np.repeat(np.arange(40), 5), np.tile(np.arange(5), 40), np.ones(200), width=10)
    for person in range(40, 80):
        weight = weights(
            count(votes, np.zeros(votes.height, int), 1)[0], np.zeros(10), meta=_nothing(10), left_out=_nothing(10)
        )
        for _ in range(3):
            at = next_statement(votes, person, weight, random)
            assert at is not None
            votes = votes.with_events([person], [at], [1])
    new = np.bincount(votes.statements, minlength=10)[5:]
    assert new.min() >= 15
