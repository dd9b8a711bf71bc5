"""`faden synergy` and `faden opinion` reckon with files only, and say in German what is wrong with them."""

import json
from pathlib import Path

import pytest

from faden.config.command import main

ITEMS = [
    {"id": "1", "group": "Klima", "kind": "proposal", "text": "Straßenbäume an der Lindenallee pflanzen"},
    {"id": "2", "group": "Verkehr", "kind": "assessment", "text": "An der Lindenallee fehlen Straßenbäume"},
    {"id": "3", "group": "Verkehr", "kind": "question", "text": "Wer bezahlt den Bus am Abend?"},
    {"id": "4", "group": "Klima", "kind": "goal", "code": "ST_1", "text": "Hitze mindern"},
]


@pytest.fixture
def items(tmp_path: Path) -> str:
    path = tmp_path / "beitraege.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in ITEMS), "utf-8")
    return str(path)


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_pairs_are_ranked_with_reasons_best_first(items: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synergy", "rank", items, "--embedder", "letters", "--top", "2"]) == 0
    first, second = _lines(capsys)
    assert ((first["a"], first["b"]), first["rank"], second["rank"]) == (("1", "2"), 1, 2)
    assert "gemeinsame Wörter: Straßenbäume, Lindenallee" in first["reasons"]  # type: ignore[operator]


def test_a_ranking_is_measured_against_labels(items: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["synergy", "rank", items, "--embedder", "letters"])
    ranking, gold = tmp_path / "paare.jsonl", tmp_path / "urteile.jsonl"
    ranking.write_text(capsys.readouterr().out, "utf-8")
    gold.write_text('{"a": "2", "b": "1", "grade": 2}\n', "utf-8")
    assert main(["synergy", "evaluate", str(ranking), "--gold", str(gold)]) == 0
    figures = dict(line.split()[:2] for line in capsys.readouterr().out.splitlines() if line.startswith(("AP", "AUC")))
    assert figures == {"AP": "1.000", "AUC": "1.000"}


def test_the_nearest_texts_of_a_question(items: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queries = tmp_path / "fragen.jsonl"
    queries.write_text('{"text": "Bus abends"}\n', "utf-8")
    assert main(["synergy", "near", items, "--queries", str(queries), "--embedder", "letters", "--top", "1"]) == 0
    (found,) = _lines(capsys)
    assert found["text"] == "Wer bezahlt den Bus am Abend?"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "1"}\n', "Zeile 1: „kind“ fehlt"),
        ("kein JSON\n", "Zeile 1 ist kein JSON-Objekt"),
        ('{"id": "1", "group": "a", "kind": "wunsch", "text": "x"}\n', "„wunsch“ ist keine Art"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str) -> None:
    path = tmp_path / "falsch.jsonl"
    path.write_text(text, "utf-8")
    assert main(["synergy", "rank", str(path), "--embedder", "letters"]) == 2
    assert said in capsys.readouterr().err


def test_a_picture_of_opinion_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "votes.csv"
    rows = [f"1,2026,{one},{who},{1 if (who + one) % 3 else -1}" for who in range(30) for one in range(8)]
    path.write_text("\n".join(["timestamp,datetime,comment-id,voter-id,vote", *rows]) + "\n", "utf-8")
    assert main(["opinion", "landscape", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["voters"], found["votes"], len(found["participants"])) == (30, 240, 30)
    assert {"groups", "consensus", "divisive", "stability"} <= found.keys()


def test_a_missing_file_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["opinion", "landscape", "gibt-es-nicht.csv"]) == 2
    assert "gibt es nicht" in capsys.readouterr().err
