"""The nearest texts to a query."""

from faden.synergy.finding.embedders import embedder
from faden.synergy.finding.near import near
from faden.synergy.tests.town import ITEMS

TEXTS = [item.text for item in ITEMS]


def test_the_nearest_text_is_found_by_its_words() -> None:
    (found,) = near(TEXTS, ["Radweg Lindenallee"], top=2)
    assert TEXTS[found[0].number] == "An der Lindenallee fehlt ein Radweg"
    assert len(found) == 2
    assert found[0].score >= found[1].score


def test_the_nearest_text_is_found_by_its_meaning() -> None:
    (found,) = near(TEXTS, ["Rentner haben keine Gesellschaft"], embedders=[embedder("use", threads=1)], top=3)
    assert "Viele ältere Menschen sind allein in zu großen Wohnungen" in [TEXTS[one.number] for one in found]


def test_a_text_is_not_near_to_itself() -> None:
    (found,) = near(TEXTS, [TEXTS[0]], top=20)
    assert len(found) == len(TEXTS) - 1
    assert 0 not in [one.number for one in found]


def test_nothing_is_near_to_nothing() -> None:
    assert near([], ["Radweg"]) == [[]]
    assert near(TEXTS, []) == []
    assert len(near(TEXTS[:1], ["Radweg"])[0]) == 1
