"""Public pages are kept whole, for visitors without a session, until the content or the day changes."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event
from time import sleep

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from faden.conftest import NOW
from faden.programme.actions import content_changes, edit_page
from faden.programme.models import Page as FixedPage
from faden.programme.models import Programme
from faden.programme.whole_pages import MAX_QUERY, Page, Shelf, shelf, tells_opinion, whole_pages

PATHS = ["/", "/gruppen/", "/ziele/", "/ziele/AK_5.3", "/B83", "/G1", "/seiten/impressum/", "/robots.txt"]


@pytest.mark.parametrize("path", PATHS)
def test_the_second_visitor_costs_one_query(
    programme: Programme, client: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    # All that may differ is the id of the request.
    same = {"x-request-id": "1"}
    first = client.get(path, headers=same)
    with django_assert_num_queries(1):
        second = Client().get(path, headers=same)
    assert second.content == first.content
    assert second.headers == first.headers
    assert hasattr(second.wsgi_request, "is_kept_page")
    assert not hasattr(first.wsgi_request, "is_kept_page")


def test_a_statement_costs_eleven_queries_before_it_is_kept(
    programme: Programme, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(11):
        assert client.get("/B83").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_who_has_the_page_already_is_told_so(programme: Programme, client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"] == "no-cache"
    assert "Cookie" in again["Vary"]


def test_the_tag_changes_with_the_page(programme: Programme, client: Client) -> None:
    before = client.get("/seiten/impressum/")["ETag"]
    page = FixedPage.objects.get(programme=programme, slug="impressum")
    edit_page(page, title="Impressum", text="Neu: die Stadt.", now=NOW)
    after = client.get("/seiten/impressum/", headers={"If-None-Match": before})
    assert (after.status_code, after["ETag"] != before) == (200, True)
    assert "Neu: die Stadt." in after.content.decode()


@pytest.mark.parametrize(
    ("accepted", "coding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None)]
)
def test_pages_are_packed_as_the_visitor_takes_them(
    programme: Programme, client: Client, accepted: str, coding: str | None
) -> None:
    plain = client.get("/gruppen/").content
    packed = client.get("/gruppen/", headers={"Accept-Encoding": accepted})
    assert packed.get("Content-Encoding") == coding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert unpack(packed.content) == plain
    assert packed["Content-Length"] == str(len(packed.content))


def test_who_is_signed_in_gets_neither_kept_pages_nor_leaves_any(programme: Programme, desk: Client) -> None:
    Client().get("/B83")
    kept = len(shelf)
    page = desk.get("/B83")
    assert "Diesen Beitrag bearbeiten" in page.content.decode()
    assert len(shelf) == kept == 1
    assert "Diesen Beitrag bearbeiten" not in Client().get("/B83").content.decode()
    assert (page["Cache-Control"], "Cookie" in page["Vary"]) == ("private, no-cache", True)


def test_who_just_signed_out_gets_the_public_page(programme: Programme, desk: Client) -> None:
    desk.get("/B83")
    desk.logout()
    assert "Diesen Beitrag bearbeiten" not in desk.get("/B83").content.decode()


@pytest.mark.parametrize("path", ["/melden/", "/konto/login/", "/schreibtisch/", "/B99999", "/gibt-es-nicht/"])
def test_forms_the_desk_and_missing_pages_are_not_kept(programme: Programme, client: Client, path: str) -> None:
    client.get(path)
    assert len(shelf) == 0


def test_hosts_and_queries_have_pages_of_their_own(programme: Programme, client: Client) -> None:
    here = client.get("/B83", headers={"Host": "localhost"}).content.decode()
    there = client.get("/B83", headers={"Host": "127.0.0.1"}).content.decode()
    assert ("localhost/B83" in here, "127.0.0.1/B83" in there) == (True, True)


def test_very_long_queries_are_answered_and_not_kept(programme: Programme, client: Client) -> None:
    assert client.get("/gruppen/", {"x": "x" * MAX_QUERY}).status_code == 200
    assert len(shelf) == 0


def test_a_page_that_sets_a_cookie_is_not_kept(programme: Programme) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        request.is_public_page = True  # type: ignore[attr-defined]
        response = HttpResponse("Keks")
        response.set_cookie("keks", "1")
        return response

    whole_pages(view)(RequestFactory().get("/"))
    assert len(shelf) == 0


def _public(request: HttpRequest) -> HttpResponse:
    request.is_public_page, request.programme, request.content_versions = True, None, {1: (1, 1)}  # type: ignore[attr-defined]
    return HttpResponse("Seite")


@pytest.fixture
def _unasked_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads here ask no database."""
    monkeypatch.setattr("faden.programme.whole_pages._versions", lambda: {1: (1, 1)})


