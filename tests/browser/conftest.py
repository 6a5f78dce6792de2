"""Fixtures that serve the page and open it in Chromium.

Without Chromium the tests are skipped, unless the environment variable GD_BROWSER requires a browser.
"""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.serving import serve

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",  # for the shell, whose texts are otherwise not as wide as it measures them
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = (
    'body:not([inert]) [data-testid="stApp"]'
    '[data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
)
CUT = '[data-testid="stApp"][data-test-connection-state="PINGING_SERVER"]'
expect.set_options(timeout=30_000)  # milliseconds: as long as Playwright waits for anything else

WATCH_EPOCHS = """(slider) => {
  const seen = (window.seen = []);
  const look = () => {
    if (seen.at(-1) !== Number(slider.value)) seen.push(Number(slider.value));
    requestAnimationFrame(look);
  };
  look();
}"""


def chromium() -> str | None:
    """The path of the browser that GD_BROWSER names, or else of Chromium, or of its shell; None if there is none."""
    named = os.environ.get("GD_BROWSER")
    return next(filter(None, map(shutil.which, [named] if named else ["chromium", "chromium-headless-shell"])), None)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with serve() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        if "GD_BROWSER" in os.environ:
            pytest.fail("The browser that GD_BROWSER names is not installed.")
        pytest.skip("Chromium is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


class Lab:
    """The page in a browser window."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.sent = 0
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("websocket", lambda socket: socket.on("framesent", lambda _: self._count()))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)

    def _count(self) -> None:
        self.sent += 1

    def open(self, query: str = "") -> "Lab":
        self.page.goto(f"{self.address}/?{query}")
        self.page.wait_for_selector(READY)
        self.page.wait_for_selector(".vega-embed .marks")
        return self

    def more_pictures(self) -> None:
        """Show the optional charts."""
        self.page.locator(".st-key-more label").click()
        expect(self.view("paths")).to_be_visible()
        self.settle()

    def settle(self) -> None:
        """Wait until the page is idle."""
        self.page.wait_for_selector(READY)

    @property
    def slider(self) -> Locator:
        """The player's slider for the epoch."""
        return self.page.locator(".st-key-bar .epoch")

    @property
    def track(self) -> Locator:
        """The learning rate's track."""
        return self.page.locator(".st-key-bar .stops")

    @property
    def start(self) -> Locator:
        """The handle of the start on the landscape."""
        return self.page.locator(".gd-start")

    @property
    def rate(self) -> Locator:
        """The field for the exact learning rate."""
        return self.page.locator(".st-key-bar .exact")

    def view(self, name: str) -> Locator:
        """The container of a chart."""
        return self.page.locator(f".st-key-view-{name}")

    def watch_epochs(self) -> None:
        """Keep each epoch that the player shows from now on in the window's list `seen`."""
        self.slider.evaluate(WATCH_EPOCHS)

    def expect_everywhere(self, epoch: int) -> None:
        """Check that the player and every chart show this epoch; an input at charts.END or later shows the last one."""
        expect(self.slider).to_have_attribute("aria-valuetext", re.compile(f"^epoch {epoch:,} of "))
        inputs = self.page.locator("[class*=st-key-view-] input[name=at_epoch]")
        expect(inputs).not_to_have_count(0)
        for index in range(inputs.count()):
            expect(inputs.nth(index)).to_have_value(str(epoch))


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that keeps what it has fetched: 130 files, which else are fetched anew for each test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def lab(context: BrowserContext, server: str) -> Iterator[Lab]:
    lab = Lab(context.new_page(), server)
    yield lab
    context.clear_permissions()
    forget = {"origin": server, "storageTypes": "cookies,local_storage,indexeddb"}
    context.new_cdp_session(lab.page).send("Storage.clearDataForOrigin", forget)
    lab.page.close()
    assert [words for words in lab.complaints if "Content Security Policy" in words] == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Add measurements to the tests' report; they are for information only."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{report.nodeid}: {name} {value}")
