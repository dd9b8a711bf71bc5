"""What facilitators do: sign in, take a document over, enter statements, hide one."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import documents
from tests.browser.conftest import PHONE, NewPage, invite, set_up_second_step, sign_in, sign_in_first, upload
from tests.browser.house import House
from tests.browser.watching import sideways, words_of

pytestmark = pytest.mark.browser


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def test_the_desk_asks_for_a_password_and_a_code_and_takes_no_code_twice(desktop: Page, house: House) -> None:
    code = house.codes.pop()
    desktop.goto("/schreibtisch/")
    expect(heading(desktop)).to_have_text("Anmelden")
    sign_in(desktop, house.email, house.password, code)
    expect(desktop.get_by_role("link", name="Dokument übernehmen")).to_be_visible()

    desktop.get_by_role("link", name="Abmelden").first.click()
    desktop.get_by_role("button", name="Abmelden").click()
    desktop.goto("/schreibtisch/")
    expect(heading(desktop)).to_have_text("Anmelden")
    desktop.get_by_label(re.compile("^E-Mail")).fill(house.email)
    desktop.get_by_label(re.compile("^Passwort")).fill(house.password)
    desktop.get_by_role("button", name="Anmelden").click()
    desktop.get_by_role("textbox").fill(code)
    desktop.get_by_role("button", name="Anmelden").click()
    expect(heading(desktop)).to_have_text("Zweiter Schritt")
    expect(desktop.locator(".kern-error")).to_be_visible()


def test_a_wrong_password_is_refused_in_german(desktop: Page, house: House) -> None:
    desktop.goto("/konto/anmelden/")
    desktop.get_by_label(re.compile("^E-Mail")).fill(house.email)
    desktop.get_by_label(re.compile("^Passwort")).fill("das-ist-es-bestimmt-nicht")
    desktop.get_by_role("button", name="Anmelden").click()
    expect(desktop.get_by_role("alert")).to_contain_text(re.compile("falsch|nicht korrekt|stimmt nicht|ungültig"))
    expect(heading(desktop)).to_have_text("Anmelden")


def test_a_new_facilitator_sets_up_her_second_step_on_her_phone_and_arrives_at_the_desk(
    desk: Page, new_page: NewPage
) -> None:
    password = invite(desk, "Frieda Neuhaus", "frieda@example.org")
    hers = new_page(PHONE)
    sign_in_first(hers, "frieda@example.org", password)
    assert sideways(hers) == 0
    image = hers.get_by_role("img", name="QR-Code")
    assert image.evaluate("one => one.complete && one.naturalWidth > 0"), "the QR code is not drawn"
    secret = hers.locator(".f-secret").inner_text().replace(" ", "")

    hers.get_by_role("textbox").last.fill("000000")
    hers.get_by_role("button", name="Einrichten").click()
    expect(hers.locator(".kern-error")).to_be_visible()
    assert hers.locator(".f-secret").inner_text().replace(" ", "") == secret, (
        "a mistyped code must not cost her the secret"
    )
    set_up_second_step(hers)
    expect(hers.locator(".f-codes li")).to_have_count(10)
    assert sideways(hers) == 0
    hers.get_by_role("link", name="Zum Schreibtisch").click()
    expect(hers).to_have_url("/schreibtisch/")
    assert hers.goto("/schreibtisch/mitglieder/").status == 403  # type: ignore[union-attr]
    expect(heading(hers)).to_have_text("Das dürfen Sie nicht öffnen")


def open_item(page: Page, group: str, text: str) -> None:
    """Open the item with `text` from the page of its group, its form for changing it unfolded."""
    page.get_by_role("link", name=group, exact=True).click()
    page.get_by_role("main").get_by_role("link", name=text).click()
    change(page)


def change(page: Page) -> None:
    page.get_by_text("Ändern oder verschieben", exact=True).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Speichern").click()


def test_a_table_is_read_corrected_and_published_and_nobody_s_name_gets_out(
    desk: Page, desktop: Page, house: House
) -> None:
    upload(desk, documents.READING)
    # Nobody presses anything: the page looks again by itself.
    expect(heading(desk)).to_have_text("Fast fertig. Zwei Stellen brauchen Ihren Blick.", timeout=30_000)
    sections = desk.get_by_role("heading", level=2).all_inner_texts()
    assert sections[:3] == ["Noch zu klären", "Namen von Menschen", "Gruppen"]
    expect(desk.get_by_text("Noch mit der Schulleitung klären").first).to_be_visible()
    name = desk.get_by_role("listitem").filter(has=desk.get_by_text("Sabine Quastelhuber", exact=True))
    expect(name).to_contain_text("Vorname aus der Liste. Bleibt verdeckt.")
    overview = desk.url

    open_item(desk, "Lesen und Erzählen", "Haltestele")
    desk.get_by_label("Wortlaut").fill("Bücherschrank an der Haltestelle Mondgasse")
    save(desk)
    here = desk.locator("#werkbank [aria-current=true]")
    expect(here).to_contain_text("Bücherschrank an der Haltestelle Mondgasse")
    expect(here).to_contain_text("Von Hand berichtigt.")
    desk.goto(overview)
    desk.get_by_role("link", name="Lesen und Erzählen", exact=True).click()
    grill = desk.get_by_role("main").get_by_role("link", name="Grillen").first
    dropped = grill.get_attribute("href")
    assert dropped
    grill.click()
    desk.locator("summary", has_text="Weglassen").click()
    desk.get_by_label("Warum weglassen?").fill("kam aus einer anderen Gruppe")
    desk.get_by_role("button", name="Weglassen").click()
    expect(desk.locator("#werkbank [aria-current=true]")).to_contain_text("Noch mit der Schulleitung klären")
    desk.goto(dropped)
    expect(desk.locator("#werkbank [aria-current=true]")).to_contain_text("Weggelassen: kam aus einer anderen Gruppe")
    desk.goto(overview)
    desk.get_by_role("button", name="Veröffentlichen").click()
    expect(desk.get_by_role("status")).to_have_text("1 Gruppe ist jetzt öffentlich.")

    desktop.goto("/gruppen/")
    desktop.get_by_role("link", name="Lesen und Erzählen").click()
    expect(heading(desktop)).to_have_text("Lesen und Erzählen")
    seen = desktop.get_by_role("main")
    expect(seen).to_contain_text("Bücherschrank an der Haltestelle Mondgasse")
    expect(seen).to_contain_text("Name verdeckt hat vierzig Kisten Bücher im Keller")
    for gone in ("Haltestele", "Grillen", "Schulleitung"):
        expect(seen).not_to_contain_text(gone)

    public = [desktop.url, "/", "/gruppen/", "/beitraege/?sortierung=neu", "/beitraege/?suche=Kisten", "/ziele/AK_9.1"]
    public += seen.get_by_role("link").evaluate_all("all => all.map(one => one.href)")
    assert len(public) > 10
    for address in public:
        content = desktop.request.get(address).text()
        assert "Quastelhuber" not in content, f"{address} names her"
        assert "Sabine" not in content, f"{address} names her"
    for words in ("Quastelhuber", "Sabine"):
        desktop.goto(f"/beitraege/?suche={words}")
        expect(desktop.get_by_text("Dazu haben wir nichts gefunden.")).to_be_visible()
    desktop.goto("/beitraege/?suche=Kinderwagen")
    desktop.get_by_role("link", name="Alte Kinderwagen zu Bücherwagen umbauen").click()
    expect(desktop.get_by_text("So steht es in „Lesen und Erzaehlen“")).to_be_visible()
    # Neither does the original get out to people who are not signed in.
    desk.goto("/schreibtisch/dokumente/")
    original = desk.get_by_role("link", name="Original herunterladen").first.get_attribute("href")
    assert original
    desktop.goto(original)
    expect(heading(desktop)).to_have_text("Anmelden")


def test_a_word_document_is_taken_over_and_a_text_before_its_table_finds_its_group(desk: Page, desktop: Page) -> None:
    upload(desk, documents.GARDENS)
    expect(heading(desk)).to_have_text("Fast fertig. Zwei Stellen brauchen Ihren Blick.", timeout=30_000)
    overview = desk.url
    desk.get_by_role("link", name="Ansehen : Hier steht etwas").click()
    change(desk)
    desk.get_by_label("Art").select_option("Fragestellung")
    save(desk)
    expect(desk.get_by_text("Bitte wählen Sie die Gruppe, zu der das gehört.")).to_be_visible()
    desk.get_by_label("Gruppe").select_option("Gärten teilen")
    desk.get_by_label("Wortlaut").fill("Was wächst vor der Tabelle?")
    save(desk)
    expect(heading(desk)).to_have_text("Fragestellung")
    desk.goto(overview)
    expect(heading(desk)).to_have_text("Fast fertig. Eine Stelle braucht Ihren Blick.")
    # She agreed to be named.
    desk.get_by_role("button", name="Zustimmung liegt vor, zeigen").click()
    expect(heading(desk)).to_have_text("Alles ist geklärt")
    desk.get_by_role("button", name="Veröffentlichen").click()
    expect(desk.get_by_role("status")).to_have_text("1 Gruppe ist jetzt öffentlich.")

    desktop.goto("/gruppen/")
    desktop.get_by_role("link", name="Gärten teilen").click()
    expect(desktop.get_by_role("link", name="Was wächst vor der Tabelle?")).to_be_visible()
    expect(desktop.get_by_role("link", name="Frau Winterlich kennt alle Pächter")).to_be_visible()
    expect(desktop.get_by_role("region", name="Quelle")).to_contain_text("Ergebnisse der Werkstatt Gärten")


def test_a_table_with_unclear_heads_asks_what_its_columns_hold(desk: Page) -> None:
    upload(desk, documents.UNCLEAR)
    expect(heading(desk)).to_have_text("Was steht in welcher Spalte?", timeout=30_000)
    expect(desk.get_by_text("Wer bringt die Leinwand mit?")).to_be_visible()
    desk.get_by_role("button", name="So lesen").click()
    expect(desk.get_by_role("alert")).to_contain_text("Bitte geben Sie mindestens eine Spalte mit Beiträgen an.")
    desk.get_by_label("Spalte 1").select_option("Name der Gruppe")
    desk.get_by_label("Spalte 2").select_option("Fragestellungen")
    desk.get_by_label("Spalte 3").select_option("nur Lösungsansätze")
    desk.get_by_role("button", name="So lesen").click()
    expect(heading(desk)).to_have_text("Alles ist geklärt", timeout=30_000)
    overview = desk.url
    for group, question in (("Kino im Hof", "Wer bringt die Leinwand mit?"), ("Chor am Markt", "Wer singt den Bass?")):
        desk.get_by_role("link", name=group).click()
        expect(desk.get_by_role("listitem").filter(has_text=question)).to_contain_text("Fragestellung")
        expect(desk.get_by_text("Lösungsansatz oder Synergie, Lösungsansatz").first).to_be_visible()
        desk.goto(overview)
    desk.get_by_text("Dokument löschen").click()
    desk.get_by_role("button", name="Ja, löschen").click()
    expect(desk.get_by_role("status")).to_have_text("Der Entwurf und seine Datei sind gelöscht.")
    answer = desk.goto(overview)
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (documents.EMPTY, "Diese Datei ist leer. Bitte wählen Sie das Dokument mit der Ergebnistabelle."),
        (documents.BLANK, "Diese Datei ist leer. Bitte wählen Sie das Dokument mit der Ergebnistabelle."),
        (documents.BROKEN_PDF, "Dieses PDF ist beschädigt. Bitte speichern Sie es neu"),
    ],
    ids=["empty", "blank", "pdf"],
)
def test_a_file_that_cannot_be_read_gets_a_clear_sentence_and_a_way_on(
    desk: Page, document: documents.Document, sentence: str
) -> None:
    upload(desk, document)
    expect(desk.locator("[role=alert], .kern-error")).to_contain_text(sentence, timeout=30_000)
    another = desk.get_by_role("link", name="Anderes Dokument wählen")
    if another.count():
        another.click()
    expect(desk.get_by_label("Ergebnisdokumente")).to_be_visible()


def test_three_statements_are_entered_with_nothing_but_the_keyboard(desk: Page, desktop: Page) -> None:
    desk.goto("/schreibtisch/")
    desk.get_by_role("link", name="Gruppe ohne Dokument").focus()
    desk.keyboard.press("Enter")
    desk.get_by_label("Name").focus()
    desk.keyboard.type("Nachtbus")
    desk.keyboard.press("Enter")
    expect(heading(desk)).to_have_text("Beiträge eintragen")
    expect(desk.get_by_text("Noch sieht das niemand.")).to_be_visible()
    said = ["Wann fährt der letzte Bus?", "Um Mitternacht ist Schluss", "Ein Bus um zwei, am Wochenende"]
    for words in said:
        expect(desk.get_by_label("Wortlaut")).to_be_focused()
        desk.keyboard.type(words)
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("region", name="Zuletzt eingetragen")).to_contain_text(words)
        expect(desk.get_by_label("Wortlaut")).to_have_value("")
    expect(desk.get_by_label("Wortlaut")).to_be_focused()
    entered = desk.get_by_role("region", name="Zuletzt eingetragen").get_by_role("link")
    assert entered.all_inner_texts() == said[::-1]

    desktop.goto("/beitraege/?suche=Mitternacht")
    expect(desktop.get_by_text("Dazu haben wir nichts gefunden.")).to_be_visible()
    desk.get_by_role("link", name="Nachtbus").focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Veröffentlichen").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_have_text("Die Gruppe ist öffentlich.")

    desktop.goto("/gruppen/")
    desktop.get_by_role("link", name="Nachtbus").click()
    for words in said:
        expect(desktop.get_by_role("link", name=words)).to_be_visible()
    desktop.get_by_role("link", name="Um Mitternacht ist Schluss").click()
    expect(desktop.get_by_text("In der Gruppe Nachtbus gesagt und ohne Dokument eingetragen.")).to_be_visible()


def test_a_hidden_statement_says_why_and_is_gone_everywhere_else(desk: Page, desktop: Page) -> None:
    desktop.goto("/B22")
    words = heading(desktop).inner_text().strip("„“")
    group = desktop.locator(".f-crumbs a").last.get_attribute("href")
    assert group
    nearby = desktop.locator(".f-source a").first.get_attribute("href")
    assert nearby
    desktop.goto(nearby)
    expect(desktop.locator(".f-source").get_by_role("link", name=words)).to_be_visible()

    desk.goto("/B22")
    desk.get_by_role("link", name="Diesen Beitrag bearbeiten").click()
    visibility = desk.get_by_role("region", name="Sichtbarkeit")
    visibility.get_by_label("ausblenden").check()
    visibility.get_by_role("button", name="Übernehmen").click()
    expect(visibility.locator(".kern-error")).to_be_visible()
    visibility.get_by_label("ausblenden").check()
    visibility.get_by_label("Öffentlicher Grund").fill("Nennt einen Betrieb, der das nicht möchte.")
    visibility.get_by_role("button", name="Übernehmen").click()
    expect(desk.get_by_role("status")).to_have_text("Gespeichert.")
    expect(desk.get_by_role("region", name="Geschichte")).to_contain_text("Nennt einen Betrieb")

    desktop.goto("/B22")
    expect(heading(desktop)).to_contain_text("Ausgeblendet am")
    expect(desktop.get_by_text("Grund: Nennt einen Betrieb, der das nicht möchte.")).to_be_visible()
    assert words not in words_of(desktop)
    for address in (group, nearby, f"/beitraege/?gruppe={group.removeprefix('/G')}", "/beitraege/?suche=" + words[:20]):
        desktop.goto(address)
        expect(desktop.get_by_role("main").get_by_role("link", name=words)).to_have_count(0)
        assert desktop.locator('a[href="/B22"]').count() == 0
