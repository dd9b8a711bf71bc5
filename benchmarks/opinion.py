"""Measure pictures of opinion beside red-dwarf 0.4.0, which computes them by the rules of Polis, and alone at large sizes.

Both read the same files, by turns in one process on one thread; the first round is not counted. red-dwarf has no reader
for exported files without a network, so that a plain `csv.reader` makes the list of dicts that it takes. Its packages go
into an environment of their own; `--environment FOLDER` keeps it. `--conversation FOLDER` measures a Polis export,
`--large` also 40,000 × 700 beside red-dwarf (minutes) and 1,000,000 × 1,000 alone (2 GB).
"""

import argparse
import csv
import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

PACKAGES = ("red-dwarf==0.4.0",)
INSIDE = "FADEN_BENCHMARK_OPINION"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
INVENTED = ((2_000, 200, 0.07, 5), (10_000, 500, 0.05, 3))
REPEATED = 5
"""Ours take a small part of the time of theirs; one run each would be noise."""
LARGEST = (40_000, 700, 0.05, 1)


def measured(task: Callable[[], Any], repeated: int = 1) -> tuple[float, Any]:
    """Return the processor time of the task (the median of those repeated) and its last result."""
    spent = []
    for _ in range(repeated):
        gc.collect()
        begin = time.process_time()
        result = task()
        spent.append(time.process_time() - begin)
    return statistics.median(spent), result


def conversation(people: int, statements: int, part: float, seed: int = 5) -> tuple[Any, Any, Any]:
    """Return person, statement and vote of an invented conversation of three camps, in no order."""
    import numpy as np

    random = np.random.default_rng(seed)
    camp = random.integers(3, size=people)
    lean = np.clip(random.normal(0, 0.45, (3, statements)) + random.normal(0, 0.35, statements), -0.95, 0.95)
    many = np.clip(random.gamma(0.8, max(part * statements, 3) / 0.8, people).astype(int) + 1, 1, statements)
    who = np.repeat(np.arange(people), many)
    liked = np.cumsum(random.random(statements) ** 0.5 + 0.2)
    what = np.searchsorted(liked / liked[-1], random.random(len(who))).clip(0, statements - 1)
    who, what = np.divmod(np.unique(who * statements + what), statements)
    drawn = random.random(len(who))
    said = np.where(drawn < 0.15, 0, np.where(drawn < 0.15 + 0.425 * (1 + lean[camp[who], what]), 1, -1))
    order = random.permutation(len(who))
    return who[order], what[order], said[order]


def write(path: Path, who: Any, what: Any, said: Any) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("timestamp,datetime,comment-id,voter-id,vote\n")
        for at, (person, statement, value) in enumerate(zip(who.tolist(), what.tolist(), said.tolist(), strict=True)):
            out.write(f"{1651045893819 + 37 * at},Wed Apr 27 00:51:33 PDT 2022,{statement},{person},{value}\n")


def theirs(votes: Path, comments: Path | None) -> Any:
    """Return red-dwarf's result."""
    from reddwarf.implementations.polis import run_clustering

    with votes.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        if header[0] == "participant":
            columns = [(at, int(name)) for at, name in enumerate(header) if name.isdigit()]
            cast = [
                {"participant_id": int(row[0]), "statement_id": name, "vote": int(row[at])}
                for row in reader
                for at, name in columns
                if row[at]
            ]
        else:
            place = [header.index(name) for name in ("voter-id", "comment-id", "vote", "timestamp")]
            last = {}
            for row in reader:
                who, what, vote, when = (int(row[at]) for at in place)
                if (who, what) not in last or last[who, what]["modified"] <= when:
                    last[who, what] = {"participant_id": who, "statement_id": what, "vote": vote, "modified": when}
            cast = list(last.values())
    return run_clustering(votes=cast, mod_out_statement_ids=left_out(comments))


