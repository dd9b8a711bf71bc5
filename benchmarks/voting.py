"""Let many people vote at once against the served application, kill a web process meanwhile, and count what is left.

`voting.py` lets 200 people vote for five minutes on the database of FADEN_DATABASE_URL, or on a new SQLite file. They come within a
minute; each one agrees, then votes as scripts of the page do, with a pause as if reading (`--pause`, drawn around that many seconds),
changes a vote now and then, opens the page anew after every tenth vote as people without scripts do, and sends a vote again
until the server has said that it arrived. In the middle one web process is killed with SIGKILL. At the end every vote that
was confirmed must be in the table as it was confirmed last, once. Those who ask share the processors with the server.
"""

import argparse
import asyncio
import html
import json
import os
import random
import re
import signal
import statistics
import sys
import tempfile
import time
import urllib.parse
from dataclasses import dataclass, field

from programmes import start
from serving import free_port, memory, served, workers

STANCES = {"zustimmung": 1, "ablehnung": -1, "weiss-nicht": 0, "unklar": 0}
STATEMENTS = 120
PATIENCE = 30.0
ARRIVAL = 60.0
"""People come within so many seconds."""


@dataclass
class Course:
    """What happened: waiting times in seconds by kind of request, confirmed votes by ticket cookie and statement."""

    waited: dict[str, list[float]] = field(default_factory=lambda: {"vote": [], "page": []})
    sent_again: int = 0
    refused: list[str] = field(default_factory=list)
    confirmed: dict[str, dict[int, int]] = field(default_factory=dict)


class Browser:
    """One visitor: an open connection where the server keeps it, and its cookies."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.cookies: dict[str, str] = {}

    async def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, accept: str = "text/html"
    ) -> tuple[int, str]:
        """Return status and body; asks once more over a new connection where the old one turns out to be closed."""
        try:
            return await self._ask(method, path, form, accept)
        except (OSError, asyncio.IncompleteReadError):
            if self._line is None:
                raise
            self._hang_up()
            return await self._ask(method, path, form, accept)

    async def _ask(self, method: str, path: str, form: dict[str, str] | None, accept: str) -> tuple[int, str]:
        if self._line is None:
            self._line = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._line
        body = urllib.parse.urlencode(form or {}).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Accept: {accept}", f"Cookie: {cookies}"]
        if form is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        names = {
            name.lower(): value for name, _, value in (one.partition(": ") for one in told.splitlines()[1:]) if name
        }
        for cookie in re.findall(r"(?im)^set-cookie: ([^=]+)=([^;\r\n]*)", told):
            self.cookies[cookie[0]] = cookie[1]
        text = (await reader.readexactly(int(names.get("content-length", "0")))).decode()
        if names.get("connection", "").lower() == "close":
            self._hang_up()
        status = int(told.split(" ", 2)[1])
        if status in (301, 302, 303):
            return await self.ask("GET", names["location"])
        return status, text

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line[1].close()
        self._line = None


def _hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms."""
    fields = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        known = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        fields[known["name"]] = html.unescape(known.get("value", ""))
    return fields


async def _insist(browser: Browser, course: Course, kind: str, *request: object) -> tuple[int, str]:
    """Ask until there is an answer, as the page's script does; only what was answered at once counts as waiting."""
    pause = 0.2
    again = False
    while True:
        began = time.perf_counter()
        try:
            status, text = await asyncio.wait_for(browser.ask(*request), PATIENCE)  # type: ignore[arg-type]
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            status, text = 0, ""
        if status and status < 500:
            course.waited[kind].append(time.perf_counter() - began)
            course.sent_again += again
            return status, text
        browser._hang_up()
        again = True
        await asyncio.sleep(pause)
        pause = min(2 * pause, 5)


async def _person(port: int, path: str, until: float, pause: float, course: Course, chance: random.Random) -> None:
    browser = Browser(port)
    await asyncio.sleep(chance.random() * ARRIVAL)
    _status, page = await _insist(browser, course, "page", "GET", f"{path}einverstanden/")
    agreed = {**_hidden(page), "einverstanden": "on"}
    status, page = await _insist(browser, course, "page", "POST", f"{path}einverstanden/", agreed)
    token = _hidden(page).get("csrfmiddlewaretoken", "")
    mine: dict[int, int] = {}
    ticket = next((value for name, value in browser.cookies.items() if name.startswith("faden_ticket_")), "")
    if status != 200 or not ticket:
        course.refused.append(f"{status} after agreeing")
        return
    course.confirmed[ticket] = mine
    ahead = [int(one) for one in re.findall(r'name="aussage"[^>]*value="(\d+)"', page)[:1]]
    while time.perf_counter() < until:
        await asyncio.sleep(chance.expovariate(1 / pause))
        number = chance.choice(list(mine)) if mine and (not ahead or chance.random() < 0.1) else ahead[0]
        stance = chance.choice(list(STANCES))
        form = {"csrfmiddlewaretoken": token, "aussage": str(number), "stimme": stance, "gesehen": ""}
        status, text = await _insist(browser, course, "vote", "POST", f"{path}abstimmen/", form, "application/json")
        told = json.loads(text) if status == 200 else {}
        if told.get("angekommen") != number:
            course.refused.append(f"{status}: {text[:200]}")
            continue
        mine[number] = STANCES[stance]
        ahead = [one["nummer"] for one in told["weiter"]]
        if len(mine) % 10 == 0:
            await _insist(browser, course, "page", "GET", f"{path}abstimmen/")


