"""The network of groups: pointing at a group or reaching it by keyboard shows its ties alone; without scripts all."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, NewPage

pytestmark = pytest.mark.browser


def _pairs(page: Page) -> Locator:
    return page.locator(".f-pairs > li").filter(visible=True)


def _open(page: Page) -> Page:
    page.goto("/synergien/netz/")
    expect(_pairs(page)).to_have_count(8)
    return page


def test_pointing_at_a_group_leaves_its_ties(new_page: NewPage) -> None:
    page = _open(new_page())
    page.locator(".f-net--wide [data-group='5'] circle").hover()
    expect(_pairs(page)).to_have_count(1)
    expect(page.locator("#netz-sagt")).to_have_text("Nur Hitze und Starkregen")
    expect(page.locator(".f-net--wide path.is-on")).to_have_count(1)
    page.mouse.move(2, 2)
    expect(_pairs(page)).to_have_count(8)
    expect(page.locator("#netz-sagt")).to_have_text("")


def test_group_that_was_reached_by_keyboard_stays_chosen_while_its_pairs_are_read(new_page: NewPage) -> None:
    page = _open(new_page())
    page.get_by_role("link", name="Gruppen und Ziele").focus()
    said = page.locator("#netz-sagt")
    # Other journeys may have added groups before it.
    for _ in range(12):
        page.keyboard.press("Tab")
        if said.inner_text() == "Nur Handel und Handwerk":
            break
    expect(said).to_have_text("Nur Handel und Handwerk")
    expect(_pairs(page)).to_have_count(2)
    _pairs(page).first.get_by_role("link").focus()
    expect(_pairs(page)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(_pairs(page)).to_have_count(8)
    expect(page.get_by_role("button", name="Alle zeigen")).to_be_hidden()


def test_button_shows_all_again(new_page: NewPage) -> None:
    page = _open(new_page())
    page.get_by_role("link", name="Gruppen und Ziele").focus()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Alle zeigen").click()
    expect(_pairs(page)).to_have_count(8)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_group_in_the_picture_leads_to_its_page(new_page: NewPage, javascript: bool) -> None:
    page = _open(new_page(PHONE, javascript=javascript))
    page.locator(".f-net--narrow").get_by_role("link", name="Hitze und Starkregen").click()
    expect(page).to_have_url("/G5")
