"""The page of a PDF beside what was read from it."""

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Page, expect

from tests.browser import documents
from tests.browser.conftest import PHONE
from tests.browser.watching import sideways

pytestmark = pytest.mark.browser

WORDS = "und wer zahlt den Strom"


def place_of(words: str, data: bytes) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of `words` on the first page, in thousandths of its width."""
    with pdfium.PdfDocument(data) as document:
        page = document[0]
        text = page.get_textpage()
        search = text.search(words)
        start, count = search.get_next()
        boxes = [text.get_charbox(at) for at in range(start, start + count)]
        width, height = page.get_size()
        search.close()
        text.close()
        page.close()
    scale = 1000 / width
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
    return left * scale, (height - top) * scale, right * scale, (height - bottom) * scale


def test_the_mark_lies_on_the_words_in_the_picture_of_the_page(desk: Page, drafts: dict[str, str]) -> None:
    desk.goto(drafts["PDF_ITEM"])
    expect(desk.locator("#werkbank [aria-current=true]")).to_contain_text(WORDS)
    left, top, right, bottom = place_of(WORDS, documents.LANTERNS.data)
    x, y, width, height = (
        float(desk.locator(".f-picture rect").get_attribute(name) or "nan") for name in ("x", "y", "width", "height")
    )
    # The mark covers the words and little else: a line of ten points is 12 of these units high.
    assert x <= left
    assert x + width >= right
    assert y <= top
    assert y + height >= bottom
    assert left - x < 12
    assert x + width - right < 12
    assert top - y < 12
    assert y + height - bottom < 12
    # And it is in the part of the page that shows.
    mark, picture = (desk.locator(one).bounding_box() for one in (".f-picture rect", ".f-picture"))
    assert mark
    assert picture
    assert picture["x"] < mark["x"] < mark["x"] + mark["width"] < picture["x"] + picture["width"]
    assert picture["y"] < mark["y"] < mark["y"] + mark["height"] < picture["y"] + picture["height"]


def test_the_whole_page_opens_from_its_picture_and_comes_back(desk: Page, drafts: dict[str, str]) -> None:
    desk.goto(drafts["PDF_ITEM"])
    shown = desk.get_by_role("img", name="Ausschnitt von Seite 1, die Stelle ist umrandet. Ganze Seite zeigen")
    expect(shown).to_be_visible()
    with desk.expect_response("**/seite/1.png") as whole:
        shown.click()
    assert whole.value.headers["content-type"] == "image/png"
    drawn = desk.locator("img")
    expect(drawn).to_be_visible()
    across, down = drawn.evaluate("one => [one.naturalWidth, one.naturalHeight]")
    assert across == 1600
    assert abs(down / across - 210 / 297) < 0.01
    desk.go_back()
    expect(desk.locator("#werkbank [aria-current=true]")).to_contain_text(WORDS)


def test_a_phone_shows_the_picture_without_scrolling_sideways(desk: Page, drafts: dict[str, str]) -> None:
    desk.set_viewport_size(PHONE)
    desk.goto(drafts["PDF_ITEM"])
    picture = desk.locator(".f-picture").bounding_box()
    assert picture
    assert picture["width"] > 300
    for summary in desk.locator("main summary").all():
        summary.click()
        assert sideways(desk) == 0
