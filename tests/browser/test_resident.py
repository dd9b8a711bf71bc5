"""What residents do: read, search, find their statement again, report a mistake."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import sideways

pytestmark = pytest.mark.browser


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """The one heading of the page says `text`, and nothing sticks out at the side."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    assert sideways(page) == 0, f"{page.url} is {sideways(page)} px too wide"


def test_a_resident_with_a_phone_and_no_scripts_follows_a_statement_to_its_group_and_goal(phone: Page) -> None:
    phone.goto("/")
    heading(phone, "Was wurde aus dem, was Sie gesagt haben?")
    phone.get_by_label("Beitrag suchen").fill("Ernstfall")
    phone.get_by_role("button", name="Suchen").click()
    heading(phone, "Ein Beitrag mit „Ernstfall“")

    phone.get_by_role("link", name="Einmal im Jahr den Ernstfall üben").click()
    expect(phone).to_have_url("/B83")
    heading(phone, re.compile("^„Einmal im Jahr den Ernstfall üben: Was tun, wenn die Welbe über die Ufer tritt\\?“$"))
    expect(phone.get_by_text("Die Gruppe Hitze und Starkregen hat es gesagt.")).to_be_visible()
    expect(phone.locator(".f-source .is-here")).to_contain_text("Einmal im Jahr den Ernstfall üben")
    expect(phone.get_by_text("Noch nicht beantwortet")).to_be_visible()
    goals = phone.get_by_role("listitem").filter(has=phone.get_by_role("heading", name="Ziele der Gruppe"))
    expect(goals.get_by_role("link", name="GES_4")).to_be_visible()
    expect(goals).to_contain_text("Die Stadt auf Hitze und Wasser vorbereiten")

    phone.get_by_role("main").get_by_role("link", name="Hitze und Starkregen").first.click()
    expect(phone).to_have_url("/G5")
    heading(phone, "Hitze und Starkregen")
    expect(phone.get_by_role("link", name="Einmal im Jahr den Ernstfall üben")).to_be_visible()
    expect(phone.get_by_role("heading", name="Quelle")).to_be_visible()

    phone.locator("summary", has_text="Zielen dient die Gruppe").click()
    phone.get_by_role("link", name="ST_4.5").click()
    expect(phone).to_have_url("/ziele/ST_4.5")
    heading(phone, "Die Welbe wieder sauber und erlebbar machen")
    expect(phone.get_by_role("link", name="Hitze und Starkregen").first).to_be_visible()


def test_the_menu_of_a_phone_opens_without_scripts(phone: Page) -> None:
    phone.goto("/B83")
    goals = phone.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Ziele", exact=True)
    expect(goals).to_be_hidden()
    phone.get_by_text("Menü", exact=True).click()
    expect(goals).to_be_visible()
    assert sideways(phone) == 0
    goals.click()
    heading(phone, re.compile(r"\d+ Ziele in \w+ Handlungsfeldern"))


def test_the_number_on_a_slip_leads_to_its_statement_however_it_is_typed(desktop: Page) -> None:
    desktop.goto("/")
    desktop.get_by_label("Adresse Ihres Beitrags").fill(" b83 ")
    desktop.get_by_role("button", name="Faden zeigen").click()
    expect(desktop).to_have_url("/B83")
    expect(desktop.locator(".f-address")).to_have_text("B83")


@pytest.mark.parametrize("words", ["AK 5.3", "ak_5.3", "AK_5.3"])
def test_a_goal_s_code_in_the_search_leads_to_the_goal(desktop: Page, words: str) -> None:
    desktop.goto("/")
    desktop.get_by_label("Beitrag suchen").fill(words)
    desktop.get_by_label("Beitrag suchen").press("Enter")
    expect(desktop).to_have_url("/ziele/AK_5.3")
    heading(desktop, "Den Wechsel von einer Schule in die nächste gut vorbereiten")


def test_an_unknown_number_gets_a_friendly_page_that_lets_try_again(desktop: Page) -> None:
    desktop.goto("/")
    desktop.get_by_label("Adresse Ihres Beitrags").fill("B99999")
    desktop.get_by_role("button", name="Faden zeigen").click()
    heading(desktop, "Unter „B99999“ steht hier nichts")
    expect(desktop.get_by_text("Adressen sind ein Buchstabe und eine Zahl, zum Beispiel B83.")).to_be_visible()
    desktop.get_by_label("Adresse Ihres Beitrags").fill("B83")
    desktop.get_by_role("button", name="Faden zeigen").click()
    expect(desktop).to_have_url("/B83")


def test_an_address_nobody_has_says_so_in_german(desktop: Page) -> None:
    answer = desktop.goto("/B99999")
    assert answer is not None
    assert answer.status == 404
    heading(desktop, "Diese Seite gibt es nicht")
    desktop.get_by_role("main").get_by_role("link", name="Alle Beiträge").click()
    expect(desktop).to_have_url("/beitraege/")


