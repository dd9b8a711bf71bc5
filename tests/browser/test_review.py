"""Reviewing a document place by place: without scripts, without htmx, and without a mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, StorageState, expect

from tests.browser import documents
from tests.browser.conftest import NewPage, take
from tests.browser.watching import sideways

pytestmark = pytest.mark.browser

SEEN_FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return one !== document.body && outlined && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def open_one(page: Page) -> Locator:
    """The item that is open; there is never more than one."""
    return page.locator("#werkbank [aria-current=true]")


def tool(page: Page, name: str) -> Locator:
    """Unfold a form of the open item."""
    open_one(page).locator("summary", has_text=name).click()
    return open_one(page).locator("details[open]")


def look_at(page: Page, overview: str, group: str, text: str) -> None:
    page.goto(overview)
    page.get_by_role("link", name=group, exact=True).click()
    page.get_by_role("main").get_by_role("link", name=text, exact=True).click()
    expect(open_one(page)).to_contain_text(text)


def review(page: Page, group: str) -> None:
    """Take every kind of step with a mouse, and publish."""
    overview = take(page, documents.water(group))
    expect(heading(page)).to_have_text("Fast fertig. Drei Stellen brauchen Ihren Blick.")
    page.get_by_role("link", name="Stelle für Stelle durchsehen").click()

    expect(heading(page)).to_have_text("Gehört das zu einer Gruppe?")
    form = tool(page, "Ändern oder verschieben")
    form.get_by_label("Art").select_option("Lösungsansatz oder Synergie")
    form.get_by_label("Gruppe").select_option(group)
    form.get_by_role("button", name="Speichern").click()
    expect(open_one(page)).to_contain_text("Von Hand berichtigt.")

    page.get_by_role("link", name="Zur nächsten Stelle").click()
    expect(heading(page)).to_have_text("Ein Beitrag oder zwei?")
    expect(page.locator(".f-sheet .is-here")).to_have_text("und wer pflegt ihn")
    page.get_by_role("button", name="Mit vorigem verbinden").click()
    expect(open_one(page)).to_contain_text("Wo steht der nächste Trinkbrunnen? und wer pflegt ihn")

    look_at(page, overview, group, "Zisternen fördern. Dächer begrünen.")
    form = tool(page, "Teilen")
    form.get_by_label("Wo beginnt der nächste Beitrag?").fill("Zisternen fördern.\nund Dächer begrünen.")
    form.get_by_role("button", name="Teilen").click()
    expect(open_one(page).locator(".kern-error")).to_contain_text("Bitte beginnen Sie eine neue Zeile")
    form = open_one(page).locator("details[open]")
    form.get_by_label("Wo beginnt der nächste Beitrag?").fill("Zisternen fördern.\nDächer begrünen.")
    form.get_by_role("button", name="Teilen").click()
    expect(open_one(page)).to_contain_text("Zisternen fördern.")
    expect(page.get_by_role("link", name="Dächer begrünen.", exact=True)).to_be_visible()

    look_at(page, overview, group, "Die Leitung ist alt")
    form = tool(page, "Ändern oder verschieben")
    form.get_by_label("Art").select_option("Fragestellung")
    form.get_by_role("button", name="Speichern").click()
    expect(open_one(page)).to_contain_text("Fragestellung")

    for text in ("Mittagspause bis 13 Uhr", "Brunnen im Winter abdecken"):
        look_at(page, overview, group, text)
        form = tool(page, "Weglassen")
        form.get_by_label("Warum weglassen?").fill("gehört zum Ablauf")
        form.get_by_role("button", name="Weglassen").click()
        expect(heading(page)).to_have_text("Fast fertig. Eine Stelle braucht Ihren Blick.")
    page.get_by_role("button", name="Rückgängig : Weggelassen, Brunnen im Winter abdecken").click()
    expect(page.get_by_role("status")).to_have_text("Rückgängig gemacht: Weggelassen, „Brunnen im Winter abdecken“")
    expect(open_one(page)).not_to_contain_text("gehört zum Ablauf")

    page.goto(overview)
    page.get_by_role("button", name="Verdeckt lassen : Frau Ambrosius").click()
    expect(heading(page)).to_have_text("Alles ist geklärt")
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_role("status")).to_have_text("1 Gruppe ist jetzt öffentlich.")


def check_published(page: Page, group: str) -> None:
    page.goto("/gruppen/")
    page.get_by_role("link", name=group, exact=True).click()
    columns = {
        "Fragestellung": ["Wo steht der nächste Trinkbrunnen? und wer pflegt ihn", "Die Leitung ist alt"],
        "Chance": ["Name verdeckt hat den alten Brunnen vermessen"],
        "Lösung": [
            "Der Brunnen an der Fährgasse soll wieder laufen.",
            "Zisternen fördern.",
            "Dächer begrünen.",
            "Brunnen im Winter abdecken",
        ],
    }
    for name, texts in columns.items():
        column = page.get_by_role("region", name=re.compile(f"^{name}"))
        assert sorted(column.get_by_role("link").all_inner_texts()) == sorted(texts)
    expect(page.get_by_text("Mittagspause")).to_have_count(0)
    assert "Ambrosius" not in page.content()


def test_a_document_is_reviewed_step_by_step_and_published_without_scripts(
    new_page: NewPage, signed_in: StorageState, desktop: Page
) -> None:
    review(new_page(javascript=False, signed_in=signed_in), "Wasser ohne Skripte")
    check_published(desktop, "Wasser ohne Skripte")


def test_every_step_works_when_htmx_cannot_be_loaded(new_page: NewPage, signed_in: StorageState, desktop: Page) -> None:
    page = new_page(signed_in=signed_in, blocked="**/htmx*.js")
    review(page, "Wasser ohne Tauschen")
    assert page.evaluate("typeof htmx") == "undefined"
    check_published(desktop, "Wasser ohne Tauschen")


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; on the way it is always to be seen."""
    expect(wanted).to_be_visible()
    for _ in range(80):
        before = page.evaluate_handle("document.activeElement")
        page.keyboard.press("Tab")
        # Fields for a day have several parts.
        if not before.evaluate("one => one === document.activeElement"):
            assert page.evaluate(SEEN_FOCUS), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def press(page: Page, key: str) -> None:
    """Press a key that leads to an item; the item then has the focus, and is in sight."""
    page.evaluate("document.querySelector('#werkbank').dataset.before = ''")
    page.keyboard.press(key)
    arrived(page)


