"""Measure reading and pages, each beside something known. Run with `make bench`."""

import csv
import gzip
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl

from faden.intake.reading import read_document

EXAMPLE = Path(__file__).parents[1] / "src/faden/config/demo/ergebnisse.txt"
HEAD = [
    "Dialoggruppe",
    "Visionsziele",
    "Fragestellungen",
    "Chancen und Herausforderungen",
    "Lösungsansätze und Synergien",
]


def rows(times: int) -> list[list[str]]:
    """Return the example's items as one row an item, `times` over, each time under other group names."""
    found = read_document(EXAMPLE.read_bytes(), EXAMPLE.name).results
    columns = {"question": 2, "assessment": 3, "proposal": 4}
    table = [HEAD]
    for at in range(times):
        for group in found.groups:
            name = f"{group.name} {at + 1}"
            for goal in group.goals:
                table.append([name, f"{goal.code} {goal.wording}", "", "", ""])
                name = ""
            for one in group.contributions:
                row = [name, "", "", "", ""]
                row[columns[one.kind]] = one.text
                table.append(row)
                name = ""
    return table


def as_csv(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(table)
    return out.getvalue().encode()


def as_text(table: list[list[str]]) -> bytes:
    return "\n".join(["Ergebnisse", "", *("\t".join(row) for row in table)]).encode()


def as_docx(table: list[list[str]]) -> bytes:
    document = docx.Document()
    document.add_heading("Ergebnisse", 0)
    made = document.add_table(rows=len(table), cols=5)
    cells = made._cells
    for at, text in enumerate(text for row in table for text in row):
        if text:
            cells[at].paragraphs[0].add_run(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_xlsx(table: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in table:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def walk_csv(data: bytes) -> int:
    return sum(len(field) for row in csv.reader(io.StringIO(data.decode()), delimiter=";") for field in row)


def walk_text(data: bytes) -> int:
    return sum(len(field) for line in data.decode().split("\n") for field in line.split("\t"))


def walk_docx(data: bytes) -> int:
    return sum(len(cell.text) for table in docx.Document(io.BytesIO(data)).tables for cell in table._cells)


def walk_xlsx(data: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return sum(len(str(cell.value or "")) for sheet in book for row in sheet.iter_rows() for cell in row)


def paired(one: Callable[[], object], other: Callable[[], object], runs: int = 5) -> tuple[float, float, float]:
    """Return the median seconds of both and the median of their ratios, run by turns."""
    first, second = [], []
    for _ in range(runs):
        for act, times in ((one, first), (other, second)):
            started = time.process_time()
            act()
            times.append(time.process_time() - started)
    ratios = [mine / theirs for mine, theirs in zip(first, second, strict=True)]
    return statistics.median(first), statistics.median(second), statistics.median(ratios)


def reading() -> None:
    print("Reading (CPU seconds): results, beside the library opening and walking the cells")
    for times in (1, 20):
        table = rows(times)
        made = [
            ("ergebnisse.txt", as_text(table), walk_text),
            ("ergebnisse.csv", as_csv(table), walk_csv),
            ("ergebnisse.docx", as_docx(table), walk_docx),
            ("ergebnisse.xlsx", as_xlsx(table), walk_xlsx),
        ]
        for name, data, walk in made:
            mine, theirs, ratio = paired(
                lambda data=data, name=name: read_document(data, name),  # type: ignore[misc]
                lambda data=data, walk=walk: walk(data),  # type: ignore[misc]
            )
            print(f"  {len(table) - 1:6} rows {name:16} {mine:7.3f}   {theirs:7.3f}   × {ratio:.1f}")


def process() -> None:
    times = []
    for _ in range(7):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "faden.config.command", "read", "--json", str(EXAMPLE)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        times.append(time.perf_counter() - started)
    print(f"faden read on the example, whole process: {statistics.median(times):.2f} s")


def pages() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from faden.config.commands import bring_up_to_date
    from faden.config.demo import building

    bring_up_to_date()
    building.example()
    client = Client(headers={"accept-encoding": "gzip"}, SERVER_NAME="localhost")
    client.get("/")
    print("Pages: queries, HTML bytes, first view in KB (HTML as it is, style compressed, fonts), ms in the process")
    for path in ("/", "/beitraege/", "/beitraege/?suche=platz", "/gruppen/", "/ziele/", "/ziele/AK_5.3", "/G5", "/B83"):
        asked: list[str] = []
        with connection.execute_wrapper(lambda run, sql, *rest, asked=asked: (asked.append(sql), run(sql, *rest))[1]):
            response = client.get(path)
        html = response.content
        started = time.process_time()
        for _ in range(10):
            client.get(path)
        took = (time.process_time() - started) / 10
        whole = len(html) + sum(linked(html.decode()))
        print(f"  {path:28} {len(asked):3}   {len(html):7}   {whole / 1024:6.1f}   {took * 1000:6.1f}")


def linked(html: str) -> Iterator[int]:
    """Yield the compressed size of each style sheet, font and picture that `html` pulls in."""
    from django.conf import settings

    style = ""
    for path in sorted(set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))):
        data = (settings.STATIC_ROOT / path).read_bytes()
        if path.endswith(".css"):
            style = data.decode()
            yield len(gzip.compress(data))
        elif not path.endswith(".woff2"):
            yield len(data)
    for font in set(re.findall(r"url\(\"?(fonts/[^\")]+\.woff2)", style)):
        yield len((settings.STATIC_ROOT / "web" / font).read_bytes())


if __name__ == "__main__":
    if "--pages" not in sys.argv:
        reading()
    process()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FADEN_DATA"] = folder
        os.environ.pop("FADEN_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "faden.config.settings"
        pages()
