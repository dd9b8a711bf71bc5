"""`faden read` on the example document, as somebody at the keyboard runs it: no database, no network."""

import json
import os
import subprocess
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from faden.conftest import SHARED
from faden.intake.reading import read_document
from faden.kernel.text import characters, fold
from faden.programme.models import Programme
from faden.search.models import Entry

DEMO = Path(str(files("faden.config.demo")))
BOTTROP = SHARED / "data" / "bottrop" / "ergebnisse-dialoggruppen.txt"


def faden(
    *words: str, cwd: str | Path = ".", database: str = "postgresql://nowhere/x"
) -> "subprocess.CompletedProcess[str]":
    """Run the command, by default with a database that does not exist."""
    environment = {
        **os.environ,
        "FADEN_DATABASE_URL": database,
        "PYTHONPATH": str(Path(str(files("faden"))).parent),
        "PYTHONIOENCODING": "utf-8",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "faden.config.command", *words],
        capture_output=True, text=True, encoding="utf-8", env=environment, cwd=cwd, timeout=60, check=False,
    )  # fmt: skip


@cache
def _example() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        done = faden("read", "--json", str(DEMO / "ergebnisse.txt"), cwd=folder)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        assert not list(Path(folder).iterdir()), "reading leaves nothing behind"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@cache
def _expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DEMO / "erwartet.json").read_text(encoding="utf-8"))
    return found


def _without_sources(things: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    return [{key: one[key] for key in keys if key in one} for one in things]


def test_example_has_its_title_and_groups_in_order() -> None:
    assert _example()["title"] == _expected()["title"]
    assert [one["name"] for one in _example()["groups"]] == [one["name"] for one in _expected()["groups"]]


@pytest.mark.parametrize("at", range(9))
def test_group_of_the_example_has_its_goals_and_statements_word_for_word(at: int) -> None:
    found, expected = _example()["groups"][at], _expected()["groups"][at]
    assert _without_sources(found["goals"], "code", "wording", "maybe_two") == expected["goals"]
    assert _without_sources(found["contributions"], "kind", "leaning", "text") == expected["contributions"]


def test_every_person_of_the_example_is_found_and_nobody_else() -> None:
    assert [one["text"] for one in _example()["persons"]] == _expected()["persons"]


def test_every_character_of_the_example_is_accounted_for() -> None:
    count = _example()["characters"]
    written = characters((DEMO / "ergebnisse.txt").read_text(encoding="utf-8")).total()
    assert count["read"] == written == count["placed"] + count["furniture"] + count["unplaced"]
    assert _example()["unplaced"] == []


def test_everything_in_the_example_says_where_it_stands() -> None:
    for group in _example()["groups"]:
        for one in [*group["goals"], *group["contributions"]]:
            assert {"page", "row", "column"} <= set(one["source"]), one


def test_example_that_is_set_up_says_what_its_document_says(programme: Programme) -> None:
    groups = programme.groups.all()
    assert [one.name for one in groups] == [one["name"] for one in _expected()["groups"]]
    for group, expected in zip(groups, _expected()["groups"], strict=True):
        assert group.contributions.count() == len(expected["contributions"])
        assert [one.goal.code for one in group.mentions.select_related("goal")] == [
            one["code"] for one in expected["goals"]
        ]
    texts = " ".join(programme.contributions.values_list("text", flat=True))
    texts += " ".join(Entry.objects.filter(programme=programme).values_list("terms", flat=True))
    for name in _expected()["persons"]:
        assert name not in texts
        assert f"x{fold(name.split()[-1])} " not in texts


# The real document


@cache
def _bottrop() -> dict[str, Any]:
    return read_document(BOTTROP.read_bytes(), BOTTROP.name).to_dict()


def _statements(kind: str | None = None) -> list[str]:
    return [
        one["text"]
        for group in _bottrop()["groups"]
        for one in group["contributions"]
        if kind is None or one["kind"] == kind
    ]


@pytest.mark.shared_data
def test_bottrop_has_nine_groups_fifty_mentions_and_forty_six_goals() -> None:
    assert [one["name"] for one in _bottrop()["groups"]] == [
        "Quartiersentwicklung",
        "Wirtschaftsallianz",
        "Übergang Schule/Beruf",
        "Park statt Parken",
        "Klimaresillienz in der Stadt",
        "Bürgerbeteiligung und Digitalisierung",
        "Wärmeversorgung Kirchhellen",
        "Familie vor Ort",
        "Faire Stadt",
    ]
    mentions = [goal["code"] for group in _bottrop()["groups"] for goal in group["goals"]]
    assert (len(mentions), len(set(mentions))) == (50, 46)


@pytest.mark.shared_data
@pytest.mark.parametrize(("kind", "count"), [("question", 25), ("assessment", 64), ("proposal", 63)])
def test_bottrop_has_so_many_statements_of_each_kind(kind: str, count: int) -> None:
    assert len(_statements(kind)) == count


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("assessment", "Das Betreiben von Stadtteilzentren funktioniert bereits in Bottrop, die Finanzierung ist jedoch häufig wackelig"),
        ("proposal", "Durch Quartiersmanagement: 1. Vortrag, 2. Exkursion, 3. Gesprächskreis"),
        ("assessment", "Neue, vielfältige nutzbare Flächen"),
        ("assessment", "Ressortübergreifende Zusammenarbeit"),
        ("proposal", '"Tauschbörse"'),
        ("assessment", "Straßen als Spielplatz, Rollschuhbahn o.ä.?"),
    ],
)  # fmt: skip
def test_bottrop_statement_is_whole(kind: str, text: str) -> None:
    assert text in _statements(kind)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "part",
    [
        "Gesprächskreis",
        "Flächen",
        "bereits in Bottrop, die Finanzierung ist jedoch häufig wackelig",
        "Herausforderungen",
    ],
)
def test_bottrop_remainder_is_no_statement_of_its_own(part: str) -> None:
    assert part not in _statements()


