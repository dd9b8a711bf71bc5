"""Make a programme of any size, as it stands after years: `programmes.py 100000 --data FOLDER`.

Documents of some groups each are published one after another, so that all is as the house itself writes it; then some
statements are corrected, hidden or withdrawn. The same size and seed give the same programme. With FADEN_DATABASE_URL
it goes into that PostgreSQL database, which must be empty, else into the SQLite file of the folder.
"""

import argparse
import json
import os
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sentences import Speaker, districts, streets

BEGIN = datetime(2024, 3, 4, 18, 0, tzinfo=UTC)
WEST, SOUTH, SIDE = 8.0, 51.6, 0.02
"""The town's corner and the sides of its districts, in degrees."""
LARGE_GROUP = 5000
GROUPS_IN_A_DOCUMENT = 12
FIELDS = {
    "WO": "Wohnen",
    "AR": "Arbeit und Wirtschaft",
    "EN": "Energie",
    "MO": "Mobilität",
    "ST": "Stadt und Grün",
    "AK": "Aktivierung",
    "LE": "Leben",
    "GES": "Gesamtstadt",
}


def group_sizes(statements: int, draw: random.Random) -> list[int]:
    """Return how many statements each group has: √n groups of unlike size, one of them with up to 5,000."""
    largest = min(LARGE_GROUP, statements // 4)
    shares = [draw.lognormvariate(0, 0.6) for _ in range(round(statements**0.5) - 1)]
    rest = statements - largest
    sizes = [max(3, int(rest * share / sum(shares))) for share in shares]
    sizes[0] += rest - sum(sizes)
    sizes.insert(len(sizes) // 2, largest)
    return sizes


def goal_codes(groups: int) -> list[str]:
    """Return codes of goals on two levels: some 50 for 30 groups, some 300 for 1,000."""
    wide = round(groups**0.5) + 1
    return [
        f"{field}_{above}.{below}" for field in FIELDS for above in range(1, wide // 4 + 2) for below in range(1, 5)
    ]


def districts_file() -> bytes:
    """Return the districts as a gazetteer in GeoJSON: squares side by side."""
    features = []
    for at, name in enumerate(districts()):
        west, south = WEST + at % 4 * SIDE, SOUTH + at // 4 * SIDE
        east, north = west + SIDE, south + SIDE
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"name": name, "kind": "district"}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def streets_file(draw: random.Random) -> bytes:
    """Return the streets as a gazetteer in CSV, each somewhere in the town."""
    lines = ["name;typ;breite;laenge"]
    for name in streets():
        latitude, longitude = SOUTH + draw.random() * 4 * SIDE, WEST + draw.random() * 4 * SIDE
        lines.append(f"{name};street;{latitude:.5f};{longitude:.5f}")
    return "\n".join(lines).encode()


@dataclass
class Town:
    """What is being built."""

    statements: int
    seed: int = 1

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)
        self.speaker = Speaker(self.seed)

    def build(self) -> None:
        """Fill the database."""
        from faden.addresses.actions import Change
        from faden.goals.actions import name_fields
        from faden.places.actions import load_gazetteer
        from faden.places.gazetteer import read
        from faden.programme.actions import found

        self.programme = found(city="Messstadt", name="Messstadt 2040", now=BEGIN)
        for file in (districts_file(), streets_file(self.draw)):
            load_gazetteer(self.programme, read(file))
        sizes = group_sizes(self.statements, self.draw)
        codes = goal_codes(len(sizes))
        self.goals = {code: self.speaker.name() for code in codes}
        documents = range(0, len(sizes), GROUPS_IN_A_DOCUMENT)
        for at in documents:
            self._document(at // GROUPS_IN_A_DOCUMENT + 1, sizes[at : at + GROUPS_IN_A_DOCUMENT])
        name_fields(self.programme, list(FIELDS.items()), change=Change(by=None, now=BEGIN))
        self._meetings()
        self._changes()

    def _document(self, number: int, sizes: list[int]) -> None:
        from django.db import transaction

        from faden.addresses.actions import Change
        from faden.dialogue import actions

        now = BEGIN + timedelta(days=9 * number)
        with transaction.atomic():
            document = actions.add_document(
                programme=self.programme, title=f"Ergebnisse der Dialoggruppen, Teil {number}", dated_on=now.date()
            )
            version = actions.keep_version(document, name=f"teil-{number}.txt", data=b"-", by=None, now=now)
            groups = [self._group(version, size, table) for table, size in enumerate(sizes, 1)]
            actions.publish(self.programme, groups, change=Change(by=None, now=now))

    def _group(self, version: object, size: int, table: int) -> object:
        from faden.dialogue.actions import NewContribution, NewGoal, NewGroup
        from faden.dialogue.models import Kind, Leaning, Source

        named = self.draw.sample(sorted(self.goals), self.draw.randint(2, 7))
        places = [
            Source(version=version, page=table + row // 40, table=table, row=row, column=self.draw.randint(3, 5))
            for row in range(1, size + len(named) + 1)
        ]
        sources = Source.objects.bulk_create(places, batch_size=500)
        said = []
        for source in sources[len(named) :]:
            kind, leaning, text = self.speaker.statement()
            said.append(NewContribution(Kind(kind), Leaning(leaning) if leaning else None, text, source))
        goals = [
            NewGoal(code, self._wording(code), False, source) for code, source in zip(named, sources, strict=False)
        ]
        return NewGroup(f"{self.speaker.name()} {version.document_id}.{table}", goals=goals, contributions=said)

    def _wording(self, code: str) -> str:
        """Return what a document calls a goal: mostly the same, sometimes in other words."""
        return self.goals[code] if self.draw.random() < 0.9 else f"{self.goals[code]} stärken"

    def _meetings(self) -> None:
        from django.db import transaction

        from faden.addresses.actions import Change
        from faden.dialogue.actions import add_meeting
        from faden.dialogue.models import DialogueGroup

        with transaction.atomic():
            for group in DialogueGroup.objects.filter(programme=self.programme).select_related("programme", "address"):
                for _ in range(self.draw.randint(0, 4)):
                    add_meeting(
                        group,
                        title=self.draw.choice(("Auftakt", "Werkstatt", "Abendrunde", "Rundgang")),
                        on=(BEGIN + timedelta(days=self.draw.randint(0, 1200))).date(),
                        begins=None,
                        ends=None,
                        place=self.speaker["Place"],
                        change=Change(by=None, now=BEGIN),
                    )

    def _changes(self) -> None:
        """Correct, hide and withdraw: 5 of 1,000 statements each, at most 2,000."""
        from django.db import transaction

        from faden.addresses.actions import Change, set_state, withdraw_all
        from faden.addresses.models import State
        from faden.dialogue.actions import edit_contribution
        from faden.dialogue.models import Contribution, Kind

        change = Change(by=None, now=BEGIN + timedelta(days=900), reason="Berichtigt nach einem Hinweis")
        keys = Contribution.objects.order_by("pk").values_list("pk", flat=True)
        chosen = self.draw.sample(list(keys), 3 * min(2000, self.statements // 200))
        third = len(chosen) // 3
        with transaction.atomic():
            rows = Contribution.objects.select_related("address", "group").in_bulk(chosen)
            corrected, hidden, gone = ([rows[key] for key in chosen[at : at + third]] for at in (0, third, 2 * third))
            for one in corrected:
                edit_contribution(
                    one, text=f"{one.text} (berichtigt)", kind=Kind(one.kind), leaning=one.leaning, change=change
                )
            for one in hidden:
                set_state(one.address, State.HIDDEN, change=change)
            withdraw_all((one.address for one in gone), change=change)


def make(statements: int, *, seed: int = 1) -> None:
    """Make a programme in the database of this process's settings, which must be empty."""
    from faden.config.commands import bring_up_to_date
    from faden.programme.models import Programme

    bring_up_to_date()
    if Programme.objects.exists():
        raise SystemExit("The database holds a programme already.")
    Town(statements, seed).build()


def start(data: str) -> None:
    """Load the settings for the data folder `data`; the database is the environment's, or SQLite in the folder."""
    os.environ["FADEN_DATA"] = data
    os.environ["DJANGO_SETTINGS_MODULE"] = "faden.config.settings"
    import django

    django.setup()


def words_of(statements: int, seed: int) -> Iterator[tuple[int, int, float]]:
    """Yield how vocabulary and exact repeats grow: statements so far, distinct words, share of repeated statements."""
    speaker = Speaker(seed)
    words: set[str] = set()
    texts: set[str] = set()
    for at in range(1, statements + 1):
        text = speaker.statement().text
        words.update(word.strip("?.,;:()").casefold() for word in text.split())
        texts.add(text)
        if at in (1000, 10_000, 100_000, 1_000_000):
            yield at, len(words), 1 - len(texts) / at


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("statements", type=int)
    parser.add_argument("--data", metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not options.data:
        for at, words, repeated in words_of(options.statements, options.seed):
            print(f"{at:9,} statements: {words:7,} distinct words, {repeated:.2%} said before")
        return
    start(options.data)
    started = time.perf_counter()
    make(options.statements, seed=options.seed)
    took, peak = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{options.statements:,} statements in {took:.1f} s, peak memory {peak} MB")


if __name__ == "__main__":
    main()
