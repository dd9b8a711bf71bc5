"""Measure pages as they are served: requests a second, waiting time, the workers' processor time and memory.

`serving.py --data FOLDER` starts `faden serve` on what the folder holds (or the database of FADEN_DATABASE_URL), makes
sure that each page is answered once, and asks for it over 1 and over 16 connections that stay open, for some seconds
each. Without `--data` a programme of 10,000 statements is made. `--cold` asks with an address that differs each time,
so that no page is kept. The program that asks shares the processors with the server; what the workers use themselves is
read from the system, in all threads, and so is their memory (PSS: what is shared is counted in parts).
`--look` opens pages in Chromium at the width of a telephone: requests and bytes of a first view, and whether the first
statement can be seen without scrolling.
"""

import argparse
import asyncio
import itertools
import math
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from programmes import start

CHOSEN = (
    "start",
    "list",
    "list, one group",
    "list, middle page",
    "search, frequent word",
    "group, middle size",
    "goal",
)
CHOSEN += ("statement", "map data")
NO_PAGES = ("suggestions", "map data", "feed", "feed of the largest group", "calendar")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    """What one run of requests came to. Waiting times in seconds."""

    waited: list[float] = field(default_factory=list)
    failed: int = 0
    lasted: float = 0.0
    processor: float = 0.0

    def row(self) -> str:
        if self.failed:
            return f"{self.failed} failed | – | – | –"
        cuts = statistics.quantiles(self.waited, n=20)
        each = self.processor / len(self.waited)
        return (
            f"{len(self.waited) / self.lasted:.0f} | {cuts[9] * 1000:.1f} | {cuts[18] * 1000:.1f} | {each * 1000:.2f}"
        )


async def _ask(port: int, paths: Iterator[str], until: float, load: Load) -> None:
    """Ask over one connection, one request after the other, reading each answer to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while time.perf_counter() < until:
            began = time.perf_counter()
            ask = f"GET {next(paths)} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
            writer.write(ask.encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            await reader.readexactly(int(head.split("content-length: ", 1)[1].split("\r\n", 1)[0]))
            load.waited.append(time.perf_counter() - began)
            load.failed += " 200 " not in head.split("\r\n", 1)[0]
            if "connection: close" in head:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
    finally:
        writer.close()


async def _run(port: int, paths: Iterator[str], connections: int, seconds: float) -> Load:
    load = Load()
    began = time.perf_counter()
    await asyncio.gather(*(_ask(port, paths, began + seconds, load) for _ in range(connections)))
    load.lasted = time.perf_counter() - began
    return load


def _varied(path: str) -> Iterator[str]:
    sign = "&" if "?" in path else "?"
    return (f"{path}{sign}neu={number}" for number in itertools.count(time.time_ns()))


def workers(server: int) -> list[int]:
    """Return the processes that answer: the children of the one that listens, which is a child of `server`."""
    listening = [one for one in _children(server) if b"gunicorn" in Path(f"/proc/{one}/cmdline").read_bytes()]
    return [worker for one in listening for worker in _children(one)]


def _children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def processor_seconds(processes: list[int]) -> float:
    """Return the processor's seconds of these processes and of the database server's processes that serve them."""
    backends = [process for process in _postgres() if process not in processes]
    ticks = 0
    for process in [*processes, *backends]:
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks / TICKS


def _postgres() -> list[int]:
    if not os.environ.get("FADEN_DATABASE_URL"):
        return []
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [row[0] for row in cursor.fetchall()]


def memory(process: int) -> float:
    """Return the megabytes of a process, shared ones in parts."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextmanager
def served(command: list[str], port: int) -> Iterator[int]:
    """Run a server until the caller is done; yields its process once it answers."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def measure(server: int, port: int, pages: dict[str, str], *, seconds: float, cold: bool) -> None:
    """Print a row for each page and number of connections."""
    print("| page | connections | requests/s | p50 ms | p95 ms | workers' ms |\n|---|---|---|---|---|---|", flush=True)
    for name, path in pages.items():
        for _ in range(6):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                answer.read()
        for connections in (1, 16):
            known = workers(server)
            before = processor_seconds(known)
            load = asyncio.run(_run(port, _varied(path) if cold else itertools.repeat(path), connections, seconds))
            # A worker that was replaced meanwhile took its count with it.
            load.processor = processor_seconds(known) - before if workers(server) == known else math.nan
            print(f"| {name} | {connections} | {load.row()} |", flush=True)
    each = ", ".join(f"{memory(process):.0f} MB" for process in workers(server))
    print(f"\nMemory of the workers after that: {each}", flush=True)


def look(port: int, pages: dict[str, str]) -> None:
    """Print what a first view needs at 360 pixels' width, each page in a browser that has seen nothing yet."""
    from playwright.sync_api import sync_playwright

    print("\n| first view at 360 × 740 | requests | KB | first statement |\n|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, path in pages.items():
            context = browser.new_context(viewport={"width": 360, "height": 740})
            page = context.new_page()
            network = context.new_cdp_session(page)
            network.send("Network.enable")
            sizes: list[float] = []
            network.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
            page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
            first = page.locator(".f-statements li, .f-cols li, main h1.f-words").first
            box = first.bounding_box() if first.count() else None
            seen = "–" if box is None else f"at {box['y']:.0f} px{'' if box['y'] < 740 else ', below the screen'}"
            print(f"| {name} | {len(sizes)} | {sum(sizes) / 1024:.0f} | {seen} |", flush=True)
            context.close()
        browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--look", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = options.data or folder
        if not options.data:
            os.environ.pop("FADEN_DATABASE_URL", None)
            make = [sys.executable, Path(__file__).with_name("programmes.py"), "10000", "--data", data]
            subprocess.run(make, check=True)
        start(data)
        from pages import paths

        known = dict(paths())
        port = free_port()
        with served([sys.executable, "-m", "faden.config.command", "serve", "--port", str(port)], port) as server:
            if options.look:
                look(port, {name: path for name, path in known.items() if name not in NO_PAGES})
            else:
                chosen = {name: path for name, path in known.items() if name in CHOSEN}
                measure(server, port, chosen, seconds=options.seconds, cold=options.cold)


if __name__ == "__main__":
    main()