@pytest.mark.shared_data
def test_bottrop_statement_goes_on_over_the_page() -> None:
    (one,) = [text for text in _statements("assessment") if text.startswith("Der Übergang von der Schule")]
    assert "die Zukunft des Wirtschaftsstandorts Bottrop." in one
    assert one.endswith("Ideen entwickelt und weitergedacht werden.")


@pytest.mark.shared_data
def test_bottrop_goals_are_whole_and_keep_their_spelling() -> None:
    goals = {
        (group["name"], goal["code"]): goal["wording"] for group in _bottrop()["groups"] for goal in group["goals"]
    }
    assert goals["Klimaresillienz in der Stadt", "LE_4.2"].endswith("in die Stadtgesellschaft tragen")
    assert goals["Park statt Parken", "MO_1"] == "... zu einem autofreien und erreichbaren Bottrop"
    assert goals["Park statt Parken", "MO_2.4"].startswith("Verkehrsflächen zu Gunsten")
    assert goals["Wärmeversorgung Kirchhellen", "EN_1.2"] == "Energieverbrauch pro Kopf um 30% bis 2030 senken"
    ten = {wording for (_group, code), wording in goals.items() if code == "GES_10"}
    assert len(ten) == 2, "two groups word this goal in two ways"


@pytest.mark.shared_data
def test_bottrop_markup_is_furniture_and_no_text() -> None:
    everything = " ".join(_statements())
    assert "<" not in everything.replace("->", "")
    assert "<ul style=" in " ".join(one["text"] for one in _bottrop()["furniture"])


@pytest.mark.shared_data
def test_bottrop_names_two_persons() -> None:
    found = [one["text"] for one in _bottrop()["persons"]]
    assert len(found) == 2
    (text,) = [one for one in _statements() if one.startswith("Akteure:")]
    assert all(name in text for name in found)


@pytest.mark.shared_data
def test_every_character_of_bottrop_is_accounted_for() -> None:
    count: Any = _bottrop()["characters"]
    written = characters(BOTTROP.read_text(encoding="utf-8")).total()
    assert count["read"] == written == count["placed"] + count["furniture"] + count["unplaced"]
    assert [one["text"] for one in _bottrop()["unplaced"]] == []
    assert fold(str(_bottrop()["title"])) == "ergebnisse dialoggruppen"