@pytest.mark.usefixtures("_unasked_database")
def test_many_who_ask_at_once_let_a_page_be_made_once() -> None:
    made = []

    def view(request: HttpRequest) -> HttpResponse:
        made.append(request)
        sleep(0.05)
        return _public(request)

    ask = whole_pages(view)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(RequestFactory().get("/einmal")), range(8)))
    assert [one.status_code for one in answers] == [200] * 8
    assert len(made) == 1


@pytest.mark.usefixtures("_unasked_database")
def test_a_page_that_takes_long_holds_up_no_other() -> None:
    other_is_made = Event()

    def view(request: HttpRequest) -> HttpResponse:
        if request.path == "/lang":
            assert other_is_made.wait(5)
        other_is_made.set()
        return _public(request)

    ask = whole_pages(view)
    with ThreadPoolExecutor(2) as pool:
        long = pool.submit(ask, RequestFactory().get("/lang"))
        assert ask(RequestFactory().get("/kurz")).status_code == 200
        assert long.result().status_code == 200


def test_a_page_that_fails_can_be_asked_for_again() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise ValueError(request.path)

    for _ in range(2):
        with pytest.raises(ValueError, match="/kaputt"):
            whole_pages(view)(RequestFactory().get("/kaputt"))


# Pages that tell of opinion


def _telling(request: HttpRequest) -> HttpResponse:
    tells_opinion(request)
    response = _public(request)
    response.content = f"Bild {request.COOKIES.get('faden_ticket_1', '')}".encode()
    return response


def _told(request: HttpRequest) -> HttpResponse:
    response = whole_pages(_telling)(request)
    assert isinstance(response, HttpResponse)
    return response


def _asking(path: str, **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    return request


@pytest.mark.usefixtures("_unasked_database")
def test_who_votes_gets_a_page_of_their_own_where_it_tells_of_opinion() -> None:
    everybodys = _told(_asking("/bild"))
    own = _told(_asking("/bild", faden_ticket_1="meins"))
    assert (everybodys.content, own.content) == (b"Bild ", b"Bild meins")
    assert (own["Cache-Control"], "Cookie" in own["Vary"]) == ("private, no-cache", True)
    assert _told(_asking("/bild")).content == b"Bild "


@pytest.mark.usefixtures("_unasked_database")
def test_what_who_votes_was_shown_first_is_kept_for_nobody() -> None:
    _told(_asking("/bild", faden_ticket_1="meins"))
    assert len(shelf) == 0
    assert _told(_asking("/bild")).content == b"Bild "


@pytest.mark.usefixtures("_unasked_database")
def test_who_votes_gets_the_kept_page_where_it_tells_of_no_opinion() -> None:
    made = []

    def view(request: HttpRequest) -> HttpResponse:
        made.append(request)
        return _public(request)

    ask = whole_pages(view)
    for _ in range(2):
        assert ask(_asking("/text", faden_ticket_1="meins"))["Cache-Control"] == "no-cache"
    assert len(made) == 1


@pytest.mark.usefixtures("_unasked_database")
@pytest.mark.parametrize("cookies", [{}, {"faden_ticket_1": "meins"}])
def test_nobody_waits_for_a_page_that_is_made_for_somebody_else_alone(cookies: dict[str, str]) -> None:
    """Voters ask for the same address and each get their own page, all at once."""
    together = Barrier(2)

    def alone(request: HttpRequest) -> HttpResponse:
        if "erster" not in request.GET:
            together.wait(5)
        return HttpResponse("Seite")

    ask = whole_pages(alone)
    ask(_asking("/abstimmen/?erster"))
    with ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(ask, _asking("/abstimmen/", **cookies)) for _ in range(2)]
        assert [one.result().status_code for one in answers] == [200, 200]