def left_out(comments: Path | None) -> list[int]:
    if comments is None:
        return []
    with comments.open(encoding="utf-8", newline="") as file:
        return [int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"]


def ours(votes: Path, comments: Path | None, mode: str, bootstraps: int = 0) -> Any:
    from faden.opinion.landscape import Params
    from faden.opinion.lines import picture

    told = comments.read_bytes() if comments else None
    return picture(votes.read_bytes(), told, mode=mode, params=Params(bootstraps=bootstraps))  # type: ignore[arg-type]


def beside(name: str, votes: Path, comments: Path | None, rounds: int) -> None:
    """Print one line: both by turns, and whether they say the same."""
    from faden.opinion.stability import adjusted_rand

    runs: dict[str, list[float]] = {"theirs": [], "polis": [], "faden": [], "stable": []}
    for at in range(rounds + (rounds > 1)):
        seconds, other = measured(lambda: theirs(votes, comments))
        polis_seconds, polis = measured(lambda: ours(votes, comments, "polis"), REPEATED)
        faden_seconds, _ = measured(lambda: ours(votes, comments, "faden"), REPEATED)
        stable_seconds, faden = measured(lambda: ours(votes, comments, "faden", 16), REPEATED)
        if at or rounds == 1:
            for key, spent in zip(runs, (seconds, polis_seconds, faden_seconds, stable_seconds), strict=True):
                runs[key].append(spent)
    people = other.participants_df
    inside = people.to_cluster.to_numpy()
    labels = people.cluster_id[inside].to_numpy(int)
    same = adjusted_rand(labels, polis.result.labels[polis.result.inside])
    chosen = {
        group.label: [(polis.statement(one.statement), one.side) for one in group.representative]
        for group in polis.result.groups
    }
    wanted = {key: [(str(one["tid"]), one["repful-for"]) for one in found] for key, found in other.repness.items()}
    published = polis.ballots.groups
    near = "–"
    if published is not None:
        with_group = [published >= 0, polis.result.labels >= 0, faden.result.labels >= 0]
        parts = [(with_group[0] & mine, found) for mine, found in ((with_group[1], polis), (with_group[2], faden))]
        near = " / ".join(f"{adjusted_rand(published[both], found.result.labels[both]):.4f}" for both, found in parts)
    middle = {key: statistics.median(spent) for key, spent in runs.items()}
    paired = statistics.median(one / two for one, two in zip(runs["theirs"], runs["polis"], strict=True))
    height, width = polis.ballots.votes.shape
    print(
        f"| {name} | {height} × {width} | {len(polis.ballots.votes)} | {1000 * middle['theirs']:.0f} | "
        f"{1000 * middle['polis']:.0f} | {paired:.0f} × | {1000 * middle['faden']:.0f} | {1000 * middle['stable']:.0f} | "
        f"{same:.4f} | {'yes' if chosen == wanted else 'no'} | {near} |",
        flush=True,
    )


def alone(people: int, statements: int) -> None:
    """Print the time from a snapshot, without and with the stability, and the peak memory."""
    from faden.opinion.landscape import Params, landscape
    from faden.opinion.votes import Votes

    snapshot = _large(people, statements).to_bytes()
    for bootstraps in (0, 16):
        params = Params(bootstraps=bootstraps)
        runs = [
            measured(partial(lambda params: landscape(Votes.from_bytes(snapshot), params=params), params))
            for _ in range(3)
        ]
        found = runs[0][1]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"| {people} × {statements} | {found.votes} | {'yes' if bootstraps else 'no'} | "
            f"{statistics.median(seconds for seconds, _ in runs):.2f} | {found.k} | {peak:.0f} |",
            flush=True,
        )


def _large(people: int, statements: int) -> Any:
    """Return the votes of very many, put together from conversations of 100,000, a part of each turned round."""
    import numpy as np

    from faden.opinion.votes import Votes

    parts = []
    for at in range(0, people, 100_000):
        size = min(100_000, people - at)
        who, what, said = conversation(size, statements, 0.05, seed=9)
        turned = np.random.default_rng(at).random(len(said)) < at / people / 20
        parts.append(Votes.from_events(who, what, np.where(turned, -said, said), height=size, width=statements))
    starts = np.concatenate([[0], np.cumsum(np.concatenate([part.counts for part in parts]))])
    return Votes(
        starts,
        np.concatenate([part.statements for part in parts]),
        np.concatenate([part.values for part in parts]),
        statements,
    )


