"""Measure every public page in the process, at several sizes of a programme: queries, time, bytes.

`pages.py` makes programmes of 1,000 and 10,000 statements in folders of their own; `--sizes 1000 100000` others;
`--data FOLDER` measures what a folder holds (or the database of FADEN_DATABASE_URL). Each size is a process of its own.

Requests go through the WSGI application as a server calls it, without a network. Cold means that all caches are emptied
before each request, cached that the same page was asked for before. Time is that of the processor, here and in the
database server's process for this connection. A page that a version does not have is shown with its answer's number.
"""

import argparse
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from wsgiref.util import setup_testing_defaults

from programmes import start

SIZES = (1000, 10_000)


@dataclass
class Answer:
    """One answer of the application. `sql` is the seconds that the database took before its first row."""

    status: int = 0
    body: bytes = b""
    queries: list[str] = field(default_factory=list)
    sql: float = 0.0
    processor: float = 0.0


class Site:
    """The application, asked as a server asks it. `forget` empties what it keeps besides Django's caches."""

    def __init__(self, forget: Callable[[], None] = lambda: None) -> None:
        from django.core.wsgi import get_wsgi_application
        from django.db import connection

        self.application = get_wsgi_application()
        self.connection = connection
        self.forget = forget

    def get(self, path: str) -> Answer:
        """Ask for `path`, which must be encoded as browsers do."""
        answer = Answer()
        path, _, query = path.partition("?")
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost", "HTTP_ACCEPT_ENCODING": "gzip"}
        setup_testing_defaults(environ)
        environ["wsgi.input"] = BytesIO()

        def begin(status: str, _headers: list[tuple[str, str]]) -> None:
            answer.status = int(status[:3])

        def watched(run: Callable[..., object], sql: str, *rest: object) -> object:
            began = time.perf_counter()
            try:
                return run(sql, *rest)
            finally:
                answer.sql += time.perf_counter() - began
                answer.queries.append(sql)

        backend, before = self._backend_seconds(), time.process_time()
        with self.connection.execute_wrapper(watched):
            parts = self.application(environ, begin)
            answer.body = b"".join(parts)
            if hasattr(parts, "close"):
                parts.close()
        answer.processor = time.process_time() - before + self._backend_seconds() - backend
        return answer

    def _backend_seconds(self) -> float:
        """Return the processor's time of the database server's process that answers this one; 0 for SQLite."""
        if self.connection.vendor != "postgresql":
            return 0.0
        self.connection.ensure_connection()
        process = self.connection.connection.info.backend_pid
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9

    def empty_caches(self) -> None:
        from django.core.cache import caches

        for one in caches.all():
            one.clear()
        self.forget()


