"""One house and one browser for each worker of the tests; a watched window for each journey."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, expect, sync_playwright

from tests.browser import documents
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
    """Open windows (`phone`, `javascript`, `signed_in`, `axe`); at the end none of them has a complaint."""
    contexts, watches = [], []

    def make(
        viewport: ViewportSize = DESKTOP,
        *,
        javascript: bool = True,
        signed_in: StorageState | None = None,
        axe: bool = False,
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
        watches.append(Watch(context, house.base))
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


def upload(page: Page, document: documents.Document) -> None:
    """Hand in `document` at the desk, as far as pressing the button."""
    page.goto("/schreibtisch/uebernahme/neu/")
    page.get_by_label("Ergebnisdokument").set_input_files(
        {"name": document.name, "mimeType": "application/octet-stream", "buffer": document.data}
    )
    page.get_by_role("button", name="Lesen", exact=True).click()


@pytest.fixture(scope="session")
def draft(browser: Browser, house: House, signed_in: StorageState) -> str:
    """The path of a draft that stays a draft, with something in each of its sections."""
    context = browser.new_context(base_url=house.base, locale="de-DE", storage_state=signed_in)
    page = context.new_page()
    upload(page, documents.STAYS_A_DRAFT)
    expect(page.get_by_role("heading", name="Nicht zugeordnet")).to_be_visible(timeout=30_000)
    path = page.url.removeprefix(house.base)
    context.close()
    return path


@pytest.fixture(scope="session")
def axe_source() -> str:
    path = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
    if not path.is_file():
        pytest.skip("axe-core is missing; `npm install` brings it")
    return path.read_text(encoding="utf-8")
