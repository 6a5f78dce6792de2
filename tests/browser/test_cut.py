"""A connection that is cut or holds back what is sent, while the server goes on: no change is lost or made twice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CUT, Lab
from tests.browser.line import Line


@pytest.fixture
def line(server: str) -> Iterator[Line]:
    line = Line(int(server.rpartition(":")[2]))
    yield line
    line.close()


@pytest.fixture
def lab(browser: Browser, line: Line) -> Iterator[Lab]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield Lab(context.new_page(), f"http://127.0.0.1:{line.port}")
    context.close()


def entries(page: Page) -> int:
    """How many addresses the page has in the history."""
    length: int = page.evaluate("history.length")
    return length


def test_what_is_let_go_while_the_line_is_cut_arrives_once(lab: Lab, line: Line) -> None:
    lab.open("v=1&problem=ravine")
    before = entries(lab.page)
    line.cut()
    lab.page.wait_for_selector(CUT)
    lab.rate.fill("0.05")
    lab.rate.press("Enter")
    line.mend()
    expect(lab.page).to_have_url(re.compile(r"lr=0\.05&"))
    lab.settle()
    expect(lab.page.locator(".gd-dragging")).to_have_count(0)
    assert entries(lab.page) == before + 1
    lab.page.go_back()
    expect(lab.rate).to_have_value("0.076")


def test_a_change_that_was_under_way_when_the_line_was_cut_arrives(lab: Lab, line: Line) -> None:
    lab.open("v=1&problem=parabola")
    line.hold()
    epochs = lab.page.locator(".st-key-epochs input")
    epochs.fill("25")
    epochs.press("Enter")
    line.cut()
    lab.page.wait_for_selector(CUT)
    line.let_go()
    line.mend()
    expect(lab.page.get_by_text("in 25 epochs.")).to_be_visible()
    expect(lab.page).to_have_url(re.compile("epochs=25&"))
    expect(epochs).to_have_value("25")


def test_a_line_that_holds_back_what_is_sent_loses_nothing_and_does_nothing_twice(lab: Lab, line: Line) -> None:
    lab.open("v=1&problem=parabola")
    line.hold()
    lab.rate.fill("0.3")
    lab.rate.press("Enter")
    lab.page.get_by_role("button", name="Pin this run").click()
    line.let_go()
    expect(lab.page.locator('[class*="st-key-chip-"]')).to_have_count(1)
    expect(lab.rate).to_have_value("0.3")
    expect(lab.page).to_have_url(re.compile("lr=0.3&.*pin="))
    lab.settle()
    expect(lab.page.locator('[class*="st-key-chip-"]')).to_have_count(1)


def test_a_loaded_table_is_still_there_after_a_cut(lab: Lab, line: Line) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    lab.settle()
    file = {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"x,y\n1,5\n2,3\n3,7\n4,1\n"}
    lab.page.locator("input[type=file]").set_input_files(file)
    expect(lab.page.get_by_text("In use: mine.csv")).to_be_visible()
    line.cut()
    lab.page.wait_for_selector(CUT)
    line.mend()
    lab.settle()
    expect(lab.page.get_by_text("In use: mine.csv")).to_be_visible()
    expect(lab.page.get_by_text("mean squared error fell")).to_be_visible()
