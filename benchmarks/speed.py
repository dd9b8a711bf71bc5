"""Measure time and memory of reading large documents, beside the library that merely opens them and walks all cells.

Each run is a process of its own, so that memory is told apart; both sides run by turns. The documents are written by
another process, because on Linux the peak of a child is never below what its parent held when it started.
"""

import argparse
import csv
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[1] / "src/faden/config/demo/ergebnisse.txt"
Job = Callable[[Path], object]


def faden(path: Path) -> None:
    from faden.intake.reading import read_document

    read_document(path.read_bytes(), path.name)


def walk_pdf(path: Path) -> int:
    import pdfplumber

    seen = 0
    with pdfplumber.open(path) as document:
        for page in document.pages:
            seen += len(page.extract_words()) + len(page.extract_tables())
            page.close()
    return seen


def walk_docx(path: Path) -> int:
    import docx

    return sum(len(cell.text) for table in docx.Document(str(path)).tables for cell in table._cells)


def walk_xlsx(path: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    return sum(len(str(cell.value or "")) for sheet in book for row in sheet.iter_rows() for cell in row)


def walk_csv(path: Path) -> int:
    rows = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";")
    return sum(len(field) for row in rows for field in row)


JOBS: dict[str, Job] = {one.__name__: one for one in (faden, walk_pdf, walk_docx, walk_xlsx, walk_csv)}


def measure(job: str, path: Path) -> None:
    """Print the seconds of processor time of the job, imports included, and the peak memory in MB."""
    JOBS[job](path)
    print(json.dumps([time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def paired(path: Path, runs: int) -> list[tuple[float, float]]:
    """Return the median seconds and megabytes of Faden and of the library."""
    jobs = ("faden", f"walk_{path.suffix[1:]}")
    figures: dict[str, list[list[float]]] = {job: [] for job in jobs}
    for _ in range(runs):
        for job in jobs:
            figures[job].append(child("--measure", job, str(path)))
    return [tuple(statistics.median(one[at] for one in figures[job]) for at in (0, 1)) for job in jobs]


def write_documents(folder: Path) -> None:
    """Write the documents into `folder` and print a list of what each holds and its path."""
    import pypdfium2
    from contents import town
    from documents import Style, blocks, pdf
    from office import FORMATS

    made = []
    long = Style(marks="paragraphs", running="Ergebnisse", padding=5)
    path = folder / "long.pdf"
    path.write_bytes(pdf(blocks(town(301, groups=266, items=42), long), long, "typst"))
    with pypdfium2.PdfDocument(path) as document:
        made.append((f"PDF without tags, {len(document)} pages", path))
    rows = Style(rows="staggered")
    for groups in (4, 330):
        found = town(302, groups=groups, items=31)
        count = sum(len(group.items) for group in found.groups)
        for ending in ("docx", "xlsx", "csv"):
            path = folder / f"{groups}.{ending}"
            path.write_bytes(FORMATS[ending](blocks(found, rows), rows))
            made.append((f"{ending.upper()}, {count} items", path))
    print(json.dumps([(name, str(path)) for name, path in made]))


def command() -> None:
    times = []
    for _ in range(7):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "faden.config.command", "read", "--json", str(EXAMPLE)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        times.append(time.perf_counter() - started)
    print(f"\n`faden read` on the example, whole process: {statistics.median(times):.2f} s")


def child(option: str, *values: str) -> Any:
    """Return what this program prints in another process."""
    here = [sys.executable, __file__, option, *values]
    return json.loads(subprocess.run(here, check=True, stdout=subprocess.PIPE).stdout)


def compare(runs: int) -> None:
    print("\nReading, beside the library merely opening and walking the same file: processor seconds and peak MB\n")
    print("| document | s | s of the library | ratio | MB | MB of the library |\n|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, path in child("--write", folder):
            (mine, memory), (theirs, their_memory) = paired(Path(path), runs)
            figures = (f"{mine:.2f}", f"{theirs:.2f}", f"{mine / theirs:.2f}", f"{memory:.0f}", f"{their_memory:.0f}")
            print(f"| {name} |", *(f"{one} |" for one in figures), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", nargs=2, metavar=("JOB", "FILE"))
    parser.add_argument("--write", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    if options.measure:
        measure(options.measure[0], Path(options.measure[1]))
    elif options.write:
        write_documents(options.write)
    else:
        compare(options.runs)
        command()


if __name__ == "__main__":
    main()
