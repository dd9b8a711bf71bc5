"""English beside German, and the house mirrored for languages that run from right to left."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_pages import DESK, PUBLIC
from tests.browser.watching import sideways

pytestmark = pytest.mark.browser


def test_resident_switches_to_english_and_stays_there(phone: Page) -> None:
    phone.goto("/beitraege/?seite=2")
    phone.get_by_text("Menü").click()
    phone.get_by_role("link", name="English").click()
    expect(phone).to_have_url("/en/beitraege/?seite=2")
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    phone.locator('main ul [lang="de"] a').first.click()
    expect(phone).to_have_url(re.compile(r"/en/B\d+$"))
    expect(phone.get_by_role("heading", name="The thread")).to_be_visible()
    phone.get_by_text("Menu", exact=True).click()
    phone.get_by_role("link", name="Deutsch").click()
    expect(phone.get_by_role("heading", name="Der Faden")).to_be_visible()


def test_facilitator_finds_the_open_place_in_the_other_language(desk: Page, drafts: dict[str, str]) -> None:
    desk.goto("/en" + drafts["DRAFT_GROUP"])
    desk.locator(".f-work a").first.click()
    expect(desk.get_by_role("heading", name="Source")).to_be_visible()
    before = desk.url
    desk.get_by_role("link", name="Next", exact=True).click()
    expect(desk).not_to_have_url(before)
    expect(desk.get_by_role("link", name="Deutsch").first).to_have_attribute(
        "href", re.sub(r".*/en/", "/", desk.url.split("#")[0])
    )


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_mirrored_page_is_too_wide(desk: Page, drafts: dict[str, str], viewport: object) -> None:
    desk.set_viewport_size(viewport)  # type: ignore[arg-type]
    wide = {}
    for path in [*PUBLIC, *DESK]:
        desk.goto("/en" + drafts.get(path, path))
        desk.evaluate("document.documentElement.dir = 'rtl'")
        if sideways(desk):
            wide[path] = sideways(desk)
    assert not wide


def test_mirrored_frame_begins_on_the_right(desktop: Page) -> None:
    desktop.goto("/en/G5")
    desktop.evaluate("document.documentElement.dir = 'rtl'")

    def left(selector: str) -> float:
        box = desktop.locator(f"{selector} >> visible=true").first.bounding_box()
        assert box
        return box["x"]

    assert left(".f-brand") > left(".f-tools")
    assert left(".f-header nav li:first-child") > left(".f-header nav li:last-child")
    assert left(".f-crumbs li:first-child") > left(".f-crumbs li:last-child")
