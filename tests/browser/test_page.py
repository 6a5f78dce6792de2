"""Behaviour that needs a browser: the player, links, Back, uploads, and that nothing is cut off."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from gd.charts.style import END
from gd.experiments.scenarios import TUTORIAL
from tests.browser.conftest import Lab
from tests.browser.speed import WATCH, pictures_a_second

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


def test_the_slider_moves_all_views_and_sends_nothing(lab: Lab) -> None:
    lab.open("v=1&problem=parabola")
    expect(lab.view("cost").get_by_text("epoch 30: 0.000613")).to_be_visible()
    sent = lab.sent
    lab.slider.focus()
    for key in ["PageDown", "PageDown", "ArrowLeft", *["PageDown"] * 9, "ArrowRight", "ArrowRight"]:
        lab.slider.press(key)
    lab.expect_everywhere(2)
    expect(lab.view("cost").get_by_text("epoch 2: 163.8")).to_be_visible()
    assert lab.sent == sent


def test_the_buttons_step_and_play_to_the_end(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&epochs=3")
    sent = lab.sent
    button = lab.page.locator(".st-key-bar button")
    button.and_(lab.page.get_by_label("Previous epoch")).click()
    lab.expect_everywhere(2)
    button.and_(lab.page.get_by_label("Next epoch")).click()
    expect(lab.slider).to_have_value("3")
    lab.watch_epochs()
    button.and_(lab.page.get_by_label("Play")).click()  # at the end, playback starts from the beginning
    lab.page.wait_for_function("seen.length > 1 && seen.at(-1) === 3")
    seen = lab.page.evaluate("seen")
    assert seen[:2] == [3, 0]
    assert seen[1:] == sorted(seen[1:])
    expect(button.and_(lab.page.get_by_label("Play"))).to_be_visible()
    assert lab.sent == sent


# Play, and press the button again at the first epoch that comes; return that epoch.
PLAY_AND_PAUSE = """(button) => new Promise((done) => {
  const player = button.getRootNode().querySelector('.epoch');
  const look = () => {
    if (player.value === '0') requestAnimationFrame(look);
    else {
      button.click();
      done(Number(player.value));
    }
  };
  button.click();
  look();
})"""


def test_playback_paused_stays_where_it_is(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&epochs=300")
    lab.slider.press("Home")
    lab.expect_everywhere(0)
    button = lab.page.locator(".st-key-bar button")
    paused = button.and_(lab.page.get_by_label("Play")).evaluate(PLAY_AND_PAUSE)
    lab.watch_epochs()
    button.and_(lab.page.get_by_label("Next epoch")).click()
    lab.expect_everywhere(paused + 1)
    assert lab.page.evaluate("seen") == [paused, paused + 1]


def test_pointing_at_the_cost_curve_previews_an_epoch_and_a_click_moves_there(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&epochs=4")
    sent = lab.sent
    box = lab.view("cost").locator("canvas.marks").bounding_box()
    assert box is not None
    lab.page.mouse.move(box["x"] + 60, box["y"] + 100)
    lab.page.mouse.move(box["x"] + 62, box["y"] + 100)
    expect(lab.view("landscape").locator("input[name=at_epoch]")).to_have_value("0")
    expect(lab.slider).to_have_attribute("aria-valuetext", "epoch 4 of 4")
    lab.page.mouse.move(box["x"] + 60, box["y"] - 200)
    expect(lab.view("landscape").locator("input[name=at_epoch]")).to_have_value(str(END))
    lab.page.mouse.click(box["x"] + 60, box["y"] + 100)
    lab.expect_everywhere(0)
    assert lab.sent == sent


def test_crossing_the_cost_curve_does_not_stop_playback(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&epochs=300")
    lab.slider.focus()
    lab.slider.press(" ")
    box = lab.view("cost").locator("canvas.marks").bounding_box()
    assert box is not None
    lab.page.mouse.move(box["x"] + 60, box["y"] + 100)
    lab.page.mouse.move(box["x"] + 62, box["y"] + 100)
    expect(lab.page.locator(".st-key-bar .play")).to_have_attribute("aria-label", "Pause")
    lab.slider.press(" ")
    expect(lab.page.locator(".st-key-bar .play")).to_have_attribute("aria-label", "Play")


def test_a_new_rate_keeps_the_readers_epoch(lab: Lab) -> None:
    lab.open("v=1&problem=parabola")
    lab.slider.focus()
    for _ in range(25):
        lab.slider.press("ArrowLeft")
    rate = lab.rate
    rate.fill("0.2")
    rate.press("Enter")
    expect(lab.view("cost").get_by_text("epoch 5: 2.419")).to_be_visible()
    lab.expect_everywhere(5)


def test_recreated_charts_show_the_readers_epoch(lab: Lab) -> None:
    lab.open("v=1&problem=parabola")
    lab.slider.focus()
    lab.slider.press("PageDown")
    lab.page.get_by_text("logarithmic").click()
    expect(lab.view("cost").get_by_text("epoch 20: 0.05317")).to_be_visible()
    lab.expect_everywhere(20)


def test_a_reader_at_the_end_stays_at_the_end(lab: Lab) -> None:
    lab.open("v=1&problem=parabola")
    epochs = lab.page.locator(".st-key-epochs input")
    epochs.fill("100")
    epochs.press("Enter")
    expect(lab.view("cost").get_by_text("epoch 100: 1.66 × 10⁻¹⁷")).to_be_visible()
    expect(lab.slider).to_have_attribute("aria-valuetext", "epoch 100 of 100")


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
    lab.track.focus()
    lab.track.press("ArrowRight")
    expect(lab.rate).to_have_value("0.115")
    lab.track.press("ArrowLeft")
    expect(lab.rate).to_have_value("0.11")
    lab.track.press("PageUp")
    expect(lab.track).to_have_attribute("aria-valuetext", "0.16, 16 % of the stability limit")
    expect(lab.page).to_have_url(re.compile("lr=0.16&"))


@pytest.mark.parametrize("problem", ["line", "dummy-trap", "unscaled"])
def test_playback_draws_all_views_without_a_message_and_reports_how_often(
    lab: Lab, problem: str, record_property: Callable[[str, object], None]
) -> None:
    lab.page.add_init_script(WATCH)
    lab.open(f"v=1&problem={problem}&epochs=1000")
    sent = lab.sent
    drawn = pictures_a_second(lab.page, seconds=3)
    assert set(drawn) == {"cost", "landscape", "line" if problem == "line" else "predictions", "weights"}
    assert min(drawn.values()) > 0
    assert lab.sent == sent
    record_property("pictures a second", f"{min(drawn.values()):.1f}")
