"""Lines of JSON in and out: what is wrong is said with its line."""

import json

import pytest

from faden.synergy.finding import lines
from faden.synergy.finding.lines import NotReadable
from faden.synergy.finding.near import Near, near
from faden.synergy.finding.ranking import rank
from faden.synergy.tests.town import ITEMS


def test_items_are_read_with_all_they_may_have() -> None:
    (item,) = lines.read_items(
        ["", '\ufeff{"id":1,"group":"A","kind":"goal","code":"AK_5.3","text":"Lernen","places":["Markt"],"x":2}']
    )
    assert (item.id, item.group, item.kind, item.text) == ("1", "A", "goal", "Lernen")
    assert (item.codes, item.places, item.actors) == (("AK_5.3",), ("Markt",), ())


def test_an_empty_code_is_none() -> None:
    (item,) = lines.read_items(['{"id":"a","group":"A","kind":"goal","code":null,"text":"Lernen"}'])
    assert item.codes == ()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "Zeile 2 ist kein JSON-Objekt"),
        ("[1]", "Zeile 2 ist kein JSON-Objekt"),
        ("[" * 100_000, "Zeile 2 ist kein JSON-Objekt"),
        ('{"id":"b","group":"A","kind":"goal"}', "Zeile 2: „text“ fehlt"),
        ('{"id":"b","group":"A","kind":"goal","text":" "}', "Zeile 2: „text“ fehlt"),
        ('{"id":"b","group":"A","kind":"wish","text":"x"}', "Zeile 2: „wish“ ist keine Art"),
        ('{"id":"a","group":"A","kind":"goal","text":"x"}', "Zeile 2: Die id „a“ gibt es schon"),
        ('{"id":"b","group":"A","kind":"goal","text":"x","code":3}', "Zeile 2: „code“ ist weder"),
    ],
)
def test_what_is_wrong_with_an_item_is_said_with_its_line(bad: str, said: str) -> None:
    with pytest.raises(NotReadable, match=said):
        lines.read_items(['{"id":"a","group":"A","kind":"goal","text":"x"}', bad])


def test_pairs_are_written_and_read_again() -> None:
    pairs = rank(ITEMS)
    written = list(lines.pair_lines(pairs))
    first = json.loads(written[0])
    assert list(first) == ["a", "b", "score", "rank", "reasons"]
    assert all(isinstance(reason, str) for reason in first["reasons"])
    assert len(lines.read_scores(written)) == len(pairs)


def test_labels_are_read_from_grades_or_labels() -> None:
    rows = [
        '{"a":"x","b":"y","grade":2}',
        '{"a":"z","b":"x","grade":1}',
        '{"a":"p","b":"q","label":true}',
        '{"a":"r","b":"s","label":0}',
    ]
    assert lines.read_labels(rows) == {("x", "y"), ("x", "z"), ("p", "q")}
    assert lines.read_labels(rows, least=2) == {("x", "y")}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('{"a":"x","b":"y"}', "„score“ fehlt"),
        ('{"a":"x","b":"y","score":NaN}', "„score“ fehlt"),
        ('{"a":"x","score":1}', "„b“ fehlt"),
        ('{"a":"z","b":"x","score":1}', "Das Paar x, z gibt es schon"),
    ],
)
def test_what_is_wrong_with_a_pair_is_said_with_its_line(bad: str, said: str) -> None:
    with pytest.raises(NotReadable, match=f"Zeile 2: {said}"):
        lines.read_scores(['{"a":"x","b":"z","score":1}', bad])


def test_texts_are_objects_or_strings() -> None:
    assert lines.read_texts(['{"text":"Rad"}', '"Bus"']) == ["Rad", "Bus"]
    with pytest.raises(NotReadable, match="Zeile 1"):
        lines.read_texts(["3"])


def test_near_texts_are_written_query_by_query() -> None:
    texts = ["Radweg", "Kita"]
    written = [json.loads(line) for line in lines.near_lines(texts, ["Rad"], near(texts, ["Rad"]))]
    assert [(row["query"], row["text"], row["rank"]) for row in written] == [("Rad", "Radweg", 1), ("Rad", "Kita", 2)]
    assert list(lines.near_lines(texts, ["Rad"], [[Near(1, 0.5)]])) == [
        '{"query": "Rad", "text": "Kita", "score": 0.5, "rank": 1}'
    ]