def arrived(page: Page) -> None:
    expect(page.locator("#werkbank[data-before]")).to_have_count(0)
    expect(open_one(page)).to_have_count(1)
    expect(open_one(page)).to_be_focused()
    assert page.evaluate(SEEN_FOCUS)


def test_a_document_is_reviewed_and_published_without_a_mouse(desk: Page, desktop: Page) -> None:
    group = "Wasser ohne Maus"
    desk.goto("/schreibtisch/uebernahme/neu/")
    file = documents.water(group)
    files = desk.get_by_label("Ergebnisdokumente")
    tab_to(desk, files)
    files.set_input_files({"name": file.name, "mimeType": "application/octet-stream", "buffer": file.data})
    tab_to(desk, desk.get_by_role("button", name="Lesen", exact=True))
    desk.keyboard.press("Enter")
    tab_to(desk, desk.get_by_role("link", name="Stelle für Stelle durchsehen"))
    desk.keyboard.press("Enter")
    expect(heading(desk)).to_have_text("Gehört das zu einer Gruppe?")
    desk.evaluate("window.kept = document.getElementById('mitteilungen')")

    desk.keyboard.press("e")
    expect(desk.get_by_label("Wortlaut")).to_be_focused()
    tab_to(desk, desk.get_by_label("Art"))
    desk.keyboard.type("Lösung")
    tab_to(desk, desk.get_by_label("Gruppe"))
    desk.keyboard.type("Wasser")
    tab_to(desk, desk.get_by_role("button", name="Speichern"))
    desk.evaluate("document.querySelector('#werkbank').dataset.before = ''")
    desk.keyboard.press("Enter")
    arrived(desk)
    expect(open_one(desk)).to_contain_text("Lösungsansatz oder Synergie")

    press(desk, "n")
    expect(open_one(desk)).to_contain_text("und wer pflegt ihn")
    press(desk, "v")
    expect(open_one(desk)).to_contain_text("Wo steht der nächste Trinkbrunnen? und wer pflegt ihn")
    press(desk, "z")
    expect(open_one(desk)).to_contain_text("und wer pflegt ihn")
    # The region that readers of the screen watch is still the same, with new words in it.
    assert desk.evaluate("window.kept === document.getElementById('mitteilungen')")
    expect(desk.locator("#mitteilungen[aria-live=polite]")).to_have_text(
        "Rückgängig gemacht: Verbunden, „und wer pflegt ihn“"
    )
    press(desk, "v")
    press(desk, "j")
    expect(open_one(desk)).to_contain_text("Frau Ambrosius hat den alten Brunnen vermessen")
    press(desk, "k")
    expect(open_one(desk)).to_contain_text("und wer pflegt ihn")
    for _ in range(3):
        press(desk, "j")

    expect(open_one(desk)).to_contain_text("Zisternen fördern. Dächer begrünen.")
    desk.keyboard.press("t")
    words = desk.get_by_label("Wo beginnt der nächste Beitrag?")
    expect(words).to_be_focused()
    desk.keyboard.type("jk")
    expect(words).to_have_value(re.compile("jk"))
    desk.keyboard.press("Escape")
    expect(open_one(desk).locator("summary", has_text="Teilen")).to_be_focused()
    expect(words).to_be_hidden()
    # A split that changes words is refused, and what was typed stays in the open form.
    desk.keyboard.press("t")
    tab_to(desk, desk.get_by_role("button", name="Teilen", exact=True))
    desk.evaluate("document.querySelector('#werkbank').dataset.before = ''")
    desk.keyboard.press("Enter")
    arrived(desk)
    expect(open_one(desk).locator(".kern-error")).to_be_visible()
    expect(words).to_have_value(re.compile("jk"))
    desk.keyboard.press("t")
    words.press("Control+A")
    desk.keyboard.type("Zisternen fördern.")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Dächer begrünen.")
    tab_to(desk, desk.get_by_role("button", name="Teilen", exact=True))
    desk.evaluate("document.querySelector('#werkbank').dataset.before = ''")
    desk.keyboard.press("Enter")
    arrived(desk)

    press(desk, "j")
    expect(open_one(desk)).to_contain_text("Dächer begrünen.")
    press(desk, "j")
    expect(open_one(desk)).to_contain_text("Mittagspause")
    desk.keyboard.press("w")
    expect(desk.get_by_label("Warum weglassen?")).to_be_focused()
    desk.keyboard.press("Enter")
    # Nothing else needs a look: back to the overview, where the heading says so.
    expect(heading(desk)).to_have_text("Fast fertig. Eine Stelle braucht Ihren Blick.")
    expect(heading(desk)).to_be_focused()
    desk.go_back()
    expect(open_one(desk)).to_contain_text("Weggelassen: kein Beitrag")
    desk.go_forward()

    tab_to(desk, desk.get_by_role("button", name="Verdeckt lassen : Frau Ambrosius"))
    desk.keyboard.press("Enter")
    expect(heading(desk)).to_have_text("Alles ist geklärt")
    expect(desk.get_by_role("heading", name="Namen von Menschen")).to_be_focused()
    desk.keyboard.press("Shift+Tab")
    tab_to(desk, desk.get_by_role("link", name="6 Stücke Beiwerk"))
    tab_to(desk, desk.get_by_role("button", name="Rückgängig : Name bleibt verdeckt, Frau Ambrosius"))
    desk.reload()
    tab_to(desk, desk.get_by_role("button", name="Veröffentlichen"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_have_text("1 Gruppe ist jetzt öffentlich.")
    desktop.goto("/gruppen/")
    desktop.get_by_role("link", name=group).click()
    expect(desktop.get_by_role("link", name="Dächer begrünen.")).to_be_visible()


def test_a_place_checked_in_the_list_leaves_one_in_the_list_with_the_focus_at_its_head(
    desk: Page, drafts: dict[str, str]
) -> None:
    desk.goto(drafts["DRAFT"])
    button = desk.get_by_role("button", name="Stimmt so : und wer bezahlt sie")
    button.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_have_text("Bestätigt.")
    expect(button).to_have_count(0)
    expect(desk.get_by_role("heading", name="Noch zu klären")).to_be_focused()
    desk.get_by_role("button", name="Rückgängig : Bestätigt, und wer bezahlt sie").click()
    expect(desk.get_by_role("status")).to_contain_text("Rückgängig gemacht: Bestätigt")
    assert sideways(desk) == 0
