"""The instrument: while the rate is dragged, the browser's numbers are those of `descend`, and nothing is sent."""

import math
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from gd.charts.cost import cost_window
from gd.charts.style import LINEAR
from gd.experiments.built_in import DATA
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import SCENARIOS, defaults
from gd.tables.dataset import read_csv
from tests.browser.conftest import Lab

RATES = 12
EPOCHS = 6
ALL = 1.0
NO_OVERFLOW = 0.869
"""The part of the track up to 1.05 times the stability limit, where J grows by less than 1.1² in an epoch."""
FUNCTION = {"cost", "landscape", "weights", "update"}
TABLE = {*FUNCTION, "predictions", "residuals"}
# Drag the rate to each of so many places of its track up to `reach`, and there move the player to each of so many
# epochs; return what the charts are given.
DRAG = """async (track, [rates, epochs, reach]) => {
  const [player, exact] = ['.epoch', '.exact'].map((selector) => track.getRootNode().querySelector(selector));
  const move = (slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); };
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const inputs = [...document.querySelectorAll('[class*="st-key-view-"] input[name="live"]')];
  const view = (input) => input.closest('[class*="st-key-view-"]').className.match(/st-key-view-(\\w+)/)[1];
  const seen = [];
  for (let i = 0; i < rates; i++) {
    move(track, reach * i / (rates - 1));
    await drawn();
    for (let j = 0; j < epochs; j++) {
      move(player, Math.round(j / (epochs - 1) * Number(player.max)));
      const texts = Object.fromEntries(inputs.filter(({ value }) => value).map((input) => [view(input), input.value]));
      seen.push({ rate: Number(exact.value), epoch: player.ariaValueText, texts });
    }
  }
  return seen;
}"""


def dragged(lab: Lab, reach: float = NO_OVERFLOW) -> list[dict[str, Any]]:
    """Drag the rate along its track, during which nothing is sent, and return what the charts are given."""
    expect(lab.view("cost").locator("input[name=live]")).to_have_count(1)
    expect(lab.track).to_be_visible()
    lab.settle()
    sent = lab.sent
    seen: list[dict[str, Any]] = lab.track.evaluate(DRAG, [RATES, EPOCHS, reach])
    assert lab.sent == sent
    return seen


def numbers(text: str) -> np.ndarray:
    """The numbers in a chart's hidden input, without the run's number that comes first."""
    return np.array([float(x) for x in text.split(",")[1:]])


def same(ours: np.ndarray, theirs: np.ndarray, scale: float) -> bool:
    """Whether both are the same in four digits, or to rounding beside numbers of size `scale`."""
    return np.allclose(theirs, ours, rtol=5e-5, atol=1e-11 * scale)


def check(experiment: Experiment, seen: list[dict[str, Any]], views: set[str], axes: str = LINEAR) -> None:
    """Compare what the browser drew of an experiment with the runs of `descend`."""
    problem = experiment.problem
    steep = np.abs(problem.spectrum.eigenvalues).max()
    optimum = None if experiment.exact is None else experiment.measure(experiment.exact)
    rates = {entry["rate"] for entry in seen}
    assert len(rates) == RATES
    for rate in rates:
        one = replace(experiment, settings=replace(experiment.settings, learning_rate=rate))
        run = one.run()
        curve = one.curve(run)
        for entry in (entry for entry in seen if entry["rate"] == rate):
            drawn = {view: numbers(text) for view, text in entry["texts"].items()}
            assert set(drawn) == views
            left, low, right, high = drawn["cost"][:4]
            epochs, _, shown, _ = drawn["cost"][4:].reshape(-1, 4).T
            assert (left, right) == (1 if axes == "log-log" else 0, run.epochs[-1])
            assert (low, high) == pytest.approx(cost_window(shown, optimum, linear=axes == LINEAR), rel=1e-12)
            at = epochs.searchsorted(epoch_of(entry))
            k = run.epochs.searchsorted(epochs[at])
            assert run.epochs[k] == epochs[at]
            assert same(curve[k], np.nan_to_num(shown[at]), abs(curve[0]))
            w, slopes = run.weights[k], problem.gradient(run.weights[k])
            size = max(np.abs(run.weights[0]).max(), np.abs(w).max(), 1.0)
            for view in views & {"line", "predictions", "residuals"}:
                assert same(w, drawn[view], size), view
            if "weights" in views:
                assert same(np.append(w[:12], run.weights[0][:12]), drawn["weights"], size)
            if "update" in views:
                their_w, their_slopes, step, new = drawn["update"].reshape(-1, 4).T
                assert same(w, their_w, size)
                assert same(slopes, their_slopes, steep * size)
                assert same(rate * slopes, step, rate * steep * size)
                assert same(w - rate * slopes, new, (1 + rate * steep) * size)


def epoch_of(entry: dict[str, Any]) -> int:
    """The epoch that the player says it shows."""
    return int(entry["epoch"].split()[1].replace(",", ""))


@pytest.mark.parametrize(
    ("problem", "axes", "reach", "views"),
    [
        ("parabola", LINEAR, ALL, FUNCTION - {"weights"}),
        ("parabola", "log-log", ALL, FUNCTION - {"weights"}),
        ("ravine", LINEAR, ALL, FUNCTION),
        ("line", LINEAR, NO_OVERFLOW, {*TABLE, "line"}),
        ("line", "logarithmic", NO_OVERFLOW, {*TABLE, "line"}),
        ("dummy-trap", LINEAR, NO_OVERFLOW, TABLE),
        ("unscaled", LINEAR, NO_OVERFLOW, TABLE),
    ],
)
def test_while_the_rate_is_dragged_the_browser_draws_what_descend_would(
    lab: Lab, problem: str, axes: str, reach: float, views: set[str]
) -> None:
    lab.open(f"v=1&problem={problem}&axis={axes}").more_pictures()
    seen = dragged(lab, reach)
    scenario = SCENARIOS[problem]
    check(prepare(defaults(problem), read_csv(DATA / scenario.table) if scenario.table else None), seen, views, axes)


def test_a_run_that_overflows_is_drawn_up_to_the_last_epoch_before(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&epochs=1000")
    seen = dragged(lab, ALL)[-1]
    assert seen["rate"] == 3  # the end of the track, where w is multiplied by 1 − 2 · 3 in an epoch: J = 400 · 25ᵗ
    overflows_after = math.log(sys.float_info.max / 400, 25)
    assert 0.3 < overflows_after % 1 < 0.7  # the same even for half or twice the cost
    last = math.floor(overflows_after)
    assert epoch_of(seen) == last
    drawn = numbers(seen["texts"]["cost"])
    assert drawn[2] == last
    assert drawn[-4:] == pytest.approx([last, math.inf, 400 * 25.0**last, 0])
    lab.track.dispatch_event("change")  # let go
    expect(lab.page).to_have_url(re.compile("lr=3&"))
    lab.settle()
    expect(lab.slider).to_have_attribute("aria-valuetext", f"epoch {last} of {last}")


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
    views = {"cost", "landscape", "weights", "line" if features == 1 else "predictions"}
    check(prepare(settings, read_csv(file.read_bytes())), seen, views)
