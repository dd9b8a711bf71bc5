"""A newer version of a document that is public already."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import documents
from tests.browser.conftest import take

pytestmark = pytest.mark.browser

GROUP = "Obst für alle"
TITLE = f"Ergebnisse der Werkstatt {GROUP}"
PRESS = "Eine Mostpresse ausleihen und gemeinsam im Oktober keltern"
NEW_PRESS = "Eine Mostpresse leihen und mit den Schulen im Oktober keltern"
WINTER = "Wer schneidet die Bäume im Winter zurück?"
NEW_WINTER = "Wer schneidet die alten Bäume im Winter zurück?"
GONE = "Die Wege zur Wiese sind im Herbst matschig"
ADDED = "Einen Obstlehrpfad anlegen"


def statements(page: Page) -> dict[str, str]:
    """Return the addresses of the group's statements by their words."""
    page.goto("/gruppen/")
    page.get_by_role("link", name=GROUP, exact=True).click()
    links = page.locator(".f-cols").get_by_role("link")
    expect(links.first).to_be_visible()
    return dict(links.evaluate_all("all => all.map(one => [one.textContent, one.pathname])"))


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def test_a_newer_version_changes_words_at_their_addresses_and_can_be_taken_back(desk: Page, desktop: Page) -> None:
    take(desk, documents.orchard(GROUP, number=1))
    desk.get_by_role("button", name="Veröffentlichen").click()
    expect(status(desk)).to_have_text("1 Gruppe ist jetzt öffentlich.")
    before = statements(desktop)
    assert len(before) == 8
    assert {PRESS, WINTER, GONE} <= set(before)

    overview = take(desk, documents.orchard(GROUP, number=2), version_of=TITLE)
    expect(desk.get_by_text("Zu diesen Gruppen ist schon etwas öffentlich.")).to_be_visible()
    desk.get_by_role("link", name="Was sich ändert").click()
    title = desk.get_by_role("heading", level=1)
    expect(title).to_have_text("Eine Stelle ist noch zu entscheiden")
    sorts = desk.get_by_role("navigation", name="Arten von Änderungen").get_by_role("link")
    assert sorts.all_inner_texts() == ["Anders gesagt (2, eine offen)", "Neu (1)", "Nicht mehr im Dokument (1)"]
    # Publishing waits, says why, and changes nothing.
    desk.get_by_role("button", name="So veröffentlichen").press("Enter")
    expect(status(desk)).to_contain_text("Eine Stelle ist noch zu entscheiden")
    assert statements(desktop) == before

    # One is decided by hand: the old words stay.
    winter = desk.get_by_role("group", name=f"Was geschieht mit „{WINTER}“?")
    expect(winter.get_by_label("neuer Wortlaut")).to_be_checked()
    press = desk.get_by_role("group", name="Was geschieht mit „Eine Mostpresse ausleihen")
    expect(press.get_by_role("radio", checked=True)).to_have_count(0)
    winter.get_by_label("alter Wortlaut bleibt").check()
    desk.get_by_role("button", name="Entscheidungen merken").click()
    expect(status(desk)).to_have_text("Gemerkt. Öffentlich ist noch nichts davon.")
    expect(winter.get_by_label("alter Wortlaut bleibt")).to_be_checked()
    desk.get_by_role("button", name="Alle Vorschläge annehmen").click()
    expect(title).to_have_text("Das ändert sich, wenn Sie veröffentlichen")
    expect(winter.get_by_label("alter Wortlaut bleibt")).to_be_checked()
    assert statements(desktop) == before

    desk.get_by_role("button", name="So veröffentlichen").click()
    expect(status(desk)).to_have_text("1 Gruppe ist jetzt öffentlich.")
    after = statements(desktop)
    assert after[NEW_PRESS] == before[PRESS]
    assert after[WINTER] == before[WINTER]
    assert {PRESS, NEW_WINTER, GONE} & set(after) == set()
    assert after[ADDED] not in before.values()
    same = set(before) - {PRESS, GONE}
    assert {words: after[words] for words in same} == {words: before[words] for words in same}
    desktop.goto(before[PRESS])
    expect(desktop.get_by_role("heading", level=1)).to_contain_text(NEW_PRESS)
    desktop.goto(before[GONE])
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("Zurückgezogen am")
    expect(desktop.get_by_text("Grund:")).to_contain_text("Steht in der neuen Fassung des Dokuments nicht mehr.")
    expect(desktop.get_by_role("main")).not_to_contain_text(GONE)

    desk.goto(overview)
    desk.get_by_text("Veröffentlichung zurücknehmen", exact=True).click()
    desk.get_by_role("button", name="Ja, zurücknehmen").click()
    expect(status(desk)).to_have_text("Zurückgenommen. Alles ist wie vorher, der Entwurf ist wieder offen.")
    assert statements(desktop) == before
    desktop.goto(after[ADDED])
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("Zurückgezogen am")
    desktop.goto(before[GONE])
    expect(desktop.get_by_role("heading", level=1)).to_contain_text(GONE)
    # What was decided is still there for the next attempt.
    desk.get_by_role("link", name="Was sich ändert").click()
    expect(winter.get_by_label("alter Wortlaut bleibt")).to_be_checked()
    expect(title).to_have_text("Das ändert sich, wenn Sie veröffentlichen")
