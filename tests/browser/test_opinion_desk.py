"""A facilitator holds a Meinungsbild, from the first title to the end; proposals are checked with keys."""

import re

import pytest
from playwright.sync_api import Page, StorageState, expect

from tests.browser.conftest import PHONE, NewPage
from tests.browser.test_pages import examine, visit
from tests.browser.watching import sideways

pytestmark = pytest.mark.browser


DESK = "/schreibtisch/meinungsbild/"
PAGES = [
    "",
    "neu/",
    "1/",
    "2/",
    "1/bearbeiten/",
    "1/aussagen/",
    "1/aussagen/waehlen/?suche=platz",
    "1/aussagen/schreiben/",
    "1/auffaelliges/",
]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(new_page: NewPage, signed_in: StorageState, axe_source: str, path: str) -> None:
    page = new_page(signed_in=signed_in, axe=True)
    visit(page, f"{DESK}{path}")
    for one in page.get_by_role("main").locator("details").all():
        one.evaluate("details => { details.open = true; }")
    examine(page, axe_source)


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def found(page: Page, title: str, *, proposals: bool = False) -> str:
    """Prepare a Meinungsbild with two own sentences and open it; return the path of its page at the desk."""
    page.goto("/schreibtisch/")
    page.get_by_role("navigation").get_by_role("link", name="Meinungsbilder").click()
    page.get_by_role("link", name="Neues Meinungsbild").click()
    page.get_by_label("Titel").fill(title)
    if proposals:
        page.get_by_label("Teilnehmende dürfen eigene Aussagen vorschlagen").check()
    page.get_by_role("button", name="Anlegen").click()
    heading(page, title)
    path = page.url
    page.get_by_role("link", name="Eigene schreiben").first.click()
    page.get_by_label("Eigene Aussagen").fill("Der Markt soll autofrei sein.\nAm Markt fehlen Bänke.")
    page.get_by_label("Aussagen zur Person").fill("Ich wohne am Markt.")
    page.get_by_role("button", name="Aufnehmen").click()
    expect(page.get_by_role("status")).to_have_text("3 Aussagen sind dazugekommen.")
    page.goto(path)
    page.get_by_role("button", name="Jetzt öffnen").click()
    expect(page.get_by_role("status")).to_have_text("Das Meinungsbild ist offen.")
    return path


def test_a_meinungsbild_is_prepared_opened_paused_and_closed(desk: Page, desktop: Page) -> None:
    path = found(desk, "Was wird aus dem Markt?")
    desk.get_by_role("link", name="Aus Beiträgen wählen").click()
    desk.get_by_role("searchbox", name="Suche").fill("platz")
    desk.get_by_role("button", name="Anwenden").click()
    boxes = desk.get_by_role("main").locator("li").get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    desk.get_by_role("button", name="Gewählte aufnehmen").click()
    heading(desk, "Fünf Aussagen sind dabei")
    expect(desk.get_by_text("Schon dabei, als Aussage 4.")).to_be_visible()
    expect(desk.get_by_role("searchbox", name="Suche")).to_have_value("platz")

    desk.goto(path)
    public = desk.get_by_role("link", name="Das Bild").get_attribute("href") or ""
    desktop.goto(public)
    expect(desktop.get_by_role("main")).to_contain_text("Was wird aus dem Markt?")
    desk.get_by_role("button", name="Unterbrechen").click()
    expect(desk.get_by_role("status")).to_contain_text("Gerade kann niemand abstimmen")
    desk.get_by_role("button", name="Wieder öffnen").click()
    expect(desk.get_by_role("button", name="Ja, endgültig schließen")).to_be_hidden()
    desk.locator("summary", has_text="Schließen").click()
    desk.get_by_role("button", name="Ja, endgültig schließen").click()
    expect(desk.get_by_text("Ein geschlossenes Meinungsbild geht nicht wieder auf.")).to_be_visible()


def test_what_cannot_change_any_more_is_locked_with_its_reason(desk: Page) -> None:
    found(desk, "Was bleibt am Markt?")
    desk.get_by_role("link", name="Angaben ändern").click()
    expect(desk.get_by_label("Alle, ohne Konto")).to_be_disabled()
    expect(
        desk.get_by_text("Steht seit dem Öffnen fest: Unter dieser Regel haben Menschen abgestimmt.")
    ).to_be_visible()
    desk.get_by_label("Titel").fill("Was bleibt nun am Markt?")
    desk.get_by_role("button", name="Speichern").click()
    heading(desk, "Was bleibt nun am Markt?")


def propose(page: Page, path: str, text: str) -> None:
    """Propose a statement in the window of somebody who has no account."""
    page.goto(path)
    if page.get_by_role("button", name="Einverstanden, weiter").is_visible():
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Einverstanden, weiter").click()
    page.get_by_role("main").get_by_role("textbox").fill(text)
    page.get_by_role("button", name="Vorschlagen").click()
    heading(page, "Ihr Vorschlag ist angekommen")


def test_proposals_are_checked_with_keys(desk: Page, desktop: Page) -> None:
    path = found(desk, "Was fehlt am Markt?", proposals=True)
    number = path.rstrip("/").rpartition("/")[2]
    for text in ("Am Markt fehlt ein Brunnen.", "Am Markt fehlt eine Uhr.", "Am Markt fehlt nichts."):
        propose(desktop, f"/meinungsbild/{number}/vorschlagen/", text)
    desk.goto(path)
    desk.get_by_role("link", name="Vorschläge prüfen").click()
    heading(desk, "Drei Vorschläge warten")
    desk.keyboard.press("a")
    heading(desk, "Zwei Vorschläge warten")
    desk.keyboard.press("h")
    reason = desk.get_by_role("textbox", name="Öffentlicher Grund", exact=True)
    expect(reason).to_be_focused()
    reason.fill("Steht schon da.")
    desk.keyboard.press("Enter")
    heading(desk, "Ein Vorschlag wartet")
    desk.keyboard.press("w")
    desk.get_by_label("Wortlaut").fill("Am Markt fehlt gar nichts.")
    desk.get_by_role("button", name="Speichern").click()
    expect(desk.get_by_label("„Am Markt fehlt gar nichts.“")).to_be_visible()


def test_the_whole_desk_works_on_a_phone_without_scripts(new_page: NewPage, signed_in: StorageState) -> None:
    page = new_page(PHONE, javascript=False, signed_in=signed_in)
    page.goto(f"{DESK}neu/")
    page.get_by_label("Titel").fill("Was braucht der Abend?")
    page.get_by_label(re.compile("^Wer den Zugangscode kennt")).check()
    page.get_by_role("button", name="Anlegen").click()
    code = page.locator(".f-address.f-secret")
    expect(code).to_have_text(re.compile("^[A-Z2-9]{6}$"))
    path = page.url
    page.get_by_role("link", name="Eigene schreiben").first.click()
    page.get_by_label("Eigene Aussagen").fill("Ein Satz ist gut.")
    page.get_by_role("button", name="Aufnehmen").click()
    for one in (path, f"{path}aussagen/", f"{path}aussagen/waehlen/", f"{path}bearbeiten/"):
        page.goto(one)
        assert not sideways(page), one


def test_what_is_odd_is_told_in_words(desk: Page) -> None:
    desk.goto(f"{DESK}1/auffaelliges/")
    expect(desk.get_by_text("Von selbst bleibt nichts weg: Alle Stimmen zählen.")).to_be_visible()
