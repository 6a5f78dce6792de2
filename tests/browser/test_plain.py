"""Nobody's text becomes markup: the page shows it as it was given, and asks nobody for anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import READY
from tests.payloads import CHANGED, PAYLOADS
from tests.serving import serve

SEEN = [*PAYLOADS.values(), *(seen for _, seen in CHANGED.values())]


PLACES = (
    *("markdown", "caption", "error", "after-words", "badge", "button", "popover", "expander", "toggle", "label"),
    *("progress", "radio", "pills", "segments", "tabs"),
)


READ = ':is([data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"])'


INSIDE = """texts => texts.flatMap(text => [...text.querySelectorAll('*')]).map(one =>
  one.localName === 'span' && !one.childNodes.length ? 'nothing' : one.localName)"""
"""The elements in texts; those without content are nothing."""


class Place:
    """A page with every payload in every place, and what it asked for."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.requests = page, address, list[str]()
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(address)
        page.wait_for_selector(READY)
        expect(page.get_by_role("button", name="all", exact=True)).to_be_visible()

    def texts(self, name: str) -> Locator:
        """What Streamlit read as Markdown in this place, apart from the label of its options."""
        within = "[role=radiogroup] " if name in ("radio", "pills", "segments") else ""
        return self.page.locator(f".st-key-{name} {within}{READ}")


@pytest.fixture(scope="module")
def everywhere(browser: Browser) -> Iterator[Place]:
    with serve(Path(__file__).parent / "markdown_page.py") as address:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        yield Place(context.new_page(), address)
        context.close()


@pytest.mark.parametrize("place", PLACES)
def test_what_was_escaped_is_seen_as_it_was_given(everywhere: Place, place: str) -> None:
    texts = everywhere.texts(place)
    before = {"after-words": "a ", "error": "Sorry: "}.get(place, "")
    expect(texts).to_have_count(len(SEEN))
    assert texts.evaluate_all("texts => texts.map(text => text.innerText)") == [before + seen for seen in SEEN]
    own = {"after-words": {"strong", "span"}, "badge": {"span"}}.get(place, set())
    assert set(texts.evaluate_all(INSIDE)) == {"p", "nothing"} | own


def test_a_tooltip_shows_it_as_it_was_given(everywhere: Place) -> None:
    everywhere.page.get_by_test_id("stTooltipHoverTarget").get_by_role("button", name="all").hover()
    texts = everywhere.page.get_by_role("tooltip").locator(READ)
    expect(texts).to_have_count(1)
    assert texts.locator("p").evaluate_all("texts => texts.map(text => text.innerText)") == SEEN
    assert set(texts.evaluate_all(INSIDE)) == {"p", "nothing"}


def test_nothing_was_asked_of_any_other_host(everywhere: Place) -> None:
    everywhere.page.wait_for_load_state("networkidle")
    elsewhere = [url for url in everywhere.requests if not url.startswith((everywhere.address, "data:", "blob:"))]
    assert elsewhere == []
