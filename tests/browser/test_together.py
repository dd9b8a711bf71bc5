"""Two people at one draft."""

import re

import pytest
from playwright.sync_api import Locator, Page, StorageState, expect

from tests.browser import documents
from tests.browser.conftest import COLLEAGUE, NewPage, take

pytestmark = pytest.mark.browser


def open_one(page: Page) -> Locator:
    return page.locator("#werkbank [aria-current=true]")


def write(page: Page, words: str) -> None:
    page.locator("summary", has_text="Ändern oder verschieben").click()
    page.get_by_label("Wortlaut").fill(words)


def save(page: Page) -> None:
    page.get_by_role("button", name="Speichern").click()


def test_two_people_see_who_changed_what_and_nobody_s_words_are_lost(
    new_page: NewPage, signed_in: StorageState, colleague_signed_in: StorageState
) -> None:
    group = "Wasser zu zweit"
    his, hers = (new_page(signed_in=state) for state in (signed_in, colleague_signed_in))
    overview = take(his, documents.water(group))
    answer = hers.goto(overview)
    assert answer is not None
    assert answer.status == 404
    his.get_by_label(COLLEAGUE).check()
    save(his)
    expect(his.get_by_role("status")).to_have_text("Eine Person sieht mit durch.")
    for page in (his, hers):
        page.goto(overview)
        page.get_by_role("link", name=group, exact=True).click()
        page.get_by_role("link", name="Die Leitung ist alt").click()
        expect(open_one(page)).to_contain_text("Die Leitung ist alt")
    item = his.url

    write(hers, "Die Leitung ist alt und leckt")
    write(his, "Die Wasserleitung ist alt")
    save(his)
    expect(open_one(his)).to_contain_text("Die Wasserleitung ist alt")
    save(hers)
    alert = hers.get_by_role("alert")
    expect(alert).to_contain_text(re.compile(r"^Demo-Konto hat diese Stelle um \d\d:\d\d Uhr geändert\."))
    expect(alert).to_contain_text("So steht es jetzt im Entwurf: „Die Wasserleitung ist alt“")
    expect(hers.get_by_label("Wortlaut")).to_be_visible()
    expect(hers.get_by_label("Wortlaut")).to_have_value("Die Leitung ist alt und leckt")
    save(hers)
    expect(open_one(hers).locator(".f-words")).to_have_text("Die Leitung ist alt und leckt")
    expect(hers.get_by_role("alert")).to_have_count(0)

    his.goto(item)
    expect(his.get_by_text(f"{COLLEAGUE} arbeitet auch gerade daran")).to_be_visible()
    his.goto(overview)
    step = his.get_by_role("region", name="Zuletzt getan").get_by_role("listitem").filter(has_text=COLLEAGUE)
    expect(step).to_contain_text("Geändert: „Die Leitung ist alt und leckt“")
    # The earlier step can no longer be taken back before the later one.
    his.get_by_role("button", name="Rückgängig : Geändert, Die Wasserleitung ist alt").click()
    expect(his.get_by_role("status")).to_contain_text("Bitte machen Sie zuerst den späteren Schritt rückgängig.")
    his.goto(overview)
    step.get_by_role("button", name="Rückgängig").click()
    expect(his.get_by_role("status")).to_have_text("Rückgängig gemacht: Geändert, „Die Leitung ist alt und leckt“")
    expect(open_one(his).locator(".f-words")).to_have_text("Die Wasserleitung ist alt")
    hers.goto(overview)
    expect(hers.get_by_role("region", name="Zuletzt getan")).to_contain_text("Rückgängig gemacht.")


def test_words_typed_for_an_item_that_a_colleague_joined_away_are_shown(
    new_page: NewPage, signed_in: StorageState, colleague_signed_in: StorageState
) -> None:
    his, hers = (new_page(signed_in=state) for state in (signed_in, colleague_signed_in))
    overview = take(his, documents.water("Wasser verbunden"))
    his.get_by_label(COLLEAGUE).check()
    save(his)
    for page in (his, hers):
        page.goto(overview)
        page.get_by_role("link", name="Ansehen : und wer pflegt ihn").click()
        expect(open_one(page)).to_contain_text("und wer pflegt ihn")
    write(hers, "Und wer pflegt den Trinkbrunnen?")
    his.get_by_role("button", name="Mit vorigem verbinden").click()
    expect(open_one(his)).to_contain_text("Trinkbrunnen? und wer pflegt ihn")
    save(hers)
    expect(hers.get_by_role("heading", level=1)).to_have_text("Diesen Eintrag gibt es nicht mehr")
    expect(hers.get_by_text("Und wer pflegt den Trinkbrunnen?")).to_be_visible()
    hers.get_by_role("link", name="Zurück zur Durchsicht").click()
    expect(hers).to_have_url(re.compile(f"{overview}$"))
