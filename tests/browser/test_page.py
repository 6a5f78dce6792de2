"""Behaviour that needs a browser: the player, links, Back, uploads, and that nothing is cut off."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from gd.experiments.scenarios import TUTORIAL
from tests.browser.conftest import Lab

SIZES = [(1280, 800), (1920, 1080), (390, 844)]


# Every chart fits into its container; after a change of width it takes a moment to adapt.
CHARTS_FIT = """() => [...document.querySelectorAll('.st-key-views .vega-embed')].every(chart =>
    chart.querySelector('.marks').getBoundingClientRect().right
    <= chart.closest('[class*=st-key-view-]').getBoundingClientRect().right)"""


def test_the_page_states_the_outcome_of_the_parabola(lab: Lab) -> None:
    lab.open("v=1&problem=parabola")
    expect(lab.page.get_by_text("J fell from 400 to 0.000613 in 30 epochs.")).to_be_visible()
    lab.page.get_by_role("radio", name="Weights").click()
    expect(lab.page.locator('[data-testid="stDataFrame"]')).to_be_visible()


def test_a_table_of_ones_own_is_fitted(lab: Lab, tmp_path: Path) -> None:
    table = tmp_path / "flats.csv"
    table.write_text("area;rent\n20;300,5\n30;401\n50;600\n70;790\n", encoding="utf-8")
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    lab.page.locator('input[type="file"]').set_input_files(table)
    expect(lab.page.get_by_text("The fitted line: rent", exact=True)).to_be_visible()
    expect(lab.page.get_by_text("In use: flats.csv, 4 rows")).to_be_visible()


def test_a_file_that_cannot_be_read_is_refused_in_words(lab: Lab, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"")
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    lab.page.locator('input[type="file"]').set_input_files(broken)
    expect(lab.page.get_by_test_id("stMain").get_by_text("The file is empty")).to_be_visible()


@pytest.mark.parametrize("problem", TUTORIAL)
def test_nothing_is_wider_than_the_window(lab: Lab, problem: str) -> None:
    lab.open(f"v=1&problem={problem}")
    for width, height in SIZES:
        lab.page.set_viewport_size({"width": width, "height": height})
        lab.page.wait_for_function(CHARTS_FIT)
        assert lab.page.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth") == 0
        for formula in lab.page.locator(".katex-html").all():
            assert formula.evaluate("e => e.getBoundingClientRect().right") <= width


@pytest.mark.parametrize("problem", TUTORIAL)
def test_the_page_asks_no_other_host_and_the_browser_has_nothing_to_complain_of(lab: Lab, problem: str) -> None:
    lab.open(f"v=1&problem={problem}")
    assert [url for url in lab.requests if not url.startswith((lab.address, "data:", "blob:"))] == []
    assert lab.complaints == []


def test_a_long_run_shows_its_progress_and_can_be_stopped(lab: Lab) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=valley&epochs=1000000")
    expect(lab.page.get_by_text("of 1,000,000")).to_be_visible()
    lab.page.get_by_role("button", name="Stop").click()
    expect(lab.page.get_by_text("Stopped.")).to_be_visible()
    expect(lab.page.get_by_role("button", name="Run again")).to_be_visible()
    lab.settle()
    expect(lab.page.locator(".st-key-views")).to_have_count(0)


def test_the_track_shows_the_exact_rate_and_steps_from_there(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&lr=0.1105")
    expect(lab.rate).to_have_value("0.1105")
    limit = lab.page.get_by_role("button", name="limit 1", exact=True)
    expect(limit).to_have_attribute("title", "From this start, runs converge at rates below it, and not above.")
    expect(lab.page.get_by_role("button", name="fastest from here 0.5", exact=True)).to_be_visible()
    lab.track.focus()
    lab.track.press("ArrowRight")
    expect(lab.rate).to_have_value("0.115")
    lab.track.press("ArrowLeft")
    expect(lab.rate).to_have_value("0.11")
    lab.track.press("PageUp")
    expect(lab.track).to_have_attribute("aria-valuetext", "0.16, 16 % of the stability limit")
    expect(lab.page).to_have_url(re.compile("lr=0.16&"))