def count(page: Page) -> int:
    found = re.search(r"\d+", page.get_by_role("heading", level=1).inner_text())
    assert found
    return int(found[0])


def test_filters_narrow_the_list_and_its_address_can_be_passed_on(desktop: Page, phone: Page) -> None:
    desktop.goto("/beitraege/")
    everything = count(desktop)
    desktop.get_by_label("Gruppe").select_option(value="4")
    desktop.get_by_role("button", name="Anwenden").click()
    of_the_group = count(desktop)
    assert 0 < of_the_group < everything
    desktop.get_by_label("Art").select_option(value="proposal")
    desktop.get_by_role("button", name="Anwenden").click()
    solutions = count(desktop)
    assert 0 < solutions < of_the_group
    told = desktop.locator(".f-statements li p:last-child").all_inner_texts()
    assert len(told) == solutions
    assert all(line.endswith("Straßen zum Leben") and "Lösungsansatz oder Synergie" in line for line in told)

    phone.goto(desktop.url)
    assert count(phone) == solutions
    expect(phone.get_by_label("Gruppe")).to_have_value("4")
    phone.get_by_text("Eingrenzen und ordnen").click()
    assert sideways(phone) == 0
    phone.get_by_role("link", name="Alles zeigen").click()
    assert count(phone) >= everything


def test_pages_of_the_list_do_not_repeat_themselves_and_keep_the_filters(desktop: Page) -> None:
    desktop.goto("/beitraege/?sortierung=alt")
    first = desktop.locator(".f-statements a").evaluate_all("all => all.map(one => one.pathname)")
    assert len(first) == 30
    assert first[:2] == ["/B1", "/B2"]
    desktop.get_by_role("navigation", name="Seiten").get_by_role("link", name="Weiter").click()
    expect(desktop).to_have_url(re.compile("sortierung=alt.*seite=2|seite=2.*sortierung=alt"))
    second = desktop.locator(".f-statements a").evaluate_all("all => all.map(one => one.pathname)")
    assert not set(first) & set(second)
    expect(desktop.get_by_role("navigation", name="Seiten").locator("[aria-current=page]")).to_have_text("2")
    desktop.get_by_role("navigation", name="Seiten").get_by_role("link", name="Zurück").click()
    assert desktop.locator(".f-statements a").first.get_attribute("href") == "/B1"


def test_a_search_without_a_hit_says_what_to_do_next(desktop: Page) -> None:
    desktop.goto("/beitraege/?suche=xyzzy")
    heading(desktop, "0 Beiträge mit „xyzzy“")
    expect(desktop.get_by_text("Dazu haben wir nichts gefunden. Versuchen Sie ein kürzeres Wort.")).to_be_visible()
    desktop.get_by_role("link", name="Alle Beiträge zeigen").click()
    expect(desktop.locator(".f-statements li")).to_have_count(30)


def test_a_mistake_reported_below_a_statement_arrives_at_the_desk(phone: Page, desk: Page) -> None:
    phone.goto("/B84")
    phone.get_by_role("link", name="Fehler oder personenbezogene Angabe melden").click()
    heading(phone, "Fehler oder personenbezogene Angabe melden")
    expect(phone.get_by_label("Auf welcher Seite?")).to_have_value("/B84")
    phone.get_by_label("Was stimmt nicht?").fill("Der Festplatz heißt Kirmesplatz, <b>ehrlich</b>.")
    phone.get_by_label("Ihre E-Mail-Adresse").fill("lene@example")
    phone.get_by_role("button", name="Senden").click()
    expect(phone.get_by_text("Bitte gültige E-Mail-Adresse eingeben.")).to_be_visible()
    phone.get_by_label("Ihre E-Mail-Adresse").fill("lene@example.org")
    phone.get_by_role("button", name="Senden").click()
    heading(phone, "Ihre Meldung ist angekommen")

    desk.goto("/schreibtisch/")
    expect(desk.get_by_role("heading", name="Offene Meldungen")).to_be_visible()
    desk.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Meldungen").click()
    told = desk.get_by_role("listitem").filter(has_text="Kirmesplatz")
    expect(told).to_contain_text("Der Festplatz heißt Kirmesplatz, <b>ehrlich</b>.")
    expect(told).to_contain_text("lene@example.org")
    expect(told.get_by_role("link", name="B84")).to_have_attribute("href", "/B84")
    told.get_by_role("button", name="Erledigt").click()
    expect(desk.get_by_role("status")).to_have_text("Die Meldung ist erledigt.")
    expect(desk.get_by_text("lene@example.org")).to_have_count(0)
