"""The start on the landscape: dragged, clicked and moved by keys, drawn as `descend` would, and in its place."""

import re
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from playwright.sync_api import expect

from gd.charts.plane import plane_of
from gd.experiments.built_in import DATA
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.link import from_link
from gd.experiments.scenarios import SCENARIOS, defaults
from gd.run import Run
from gd.tables.dataset import read_csv
from tests.browser.conftest import Lab
from tests.browser.test_instrument import numbers, same
from tests.browser.test_landscape import FILLS, TICKS


def middle_of_handle(lab: Lab) -> tuple[float, float]:
    """The place in the window of the start's handle, once the landscape is drawn."""
    expect(lab.start).to_be_visible()
    lab.settle()
    lab.page.wait_for_function(FILLS)
    box = lab.start.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def weights_at(lab: Lab, place: tuple[float, float]) -> list[float]:
    """The two weights at a place in the window, as the labels of the ticks on the landscape say."""
    weights = []
    for (first, *_, last), j in zip(lab.page.evaluate(TICKS), (0, 1), strict=True):
        share = (place[j] - first[1 + j]) / (last[1 + j] - first[1 + j])
        weights.append(first[0] + share * (last[0] - first[0]))
    return weights


def drag_start(lab: Lab, right: int, down: int) -> None:
    """Press on the start's handle, and move the pointer so many pixels."""
    x, y = middle_of_handle(lab)
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    for part in (0.3, 0.6, 1):
        lab.page.mouse.move(x + part * right, y + part * down)


def on_landscape(experiment: Experiment, run: Run, w: np.ndarray) -> np.ndarray:
    """The point of the landscape at which weights are drawn."""
    if len(w) == 1:
        return np.append(w, experiment.problem.cost(w))
    return plane_of(experiment.problem, run, None).project(w)


@pytest.mark.parametrize("problem", ["parabola", "ravine", "line", "dummy-trap", "unscaled"])
def test_the_start_is_dragged_without_a_message_and_let_go_becomes_the_run(lab: Lab, problem: str) -> None:
    lab.open(f"v=1&problem={problem}")
    middle_of_handle(lab)
    sent = lab.sent
    drag_start(lab, -30, 20)
    entry = lab.view("landscape").locator("input[name=live]")
    expect(entry).not_to_have_value("")
    assert lab.sent == sent
    drawn = numbers(entry.input_value())
    path = drawn[13 if problem == "parabola" else 0 :].reshape(-1, 8)[:, 2:4]  # the graph has one update before it
    lab.page.mouse.up()
    expect(lab.page).to_have_url(re.compile("init=given&w0="))
    settings, refused = from_link(parse_qs(urlparse(lab.page.url).query))
    assert refused == []
    file = SCENARIOS[problem].table
    table = read_csv(DATA / file) if file else None
    before, after = (prepare(s, table) for s in (defaults(problem), settings))
    assert not np.allclose(after.start, before.start, rtol=1e-3, atol=0)
    run = after.run()
    for point, w in ((path[0], after.start), (path[-1], run.final_weights)):
        assert same(on_landscape(after, run, w), point, np.abs(after.start).max() + 1)


def test_without_a_closed_form_the_handle_waits_for_the_answer(lab: Lab) -> None:
    lab.open("v=1&problem=valley")
    drag_start(lab, -40, 10)
    expect(lab.page.locator("body.gd-waiting")).to_have_count(1)
    lab.page.mouse.up()
    expect(lab.page).to_have_url(re.compile("init=given&w0="))
    expect(lab.page.locator("body.gd-waiting")).to_have_count(0)


def test_a_click_places_the_start_and_the_arrow_keys_move_it(lab: Lab) -> None:
    lab.open("v=1&problem=ravine")
    expect(lab.start).to_have_attribute("aria-valuetext", "w₁ = −3, w₂ = 3")
    lab.start.focus()
    lab.start.press("ArrowRight")
    expect(lab.page).to_have_url(re.compile("w0="))
    expect(lab.page).not_to_have_url(re.compile(r"w0=-3%2C3\b"))
    moved = lab.start.get_attribute("aria-valuetext") or ""
    assert moved.endswith("w₂ = 3")
    assert moved != "w₁ = −3, w₂ = 3"
    box = lab.view("landscape").locator("path.background").first.bounding_box()
    assert box is not None
    clicked = box["x"] + 0.4 * box["width"], box["y"] + 0.3 * box["height"]
    expected = weights_at(lab, clicked)
    lab.page.mouse.click(*clicked)
    expect(lab.page).to_have_url(re.compile("w0="))
    expect(lab.start).not_to_have_attribute("aria-valuetext", moved)
    expect(lab.page.locator("body.gd-dragging")).to_have_count(0)
    (w0,) = parse_qs(urlparse(lab.page.url).query)["w0"]
    start = [float(w) for w in w0.split(",")]
    assert start == pytest.approx(expected, abs=0.1)
    assert weights_at(lab, middle_of_handle(lab)) == pytest.approx(start, abs=0.1)  # the picture has other axes by now


# Whether the middle of the handle is on the bowl's start (20, 400), as the labels of the ticks place it.
ON_START = """() => {
  const [plot, handle] = ['.st-key-view-landscape path.background', '.gd-start'].map(
    (selector) => document.querySelector(selector)?.getBoundingClientRect());
  if (!plot || !handle) return false; // the picture is being drawn anew
  const ticks = (axis) => [...document.querySelectorAll('.st-key-view-landscape .role-axis-label')][axis];
  const at = (axis, value, side) => {
    const [first, ...rest] = [...ticks(axis).querySelectorAll('text')].map((text) => {
      const box = text.getBoundingClientRect();
      return [Number(text.textContent.replace('−', '-').replace(',', '')), (box[side[0]] + box[side[1]]) / 2];
    });
    const last = rest.at(-1);
    return first[1] + ((value - first[0]) / (last[0] - first[0])) * (last[1] - first[1]);
  };
  const middle = [(handle.left + handle.right) / 2, (handle.top + handle.bottom) / 2];
  const there = [at(0, 20, ['left', 'right']), at(1, 400, ['top', 'bottom'])];
  return plot.width > 0 && Math.hypot(middle[0] - there[0], middle[1] - there[1]) < 5;
}"""


def test_the_handle_stays_on_the_start_when_the_picture_changes_its_size(lab: Lab) -> None:
    lab.open("v=1&problem=parabola")
    lab.page.wait_for_function(ON_START)
    lab.page.get_by_role("button", name="η = 1.1").click()
    expect(lab.page.get_by_text("Diverging", exact=True)).to_be_visible()
    lab.page.wait_for_function(ON_START)
    for width, height in ((1000, 700), (1280, 800)):
        lab.page.set_viewport_size({"width": width, "height": height})
        lab.page.wait_for_function(ON_START)
