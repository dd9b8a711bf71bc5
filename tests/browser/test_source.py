"""The page of a PDF beside what was read from it."""

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import documents
from tests.browser.conftest import PHONE
from tests.browser.watching import sideways

pytestmark = pytest.mark.browser

WORDS = "und wer zahlt den Strom"


def place_of(words: str, data: bytes) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of `words` on the first page, in thousandths of its width."""
    with pdfium.PdfDocument(data) as document:  # type: ignore[no-untyped-call]
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


def test_the_picture_leads_to_the_whole_page(desk: Page, drafts: dict[str, str]) -> None:
    desk.goto(drafts["PDF_ITEM"])
    link = desk.get_by_role("link").filter(
        has=desk.get_by_role("img", name="Ausschnitt von Seite 1, die Stelle ist umrandet. Ganze Seite zeigen")
    )
    link.click()
    expect(desk.get_by_role("heading", name="Seite 1")).to_be_visible()
    shown = desk.get_by_role("main").get_by_role("img")
    assert shown.evaluate("image => image.complete && image.naturalWidth") == 1600
    assert sideways(desk) == 0
    answer = desk.request.get(shown.get_attribute("src") or "")
    assert answer.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(answer.body())) as picture:
        assert picture.width == 1600
        assert abs(picture.height / picture.width - 210 / 297) < 0.01


def test_a_phone_shows_the_picture_without_scrolling_sideways(desk: Page, drafts: dict[str, str]) -> None:
    desk.set_viewport_size(PHONE)
    desk.goto(drafts["PDF_ITEM"])
    picture = desk.locator(".f-picture").bounding_box()
    assert picture
    assert picture["width"] > 300
    for summary in desk.locator("main summary").all():
        summary.click()
        assert sideways(desk) == 0


def test_a_text_outside_the_table_is_marked_among_its_neighbours(desk: Page, drafts: dict[str, str]) -> None:
    desk.goto(drafts["DRAFT_ITEM"])
    words = "Vor der Tabelle steht ein Satz, den niemand erwartet hat. Und noch einer."
    expect(desk.locator("#werkbank [aria-current=true]")).to_contain_text(words)
    expect(desk.locator(".f-sheet .is-here")).to_have_text(words)
