"""A page that came back and isn't answered: it waits, and then it is the visitor's again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.browser.conftest import CUT, Lab

PATIENCE = 10_000
"""Milliseconds after which the page waits no longer, as in connection.js."""
DEAD, ALIVE = (f'{body} [data-testid="stApp"]' for body in ("body[inert]", "body:not([inert])"))
WATCH_INERT = """() => {
  window.changes = [];
  new MutationObserver(() => window.changes.push([document.body.inert, performance.now()]))
    .observe(document.body, { attributeFilter: ["inert"] });
}"""


class Mute:
    """A connection that can be cut, and on which the server hears nothing for a while."""

    def __init__(self) -> None:
        self.silent, self.whole = False, True
        self._latest: WebSocketRoute | None = None

    def connect(self, browser: WebSocketRoute) -> None:
        if not self.whole:
            browser.close()
            return
        self._latest, server = browser, browser.connect_to_server()
        browser.on_message(lambda message: None if self.silent else server.send(message))

    def cut(self) -> None:
        assert self._latest
        self._latest.close()


@pytest.fixture
def line() -> Mute:
    return Mute()


@pytest.fixture
def lab(browser: Browser, server: str, line: Mute) -> Iterator[Lab]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    lab = Lab(context.new_page(), server)
    lab.page.route_web_socket(re.compile("/_stcore/stream"), line.connect)
    lab.page.clock.install()
    lab.open("v=1&problem=parabola")
    lab.page.evaluate(WATCH_INERT)
    yield lab
    context.close()


def come_back_unheard(lab: Lab, line: Mute) -> None:
    line.silent = True
    line.cut()
    lab.page.wait_for_selector(DEAD)


def set_epochs(lab: Lab, epochs: int) -> None:
    field = lab.page.locator(".st-key-epochs input")
    field.fill(str(epochs))
    field.press("Enter")


def test_a_page_that_isnt_answered_is_the_visitors_again_after_a_while(lab: Lab, line: Mute) -> None:
    come_back_unheard(lab, line)
    lab.page.clock.run_for(2 * PATIENCE)
    lab.page.wait_for_selector(ALIVE)
    (began, ended) = lab.page.evaluate("window.changes")
    assert (began[0], ended[0]) == (True, False)
    assert PATIENCE <= ended[1] - began[1] < 1.5 * PATIENCE
    line.silent = False
    set_epochs(lab, 25)
    expect(lab.page.get_by_text("in 25 epochs.")).to_be_visible()


def test_what_was_let_go_is_sent_then(lab: Lab, line: Mute) -> None:
    line.silent = True
    lab.rate.fill("0.3")
    lab.rate.press("Enter")
    come_back_unheard(lab, line)
    line.silent = False
    lab.page.clock.run_for(2 * PATIENCE)
    expect(lab.page).to_have_url(re.compile("lr=0.3&"))
    expect(lab.page.locator(".gd-dragging")).to_have_count(0)


def test_while_the_line_is_cut_again_nobody_waits(lab: Lab, line: Mute) -> None:
    come_back_unheard(lab, line)
    lab.page.clock.pause_at(lab.page.evaluate("Date.now() / 1000 + 1"))  # it isn't the end of patience that ends it
    line.whole = False
    line.cut()
    lab.page.wait_for_selector(CUT)
    lab.page.wait_for_selector(ALIVE)
    lab.page.clock.resume()
    line.silent, line.whole = False, True
    lab.settle()
    set_epochs(lab, 25)
    expect(lab.page.get_by_text("in 25 epochs.")).to_be_visible()
    assert [inert for inert, _ in lab.page.evaluate("window.changes")] == [True, False, True, False]