def paths() -> Iterator[tuple[str, str]]:
    """Yield what each page shows and its address, chosen so that sizes compare: the largest group, the busiest goal."""
    from urllib.parse import quote

    from django.db.models import Count

    from faden.dialogue.models import Contribution, DialogueGroup
    from faden.goals.models import Goal

    groups = DialogueGroup.objects.select_related("address").annotate(size=Count("contributions")).order_by("-size")
    largest, usual = groups[0], groups[len(groups) // 2]
    goal = Goal.objects.annotate(named=Count("mentions")).order_by("-named", "code")[0]
    public = Contribution.objects.public().order_by("pk")
    statement = public.filter(group=largest).select_related("address")[public.filter(group=largest).count() // 2]
    last = public.count() // 30
    rare = max((word.strip(".,;:?()") for word in statement.text.split()), key=len)
    yield "start", "/"
    yield "list", "/beitraege/"
    yield "list, newest first", "/beitraege/?sortierung=neu"
    yield "list, one kind", "/beitraege/?art=question"
    yield "list, one group", f"/beitraege/?gruppe={largest.address.number}"
    yield "list, one goal", f"/beitraege/?ziel={goal.code}"
    yield "list, a field, a kind", "/beitraege/?feld=MO&art=proposal&sortierung=neu"
    yield "list, middle page", f"/beitraege/?seite={last // 2}"
    yield "list, last page, newest first", f"/beitraege/?sortierung=neu&seite={last}"
    yield "search, frequent word", "/beitraege/?suche=Kinder"
    yield "search, rare word", f"/beitraege/?suche={quote(rare)}"
    yield "search, two words", f"/beitraege/?suche={quote('Kinder Nordstadt')}"
    yield "search, last page", f"/beitraege/?suche=Kinder&seite={last // 12}"
    yield "search, nothing", "/beitraege/?suche=Raumstationskapitän".replace("ä", "%C3%A4")
    yield "suggestions", "/vorschlaege/?q=rad"
    yield "groups", "/gruppen/"
    yield f"group, {largest.size:,} statements", f"/{largest.address}"
    yield "group, middle size", f"/{usual.address}"
    yield "goals", "/ziele/"
    yield "goal", f"/ziele/{goal.code}"
    yield "statement", f"/{statement.address}"
    yield "history", f"/{statement.address}/verlauf"
    yield "map", "/karte/"
    yield "map data", "/karte.json"
    yield "districts", "/stadtteile/"
    yield "district", "/stadtteile/nordstadt/"
    yield "list, one district", "/beitraege/?stadtteil=nordstadt"
    yield "feed", "/neu.atom"
    yield "feed of the largest group", f"/{largest.address}/neu.atom"
    yield "calendar", "/termine.ics"
    yield "news", "/neu/"


def rows(site: Site, pages: Iterable[tuple[str, str]], *, runs: int) -> None:
    """Print a table with a row for each of `pages` (what it shows, its address)."""
    print("| page | queries | SQL ms | ms cold | ms cached | KB | KB gzip |\n|---|---|---|---|---|---|---|")
    for name, path in pages:
        cold = list(_repeated(site, path, runs, empty=True))
        first = cold[0]
        if first.status != 200:
            print(f"| {name} | answers {first.status} |", flush=True)
            continue
        cached = list(_repeated(site, path, runs, empty=False))
        print(
            f"| {name} | {len(first.queries)} | {_median(one.sql for one in cold):.1f} |"
            f" {_median(one.processor for one in cold):.1f} | {_median(one.processor for one in cached):.2f} |"
            f" {_size(_plain(first.body))} | {_size(gzip.compress(_plain(first.body)))} |",
            flush=True,
        )


def _repeated(site: Site, path: str, runs: int, *, empty: bool) -> Iterator[Answer]:
    """Ask `runs` times, fewer when that takes more than five seconds, but twice at least."""
    began = time.perf_counter()
    for at in range(runs):
        if empty:
            site.empty_caches()
        yield site.get(path)
        if at and time.perf_counter() - began > 5:
            return


def _median(seconds: Iterator[float]) -> float:
    return statistics.median(seconds) * 1000


def _plain(body: bytes) -> bytes:
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def _size(body: bytes) -> str:
    return f"{len(body) / 1024:.1f}"


def print_plans(site: Site, path: str) -> None:
    """Print each query of a page with its time and the database's plan."""
    connection = site.connection
    plan = "EXPLAIN (ANALYZE, BUFFERS) " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    asked: list[tuple[str, object, float]] = []

    def watched(run: Callable[..., object], sql: str, parameters: object, *rest: object) -> object:
        began = time.perf_counter()
        found = run(sql, parameters, *rest)
        asked.append((sql, parameters, time.perf_counter() - began))
        return found

    site.empty_caches()
    with connection.execute_wrapper(watched):
        site.get(path)
    for sql, parameters, seconds in asked:
        print(f"\n  {seconds * 1000:.1f} ms  {sql}")
        if sql.startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(plan + sql, parameters)
                print("\n".join(f"      {row[-1]}" for row in cursor.fetchall()))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--data", metavar="FOLDER")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--explain", metavar="PAGE", default="", help="show the queries of pages whose name holds this")
    options = parser.parse_args()
    if options.data:
        start(options.data)
        from faden.programme.whole_pages import shelf

        site = Site(shelf.clear)
        site.get("/")
        if options.explain:
            for name, path in paths():
                if options.explain in name:
                    print_plans(site, path)
        else:
            rows(site, paths(), runs=options.runs)
        return
    plain = {name: value for name, value in os.environ.items() if name != "FADEN_DATABASE_URL"}
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            make = [sys.executable, Path(__file__).with_name("programmes.py"), str(size), "--data", folder]
            subprocess.run(make, check=True, env=plain)
            again = [sys.executable, __file__, "--data", folder, "--runs", str(options.runs)]
            subprocess.run(again, check=True, env=plain)


if __name__ == "__main__":
    main()
