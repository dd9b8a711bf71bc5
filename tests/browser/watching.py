"""Pages that are watched: nothing leaves the house, nothing complains in the console."""

import fnmatch
import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response


class Watch:
    """Collects in `faults` what a journey must not leave behind."""

    def __init__(self, context: BrowserContext, base: str, blocked: str = "") -> None:
        self.base = base
        self.blocked = re.compile(fnmatch.translate(blocked))
        self.faults: list[str] = []
        self.opened: set[str] = set()
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfailed", self._failed)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def _request(self, request: Request) -> None:
        if _asks_for_page(request):
            self.opened.add(request.url)
        if not request.url.startswith((self.base + "/", "data:")):
            self.faults.append(f"left the house: {request.url}")

    def _response(self, response: Response) -> None:
        # Refused pages are for the journeys to judge; whatever a page needs must be there.
        if response.status >= 500 or (response.status >= 400 and not _asks_for_page(response.request)):
            self.faults.append(f"{response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        # Chromium aborts what is under way when a page is left, and navigations that become downloads.
        if request.failure != "net::ERR_ABORTED" and not self.blocked.match(request.url):
            self.faults.append(f"failed ({request.failure}): {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        place = message.location["url"]
        expected = message.text.startswith("Failed to load resource") and (
            place in self.opened or self.blocked.match(place)
        )
        if message.type in ("error", "warning") and not expected:
            self.faults.append(f"console {message.type}: {message.text}")


def _asks_for_page(request: Request) -> bool:
    """Whether the answer is a page that a person reads, by a visit or by htmx."""
    return request.is_navigation_request() or "hx-request" in request.headers


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(wide, 0)


def words_of(page: Page) -> str:
    """Return all that the page can show: unfolded parts, names of signs, hints in fields, its title."""
    text: str = page.evaluate(
        """() => {
            document.querySelectorAll("details").forEach(one => one.open = true);
            const named = [...document.querySelectorAll("[aria-label], [placeholder], [alt], [title]")].flatMap(
                one => ["aria-label", "placeholder", "alt", "title"].map(name => one.getAttribute(name) || ""));
            const offered = [...document.querySelectorAll("option")].map(one => one.textContent);
            return [document.title, document.body.innerText, ...named, ...offered].join("\\n");
        }"""
    )
    return text
