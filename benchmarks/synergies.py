"""Links and themes of many statements: processor time by step, memory, what is missed, and BERTopic beside our themes.

``synergies.py`` measures all; ``synergies.py links adding neighbours themes`` some of it. Every figure is of a process of
its own with one thread. Statements are invented (`sentences`), in √n groups; links are found with letters and the bundled
model. Themes are made of the bundled model's vectors alone, which BERTopic gets too, with its defaults; its packages go
into an environment of their own, ``--environment FOLDER`` keeps it. Whether themes hold together what belongs together
is told by the clear pairs of the labelled cities (``synergy/``), and by ``--texts FILE --pairs FILE`` of other statements:
one JSON text a line; ``{"query", "match", "grade"}`` a line.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sentences import Speaker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from faden.synergy.finding.items import Item

SMALL, LARGE = 5_000, 100_000
MOST_PAIRS = 20_000
LABELLED = Path(__file__).with_name("synergy")
SAMPLE = 1_000
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "MKL_NUM_THREADS"), "1")
PEER = ("bertopic==0.17.4",)
PEER_NEEDS = "hdbscan==0.8.44 umap-learn==0.5.12 pandas==3.* plotly==7.* scikit-learn==1.9.* tqdm pyyaml".split()
"""BERTopic without sentence-transformers and torch: it is given vectors."""


def items(size: int) -> "list[Item]":
    from faden.synergy.finding.items import Item

    speaker, draw = Speaker(7), random.Random(7)
    groups = round(size**0.5)
    said = (speaker.statement() for _ in range(size))
    return [Item(str(at), f"Gruppe {draw.randrange(groups)}", one.kind, one.text) for at, one in enumerate(said)]


@contextmanager
def step(name: str, figures: dict[str, Any]) -> Iterator[None]:
    """Put the processor time of a step into `figures`, and the most memory that the process had until its end."""
    start = time.process_time()
    yield
    figures[name] = time.process_time() - start
    figures[f"{name}: MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def links(size: int) -> dict[str, Any]:
    from faden.synergy.finding import ranking
    from faden.synergy.finding.embedders import embedder
    from faden.synergy.finding.representations import describe

    said, figures = items(size), {}
    model = embedder("use", threads=1)
    model.encode(["Wo kann mein Kind ein Praktikum machen?"])
    with step("texts to numbers", figures):
        described = describe([item.text for item in said], [model])
    with step("reference and rows", figures):
        corpus = ranking.gathered(said, described)
    with step("candidates", figures):
        first, second = ranking.candidates(corpus)
    with step("scores and reasons", figures):
        pairs = ranking.ranked(corpus, first, second, top=min(10 * size, MOST_PAIRS))
    return figures | {"taken": len(pairs), "of": len(first)}


def adding(size: int) -> dict[str, Any]:
    """Take one more statement into a corpus that is ready: its numbers, its neighbours, its pairs with their scores."""
    import numpy as np

    from faden.synergy.finding import ranking
    from faden.synergy.finding.embedders import embedder
    from faden.synergy.finding.neighbours import nearest
    from faden.synergy.finding.representations import describe
    from faden.synergy.finding.rows import Joined

    said = items(size + 20)
    model = embedder("use", threads=1)
    corpus = ranking.gathered(said[:size], describe([item.text for item in said[:size]], [model]))
    rows, seconds = ranking.mixed(corpus), []
    for item in said[size:]:
        start = time.perf_counter()
        alone = ranking.gathered([item], describe([item.text], [model]), corpus.reference)
        row = ranking.mixed(alone)
        near, _ = nearest(rows, ranking.CANDIDATES, queries=Joined(row.dense, row.sparse))
        spaces = {name: _above(corpus.spaces[name][near[0]], space) for name, space in alone.spaces.items()}
        beside = ranking.Corpus([*(said[at] for at in near[0]), item], spaces, corpus.reference)
        ranking.ranked(beside, np.arange(len(near[0])), np.full(len(near[0]), len(near[0])), top=10)
        seconds.append(time.perf_counter() - start)
    return {"median": sorted(seconds)[len(seconds) // 2], "longest": max(seconds)}


def _above(rows: Any, last: Any) -> Any:
    import numpy as np
    from scipy.sparse import vstack

    return np.vstack([rows, last]) if isinstance(rows, np.ndarray) else vstack([rows, last], format="csr")


def neighbours(size: int) -> dict[str, Any]:
    """How many of the ten nearest an index finds, of meaning alone and of all that candidates are taken by."""
    import numpy as np

    from faden.synergy.finding import ranking
    from faden.synergy.finding.embedders import embedder
    from faden.synergy.finding.neighbours import approximate, exact
    from faden.synergy.finding.representations import describe
    from faden.synergy.finding.rows import Joined

    said, figures = items(size), {}
    corpus = ranking.gathered(said, describe([item.text for item in said], [embedder("use", threads=1)]))
    mixed, meaning = ranking.mixed(corpus), corpus.spaces["fast"]
    asked = np.sort(np.random.default_rng(1).permutation(size)[:SAMPLE])
    for name, rows, queries in (
        ("meaning", meaning, meaning[asked]),
        ("letters and topics", mixed, Joined(mixed.dense[asked], mixed.sparse[asked])),
    ):
        with step(f"{name}, index", figures):
            found = approximate(rows, 10)[0][asked]
        with step(f"{name}, exact", figures):
            wanted = exact(rows, 11, queries=queries)[0]
        figures[f"{name}, exact"] *= size / SAMPLE
        kept = (
            len(set(one) & set(other[other != own][:10])) for one, other, own in zip(found, wanted, asked, strict=True)
        )
        figures[f"{name}, recall@10"] = sum(kept) / 10 / SAMPLE
    return figures


def themes(folder: Path) -> dict[str, Any]:
    """Make themes of the texts and vectors in `folder`, and keep the number of each statement's theme there."""
    import numpy as np

    from faden.synergy.finding import clusters
    from faden.synergy.finding.neighbours import nearest

    texts, vectors = json.loads((folder / "texts.json").read_text()), np.load(folder / "vectors.npy")
    start = time.process_time()
    rows = vectors - vectors.mean(axis=0)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    found = clusters.themes(texts, nearest(rows, clusters.neighbours_wanted(len(rows))))
    figures = {"seconds": time.process_time() - start, "labels": [", ".join(theme.label) for theme in found[:5]]}
    theme_of = np.full(len(texts), -1)
    for number, theme in enumerate(found):
        theme_of[list(theme.members)] = number
    np.save(folder / "themes.npy", theme_of)
    return figures


