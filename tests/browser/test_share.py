"""Sharing in the browser: copied, read from the projector, shown in another site's page, and without what is hidden."""

import io
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Page, expect

from gd.page.hide import PARTS
from tests.browser.conftest import Lab
from tests.serving import serve

SIZES = (1280, 800), (390, 844)
CARDS = '[class*="st-key-view-"]'
SEEN = {
    "sidebar": '[data-testid="stSidebar"]',
    "optimizer": ".st-key-method",
    "help": ".st-key-about button",
    "problems": ".st-key-problem",
    "share": ".st-key-share",
    "lesson": ".st-key-lesson",
    "tries": ".st-key-try-0",
    "quiz": ".st-key-predict",
    "pins": ".st-key-keep",
    "bar": ".st-key-bar",
    "rate": ".st-key-bar .stops",
    "player": ".st-key-bar .epoch",
    "verdict": ".st-key-summary",
    "formula": ".st-key-formula",
    "cost": ".st-key-view-cost",
    "landscape": ".st-key-view-landscape",
    "predictions": ".st-key-view-line",
    "weights": ".st-key-view-weights",
    "update": ".st-key-view-update",
    "more": ".st-key-more",
    "details": ".st-key-details",
}
"""What a person sees of each part that can be hidden, on the page of the line with more pictures."""


def shared(lab: Lab) -> Lab:
    lab.page.get_by_role("button", name="Share").click()
    expect(lab.page.get_by_text("Fingerprint of the final weights")).to_be_visible()
    return lab


def test_the_link_is_copied_with_the_epoch_that_is_shown(lab: Lab) -> None:
    lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.open("v=1&problem=parabola&epoch=12&axis=log-log")
    lab.expect_everywhere(12)
    shared(lab).page.get_by_role("button", name="Copy link").click()
    expect(lab.page.get_by_role("status").get_by_text("Copied.")).to_be_visible()
    copied = lab.page.evaluate("() => navigator.clipboard.readText()")
    assert re.fullmatch(rf"{lab.address}/\?v=1&problem=parabola&.*&axis=log-log&result=0.024759&epoch=12", copied)
    lab.open(copied.partition("?")[2])
    lab.expect_everywhere(12)
    expect(lab.page.get_by_text("promises final weights")).to_have_count(0)
    assert lab.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["window", "phone"])
def test_the_qr_code_is_read_off_the_screen_in_any_theme(
    browser: Browser, server: str, size: tuple, theme: str
) -> None:
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
    lab = shared(Lab(page, server).open("v=1&problem=ravine&lr=0.02"))
    page.get_by_role("button", name="QR code").click()
    code = page.locator(".st-key-qr-code img")
    expect(code).to_be_visible()
    box = code.bounding_box()
    assert box["width"] == box["height"] >= 0.7 * min(width, height)
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    lab.settle()
    picture = Image.open(io.BytesIO(code.screenshot()))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"{server}/?v=1&problem=ravine&lr=0.02"]
    assert picture.convert("RGB").getpixel((5, 5)) == (255, 255, 255)
    expect(page.get_by_text("Fingerprint of the final weights")).to_have_count(0)  # it gave way
    assert lab.complaints == []
    page.close()


# The address takes one line, and two.
@pytest.mark.parametrize("query", ["problem=ravine&lr=0.02", f"problem=function&f=x^2{'%2B0.25*y^2' * 10}&lr=0.01"])
@pytest.mark.parametrize("size", SIZES, ids=["window", "phone"])
def test_the_window_of_the_qr_code_shows_the_whole_address(lab: Lab, size: tuple, query: str) -> None:
    width, height = size
    lab.page.set_viewport_size({"width": width, "height": height})
    shared(lab.open(f"v=1&{query}")).page.get_by_role("button", name="QR code").click()
    expect(lab.page.locator(".st-key-qr-code img")).to_be_visible()
    lab.settle()
    address = lab.page.locator(".st-key-qr-code code").bounding_box()
    window = lab.page.get_by_role("dialog").bounding_box()
    assert address["y"] + address["height"] + 16 <= window["y"] + window["height"] <= height - 8
    assert window["y"] >= 8
    assert lab.page.locator(".stDialog").evaluate("e => e.scrollHeight <= e.clientHeight")