# The shelf


TODAY = date(2026, 7, 20)


def _page(words: str = "x", *, content: int = 1, tells_opinion: bool = False) -> Page:
    versions = {1: (content, 1), 2: (1, 1)}
    return Page(1, versions, tells_opinion, TODAY, 200, [], f'W/"{words[:9]}"', {"": words.encode()})


def test_a_new_version_of_the_programme_forgets_its_pages() -> None:
    pages = Shelf()
    pages.put(("a", ""), _page())
    pages.put(("b", ""), _page())
    assert pages.get(("a", ""), {1: (1, 1), 2: (1, 1)}, TODAY)
    assert pages.get(("a", ""), {1: (2, 1), 2: (1, 1)}, TODAY) is None
    assert ("b", "") not in pages


def test_a_new_picture_forgets_the_pages_that_tell_of_opinion_and_no_others() -> None:
    pages = Shelf()
    pages.put(("a", ""), _page(tells_opinion=True))
    pages.put(("b", ""), _page())
    later = {1: (1, 2), 2: (1, 1)}
    assert pages.get(("a", ""), later, TODAY) is None
    assert pages.get(("b", ""), later, TODAY)


def test_a_new_picture_of_another_programme_does_no_harm() -> None:
    pages = Shelf()
    pages.put(("a", ""), _page(tells_opinion=True))
    assert pages.get(("a", ""), {1: (1, 1), 2: (1, 2)}, TODAY)


def test_another_programme_may_change_without_harm() -> None:
    pages = Shelf()
    pages.put(("a", ""), _page())
    assert pages.get(("a", ""), {1: (1, 1), 2: (9, 9)}, TODAY)
    assert pages.get(("a", ""), {1: (1, 1), 2: (9, 9), 3: (1, 1)}, TODAY) is None


def test_tomorrow_pages_are_made_anew() -> None:
    pages = Shelf()
    pages.put(("a", ""), _page())
    assert pages.get(("a", ""), {1: (1, 1), 2: (1, 1)}, date(2026, 7, 21)) is None


def test_the_least_recently_asked_page_goes_when_there_is_no_room() -> None:
    pages = Shelf(max_bytes=7000)
    now = ({1: (1, 1), 2: (1, 1)}, TODAY)
    pages.put(("a", ""), _page("a" * 1000))
    pages.put(("b", ""), _page("b" * 1000))
    assert pages.get(("a", ""), *now)
    pages.put(("c", ""), _page("c" * 1000))
    assert [pages.get((name, ""), *now) is not None for name in "abc"] == [True, False, True]


def test_every_change_raises_the_version(programme: Programme) -> None:
    before = programme.content_version
    content_changes(programme)
    content_changes(programme.pk)
    programme.refresh_from_db()
    assert programme.content_version == before + 2


def test_packing_a_page_later_does_not_upset_the_count_of_bytes() -> None:
    pages = Shelf(max_bytes=40_000)
    for version in range(1, 40):
        for name in "abcd":
            made = _page(name * 4000, content=version)
            pages.put((name, ""), made)
            assert len(made.body("br") + made.body("gzip")) < 4000
        assert pages.get(("a", ""), {1: (version + 1, 1), 2: (1, 1)}, TODAY) is None
        assert len(pages) == 0
    for number in range(20):
        pages.put((f"{number}", ""), _page("x" * 4000))
    assert len(pages) == 4
