"""Goal titles after one pattern are compared by what is their own."""

from faden.synergy.finding.frames import own_words
from faden.synergy.finding.items import GOAL, QUESTION, Item
from faden.synergy.finding.ranking import rank


def _goals(*texts: str) -> list[Item]:
    return [Item(str(number), f"g{number}", GOAL, text) for number, text in enumerate(texts)]


def test_words_of_the_pattern_are_left_out() -> None:
    goals = _goals("... zu einer bewegten Stadt", "... zu einer gesunden Stadt", "... zu einem leisen Hafen",
                   "... zu einer Stadt der kurzen Wege")  # fmt: skip
    assert own_words(goals) == ["bewegten", "gesunden", "... zu einem leisen Hafen", "der kurzen Wege"]


def test_two_are_no_pattern_and_the_same_goal_counts_once() -> None:
    goals = _goals("Zu einer bewegten Stadt", "Zu einer gesunden Stadt", "Zu einer gesunden Stadt")
    assert own_words(goals) == [item.text for item in goals]


def test_a_goal_without_own_words_and_what_is_no_goal_stay_whole() -> None:
    goals = _goals("Zu einer Stadt", "Zu einer bewegten Stadt", "Zu einer gesunden Stadt")
    question = Item("q", "g9", QUESTION, "Zu einer bewegten Stadt?")
    assert own_words([*goals, question]) == ["Zu einer Stadt", "bewegten", "gesunden", "Zu einer bewegten Stadt?"]


def test_generic_questions_and_patterns_do_not_stand_before_what_belongs_together() -> None:
    items = [
        Item("1", "a", "question", "Wie können die Projekte umgesetzt werden?"),
        Item("2", "b", "question", "Wie können die Projekte gut umgesetzt werden?"),
        Item("3", "a", GOAL, "... zu einer bewegten Stadt"),
        Item("4", "b", GOAL, "... zu einer teilhabenden Stadt"),
        Item("5", "c", GOAL, "... zu einer leisen Stadt"),
        Item("6", "a", "proposal", "Mehr Bäume an der Lindenallee"),
        Item("7", "b", "assessment", "An der Lindenallee fehlen Bäume"),
    ]
    best = rank(items)[0]
    assert {best.a, best.b} == {"6", "7"}
