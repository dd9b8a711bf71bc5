"""Keeps public pages whole, so that most visitors are served without a template or more than one query.

A page is kept under its address (host, path with language and programme, query) for one local day and one
content version of its programme; one that tells of opinion (`tells_opinion`) also for one opinion version, and only for
visitors without a ticket to vote. Only views marked with `public_page` are kept, only for visitors without a session,
and never a response that sets a cookie. Each process keeps its own, the least recently asked go first.
Who asks for a page that a thread is making waits for that one.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

import brotli
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from faden.programme.models import Programme

Key = tuple[str, str]
Versions = dict[int, tuple[int, int]]
Answer = Callable[[HttpRequest], HttpResponseBase]
KEPT_STATUS = frozenset({200, 410})
MAX_BYTES = 64 * 1024 * 1024
MAX_QUERY = 500
MOST_NEVER_KEPT = 1_000
_SMALL = 600
TICKET_COOKIE = "faden_ticket_"
"""How the names of cookies begin that somebody votes with: what a page tells of opinion may differ for them."""


def public_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view whose page is the same for every visitor without a session, until the content or the day changes.

    It answers GET and HEAD only.
    """

    @require_safe
    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.is_public_page = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return marked


def tells_opinion(request: HttpRequest) -> None:
    """Say of a public page that it shows a picture of opinion: it is kept until the next one, and not for voters."""
    request.tells_opinion = True  # type: ignore[attr-defined]


@dataclass(slots=True)
class Page:
    """A page as it was answered. `bodies` holds it as it is ("") and packed, by content coding.

    `versions`: content and opinion version of each programme when it was made; `programme`: the one it is about, if any.
    """

    programme: int | None
    versions: Versions
    tells_opinion: bool
    day: date
    status: int
    headers: list[tuple[str, str]]
    etag: str
    bodies: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """What it takes at most, in bytes: both packed bodies together are smaller than the plain one."""
        return 2 * len(self.bodies[""]) + 1000

    def is_right(self, versions: Versions, day: date) -> bool:
        """Say whether nothing it shows can have changed. Where a programme is looked for depends on all there are."""
        if day != self.day or versions.keys() != self.versions.keys():
            return False
        told = 2 if self.tells_opinion else 1
        about = versions if self.programme is None else (self.programme,)
        return all(self.versions[one][:told] == versions[one][:told] for one in about)

    def body(self, coding: str) -> bytes:
        """Return the page in one content coding; each is packed once, when it is first asked for."""
        if coding not in self.bodies:
            plain = self.bodies[""]
            self.bodies[coding] = brotli.compress(plain, quality=5) if coding == "br" else gzip.compress(plain, 6)
        return self.bodies[coding]

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return it as a response: 304 where the visitor has it already."""
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if self.etag in known or "*" in known:
            response = HttpResponse(status=304)
            del response.headers["Content-Type"]
            for name, value in self.headers:
                if name in {"Cache-Control", "Vary", "Last-Modified"}:
                    response.headers[name] = value
        else:
            coding = _coding(request) if len(self.bodies[""]) >= _SMALL else ""
            response = HttpResponse(self.body(coding), status=self.status)
            for name, value in self.headers:
                response.headers[name] = value
            if coding:
                response.headers["Content-Encoding"] = coding
            response.headers["Content-Length"] = str(len(response.content))
        response.headers["ETag"] = self.etag
        return response


def _coding(request: HttpRequest) -> str:
    """Return the content coding to use: "br", "gzip" or "" where the visitor takes neither."""
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "").lower()
    offered = {part.partition(";")[0].strip() for part in accepted.split(",") if "q=0" not in part.replace(" ", "")}
    return next((coding for coding in ("br", "gzip") if coding in offered), "")


class Shelf:
    """The pages that one process keeps, at most `max_bytes` of them. Safe for threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._making: WeakValueDictionary[Key, Lock] = WeakValueDictionary()
        self.never_kept: set[str] = set()
        """Addresses of pages that are not public, without query."""

    def __contains__(self, key: Key) -> bool:
        return key in self._pages

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Key, versions: Versions, day: date) -> Page | None:
        """Return a page that is still right; one that is not is forgotten, with all others that are not."""
        with self._lock:
            page = self._pages.get(key)
            if page and page.is_right(versions, day):
                self._pages.move_to_end(key)
                return page
            for old in [one for one, kept in self._pages.items() if not kept.is_right(versions, day)]:
                self._bytes -= self._pages.pop(old).size
            return None

    def making(self, key: Key) -> Lock:
        """Return the lock under which a page is made, so that many who ask for it at once let it be made once."""
        with self._lock:
            return self._making.setdefault(key, Lock())

    def put(self, key: Key, page: Page) -> None:
        """Keep a page; the least recently asked go when there is no room."""
        with self._lock:
            if key in self._pages:
                self._bytes -= self._pages.pop(key).size
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > self._max_bytes:
                self._bytes -= self._pages.popitem(last=False)[1].size

    def note_never_kept(self, key: Key) -> None:
        """Remember that the page at an address is made for each visitor, so that they need not wait for each other."""
        with self._lock:
            if len(self.never_kept) >= MOST_NEVER_KEPT:
                self.never_kept.clear()
            self.never_kept.add(key[0])

    def clear(self) -> None:
        """Forget all pages."""
        with self._lock:
            self.never_kept.clear()
            self._pages.clear()
            self._bytes = 0


