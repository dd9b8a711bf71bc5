"""Measure the search of the example by judged queries, beside two plain ones. `--set heldout` for those nobody tunes by.

queries.json says for each query what is relevant (1 to 3) and what must not come ("not": false friends). Found things of
every kind stand in one order. An address or a goal's code leads straight to its page: one hit.
"""

import argparse
import json
import math
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUERIES = Path(__file__).with_name("queries.json")
SHOWN = 10
Search = Callable[[str], list[str]]


@dataclass
class Score:
    """Sums over queries. `recall`, `first` (MRR) and `gain` (nDCG) count queries that have something relevant."""

    queries: int = 0
    recall: float = 0.0
    first: float = 0.0
    gain: float = 0.0
    friends: int = 0
    unasked: int = 0
    seconds: float = 0.0

    def add(self, query: dict[str, Any], found: list[str], seconds: float) -> None:
        relevant, shown = query["relevant"], found[:SHOWN]
        self.seconds += seconds
        self.friends += len(set(query.get("not", ())) & set(found))
        if not relevant:
            self.unasked += bool(found)
            return
        self.queries += 1
        self.recall += len(set(found) & set(relevant)) / len(relevant)
        self.first += next((1 / at for at, label in enumerate(found, 1) if label in relevant), 0.0)
        best = sorted(relevant.values(), reverse=True)[:SHOWN]
        self.gain += _gain([relevant.get(label, 0) for label in shown]) / _gain(best)

    def __str__(self) -> str:
        recall, first, gain = (100 * value / max(self.queries, 1) for value in (self.recall, self.first, self.gain))
        return f"{recall:7.1f} {first:7.1f} {gain:8.1f} {self.friends:8} {self.unasked:8} {1000 * self.seconds / max(self.queries, 1):9.2f}"


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(at + 1) for at, grade in enumerate(grades, 1))


def label(entry: Any) -> str:
    return f"{entry.kind}:{entry.title}" if entry.kind in "TD" else entry.path.removeprefix("ziele/")


def ours(programme: Any) -> Search:
    from django.test import Client

    from faden.search.queries import ask

    client = Client(SERVER_NAME="localhost")

    def search(text: str) -> list[str]:
        answer = ask(programme, text)
        return [label(one) for one in answer.best_first(answer.entries)]

    # Where the page leads straight on is asked once, outside of the time that is taken.
    def page(text: str) -> str:
        answer = client.get("/beitraege/", {"suche": text})
        return answer["Location"].rsplit("/", 1)[-1] if answer.status_code == 302 else ""

    direct = {query["query"]: page(query["query"]) for query in json.loads(QUERIES.read_text(encoding="utf-8"))}
    return lambda text: [direct[text]] if direct[text] else search(text)


def plain(texts: dict[str, str]) -> Search:
    """Every word somewhere in the folded text: ``LIKE '%word%'``."""
    from faden.kernel.text import fold

    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE entry (label, text)")
    database.executemany("INSERT INTO entry VALUES (?, ?)", texts.items())

    def search(text: str) -> list[str]:
        words = fold(text).split()
        where = " AND ".join(["text LIKE ?"] * len(words))
        return [
            one for (one,) in database.execute(f"SELECT label FROM entry WHERE {where}", [f"%{one}%" for one in words])
        ]

    return search


def bm25(texts: dict[str, str]) -> Search:
    """FTS5 over folded words as they are, ranked by its own bm25."""
    from faden.kernel.text import fold

    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE entry USING fts5(label UNINDEXED, text, tokenize='ascii')")
    database.executemany("INSERT INTO entry VALUES (?, ?)", texts.items())

    def search(text: str) -> list[str]:
        words = " ".join(f'"{one}"' for one in fold(text).split())
        return [
            one for (one,) in database.execute("SELECT label FROM entry WHERE entry MATCH ? ORDER BY rank", [words])
        ]

    return search


def measure(chosen: str, kinds: bool, misses: bool) -> None:
    import django

    django.setup()
    from faden.config.commands import bring_up_to_date
    from faden.config.demo import building
    from faden.kernel.text import fold
    from faden.search.models import Entry

    bring_up_to_date()
    programme = building.example()
    texts = {label(one): fold(f"{one.title} {one.text}") for one in Entry.objects.filter(programme=programme)}
    queries = [one for one in json.loads(QUERIES.read_text(encoding="utf-8")) if one["set"] == chosen]
    print(f"Search, {len(queries)} {chosen} queries over {len(texts)} things:")
    print("                              recall     MRR  nDCG@10  friends  unasked   CPU ms")
    for name, search in (("faden", ours(programme)), ("LIKE %word%", plain(texts)), ("FTS5 bm25", bm25(texts))):
        total, by_kind = Score(), dict[str, Score]()
        search(queries[0]["query"])
        for query in queries:
            started = time.process_time()
            found = search(query["query"])
            took = time.process_time() - started
            total.add(query, found, took)
            by_kind.setdefault(query["kind"], Score()).add(query, found, took)
            if misses and name == "faden":
                _tell(query, found)
        print(f"  {name:26}{total}")
        for kind, score in by_kind.items() if kinds else ():
            print(f"    {kind:24}{score}")


def _tell(query: dict[str, Any], found: list[str]) -> None:
    missing = {one: grade for one, grade in query["relevant"].items() if one not in found}
    wrong = [one for one in found[:SHOWN] if one not in query["relevant"]]
    if missing or wrong:
        print(f"{query['kind']:10} {query['query']!r}: {len(found)} found, missing {missing}, not asked for {wrong}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", default="dev", choices=["dev", "heldout"])
    parser.add_argument("--kinds", action="store_true", help="a line for each kind of query")
    parser.add_argument("--misses", action="store_true", help="what each query misses")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FADEN_DATA"] = folder
        os.environ.pop("FADEN_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "faden.config.settings"
        measure(asked.set, asked.kinds, asked.misses)


if __name__ == "__main__":
    main()
