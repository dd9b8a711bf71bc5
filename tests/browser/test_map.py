"""The map and the list beside it: both say the same, with the mouse, the keyboard, and without scripts."""

import itertools
import re

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.test_keyboard import check_skip_link, walk
from tests.browser.test_pages import assert_german, examine
from tests.browser.watching import sideways

pytestmark = pytest.mark.browser

SPOTS = ".f-spot"
ROWS = ".f-places > li"
SAID = "#karte-sagt"


def open_map(page: Page, path: str = "/karte/") -> None:
    """Open the map and wait until it is drawn."""
    page.goto(path)
    expect(page.locator(SPOTS).first).to_be_visible()


def said_of(page: Page) -> dict[str, int]:
    """Return what the list says: how many statements name each place."""
    rows: list[list[str]] = page.locator(ROWS).evaluate_all(
        "rows => rows.map(row => [row.querySelector('a').textContent, row.querySelector('[data-count]').textContent])"
    )
    return {name: int(count.split()[0]) for name, count in rows}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_map_with_its_popup_is_accessible(new_page: NewPage, axe_source: str, viewport: ViewportSize) -> None:
    page = new_page(viewport, axe=True)
    open_map(page)
    examine(page, axe_source)
    page.locator(ROWS).first.get_by_role("button").click()
    expect(page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()
    examine(page, axe_source)
    assert_german(page)
    page.get_by_role("dialog").get_by_role("link", name="Alle zeigen").click()
    expect(page.get_by_role("link", name="Auf der Karte")).to_be_visible()
    examine(page, axe_source)
    assert_german(page)


def test_without_scripts_the_list_says_it_all(phone: Page) -> None:
    phone.goto("/karte/")
    expect(phone.locator("#karte")).to_be_hidden()
    link = phone.locator(ROWS).first.get_by_role("link")
    name, count = next(iter(said_of(phone).items()))
    assert sideways(phone) == 0
    link.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(name)
    expect(phone.locator(".f-statements > li")).to_have_count(count)
    phone.get_by_role("link", name="Auf der Karte").click()
    expect(phone).to_have_url(re.compile(r"/karte/#ort-\d+$"))


def test_what_is_chosen_holds_for_the_map_and_for_the_list(desktop: Page) -> None:
    open_map(desktop)
    everything = said_of(desktop)
    desktop.get_by_text("Eingrenzen").click()
    desktop.get_by_label("Art", exact=True).select_option("Lösungsansatz oder Synergie")
    desktop.get_by_role("button", name="Anwenden").click()
    expect(desktop.locator(SPOTS).first).to_be_visible()
    chosen = said_of(desktop)
    assert 0 < sum(chosen.values()) < sum(everything.values())
    drawn = desktop.evaluate(
        "async () => (await (await fetch(document.getElementById('karte').dataset.source)).json())"
    )
    points = {
        one["properties"]["name"]: one["properties"]["count"]
        for one in drawn["features"]
        if "kind" in one["properties"]
    }
    assert points == chosen


def test_a_place_of_the_list_is_shown_on_the_map_and_escape_leads_back(desktop: Page) -> None:
    open_map(desktop)
    row = desktop.locator(ROWS).first
    name, count = next(iter(said_of(desktop).items()))
    button = row.get_by_role("button", name=f"auf der Karte: {name}")
    button.focus()
    desktop.keyboard.press("Enter")
    popup = desktop.get_by_role("dialog", name=name)
    expect(popup).to_be_focused()
    expect(popup.get_by_role("listitem")).to_have_count(min(count, 3))
    expect(popup.get_by_role("link", name="Alle zeigen")).to_have_attribute("href", re.compile(r"/orte/\d+/$"))
    expect(desktop.locator(SAID)).to_contain_text(f"{name}, {count}")
    expect(row).to_have_attribute("aria-current", "true")
    desktop.keyboard.press("Escape")
    expect(popup).to_be_hidden()
    expect(button).to_be_focused()
    expect(row).not_to_have_attribute("aria-current", "true")


def test_the_keyboard_opens_what_lies_together_and_then_a_place(desktop: Page) -> None:
    open_map(desktop)
    together = desktop.locator(".f-spot--many").first
    expect(together).to_have_accessible_name(re.compile(r"^\d+ Orte\. Die Eingabetaste zeigt sie einzeln\.$"))
    together.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.locator(SAID)).to_have_text(re.compile(r"^\d+ Orte einzeln gezeigt\.$"))
    expect(desktop.locator("#karte")).to_be_focused()
    for _ in range(4):
        if desktop.locator(".f-spot:not(.f-spot--many)").count():
            break
        desktop.keyboard.press("+")
        desktop.wait_for_timeout(300)
    spot = desktop.locator(".f-spot:not(.f-spot--many)").first
    expect(spot).to_have_accessible_name(re.compile(r", \d+ Beitr(ag|äge)$"))
    name = str(spot.get_attribute("aria-label")).rsplit(",", 1)[0]
    spot.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("dialog", name=name)).to_be_focused()
    expect(desktop.locator(f"{ROWS}[aria-current]")).to_contain_text(name)
    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.querySelector('[role=dialog]').contains(document.activeElement)")
    desktop.keyboard.press("Escape")
    expect(desktop.locator(f'.f-spot[aria-label^="{name},"]')).to_be_focused()


