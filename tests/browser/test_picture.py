"""The picture of opinion: read without scripts, by phone and by keyboard, on a wall, in somebody else's frame."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, NewPage
from tests.browser.house import House
from tests.browser.watching import sideways

pytestmark = pytest.mark.browser

PICTURE = "/U1"
PAGES = ["/U1", "/U2", "/meinungsbild/1/aussagen/", "/meinungsbild/1/aussagen/1/", "/meinungsbild/1/verlauf/"]


@pytest.mark.parametrize("path", [*PAGES, "/meinungsbild/1/wand/", "/meinungsbild/1/einbetten/"])
def test_pages_fit_a_phone_without_scripts(new_page: NewPage, path: str) -> None:
    page = new_page(PHONE)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert sideways(page) == 0


def test_rows_become_cards_on_a_phone_that_name_their_numbers(new_page: NewPage) -> None:
    page = new_page(PHONE)
    page.goto(PICTURE)
    cell = page.locator("td[data-label='Zustimmung']").first
    before = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert before == '"Zustimmung"'
    expect(page.locator(".f-table-cards thead")).not_to_be_in_viewport()


def test_reader_goes_from_the_picture_to_a_statement_and_back(phone: Page) -> None:
    phone.goto(PICTURE)
    phone.get_by_role("link", name="Alles als Tabelle").click()
    expect(phone).to_have_url(PICTURE + "#tabelle")
    phone.locator("#tabelle").scroll_into_view_if_needed()
    link = phone.locator("table a").first
    words = link.inner_text()
    link.click()
    expect(phone).to_have_url(re.compile("/meinungsbild/1/aussagen/1/$"))
    expect(phone.get_by_role("heading", level=1)).to_have_text(words)
    phone.get_by_role("link", name="Zum ganzen Bild").click()
    expect(phone).to_have_url(PICTURE)


def test_every_link_of_the_picture_is_reached_and_seen_by_keyboard(desktop: Page) -> None:
    desktop.goto(PICTURE)
    links = desktop.locator("main a:visible, main summary:visible").count()
    desktop.locator("main").focus()
    reached = 0
    for _ in range(links + 10):
        desktop.keyboard.press("Tab")
        if not desktop.evaluate("document.querySelector('main').contains(document.activeElement)"):
            break
        shown = desktop.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none", desktop.evaluate("document.activeElement.outerHTML")
        reached += desktop.evaluate("document.activeElement.matches('a, summary')")
    assert reached == links


def test_colours_of_the_map_are_there_in_the_dark_and_on_paper(desktop: Page) -> None:
    desktop.goto(PICTURE)
    cell = desktop.locator(".f-look").first
    fill = "one => getComputedStyle(one).fill"
    light = cell.evaluate(fill)
    desktop.emulate_media(color_scheme="dark")
    dark = cell.evaluate(fill)
    assert light != dark
    desktop.emulate_media(media="print", color_scheme="light")
    assert cell.evaluate("one => getComputedStyle(one.closest('svg')).printColorAdjust") == "exact"


def test_wall_shows_where_to_take_part(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/meinungsbild/1/wand/")
    expect(page.get_by_role("img", name=re.compile("QR-Code"))).to_be_visible()
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(1)
    page.get_by_role("link", name="Anhalten").click()
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    expect(page.get_by_role("link", name="Weiterlaufen lassen")).to_be_visible()


@contextmanager
def another_site(address: str) -> Iterator[str]:
    """Serve a page of somebody else with the picture in a frame."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            frames = f'<iframe src="{address}" title="Bild" width="600" height="600"></iframe>'
            self.wfile.write(f"<!doctype html><title>Andere</title>{frames}".encode())

        def log_message(self, *_said: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_picture_stands_in_somebody_elses_frame_and_leads_out_of_it(browser: Browser, house: House) -> None:
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    with another_site(f"{house.base}/meinungsbild/1/einbetten/") as site:
        page.goto(site)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_be_visible()
        frame.get_by_role("link", name="Zum ganzen Bild").click()
        expect(page).to_have_url(f"{house.base}{PICTURE}")
        assert not [one for one in context.cookies() if one["name"] != "faden_language"]
    with another_site(f"{house.base}{PICTURE}") as site:
        page.goto(site)
        expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_count(0)
    context.close()
