"""Reasons in words: which words two texts share and where they stand."""

import json

import numpy as np

from faden.synergy.finding import letters, reasons
from faden.synergy.finding.reasons import Reason, from_json, said, same_words, to_json

NEVER = np.zeros(letters.COLUMNS, np.int32)


def marked(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_the_same_words_are_marked_in_both_texts() -> None:
    first, second = "Mehr Parkplätze für Räder", "Ein Platz zum Abstellen von Rädern"
    same = same_words(first, second, NEVER, 100)
    assert same is not None
    assert marked(first, same.first) == ["Parkplätze", "Räder"]
    assert marked(second, same.second) == ["Platz", "Rädern"]


def test_function_words_say_nothing() -> None:
    assert same_words("Wie geht das mit der Kita?", "Das ist wie mit dem Bus", NEVER, 100) is None


def test_words_that_are_common_in_the_corpus_say_nothing() -> None:
    often = NEVER.copy()
    often[[letters.word_column(key) for key in ("sstadt", "pstadt")]] = 50
    assert same_words("Grüne Stadt", "Stadt der Zukunft", often, 100) is None
    assert same_words("Grüne Stadt", "Stadt der Zukunft", NEVER, 100) is not None


def test_what_is_joined_by_signs_is_marked_piece_by_piece() -> None:
    same = same_words("Rad-Station am Markt", "Eine Station", NEVER, 100)
    assert same is not None
    assert marked("Rad-Station am Markt", same.first) == ["Station"]


def test_reasons_survive_json() -> None:
    kept = [
        Reason(reasons.GOAL, ("AK_5.3",)),
        Reason(reasons.WORDS, ("Rad",), ((0, 3),), ((4, 7),)),
        Reason(reasons.MEANING, rank=3, of=180),
        Reason(reasons.GROUPS),
    ]
    assert from_json(json.loads(json.dumps(to_json(kept)))) == kept


def test_each_kind_has_its_sentence() -> None:
    sentences = {said(Reason(kind, ("AK_5.3",), rank=3, of=180)) for kind in reasons.KINDS}
    assert len(sentences) == len(reasons.KINDS)
    assert said(Reason(reasons.MEANING, rank=3, of=180)) == "ähnliche Bedeutung: Platz 3 von 180"