async def _evening(port: int, server: int, path: str, people: int, seconds: float, pause: float) -> Course:
    course = Course()
    until = time.perf_counter() + seconds
    voters = [asyncio.create_task(_person(port, path, until, pause, course, random.Random(at))) for at in range(people)]
    await asyncio.sleep(seconds / 2)
    victim = workers(server)[0]
    os.kill(victim, signal.SIGKILL)
    print(f"Web process {victim} killed after {seconds / 2:.0f} s.", flush=True)
    await asyncio.gather(*voters)
    return course


def _conversation() -> str:
    """Found a programme with an open conversation; returns the path of its pages."""
    from django.core.management import call_command
    from django.utils import timezone

    from faden.addresses.actions import Change
    from faden.opinion import actions
    from faden.programme.actions import found

    call_command("migrate", verbosity=0)
    change = Change(by=None, now=timezone.now())
    programme = found(city="Lastheim", name=f"Last {time.time_ns()}", slug=f"last-{time.time_ns()}", now=change.now)
    made = actions.found(programme, actions.Facts("Worüber alle zugleich abstimmen"), change=change)
    actions.add_own(made, [f"Aussage Nummer {number} zum Abstimmen." for number in range(STATEMENTS)], change=change)
    return str(actions.open_(made, change=change).page("vote")).removesuffix("abstimmen/")


def _check(course: Course) -> tuple[int, int, int]:
    """Return how many confirmed votes there are, how many of them are not in the table so, and how many stand twice."""
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Count
    from django.http import HttpRequest

    from faden.opinion.models import Conversation, Vote
    from faden.opinion.tickets import ticket_of
    from faden.programme.whole_pages import TICKET_COOKIE

    conversation = Conversation.objects.latest("pk")
    total = lost = 0
    for cookie, mine in course.confirmed.items():
        request = HttpRequest()
        request.user = AnonymousUser()
        request.COOKIES = {f"{TICKET_COOKIE}{conversation.pk}": cookie.strip('"')}
        ticket = ticket_of(request, conversation)
        kept = dict(Vote.objects.filter(ticket=ticket).values_list("statement__number", "value"))
        total += len(mine)
        lost += sum(kept.get(number) != value for number, value in mine.items())
    pairs = Vote.objects.values("ticket", "statement").annotate(count=Count("pk"))
    return total, lost, pairs.filter(count__gt=1).count()


def _row(name: str, waited: list[float], seconds: float) -> str:
    cuts = statistics.quantiles(waited, n=100)
    told = " | ".join(f"{cuts[at] * 1000:.0f}" for at in (49, 94, 98))
    return f"| {name} | {len(waited)} | {len(waited) / seconds:.1f} | {told} | {max(waited) * 1000:.0f} |"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--pause", type=float, default=5, help="seconds of reading before a vote, on average")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        start(data)
        path = _conversation()
        port, seconds = free_port(), options.minutes * 60
        command = [sys.executable, "-m", "faden.config.command", "serve", "--port", str(port)]
        with served(command, port) as server:
            course = asyncio.run(_evening(port, server, path, options.people, seconds, options.pause))
            each = ", ".join(f"{memory(process):.0f} MB" for process in workers(server))
        from django.db import connection

        from faden.opinion.models import Reckoning

        total, lost, twice = _check(course)
        print(f"\n{connection.vendor}, {options.people} people, a vote every {options.pause:g} s each\n")
        print("| request | answered | a second | p50 ms | p95 ms | p99 ms | most ms |\n|---|---|---|---|---|---|---|")
        print(_row("vote, with what comes next", course.waited["vote"], seconds))
        print(_row("page to vote on", course.waited["page"], seconds))
        reckoning = Reckoning.objects.latest("pk")
        print(f"\nConfirmed votes: {total}; not in the table as confirmed: {lost}; twice: {twice}.")
        print(f"Sent again: {course.sent_again}; refused: {len(course.refused)} {course.refused[:3]}.")
        print(f"Pictures made: {reckoning.conversation.pictures.count()}; votes in the last: {reckoning.vote_count}.")
        print(f"Memory of the web processes: {each}")
    return 1 if lost or twice else 0


if __name__ == "__main__":
    sys.exit(main())
