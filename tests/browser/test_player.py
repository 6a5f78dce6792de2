"""The player: it moves all pictures, plays and pauses, and keeps the reader's epoch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from gd.charts.style import END
from tests.browser.conftest import Lab
from tests.browser.speed import WATCH, pictures_a_second


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
    lab.page.wait_for_function("() => seen.length > 1 && seen.at(-1) === 3")
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
