"""The instrument: while the rate is dragged, the browser's numbers are those of `descend`, and nothing is sent."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import DATA, SCENARIOS, defaults
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
