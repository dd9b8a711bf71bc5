"""One house and one browser for each worker of the tests; a watched window for each journey."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Page, StorageState, ViewportSize, expect, sync_playwright

from tests.browser import documents
from tests.browser.codes import one_time_code
from tests.browser.house import House, open_house
from tests.browser.watching import Watch

PHONE = ViewportSize(width=360, height=800)
DESKTOP = ViewportSize(width=1280, height=900)

NewPage = Callable[..., Page]

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps a loop running in this thread, which Django elsewhere in the same run takes for its own.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    found = os.environ.get("FADEN_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--lang=de"] if os.geteuid() == 0 else ["--lang=de"]
        )
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser, house: House) -> Iterator[NewPage]:
    """Open windows (`javascript`, `signed_in`, `axe`, a `blocked` address); at the end none of them has a complaint."""
    contexts, watches = [], []

    def make(
        viewport: ViewportSize = DESKTOP,
        *,
        javascript: bool = True,
        signed_in: StorageState | None = None,
        axe: bool = False,
        blocked: str = "",
    ) -> Page:
        context = browser.new_context(
            base_url=house.base,
            viewport=viewport,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            java_script_enabled=javascript,
            storage_state=signed_in,
            bypass_csp=axe,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        watches.append(Watch(context, house.base, blocked))
        if blocked:
            context.route(blocked, lambda route: route.abort())
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    """A phone that runs no scripts."""
    return new_page(PHONE, javascript=False)


@pytest.fixture
def desktop(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, house: House) -> StorageState:
    """The cookies of the administrator after password and second step."""
    context = browser.new_context(base_url=house.base, locale="de-DE")
    page = context.new_page()
    page.goto("/konto/anmelden/")
    sign_in(page, house.email, house.password, house.codes.pop())
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def desk(new_page: NewPage, signed_in: StorageState) -> Page:
    """The administrator's window."""
    return new_page(signed_in=signed_in)


def sign_in(page: Page, email: str, password: str, code: str) -> None:
    """Fill in both steps; ends at the desk."""
    page.get_by_label(re.compile("^E-Mail")).fill(email)
    page.get_by_label(re.compile("^Passwort")).fill(password)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiter Schritt")
    page.get_by_role("textbox").fill(code)
    page.get_by_role("button", name="Anmelden").click()
    expect(page).to_have_url("/schreibtisch/")


def set_up_second_step(page: Page) -> None:
    """Give the second step's first code, as from an app that was shown the secret; ends with the spare codes."""
    secret = page.locator(".f-secret").inner_text().replace(" ", "")
    page.get_by_role("textbox").last.fill(one_time_code(secret))
    page.get_by_role("button", name="Einrichten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Ersatzcodes")


def invite(page: Page, name: str, email: str) -> str:
    """Take a facilitator on, from the administrator's window; return her first password."""
    page.goto("/schreibtisch/mitglieder/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Rolle").select_option("Moderation")
    page.get_by_role("button", name="Dazunehmen").click()
    expect(page.get_by_text(f"Das erste Passwort für {email} steht nur hier und nur jetzt:")).to_be_visible()
    return page.locator(".f-secret").inner_text()


def sign_in_first(page: Page, email: str, password: str) -> None:
    """Sign in for the first time; ends where the second step is set up."""
    page.goto("/schreibtisch/")
    page.get_by_label(re.compile("^E-Mail")).fill(email)
    page.get_by_label(re.compile("^Passwort")).fill(password)
    page.get_by_role("button", name="Anmelden").click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(re.compile("Bitte bestätigen|Zweiten Schritt einrichten"))
    if "bestätigen" in title.inner_text():
        page.get_by_label(re.compile("^Passwort")).fill(password)
        page.get_by_role("button", name="Bestätigen").click()
    expect(title).to_have_text("Zweiten Schritt einrichten")


COLLEAGUE = "Jana Moosbach"


@pytest.fixture(scope="session")
def colleague_signed_in(browser: Browser, house: House, signed_in: StorageState) -> StorageState:
    """The cookies of a facilitator called COLLEAGUE."""
    contexts = [
        browser.new_context(base_url=house.base, locale="de-DE", storage_state=state) for state in (signed_in, None)
    ]
    password = invite(contexts[0].new_page(), COLLEAGUE, "jana@example.org")
    page = contexts[1].new_page()
    sign_in_first(page, "jana@example.org", password)
    set_up_second_step(page)
    state = contexts[1].storage_state()
    for context in contexts:
        context.close()
    return state


def upload(page: Page, *files: documents.Document, version_of: str = "") -> None:
    """Hand in documents at the desk, as far as pressing the button."""
    page.goto("/schreibtisch/uebernahme/neu/")
    page.get_by_label("Ergebnisdokumente").set_input_files(
        [FilePayload(name=one.name, mimeType="application/octet-stream", buffer=one.data) for one in files]
    )
    if version_of:
        page.get_by_label("Neue Fassung von").select_option(version_of)
    page.get_by_role("button", name="Lesen", exact=True).click()


def take(page: Page, document: documents.Document, *, version_of: str = "") -> str:
    """Upload one document and wait for its review; return the path of the draft."""
    upload(page, document, version_of=version_of)
    original = page.get_by_role("main").get_by_role("link", name="Original")
    again = page.get_by_role("link", name="Nachsehen")
    for _ in range(20):
        expect(original.or_(again).first).to_be_visible()
        if original.is_visible():
            break
        again.click()
    expect(original).to_be_visible()
    return urlsplit(page.url).path


@pytest.fixture(scope="session")
def drafts(browser: Browser, house: House, signed_in: StorageState) -> dict[str, str]:
    """Paths by name: drafts that stay as they are, with something in each section, and pages within them."""
    context = browser.new_context(base_url=house.base, locale="de-DE", storage_state=signed_in)
    page = context.new_page()

    def path_of(link: str) -> str:
        return page.get_by_role("main").get_by_role("link", name=link).first.get_attribute("href") or ""

    found = {"DRAFT": take(page, documents.STAYS_A_DRAFT)}
    expect(page.get_by_role("heading", name="Noch zu klären")).to_be_visible()
    found["DRAFT_ITEM"] = path_of("Ansehen")
    found["DRAFT_GROUP"] = path_of("Brücken bauen")
    page.get_by_role("button", name="Verdeckt lassen").click()
    expect(page.get_by_role("heading", name="Zuletzt getan")).to_be_visible()
    take(page, documents.LANTERNS)
    found["PDF_ITEM"] = path_of("Ansehen")
    take(page, documents.orchard("Obst im Hof", number=1))
    page.get_by_role("button", name="Veröffentlichen").click()
    newer = take(page, documents.orchard("Obst im Hof", number=2), version_of="Ergebnisse der Werkstatt Obst im Hof")
    found["DIFFERENCES"] = f"{newer}unterschiede/"
    upload(page, documents.UNCLEAR)
    expect(page.get_by_role("heading", level=1)).to_have_text("Was steht in welcher Spalte?", timeout=30_000)
    found["COLUMNS"] = urlsplit(page.url).path
    upload(page, documents.BROKEN_PDF)
    expect(page.get_by_role("alert")).to_be_visible(timeout=30_000)
    found["FAILED"] = urlsplit(page.url).path
    context.close()
    return found


@pytest.fixture(scope="session")
def axe_source() -> str:
    path = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
    if not path.is_file():
        pytest.skip("axe-core is missing; `npm install` brings it")
    return path.read_text(encoding="utf-8")
