"""Letters and words as numbers: every text for itself, spellings and compounds meet."""

import numpy as np
import pytest

from faden.synergy.finding import letters


def likeness(*texts: str) -> np.ndarray:
    counted = letters.counts(texts)
    rows = letters.weighted(counted, letters.rarity(letters.frequencies(counted), len(texts)))
    product: np.ndarray = (rows @ rows.T).toarray()
    return product


def test_a_texts_row_does_not_depend_on_others() -> None:
    alone = letters.counts(["Neue Radwege"])
    among = letters.counts(["Ein Text davor", "Neue Radwege", "", "Einer danach"])
    assert (alone != among[1]).nnz == 0


def test_letters_do_not_run_over_the_ends_of_words() -> None:
    assert (letters.counts(["Rad Weg"])[:, : letters.GRAMS] != letters.counts(["Weg Rad"])[:, : letters.GRAMS]).nnz == 0


def test_spellings_and_function_words_do_not_matter() -> None:
    assert likeness("Die Straßenbäume", "STRASSENBAEUME und der", "Kita")[0, 1] == pytest.approx(1, abs=1e-5)


def test_parts_of_compounds_meet() -> None:
    found = likeness("Ausbau der Radwege", "Mehr Platz für das Rad", "Neue Kita am Markt")
    assert found[0, 1] > found[0, 2]


def test_rows_have_length_one_but_nothing_stays_nothing() -> None:
    assert np.diag(likeness("Neue Radwege", "", "und der die")) == pytest.approx([1, 0, 0], abs=1e-5)


@pytest.mark.parametrize("texts", [[], [""], ["🌳"], ["Привет мир"], ["a"], ["x" * 5000]])
def test_any_text_can_be_counted(texts: list[str]) -> None:
    assert letters.counts(texts).shape == (len(texts), letters.COLUMNS)
