"""What holds for every page: axe finds nothing, nothing is too wide, nothing is left in English."""

import itertools
import re
from typing import Any

import pytest
from playwright.sync_api import Page, StorageState, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.house import House
from tests.browser.watching import sideways, words_of

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/beitraege/",
    "/beitraege/?gruppe=4&sortierung=neu",
    "/beitraege/?suche=xyzzy",
    "/beitraege/?suche=wasser+keller&art=proposal",
    "/beitraege/?suche=Rolator",
    "/beitraege/?stand=weg",
    "/gruppen/",
    "/ziele/",
    "/ziele/AK_5.3",
    "/G5",
    "/B83",
    "/adresse/?nr=B99999",
    "/melden/",
    "/melden/danke/",
    "/seiten/impressum/",
    "/seiten/leichte-sprache/",
    "/synergien/",
    "/synergien/?art=widersprueche",
    "/S1",
    "/W1",
    "/B57",
    "/synergien/netz/",
    "/synergien/matrix/",
    "/synergien/matrix/?feld=AK",
    "/synergien/gruppen/4-5/",
    "/themen/",
    "/U1",
    "/U2",
    "/meinungsbild/1/aussagen/",
    "/meinungsbild/1/aussagen/1/",
    "/meinungsbild/1/verlauf/",
    "/meinungsbild/1/wand/?steht",
    "/meinungsbild/1/einbetten/",
    "/meinungsbild/so-rechnen-wir/",
    "/neu/",
    "/neu/?seit=2020-01-01",
    "/B83/verlauf",
    "/G5/verlauf",
    "/gibt-es-nicht/",
    "/konto/anmelden/",
    "/konto/passwort/vergessen/",
]
DRAFTS = ["DRAFT", "DRAFT_ITEM", "DRAFT_GROUP", "PDF_ITEM", "DIFFERENCES", "COLUMNS", "FAILED"]
DESK = [
    "/schreibtisch/",
    "/schreibtisch/uebernahme/neu/",
    "/schreibtisch/uebernahme/",
    *DRAFTS,
    "/schreibtisch/gruppen/neu/",
    "/schreibtisch/gruppen/5/",
    "/schreibtisch/gruppen/5/eintragen/",
    "/schreibtisch/gruppen/5/treffen/neu/",
    "/schreibtisch/beitraege/83/",
    "/schreibtisch/meldungen/",
    "/schreibtisch/name/",
    "/schreibtisch/mitglieder/",
    "/schreibtisch/dokumente/",
    "/schreibtisch/handlungsfelder/",
    "/schreibtisch/programm/",
    "/schreibtisch/seiten/impressum/",
    "/konto/sicherheit/",
    "/konto/passwort/",
]
# Pages that are refusals themselves.
REFUSED = {"/adresse/?nr=B99999": 404, "/gibt-es-nicht/": 404}
LOOKS = [(scheme, viewport) for scheme in ("light", "dark") for viewport in (DESKTOP, PHONE)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
ENGLISH = re.compile(
    r"\b(Sign In|Sign Out|Log ?in|Password|Submit|Search|Required|This field|Next|Previous|Email|Log|None|True|False|"
    r"Save|Delete|Cancel|Please|Enter|Invalid|Currently|Clear|Change|You|Your)\b"
)


def visit(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == REFUSED.get(path, 200), f"{path} answers {answer.status}"
    assert not answer.request.redirected_from, f"{path} leads to {answer.url}"


def axe(page: Page, source: str, only: list[str] | None = None) -> list[str]:
    """Return what axe finds (with the rules `only`, else with all of TAGS), one line for each place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(source)
    found: list[dict[str, Any]] = page.evaluate(
        """async runOnly => (await axe.run(document, {
            runOnly, resultTypes: ["violations"], elementRef: false,
        })).violations""",
        {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS},
    )
    return [
        f"{one['id']} ({one['impact']}): {node['target'][0]}: {node['html'][:160]} -- {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def examine(page: Page, source: str) -> None:
    """Look at the page in every width and scheme; the dark one differs in its colours alone."""
    complaints = []
    for scheme, viewport in LOOKS:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size(viewport)
        look = f"{scheme}, {viewport['width']} px"
        complaints += [f"{look}: {line}" for line in axe(page, source, OF_COLOUR if scheme == "dark" else None)]
        if wide := sideways(page):
            complaints.append(f"{look}: {wide} px too wide")
    assert not complaints, "\n".join([page.url, *complaints])


@pytest.mark.parametrize("path", PUBLIC)
def test_axe_finds_nothing_on_a_public_page(new_page: NewPage, axe_source: str, path: str) -> None:
    page = new_page(axe=True)
    visit(page, path)
    examine(page, axe_source)


@pytest.mark.parametrize("path", DESK)
def test_axe_finds_nothing_at_the_desk(
    new_page: NewPage, axe_source: str, signed_in: StorageState, drafts: dict[str, str], path: str
) -> None:
    page = new_page(axe=True, signed_in=signed_in)
    visit(page, drafts.get(path, path))
    examine(page, axe_source)


def test_a_refused_sign_in_is_accessible_and_german(new_page: NewPage, axe_source: str, house: House) -> None:
    page = new_page(axe=True)
    page.goto("/konto/anmelden/")
    page.get_by_label(re.compile("^E-Mail")).fill(house.email)
    page.get_by_label(re.compile("^Passwort")).fill("falsch-und-noch-einmal-falsch")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    examine(page, axe_source)
    assert_german(page)


@pytest.mark.parametrize("path", ["/melden/", "/schreibtisch/beitraege/83/", "/schreibtisch/mitglieder/"])
def test_a_refused_form_is_accessible_and_german(
    new_page: NewPage, axe_source: str, signed_in: StorageState, path: str
) -> None:
    page = new_page(axe=True, signed_in=signed_in)
    page.goto(path)
    # As a browser sends it that does not check anything itself.
    page.evaluate(
        """() => { const form = document.querySelector("main form.f-form"); form.noValidate = true;
        form.querySelectorAll("input:not([type=hidden]), textarea").forEach(one => one.value = "");
        form.requestSubmit(); }"""
    )
    expect(page.locator(".kern-error").first).to_be_visible()
    examine(page, axe_source)
    assert_german(page)


def assert_german(page: Page) -> None:
    left = [found[0] for found in ENGLISH.finditer(words_of(page))]
    assert not left, f"{page.url} says {left}"


def test_no_public_page_has_english_leftovers(desktop: Page) -> None:
    for path in PUBLIC:
        visit(desktop, path)
        assert_german(desktop)


def test_no_page_at_the_desk_has_english_leftovers(desk: Page, drafts: dict[str, str]) -> None:
    for path in DESK:
        visit(desk, drafts.get(path, path))
        assert_german(desk)


@pytest.mark.parametrize("path", ["/schreibtisch/uebernahme/neu/", "/schreibtisch/uebernahme/", *DRAFTS])
def test_a_page_of_the_review_fits_a_narrow_and_an_enlarged_window_and_its_headings_are_in_order(
    desk: Page, drafts: dict[str, str], path: str
) -> None:
    visit(desk, drafts.get(path, path))
    for details in desk.locator("main details").all():
        details.evaluate("one => { one.open = true; }")
        # As with 200 % on a small notebook; the narrow one is 400 % of it.
        for width in (640, 320):
            desk.set_viewport_size({"width": width, "height": 400})
            assert sideways(desk) == 0, f"{path} is too wide at {width} px with {details.inner_text()[:40]}"
    levels = desk.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels)), levels
