"""What is new since the last visit: asked for, kept in the browser alone, and taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser


def _kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify(localStorage)"))


def test_nothing_is_kept_until_somebody_asks_for_it(desktop: Page) -> None:
    for path in ("/", "/neu/"):
        desktop.goto(path)
        assert _kept(desktop) == "{}"
        expect(desktop.locator("[data-visit]")).to_be_hidden()


def test_who_asked_is_told_how_much_is_new_and_can_take_it_back(desktop: Page) -> None:
    desktop.goto("/neu/")
    desktop.get_by_role("button", name="Letzten Besuch merken").click()
    before = (datetime.now(UTC) - timedelta(days=400)).isoformat()
    desktop.evaluate("seen => localStorage.setItem(Object.keys(localStorage)[0], JSON.stringify({ seen }))", before)
    with desktop.expect_request("**/neu/zahl.json?**") as asked:
        desktop.goto("/")
    assert asked.value.url.endswith(f"/neu/zahl.json?seit={before[:13]}:00Z")
    link = desktop.locator("[data-visit] a")
    expect(link).to_be_visible()
    expect(link).not_to_contain_text("{")
    link.click()
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("Neu seit dem")
    desktop.get_by_role("button", name="Nicht mehr merken und löschen").click()
    assert _kept(desktop) == "{}"


def test_without_scripts_news_can_be_narrowed_to_a_day(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/neu/?seit=2020-01-01")
    expect(page.get_by_role("heading", level=1)).to_have_text("Neu seit dem 1. Januar 2020")
    expect(page.get_by_role("button", name="Letzten Besuch merken")).to_be_hidden()