shelf = Shelf()


def _versions() -> Versions:
    """Return each programme's content and opinion version. One query, which also tells which programmes there are."""
    with connection.cursor() as cursor:
        # Plain, because it is all that a kept page costs: a tenth of the time of the same by a QuerySet.
        cursor.execute(f"SELECT id, content_version, opinion_version FROM {Programme._meta.db_table}")  # noqa: S608
        return {key: (content, opinion) for key, content, opinion in cursor.fetchall()}


def whole_pages(get_response: Answer) -> Answer:
    """Answer with a kept page where there is one; keep what views marked with `public_page` answer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return _for_one(request, get_response(request))
        day = timezone.localdate()
        key = (f"{request.scheme}://{request.get_host()}{request.path}", request.META.get("QUERY_STRING", ""))
        if kept := _kept(request, key, day):
            return kept
        if _votes(request) or key[0] in shelf.never_kept:
            # Nobody waits for a page that is made for one visitor alone.
            return _made(request, get_response(request), key, day)
        with shelf.making(key):
            # Somebody else may have made it meanwhile.
            return _kept(request, key, day) or _made(request, get_response(request), key, day)

    return middleware


def _kept(request: HttpRequest, key: Key, day: date) -> HttpResponse | None:
    """Answer with the page that is kept, if it is still right."""
    if key not in shelf or not (page := shelf.get(key, _versions(), day)):
        return None
    if page.tells_opinion and _votes(request):
        return None
    request.is_kept_page = True  # type: ignore[attr-defined]
    return page.answer(request)


def _made(request: HttpRequest, response: HttpResponseBase, key: Key, day: date) -> HttpResponseBase:
    """Keep what a view marked with `public_page` answered; leave other responses as they are."""
    if not getattr(request, "is_public_page", False):
        if response.status_code == 200:
            shelf.note_never_kept(key)
        return response
    if not isinstance(response, HttpResponse) or response.cookies:
        return response
    if response.status_code not in KEPT_STATUS:
        return response
    if getattr(request, "tells_opinion", False) and _votes(request):
        return _for_one(request, response)
    page = _page(request, response, day)
    if len(key[1]) <= MAX_QUERY:
        shelf.put(key, page)
    return page.answer(request)


def _votes(request: HttpRequest) -> bool:
    """Return whether somebody asks who takes part in a conversation."""
    return any(name.startswith(TICKET_COOKIE) for name in request.COOKIES)


def _for_one(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let nobody else keep what somebody with a session was shown."""
    if getattr(request, "is_public_page", False):
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie"])
    return response


def _page(request: HttpRequest, response: HttpResponse, day: date) -> Page:
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    # Browsers may keep it and have to ask whether it is still right.
    response.setdefault("Cache-Control", "no-cache")
    programme = request.programme  # type: ignore[attr-defined]
    return Page(
        programme=programme.pk if programme else None,
        versions=request.content_versions,  # type: ignore[attr-defined]
        tells_opinion=getattr(request, "tells_opinion", False),
        day=day,
        status=response.status_code,
        headers=[(name, value) for name, value in response.items() if name not in {"Content-Length", "ETag"}],
        etag=f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"',
        bodies={"": response.content},
    )