def bertopic(folder: Path) -> dict[str, Any]:
    """Do the same with BERTopic as it comes. Runs in its environment."""
    import numpy as np
    from bertopic import BERTopic

    texts, vectors = json.loads((folder / "texts.json").read_text()), np.load(folder / "vectors.npy")
    start = time.process_time()
    model = BERTopic()
    theme_of, _ = model.fit_transform(texts, vectors)
    seconds = time.process_time() - start
    np.save(folder / "themes.npy", np.array(theme_of))
    return {"seconds": seconds, "labels": list(model.get_topic_info()["Name"][1:6])}


def together(folder: Path, pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Return how many of `pairs` are in one theme, how many of all pairs are, and how many statements are in none."""
    import numpy as np

    theme_of: NDArray[np.int64] = np.load(folder / "themes.npy")
    sizes = np.bincount(theme_of[theme_of >= 0])
    return {
        "together": f"{np.mean([theme_of[a] == theme_of[b] >= 0 for a, b in pairs]):.2f}" if pairs else "–",
        "by chance": float((sizes * (sizes - 1)).sum() / (len(theme_of) * (len(theme_of) - 1))),
        "themes": int((sizes > 0).sum()),
        "in none": float(np.mean(theme_of < 0)),
    }


def labelled() -> tuple[list[str], list[tuple[int, int]]]:
    """Return the statements of all labelled cities, and the clear pairs among them."""
    texts: list[str] = []
    pairs = []
    for file in sorted(LABELLED.glob("*.items.jsonl")):
        of_city = [one for one in map(json.loads, file.read_text().splitlines()) if one["kind"] != "goal"]
        number = {one["id"]: at for at, one in enumerate(of_city, len(texts))}
        texts += [one["text"] for one in of_city]
        found = map(json.loads, Path(str(file).replace(".items.", ".pairs.")).read_text().splitlines())
        pairs += [
            (number[one["a"]], number[one["b"]])
            for one in found
            if one["grade"] == 2 and one["a"] in number and one["b"] in number
        ]
    return texts, pairs


def same_demand(texts_file: Path, pairs_file: Path) -> tuple[list[str], list[tuple[int, int]]]:
    texts = list(dict.fromkeys(" ".join(json.loads(line).split()) for line in texts_file.read_text().splitlines()))
    number = {text: at for at, text in enumerate(texts)}
    found = (json.loads(line) for line in pairs_file.read_text().splitlines())
    sides = ((" ".join(one["query"].split()), " ".join(one["match"].split())) for one in found)
    return texts, [(number[a], number[b]) for a, b in sides if a in number and b in number]


def environment(folder: Path) -> Path:
    """Return the Python of an environment with BERTopic, made where it is missing."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, *PEER_NEEDS], check=True)
        subprocess.run([*install, "--no-deps", *PEER], check=True)
    return python


def measured(name: str, value: object, *, python: str | Path = sys.executable) -> dict[str, Any]:
    done = subprocess.run(
        [python, __file__, "--measure", name, str(value)], env=os.environ | THREADS, check=True, capture_output=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def show_links() -> None:
    print("| statements | step | CPU seconds | memory until then, MB |\n|---|---|---|---|")
    for size in (SMALL, LARGE):
        found = measured("links", size)
        steps = [name for name in found if f"{name}: MB" in found]
        for name in steps:
            print(f"| {size:,} | {name} | {found[name]:.1f} | {found[f'{name}: MB']:,} |")
        print(f"| {size:,} | all: {found['taken']:,} pairs of {found['of']:,} | {sum(found[s] for s in steps):.1f} | |")


def show_adding() -> None:
    found = measured("adding", LARGE)
    print(f"\nOne more to {LARGE:,}: {1000 * found['median']:.0f} ms, at most {1000 * found['longest']:.0f} ms.")


def show_neighbours() -> None:
    print(
        "\n| statements | nearest by | index, CPU s | exact, CPU s (from a sample) | recall@10 |\n|---|---|---|---|---|"
    )
    for size in (20_000, LARGE):
        found = measured("neighbours", size)
        for name in ("meaning", "letters and topics"):
            row = (found[f"{name}, index"], found[f"{name}, exact"], found[f"{name}, recall@10"])
            print(f"| {size:,} | {name} | {row[0]:.0f} | {row[1]:.0f} | {row[2]:.3f} |")


def show_themes(python: Path, texts_file: Path | None, pairs_file: Path | None) -> None:
    import numpy as np

    from faden.synergy.finding.embedders import embedder

    sets = [("labelled cities", *labelled()), (f"{SMALL:,} invented", [item.text for item in items(SMALL)], [])]
    if texts_file and pairs_file:
        sets.append((texts_file.stem, *same_demand(texts_file, pairs_file)))
    print("\n| statements | themes by | CPU s | themes | in none | clear pairs together | any two together |")
    print("|---|---|---|---|---|---|---|")
    told = []
    for name, texts, pairs in sets:
        with tempfile.TemporaryDirectory() as held:
            folder = Path(held)
            (folder / "texts.json").write_text(json.dumps(texts))
            np.save(folder / "vectors.npy", embedder("use", threads=1).encode(texts))
            for way, program in (("themes", sys.executable), ("bertopic", python)):
                found = measured(way, folder, python=program)
                of = together(folder, pairs)
                figures = f"{found['seconds']:.1f} | {of['themes']} | {of['in none']:.2f} | {of['together']}"
                print(f"| {name}: {len(texts):,} | {way} | {figures} | {of['by chance']:.4f} |", flush=True)
                told.append(f"{name}, {way}: {' · '.join(found['labels'])}")
    print("\n" + "\n".join(told))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", default=["links", "adding", "neighbours", "themes"])
    parser.add_argument("--environment", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--measure", nargs=2, help="(used by the program itself)")
    options = parser.parse_args()
    if options.measure:
        name, value = options.measure
        ways = {"links": links, "adding": adding, "neighbours": neighbours}
        found = ways[name](int(value)) if name in ways else {"themes": themes, "bertopic": bertopic}[name](Path(value))
        print(json.dumps(found))
        return
    for part, show in (("links", show_links), ("adding", show_adding), ("neighbours", show_neighbours)):
        if part in options.parts:
            show()
    if "themes" in options.parts:
        with tempfile.TemporaryDirectory() as folder:
            show_themes(environment(options.environment or Path(folder)), options.texts, options.pairs)


if __name__ == "__main__":
    main()
