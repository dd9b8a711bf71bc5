"""Several documents handed in at once, and results taken away as files."""

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, StorageState, expect

from tests.browser import documents
from tests.browser.conftest import NewPage, upload

pytestmark = pytest.mark.browser

FORMATS = {
    "PDF": (".pdf", b"%PDF-"),
    "Word": (".docx", b"PK"),
    "Excel": (".xlsx", b"PK"),
    "OpenDocument": (".ods", b"PK"),
    "CSV": (".csv", b"\xef\xbb\xbf"),
    "JSON": (".json", b"{"),
    "HTML": (".html", b"<!doctype html>"),
}


def test_of_several_documents_each_is_told_apart_and_the_list_renews_itself(desk: Page) -> None:
    upload(desk, documents.long_pdf("Ufer.pdf", pages=12), documents.water("Wasser im Stapel"), documents.CUT_OFF_PDF)
    expect(desk.get_by_role("status")).to_have_text("3 Dokumente sind da und werden nacheinander gelesen.")
    assert desk.url.endswith("/schreibtisch/uebernahme/")
    desk.evaluate("window.same = true")
    reading = desk.get_by_role("region", name="Wird gelesen")
    expect(reading.get_by_role("progressbar").first).to_be_visible()
    new = desk.get_by_role("main").get_by_role("link", name="Dokumente übernehmen")
    new.focus()

    waiting = desk.get_by_role("region", name="Wartet auf Sie").get_by_role("listitem")
    expect(reading).to_have_count(0, timeout=60_000)
    assert desk.evaluate("window.same"), "the page was loaded again"
    expect(new).to_be_focused()
    whole = waiting.filter(has=desk.get_by_role("link", name="Ergebnisse der Werkstatt Ufer"))
    expect(whole).to_contain_text("Bereit zur Durchsicht. Ufer.pdf")
    expect(waiting.filter(has_text="Wasser im Stapel.docx")).to_contain_text("Bereit zur Durchsicht")
    broken = waiting.filter(has_text="Abgeschnitten.pdf")
    expect(broken).to_contain_text("Dieses PDF ist beschädigt. Bitte speichern Sie es neu")
    broken.get_by_role("link").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Das Dokument ist nicht lesbar")


def test_several_documents_are_followed_without_scripts(new_page: NewPage, signed_in: StorageState) -> None:
    page = new_page(signed_in=signed_in, javascript=False)
    upload(page, documents.water("Wasser ganz ruhig"), documents.CUT_OFF_PDF)
    again = page.get_by_role("link", name="Nachsehen")
    while again.count():
        again.click()
    expect(page.get_by_role("listitem").filter(has_text="Wasser ganz ruhig.docx")).to_contain_text(
        "Bereit zur Durchsicht"
    )
    expect(page.get_by_role("listitem").filter(has_text="Abgeschnitten.pdf").first).to_contain_text("beschädigt")


@pytest.mark.parametrize(("path", "about"), [("/gruppen/", "ulmenfurt-2035"), ("/G5", "ulmenfurt-2035-g5")])
def test_results_are_taken_away_in_each_format_with_nothing_but_the_keyboard(
    desktop: Page, tmp_path: Path, path: str, about: str
) -> None:
    desktop.goto(path)
    files = desktop.locator("section", has=desktop.get_by_role("heading", name="herunterladen"))
    assert files.get_by_role("link").all_inner_texts() == list(FORMATS)
    for name, (ending, beginning) in FORMATS.items():
        files.get_by_role("link", name=name, exact=True).focus()
        with desktop.expect_download() as taken:
            desktop.keyboard.press("Enter")
        called = taken.value.suggested_filename
        assert about in called.lower(), called
        assert called.endswith(ending)
        taken.value.save_as(tmp_path / called)
        assert (tmp_path / called).read_bytes().lower().startswith(beginning.lower()), called
    table = next(tmp_path.glob("*.xlsx"))
    book = openpyxl.load_workbook(table)
    words = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert any("Einmal im Jahr den Ernstfall üben" in str(cell) for cell in words)
    book.close()
