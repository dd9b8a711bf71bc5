"""Getting along without a mouse."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, NewPage

pytestmark = pytest.mark.browser

# Numbers what Tab should reach, in the order of the page, and says how many there are.
NUMBER_STOPS = """() => {
    const can = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const seen = new Set();
    const stops = [...document.querySelectorAll(can)].filter(one => {
        if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({visibilityProperty: true})) return false;
        if (one.type !== "radio") return true;
        const group = [...document.getElementsByName(one.name)];
        const stop = group.find(other => other.checked) || group[0];
        return stop === one;
    });
    stops.forEach((one, at) => one.dataset.stop = at);
    return stops.map(one => one.outerHTML.slice(0, 120));
}"""
# What a person sees of the element that has the focus.
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    return {
        stop: one.dataset.stop === undefined ? null : Number(one.dataset.stop),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        invisible: style.outlineColor === "rgba(0, 0, 0, 0)",
        onScreen: box.width > 0 && box.left >= -1 && box.right <= innerWidth + 1
            && box.bottom > 0 && box.top < innerHeight,
    };
}"""


def walk(page: Page) -> None:
    """Tab through the whole page: every stop in order, each to be seen."""
    stops: list[str] = page.evaluate(NUMBER_STOPS)
    assert len(stops) > 10
    reached: list[int] = []
    for _ in range(len(stops) * 2 + 10):
        page.keyboard.press("Tab")
        now: dict[str, Any] = page.evaluate(FOCUSED)
        if now["stop"] is None:
            if reached and reached[-1] == len(stops) - 1:
                break
            raise AssertionError(f"the focus is nowhere after {stops[reached[-1]] if reached else 'the start'}")
        if reached and reached[-1] == now["stop"]:
            continue  # Fields for a day have several parts.
        reached.append(now["stop"])
        assert now["outlined"], f"no focus to be seen on {stops[now['stop']]}"
        assert not now["invisible"], f"no focus to be seen on {stops[now['stop']]}"
        assert now["onScreen"], f"out of sight: {stops[now['stop']]}"
        if now["stop"] == len(stops) - 1:
            break
    assert reached == list(range(len(stops)))


def check_skip_link(page: Page) -> None:
    """The first Tab offers to skip the menu, Enter does it, the next Tab is in the contents."""
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("path", ["/", "/B83", "/G5", "/gruppen/", "/beitraege/?gruppe=4"])
def test_tab_reaches_everything_in_order_and_the_focus_is_seen(desktop: Page, path: str) -> None:
    desktop.goto(path)
    check_skip_link(desktop)
    desktop.goto(path)
    walk(desktop)


@pytest.mark.parametrize(
    "path",
    ["/schreibtisch/", "/schreibtisch/uebernahme/neu/", "/schreibtisch/uebernahme/", "/schreibtisch/beitraege/83/"],
)
def test_tab_reaches_everything_at_the_desk(desk: Page, path: str) -> None:
    desk.goto(path)
    check_skip_link(desk)
    desk.goto(path)
    walk(desk)


@pytest.mark.parametrize("path", ["DRAFT", "DRAFT_ITEM", "DRAFT_GROUP", "PDF_ITEM", "DIFFERENCES"])
def test_tab_reaches_everything_on_the_pages_of_a_draft(desk: Page, drafts: dict[str, str], path: str) -> None:
    desk.goto(drafts[path])
    walk(desk)


def test_the_menu_of_a_narrow_window_opens_with_the_keyboard_and_tab_goes_through_it(new_page: NewPage) -> None:
    page = new_page(PHONE)
    page.goto("/B83")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator("summary", has_text="Menü")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Leichte Sprache").first).to_be_visible()
    page.reload()
    page.evaluate("document.querySelector('.f-menu').open = true")
    walk(page)
