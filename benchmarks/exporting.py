"""Measure giving out results: every format, 10,000 statements. `--statements 100000` for more.

Each format is written by a process of its own, whose time includes reading the database, and whose
peak memory is shown beside that of the same process before it writes.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "src/faden/config/demo/ergebnisse.txt"
PER_GROUP = 250
SIDES = {"question": [""], "assessment": ["", "chance", "challenge"], "proposal": ["", "solution", "synergy"]}


def build(statements: int) -> None:
    """Make a programme whose statements are put together from the sentences of the example."""
    from faden.addresses.actions import Change
    from faden.config.commands import bring_up_to_date
    from faden.dialogue.actions import NewContribution, NewGoal, NewGroup, publish
    from faden.dialogue.models import Kind, Leaning, Source
    from faden.intake.reading import read_document
    from faden.programme.actions import found

    bring_up_to_date()
    chance = random.Random(1)
    now = datetime(2026, 7, 20, tzinfo=UTC)
    example = read_document(EXAMPLE.read_bytes(), EXAMPLE.name).results.groups
    texts = [(one.kind, one.text) for group in example for one in group.contributions]
    goals = [goal for group in example for goal in group.goals]
    programme = found(city="Messstadt", name="Messung", now=now)
    source = Source.objects.create()
    for at in range(statements // PER_GROUP):
        said = []
        for _ in range(PER_GROUP):
            kind, text = chance.choice(texts)
            leaning = chance.choice(SIDES[kind])
            said.append(
                NewContribution(Kind(kind), Leaning(leaning) if leaning else None, f"{text} ({chance.random():.4f})")
            )
        named = [NewGoal(goal.code, goal.wording, goal.maybe_two, source) for goal in chance.sample(goals, 6)]
        group = NewGroup(f"{example[at % len(example)].name} {at + 1}", goals=named, contributions=said)
        publish(programme, [group], change=Change(by=None, now=now))


def measure(ending: str, target: str) -> None:
    """Write one format into `target`; print seconds by the clock and of the processor, size, memory before and at the peak."""
    from faden.opendata import formats
    from faden.opendata.layout import Export
    from faden.opendata.writers.pdf import TooLong
    from faden.programme.models import Programme

    programme = Programme.objects.get()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    started, worked = time.perf_counter(), _used()[0]
    try:
        with Path(target).open("wb") as out:
            formats.write(Export(programme, datetime.now(tz=UTC).date()), formats.FORMATS[ending], out)
    except TooLong as long:
        print(f"  {ending:5} {long}")
        return
    took = time.perf_counter() - started
    processor, peak = _used()
    size = Path(target).stat().st_size // 1024
    print(f"  {ending:5} {took:6.2f} s {processor - worked:6.2f} s {size:8} KB {before:6} → {peak:5} MB", flush=True)


def _used() -> tuple[float, int]:
    """Return the processor's seconds and the peak in megabytes, of this process and those it started."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    return seconds, max(own.ru_maxrss, others.ru_maxrss) // 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--statements", type=int, default=10_000)
    parser.add_argument("--measure", nargs=2, metavar=("FORMAT", "FILE"))
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "faden.config.settings"
    import django

    if options.measure:
        django.setup()
        measure(*options.measure)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FADEN_DATA"] = folder
        os.environ.pop("FADEN_DATABASE_URL", None)
        django.setup()
        build(options.statements)
        from faden.opendata.formats import FORMATS

        print(
            f"Giving out {options.statements} statements: seconds by the clock and of the processor, size, memory",
            flush=True,
        )
        for ending in FORMATS:
            here = [sys.executable, __file__, "--measure", ending, str(Path(folder) / f"out.{ending}")]
            subprocess.run(here, check=True)


if __name__ == "__main__":
    main()
