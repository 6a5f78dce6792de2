"""The instrument: while the rate is dragged, the browser's numbers are those of `descend`, and nothing is sent."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from playwright.sync_api import expect

from gd.charts.plane import plane_of
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.link import from_link
from gd.experiments.scenarios import DATA, SCENARIOS, defaults
from gd.run import Run
from gd.tables.dataset import read_csv
from tests.browser.conftest import Lab

RATES = 30
EPOCHS = 10
# Drag the rate to each of so many places of its track, and there move the player to each of so many epochs; return what
# the charts are given. The track and the player are in the component's shadow root.
DRAG = """async ([rates, epochs]) => {
  const find = (selector) => [...document.querySelectorAll('.st-key-bar *')]
    .map((element) => element.shadowRoot?.querySelector(selector)).find(Boolean);
  const move = (slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); };
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const text = (view) => document.querySelector(`.st-key-view-${view} input[name="live"]`)?.value ?? '';
  const [track, player] = [find('.stops'), find('.epoch')];
  const seen = [];
  for (let i = 0; i < rates; i++) {
    move(track, i / (rates - 1));
    await drawn();
    for (let j = 0; j < epochs; j++) {
      move(player, Math.round(j / (epochs - 1) * Number(player.max)));
      const texts = Object.fromEntries(['cost', 'weights', 'predictions', 'line'].map((view) => [view, text(view)]));
      seen.push({ rate: Number(find('.exact').value), epoch: player.ariaValueText, texts });
    }
  }
  return seen;
}"""


def dragged(lab: Lab) -> list[dict[str, Any]]:
    """Drag the rate along its track, during which nothing is sent, and return what the charts are given."""
    expect(lab.view("cost").locator("input[name=live]")).to_have_count(1)
    expect(lab.track).to_be_visible()
    lab.settle()
    sent = lab.sent
    seen: list[dict[str, Any]] = lab.page.evaluate(DRAG, [RATES, EPOCHS])
    assert lab.sent == sent
    return seen


def numbers(text: str) -> np.ndarray:
    """The numbers in a chart's hidden input, without the run's number that comes first."""
    return np.array([float(x) for x in text.split(",")[1:]])


def same(ours: np.ndarray, theirs: np.ndarray, scale: float) -> bool:
    """Whether both are the same in four digits, or to rounding beside numbers of size `scale`."""
    return np.allclose(theirs, ours, rtol=5e-5, atol=1e-11 * scale)


def check(experiment: Experiment, seen: list[dict[str, Any]]) -> None:
    """Compare what the browser drew of an experiment with the runs of `descend`."""
    rates = {entry["rate"] for entry in seen}
    assert len(rates) == RATES
    for rate in rates:
        one = replace(experiment, settings=replace(experiment.settings, learning_rate=rate))
        run = one.run()
        curve = one.curve(run)
        for entry in (entry for entry in seen if entry["rate"] == rate):
            cost = numbers(entry["texts"]["cost"])[4:].reshape(-1, 4)
            at = cost[:, 0].searchsorted(epoch_of(entry))
            k = int(run.epochs.searchsorted(cost[at, 0]))
            if k == len(run.epochs):  # the epoch after which rounding decides whether the run overflows
                assert cost[at, 0] == run.epochs[-1] + 1
                continue
            assert run.epochs[k] == cost[at, 0]
            assert same(curve[k], cost[at, 2], abs(curve[0]))
            w = run.weights[k]
            size = max(np.abs(run.weights[0]).max(), np.abs(w).max(), 1.0)
            if text := entry["texts"]["weights"]:  # a single weight has no view of its own
                assert same(np.append(w[:12], run.weights[0][:12]), numbers(text), size)
            if text := entry["texts"]["predictions"]:
                assert same(w, numbers(text), size)


def epoch_of(entry: dict[str, Any]) -> int:
    """The epoch that the player says it shows."""
    return int(entry["epoch"].split()[1].replace(",", ""))


@pytest.mark.parametrize("problem", ["parabola", "ravine", "line", "dummy-trap", "unscaled"])
def test_while_the_rate_is_dragged_the_browser_draws_what_descend_would(lab: Lab, problem: str) -> None:
    lab.open(f"v=1&problem={problem}")
    seen = dragged(lab)
    scenario = SCENARIOS[problem]
    check(prepare(defaults(problem), read_csv(DATA / scenario.table) if scenario.table else None), seen)


def table(rows: int, features: int) -> bytes:
    """A table of random numbers; the target is a random combination of the others, and noise."""
    random = np.random.default_rng(features)
    X = random.normal(size=(rows, features)) * 10.0 ** random.integers(-2, 3, features)
    y = X @ (random.normal(size=features) / X.std(axis=0)) + random.normal(size=rows)
    lines = [",".join([*(f"x{d}" for d in range(features)), "y"])]
    lines += [",".join(map(repr, row.tolist())) for row in np.column_stack([X, y])]
    return "\n".join(lines).encode()


@pytest.mark.parametrize("features", [1, 4, 11, 39])
def test_a_table_of_ones_own_is_redrawn_as_descend_would(lab: Lab, tmp_path: Path, features: int) -> None:
    file = tmp_path / "own.csv"
    file.write_bytes(table(60, features))
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    lab.page.locator('input[type="file"]').set_input_files(file)
    seen = dragged(lab)
    names = tuple(f"x{d}" for d in range(features))
    settings = replace(defaults("table"), target="y", features=names)
    check(prepare(settings, read_csv(file.read_bytes())), seen)


def drag_start(lab: Lab, right: int, down: int) -> None:
    """Press on the start's handle, and move the pointer so many pixels."""
    expect(lab.start).to_be_visible()
    lab.settle()
    lab.page.wait_for_load_state("networkidle")
    box = lab.start.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
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
    drag_start(lab, 0, 0)
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
    lab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(lab.start).not_to_have_attribute("aria-valuetext", moved)
    lab.settle()
    handle = lab.start.bounding_box()
    assert handle is not None


# Whether the middle of the handle is on the bowl's start (20, 400), as the labels of the ticks place it.
ON_START = """() => {
  const plot = document.querySelector('.st-key-view-landscape path.background').getBoundingClientRect();
  const handle = document.querySelector('.gd-start').getBoundingClientRect();
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