def refreshed(people: int, statements: int, more: int) -> None:
    """Print what further votes cost on top of a conversation whose sums are kept."""
    import numpy as np

    from faden.opinion.covariance import Sums
    from faden.opinion.landscape import Params, landscape

    votes = _large(people, statements)
    building, sums = measured(lambda: Sums.of(votes))
    memory = landscape(votes, sums=sums, params=Params(bootstraps=0)).memory
    random = np.random.default_rng(3)
    who, what, said = (
        random.integers(people, size=more),
        random.integers(statements, size=more),
        random.integers(-1, 2, more),
    )
    spent = []
    for _ in range(5):
        first, after = measured(lambda: votes.with_events(who, what, said))
        second, changed = measured(lambda: sums.changed(votes, after, who))  # noqa: B023
        third, _ = measured(lambda: landscape(after, previous=memory, sums=changed, params=Params(bootstraps=0)))  # noqa: B023
        spent.append((first + second + third, first, second, third))
    total, *parts = (statistics.median(column) for column in zip(*spent, strict=True))
    print(
        f"\n{more} more votes on top of {len(votes)}: {total:.3f} s (votes {parts[0]:.3f}, sums {parts[1]:.3f}, picture "
        f"{parts[2]:.3f}); building the sums once {building:.1f} s."
    )


def steady(folder: Path) -> None:
    """Print how many people change their label while a conversation with a log is replayed."""
    import numpy as np

    from faden.opinion.landscape import Params, landscape
    from faden.opinion.polis_comments import read_comments
    from faden.opinion.polis_files import read_votes
    from faden.opinion.votes import Votes

    ballots = read_votes((folder / "votes.csv").read_bytes())
    assert ballots.log is not None
    assert ballots.log.times is not None
    places = {str(name): at for at, name in enumerate(ballots.statements)}
    out = [places[one.id] for one in read_comments((folder / "comments.csv").read_bytes()) if one.left_out]
    order = np.argsort(ballots.log.times, kind="stable")
    log = [part[order] for part in ballots.log.events]
    for mode, steps in (("faden", 48), ("faden", 200), ("polis", 48)):
        memory, before, shares = None, None, []
        for step in range(1, steps + 1):
            votes = Votes.from_events(
                *(part[: len(order) * step // steps] for part in log), height=ballots.votes.height
            )
            found = landscape(
                votes,
                mode=mode,
                previous=memory,
                left_out=[one for one in out if one < votes.width],
                params=Params(bootstraps=0),
            )  # type: ignore[arg-type]
            memory = found.memory
            if before is not None:
                both = (before[: len(found.labels)] >= 0) & (found.labels >= 0)
                shares += [float((before != found.labels)[both].mean())] if both.any() else []
            before = found.labels
        print(
            f"\n{folder.name} replayed in {steps} steps, mode {mode}: {100 * statistics.mean(shares):.2f} % of people change "
            f"their label from one result to the next (worst {100 * max(shares):.1f} %)."
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", type=Path)
    parser.add_argument("--conversation", type=Path, action="append", default=[])
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    if INSIDE not in os.environ:
        with tempfile.TemporaryDirectory() as made:
            _inside(options.environment or Path(made))
        return
    if os.environ[INSIDE] == "beside":
        _peer(options)
        return
    print("\n| from a snapshot | votes | with stability | s | groups | peak MB |\n|---|---|---|---|---|---|")
    alone(100_000, 1_000)
    if options.large:
        alone(1_000_000, 1_000)
    refreshed(100_000, 1_000, 10_000)
    for folder in options.conversation:
        if (folder / "votes.csv").exists():
            steady(folder)


def _peer(options: argparse.Namespace) -> None:
    print(
        "| conversation | people × statements | votes | red-dwarf ms | polis ms | ratio | faden ms | with stability ms | "
        "ARI polis | same representatives | ARI published: polis / faden |\n|" + "---|" * 11
    )
    for folder in options.conversation:
        for name in ("votes.csv", "participants-votes.csv"):
            if (folder / name).exists():
                beside(f"{folder.name}/{name}", folder / name, folder / "comments.csv", 5)
    with tempfile.TemporaryDirectory() as made:
        for people, statements, part, rounds in (*INVENTED, *((LARGEST,) if options.large else ())):
            path = Path(made) / "votes.csv"
            write(path, *conversation(people, statements, part))
            beside("invented", path, None, rounds)


def _inside(folder: Path) -> None:
    """Run this again where red-dwarf is, on one thread."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    source = Path(__file__).resolve().parents[1] / "src"
    for part in ("beside", "alone"):
        environment = {**os.environ, INSIDE: part, "PYTHONPATH": str(source), **dict.fromkeys(THREADS, "1")}
        subprocess.run([python, "-W", "ignore", __file__, *sys.argv[1:]], env=environment, check=True)


if __name__ == "__main__":
    main()
