"""Voting: by keys, without scripts, on a phone, without a connection, and being forgotten."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.house import House
from tests.browser.watching import sideways

pytestmark = pytest.mark.browser

VOTING = "/meinungsbild/1/abstimmen/"
SLIP = 450
"""A second press within 400 ms is taken for a slip."""


def agree(page: Page) -> None:
    """Go to the voting, agree before the first vote; ends at the first statement."""
    page.goto("/meinungsbild/1/einverstanden/")
    box = page.get_by_role("checkbox")
    expect(box).not_to_be_checked()
    box.check()
    page.get_by_role("button", name="Einverstanden, weiter").click()
    expect(page.get_by_role("button", name="Ich stimme zu")).to_be_visible()


def press(page: Page, key: str) -> str:
    """Vote by a key and wait for the next statement; returns the words that were voted on."""
    heading = page.get_by_role("heading", level=1)
    words = heading.inner_text()
    page.wait_for_timeout(SLIP)
    page.keyboard.press(key)
    expect(heading).not_to_have_text(words)
    return words


def kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify(localStorage)"))


def test_the_first_press_asks_for_consent_and_counts_after_it(desktop: Page) -> None:
    desktop.goto(VOTING)
    words = desktop.get_by_role("heading", level=1).inner_text()
    desktop.keyboard.press("2")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Sind Sie einverstanden?")
    expect(desktop.get_by_text(words)).to_be_visible()
    desktop.get_by_role("checkbox").check()
    desktop.get_by_role("button", name="Einverstanden, weiter").click()
    expect(desktop.get_by_role("status")).to_have_text("Ihre Stimme ist angekommen")
    row = desktop.locator(".f-ownvote", has_text=words)
    expect(row).to_contain_text("Ablehnung")


def test_keys_vote_and_the_next_statement_is_read(desktop: Page) -> None:
    agree(desktop)
    words = [press(desktop, key) for key in "123"]
    expect(desktop.get_by_role("heading", level=1)).to_be_focused()
    expect(desktop.get_by_role("status")).to_have_text("Alle 3 sind angekommen")
    expect(desktop.get_by_text(re.compile(r"Aussage 4 von \d+\."))).to_be_visible()
    rows = desktop.locator("[data-mine] .f-ownvote")
    expect(rows).to_have_count(3)
    for row, said, stance in zip(rows.all(), reversed(words), ("Weiß nicht", "Ablehnung", "Zustimmung"), strict=True):
        expect(row).to_contain_text(said)
        expect(row).to_contain_text(stance)
    assert kept(desktop) == "{}"
    desktop.wait_for_timeout(SLIP)
    before = desktop.get_by_role("heading", level=1).inner_text()
    desktop.keyboard.press("Control+1")
    desktop.keyboard.press("4")
    expect(desktop.get_by_role("heading", level=1)).to_have_text(before)
    desktop.get_by_role("link", name="Alle Ihre Stimmen ansehen").click()
    expect(desktop.locator(".f-ownvote")).to_have_count(3)


def test_a_second_press_right_after_the_first_is_not_taken_for_the_next_statement(desktop: Page) -> None:
    agree(desktop)
    desktop.wait_for_timeout(SLIP)
    desktop.get_by_role("button", name="Ich stimme zu").dblclick()
    expect(desktop.get_by_role("status")).to_have_text("Ihre Stimme ist angekommen")
    expect(desktop.locator("[data-mine] .f-ownvote")).to_have_count(1)


def test_buttons_stay_where_they_are(desktop: Page) -> None:
    agree(desktop)
    button = desktop.get_by_role("button", name="Ich stimme zu")
    places = []
    for key in "1231":
        press(desktop, key)
        box = button.bounding_box()
        assert box
        places.append(box["y"])
    assert places == sorted(places)
    assert max(places) - min(places) < 60


def test_votes_without_a_connection_wait_and_arrive(browser: Browser, house: House) -> None:
    context = browser.new_context(base_url=house.base, viewport=DESKTOP, locale="de-DE", reduced_motion="reduce")
    page = context.new_page()
    agree(page)
    press(page, "1")
    status = page.get_by_role("status")
    expect(status).to_have_text("Ihre Stimme ist angekommen")
    context.set_offline(True)
    words = [press(page, key) for key in "213"]
    expect(status).to_have_text("3 Stimmen warten auf eine Verbindung; sie werden gesendet, sobald es geht.")
    assert kept(page).count("number") == 3
    expect(page.get_by_text(re.compile(r"Aussage 5 von \d+\."))).to_be_visible()
    context.set_offline(False)
    expect(status).to_have_text("Alle 4 sind angekommen")
    assert kept(page) == "{}"
    page.goto("/meinungsbild/1/stimmen/")
    said = [row.inner_text() for row in page.locator(".f-ownvote").all()]
    assert [stance in row for row, stance in zip(said, ("Weiß nicht", "Zustimmung", "Ablehnung"), strict=False)] == [
        True
    ] * 3
    assert [one in row for one, row in zip(reversed(words), said, strict=False)] == [True] * 3
    context.close()


def test_votes_that_wait_are_sent_by_the_next_visit(browser: Browser, house: House) -> None:
    context = browser.new_context(base_url=house.base, viewport=PHONE, locale="de-DE", reduced_motion="reduce")
    page = context.new_page()
    agree(page)
    page.route("**/abstimmen/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    for key in "12":
        press(page, key)
    expect(page.get_by_role("status")).to_have_text(re.compile("^2 Stimmen warten"))
    page.close()
    again = context.new_page()
    again.goto(VOTING)
    expect(again.get_by_role("status")).to_have_text("Alle 2 sind angekommen")
    assert kept(again) == "{}"
    context.close()


def test_a_vote_that_is_not_taken_is_not_said_to_have_arrived(browser: Browser, house: House) -> None:
    context = browser.new_context(base_url=house.base, viewport=DESKTOP, locale="de-DE", reduced_motion="reduce")
    page = context.new_page()
    agree(page)
    press(page, "1")
    expect(page.get_by_role("status")).to_have_text("Ihre Stimme ist angekommen")
    refusal = {"fehler": "Über diese Aussage wird nicht mehr abgestimmt.", "offen": True}
    page.route("**/abstimmen/", lambda route: route.fulfill(status=409, json=refusal))
    words = press(page, "2")
    expect(page.get_by_role("alert")).to_have_text(f"Eine Stimme ist nicht angekommen: {refusal['fehler']}")
    expect(page.locator("[data-mine]")).not_to_contain_text(words)
    page.unroute_all()
    page.route(
        "**/abstimmen/", lambda route: route.fulfill(status=200, content_type="text/html", body="Bitte anmelden")
    )
    press(page, "3")
    expect(page.get_by_role("status")).to_have_text(re.compile("^Eine Stimme wartet"))
    page.unroute_all()
    expect(page.get_by_role("status")).to_have_text("Alle 2 sind angekommen")
    context.close()


def test_all_statements_that_lie_ready_can_be_voted_on_without_a_connection(browser: Browser, house: House) -> None:
    context = browser.new_context(base_url=house.base, viewport=PHONE, locale="de-DE", reduced_motion="reduce")
    page = context.new_page()
    agree(page)
    context.set_offline(True)
    for _at in range(7):
        press(page, "1")
    page.wait_for_timeout(SLIP)
    page.keyboard.press("3")
    expect(page.get_by_text("Mehr Aussagen liegen hier gerade nicht bereit.")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("Alle 8 sind angekommen")
    expect(page.get_by_role("button", name="Ich stimme zu")).to_be_visible()
    context.close()


def test_nothing_of_somebody_else_is_sent_or_stays(browser: Browser, house: House) -> None:
    context = browser.new_context(base_url=house.base, viewport=DESKTOP, locale="de-DE")
    page = context.new_page()
    agree(page)
    page.route("**/abstimmen/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    press(page, "1")
    assert "number" in kept(page)
    page.unroute_all()
    page.goto("/meinungsbild/1/stimmen/loeschen/")
    page.get_by_role("button", name="Alles löschen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Stimmen sind gelöscht")
    assert kept(page) == "{}"
    page.evaluate(
        "localStorage.setItem('faden-votes:1', JSON.stringify({ticket: 'x', votes: [{number: 1, stance: 'zustimmung', at: 1}]}))"
    )
    page.goto("/meinungsbild/1/stimmen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Auf diesem Gerät gibt es noch keine Stimmen")
    assert kept(page) == "{}"
    context.close()


def test_a_phone_without_scripts_votes_changes_and_takes_back(phone: Page) -> None:
    agree(phone)
    assert sideways(phone) == 0
    expect(phone.locator("kbd").first).to_be_hidden()
    words = phone.get_by_role("heading", level=1).inner_text()
    phone.get_by_role("button", name="Der Satz ist unklar formuliert").click()
    expect(phone.get_by_role("status")).to_have_text("Ihre Stimme ist angekommen")
    expect(phone.get_by_role("heading", level=1)).not_to_have_text(words)
    phone.get_by_role("link", name="Ändern").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(words)
    expect(phone.get_by_text("Bisher haben Sie gesagt: Unklar formuliert.")).to_be_visible()
    phone.get_by_role("button", name="Ich stimme zu").click()
    phone.get_by_role("link", name="Alle Ihre Stimmen ansehen").click()
    assert sideways(phone) == 0
    expect(phone.locator(".f-ownvote")).to_contain_text("Zustimmung")
    phone.get_by_role("button", name="Zurücknehmen").click()
    expect(phone.get_by_text("Die Stimme ist zurückgenommen.")).to_be_visible()


def test_votes_go_along_to_another_device(new_page: NewPage) -> None:
    first, second = new_page(), new_page(PHONE)
    agree(first)
    press(first, "1")
    first.get_by_role("link", name="Auf einem anderen Gerät weitermachen").click()
    first.get_by_role("button", name="Code zeigen").click()
    code = first.locator(".f-secret").inner_text()
    second.goto(VOTING)
    second.get_by_role("link", name="Haben Sie auf einem anderen Gerät angefangen?").click()
    second.get_by_label("Code vom anderen Gerät").fill(code)
    second.get_by_role("button", name="Weitermachen").click()
    expect(second.locator(".f-ownvote")).to_have_count(1)
    assert sideways(second) == 0


@pytest.mark.parametrize(
    "path", ["abstimmen/", "einverstanden/", "stimmen/", "stimmen/loeschen/", "geraet/", "weiter/"]
)
def test_everybody_can_use_the_pages_of_voting(new_page: NewPage, axe_source: str, path: str) -> None:
    page = new_page(PHONE, axe=True)
    agree(page)
    press(page, "1")
    expect(page.get_by_role("status")).to_contain_text("angekommen")
    expect(page.get_by_role("status")).not_to_contain_text("warte")
    if path in ("einverstanden/", "weiter/"):
        page.context.clear_cookies()
    page.goto(f"/meinungsbild/1/{path}")
    page.evaluate(axe_source)
    found = page.evaluate("axe.run().then(result => result.violations.map(one => one.id + ': ' + one.nodes[0].html))")
    assert not found
    assert sideways(page) == 0