def test_tab_goes_through_the_map_and_the_list(desktop: Page) -> None:
    open_map(desktop)
    check_skip_link(desktop)
    open_map(desktop)
    walk(desktop)


def test_tab_goes_through_the_places_from_the_top_to_the_bottom(desktop: Page) -> None:
    open_map(desktop)
    tops = desktop.locator(SPOTS).evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert len(tops) > 2
    assert all(below > above - 48 for above, below in itertools.pairwise(tops)), tops


def test_an_address_with_a_place_opens_it(desktop: Page) -> None:
    open_map(desktop)
    key = desktop.locator(ROWS).last.get_attribute("id")
    name = desktop.locator(ROWS).last.get_by_role("link").inner_text()
    open_map(desktop, f"/karte/#{key}")
    expect(desktop.get_by_role("dialog", name=name)).to_be_visible()


def test_everything_to_hit_is_large_enough(new_page: NewPage) -> None:
    page = new_page(PHONE)
    open_map(page)
    boxes = page.locator(f"{SPOTS}, .f-show, .leaflet-bar a").evaluate_all(
        "all => all.map(one => { const at = one.getBoundingClientRect(); return [one.textContent, at.width, at.height]; })"
    )
    small = [one for one in boxes if min(one[1], one[2]) < 24]
    assert not small


def test_a_map_that_does_not_come_says_so_and_the_list_stays(new_page: NewPage) -> None:
    page = new_page(blocked="**/karte.json*")
    page.goto("/karte/")
    expect(page.locator("#karte")).to_have_text("Das ließ sich nicht laden. Die Liste sagt dasselbe.")
    expect(page.locator(ROWS).first).to_be_visible()


def test_the_picture_of_another_server_comes_when_it_is_asked_for_and_is_remembered(new_page: NewPage) -> None:
    page = new_page()
    offer = (
        '<button id="kartenbild" data-tiles="/kacheln/{z}/{x}/{y}.png" data-off="Kartenbild ausblenden">'
        '<span class="kern-label">Kartenbild laden</span></button><p id="kartenbild-von" hidden>Amt</p>'
    )
    asked: list[str] = []

    def with_offer(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer,
            body=answer.text().replace(
                '<p class="kern-sr-only" id="karte-sagt"', f'{offer}<p class="kern-sr-only" id="karte-sagt"'
            ),
        )

    def tile(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="image/svg+xml", body='<svg xmlns="http://www.w3.org/2000/svg"/>')

    page.route("**/karte/", with_offer)
    page.route("**/kacheln/**", tile)
    open_map(page)
    assert not asked
    page.get_by_role("button", name="Kartenbild laden").click()
    expect(page.get_by_text("Amt", exact=True)).to_be_visible()
    expect(page.locator(".leaflet-tile").first).to_be_attached()
    open_map(page)
    page.get_by_role("button", name="Kartenbild ausblenden").click()
    expect(page.get_by_role("button", name="Kartenbild laden")).to_be_visible()
    assert asked
    asked.clear()
    open_map(page)
    assert not asked


def test_the_first_view_weighs_little(new_page: NewPage) -> None:
    page = new_page()
    weights: list[int] = []
    page.context.on("requestfinished", lambda request: weights.append(request.sizes()["responseBodySize"]))
    open_map(page)
    page.wait_for_load_state("networkidle")
    assert sum(weights) < 150 * 1024, f"{sum(weights) // 1024} KB"
