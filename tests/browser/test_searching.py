"""A resident looks for something: suggestions while typing, by keys and without a script."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_arrows_choose_a_suggestion_and_enter_looks_for_it(new_page: NewPage, viewport: ViewportSize) -> None:
    page = new_page(viewport)
    page.goto("/")
    field = page.get_by_role("combobox", name="Beitrag suchen")
    field.press_sequentially("parkh")
    expect(page.get_by_role("option", name="Parkhaus")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Vorschl")
    field.press("ArrowDown")
    expect(field).to_have_value("Parkhaus")
    expect(page.get_by_role("option", selected=True)).to_have_text("Parkhaus")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("„Parkhaus“")
    expect(page.locator("mark").first).to_contain_text("arkh")


def test_escape_gives_back_what_was_typed_and_leaving_closes_the_list(new_page: NewPage) -> None:
    page = new_page(DESKTOP)
    page.goto("/beitraege/")
    field = page.get_by_role("combobox", name="Suche")
    field.press_sequentially("park")
    field.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("ArrowUp")
    expect(field).not_to_have_value("park")
    field.press("Escape")
    expect(field).to_have_value("park")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_suggested_group_leads_to_its_page(new_page: NewPage) -> None:
    page = new_page(PHONE)
    page.goto("/beitraege/")
    page.get_by_role("combobox", name="Suche").press_sequentially("straß")
    page.get_by_role("listbox").get_by_role("option", name="Straßen zum Leben").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Straßen zum Leben")


def test_filters_narrow_the_list_without_a_script(new_page: NewPage) -> None:
    page = new_page(PHONE, javascript=False)
    page.goto("/beitraege/?suche=Platz")
    expect(page.locator(".f-statements li").first).to_be_in_viewport()
    page.get_by_text("Eingrenzen und ordnen").click()
    page.get_by_label("Art").select_option(value="assessment")
    page.get_by_role("button", name="Anwenden").click()
    expect(page.get_by_role("link", name="Art: Chance oder Herausforderung")).to_be_visible()
    assert "suche=Platz" in page.url
    assert "art=assessment" in page.url