def test_all_parts_that_can_be_hidden_are_there_otherwise(lab: Lab) -> None:
    lab.open("v=1&problem=line&more=1")
    assert SEEN.keys() == PARTS.keys()
    for place in SEEN.values():
        expect(lab.page.locator(place).first).to_be_visible()


@pytest.mark.parametrize("name", SEEN)
def test_what_is_hidden_is_gone_and_the_rest_stays(lab: Lab, name: str) -> None:
    lab.open(f"v=1&problem=line&more=1&hide={name}")
    gone = {"lesson": {"lesson", "tries", "quiz", "pins"}, "bar": {"bar", "rate", "player"}}.get(name, {name})
    gone |= {"help", "optimizer"} if name == "sidebar" else set()
    for other, place in SEEN.items():
        expect(lab.page.locator(place).first).to_be_visible(visible=other not in gone)
    assert lab.complaints == []


@pytest.mark.parametrize(
    "hidden", ["cost", "bar,lesson", "sidebar,problems,share,lesson,verdict,formula", "cost,weights"]
)
def test_the_pictures_that_stay_fill_the_window(lab: Lab, hidden: str) -> None:
    lab.open(f"v=1&problem=line&hide={hidden}")
    cards = [card.bounding_box() for card in lab.page.locator(f".st-key-views {CARDS}").all()]
    assert len(cards) == 4 - len({"cost", "weights"} & {*hidden.split(",")})
    assert 740 <= max(card["y"] + card["height"] for card in cards) <= 800
    assert max(card["x"] + card["width"] for card in cards) > 1240
    assert min(card["height"] for card in cards) > 180


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def course(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and its address: a site of its own that shows what is put into the folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(tmp_path))) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield tmp_path, f"http://127.0.0.1:{site.server_port}"
        site.shutdown()


@pytest.fixture
def open_server(course: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The page, which lets the course's site show it."""
    monkeypatch.setenv("GD_FRAME_ANCESTORS", course[1])
    with serve() as address:
        yield address


@pytest.mark.parametrize("size", SIZES, ids=["window", "phone"])
def test_the_snippet_shows_the_run_in_a_page_of_a_course(
    browser: Browser, open_server: str, course: tuple[Path, str], size: tuple[int, int]
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    lab = shared(Lab(page, open_server).open("v=1&problem=ravine&hide=problems&lr=0.02"))
    page.get_by_text("In a page of a course").click()
    snippet = page.locator(".st-key-frame").get_by_test_id("stCode").locator("code").inner_text()
    folder, site = course
    (folder / "week3.html").write_text(
        f'<!doctype html><title>Week 3</title><link rel="icon" href="data:,"><h1>Week 3</h1>{snippet}', encoding="utf-8"
    )
    page.goto(f"{site}/week3.html")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_text("Still improving")).to_be_visible()
    expect(inside.locator(".st-key-problem")).to_be_hidden()
    expect(inside.locator(".vega-embed .marks").first).to_be_visible()
    _change_the_rate(inside)
    assert re.search(r"[?&]lr=0.05&.*hide=problems", _address(page))
    assert "embed=true" in _address(page)  # what the page writes keeps it
    assert lab.complaints == []
    page.close()


def _change_the_rate(inside: FrameLocator) -> None:
    rate = inside.locator(".st-key-bar .exact")
    rate.fill("0.05")
    rate.press("Enter")
    expect(inside.locator(".st-key-formula").get_by_text("0.05").first).to_be_attached()
    expect(inside.get_by_text("Converged")).to_be_visible()


def _address(page: Page) -> str:
    return page.frames[1].url
