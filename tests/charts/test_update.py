"""The chart of one update, and the weights over the epochs."""

import json
import math
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gd.charts.epochs import AFTER_LAST
from gd.charts.paths import paths
from gd.charts.style import NOW, Spec
from gd.charts.update import STEPS, next_weights, update
from gd.experiments.experiment import Experiment
from gd.optimizers import Momentum
from gd.run import Run
from tests.charts import frames_of
from tests.charts.test_data import long_run, table
from tests.experiments.test_scenarios import built_in


def step(row: pd.Series, expression: str) -> float:
    """The step that Vega computes from a row, which is named datum there."""
    known, value = re.fullmatch(r"isValid\((.*)\) \? (.*) : null", expression).groups()
    return math.nan if math.isnan(eval(known, {"datum": row})) else eval(value, {"datum": row})


def spelled_out(experiment: Experiment, run: Run, epoch: int) -> list[dict[str, Any]]:
    """The chart's rows, one per weight, for the update after an epoch."""
    rows = frames_of(update(experiment.arguments, run, 0))["updates"]
    rows["step"] = rows.apply(step, axis=1, expression=STEPS[experiment.arguments.plain])
    here = rows[(rows["epoch"] <= epoch) & (epoch < rows["next"])]
    assert here["line"].tolist() == list(range(len(here)))
    return here[["weight", "w", "slope", "step", "new"]].to_dict("records")


def test_the_first_update_of_the_bowl_as_by_hand() -> None:
    parabola = built_in("parabola")
    assert spelled_out(parabola, parabola.run(), 0) == [
        {"weight": "w", "w": 20, "slope": 40, "step": 4, "new": 16},
    ]


@pytest.mark.parametrize(
    ("problem", "goal"), [("valley", "minimise"), ("valley", "maximise"), ("likelihood", "maximise")]
)
def test_an_update_leads_to_the_next_recorded_weights(problem: str, goal: str) -> None:
    experiment = built_in(problem, goal=goal, epochs=3)
    run = experiment.run()
    for k in range(3):
        rows = spelled_out(experiment, run, k)
        assert [row["weight"] for row in rows] == list(experiment.problem.names)
        assert [row["new"] for row in rows] == pytest.approx(run.weights[k + 1].tolist())
        assert [row["slope"] for row in rows] == experiment.problem.gradient(run.weights[k]).tolist()


def test_the_next_weights_are_recorded_or_computed() -> None:
    parabola = built_in("parabola", epochs=10_000, learning_rate=1e-4)
    run = parabola.run()
    k = np.array([0, 1, len(run.epochs) - 2, len(run.epochs) - 1])
    assert run.epochs[k[2]] + 1 < run.epochs[k[3]]
    after = next_weights(parabola.arguments, run, k)[:, 0]
    assert after[:2].tolist() == run.weights[1:3, 0].tolist()
    assert after[2:] == pytest.approx(run.weights[k[2:], 0] * (1 - 2e-4))


def test_the_table_has_the_numbers_of_the_epoch_for_each_weight() -> None:
    trap = built_in("dummy-trap", epochs=40)
    run = trap.run()
    for k in (0, 7, 40):
        rows, w = spelled_out(trap, run, k), run.weights[k]
        slope = trap.problem.hessian(w) @ (w - trap.exact)  # J is quadratic, and its gradient is 0 at the exact weights
        assert [row["weight"] for row in rows] == list(trap.problem.names)
        assert [row["w"] for row in rows] == w.tolist()
        assert [row["slope"] for row in rows] == pytest.approx(slope, abs=1e-12)
        assert [row["step"] for row in rows] == pytest.approx(0.001 * slope, abs=1e-15)
        assert [row["new"] for row in rows] == pytest.approx(w - 0.001 * slope, abs=1e-12)


def test_only_the_first_six_weights_are_shown() -> None:
    many = table(60, 20)
    spec = update(many.arguments, many.run(), 0)
    assert spec["title"] == "One update: new w = w − η∇J (the first 6 of 21 weights)"
    assert frames_of(spec)["updates"]["weight"].unique().tolist() == list(many.problem.names[:6])


def test_uphill_the_step_is_added() -> None:
    likelihood = built_in("likelihood")
    assert update(likelihood.arguments, likelihood.run(), 0)["title"] == "One update: new w = w + η∇J"


def test_the_paths_are_the_weights_and_on_a_logarithmic_axis_the_distance_to_the_exact_ones() -> None:
    ravine = built_in("ravine")
    run = ravine.run()
    linear, logarithmic = (frames_of(paths(ravine, run, axes))["frames"] for axes in ("linear", "log–log"))
    assert linear[["w0", "w1"]].to_numpy().tolist() == run.weights.tolist()
    assert logarithmic[["w0", "w1"]].to_numpy() == pytest.approx(np.abs(run.weights - [1, 2]))


def test_without_exact_weights_their_size_is_shown_and_a_zero_is_left_out() -> None:
    up = built_in("valley", goal="maximise", w0=(-2.0, 0.0), epochs=5)
    spec = paths(up, up.run(), "logarithmic")
    assert spec["title"] == "Absolute values of the weights"
    assert frames_of(spec)["frames"]["w0"].iloc[0] == 2
    assert frames_of(spec)["frames"]["w1"].isna().all()


def test_twelve_lines_of_a_million_epochs_are_fewer_than_5000_points() -> None:
    many = table(60, 20)
    spec = paths(many, long_run(many, 1_000_000), "linear")
    frames = frames_of(spec)["frames"]
    assert spec["title"] == "Weights over the epochs (the first 12 of 21 weights)"
    assert 4000 < frames.drop(columns=["epoch", "next"]).size <= 5000


def test_another_optimizers_update_is_what_it_did_and_unknown_after_the_end() -> None:
    parabola = built_in("parabola", optimizer=Momentum(), epochs=3)
    run = parabola.run()
    assert update(parabola.arguments, run, 0)["title"] == "One update: new w = w + step"
    (row,) = spelled_out(parabola, run, 1)
    assert row["new"] == run.weights[2, 0] != pytest.approx(row["w"] - 0.1 * row["slope"])
    assert row["step"] == row["new"] - row["w"]
    assert np.isnan(spelled_out(parabola, run, 3)[0]["new"])


def explained(spec: Spec) -> dict[str, list[str]]:
    """The transformations of the layer that explains a dash: expressions for its text, and conditions for its rows."""
    layers = [layer["transform"] for layer in spec["layer"] if "isn’t known" in json.dumps(layer, ensure_ascii=False)]
    assert len(layers) <= 1
    steps = [step for transform in layers for step in transform]
    return {
        "text": [step["calculate"] for step in steps if step.get("as") == "text"],
        "filter": [step["filter"] for step in steps if "filter" in step],
    }


def test_why_an_update_is_not_known_is_said_at_the_last_epoch_and_where_the_next_is_not_kept() -> None:
    ball = built_in("parabola", optimizer=Momentum(), epochs=10_000)
    spec = update(ball.arguments, ball.run(), 0)
    said = explained(spec)
    assert said["text"] == [
        f"datum.next == {AFTER_LAST} ? 'The run ends here: its next step isn’t known.' : "
        "'The next epoch isn’t kept, so the step to it isn’t known.'"
    ]
    assert "datum.line == 0 && !isValid(datum.new)" in said["filter"]
    assert NOW in said["filter"]
    rows = frames_of(spec)["updates"]
    dashed = rows[rows["new"].isna()]
    unkept = dashed[dashed["next"] != AFTER_LAST]
    assert dashed[dashed["next"] == AFTER_LAST]["epoch"].tolist() == [10_000]
    assert len(unkept) > 0
    assert (unkept["next"] > unkept["epoch"] + 1).all()
    assert rows[rows["new"].notna()]["epoch"].iloc[0] == 0


def test_plain_descent_knows_every_update() -> None:
    plain = built_in("parabola", epochs=10_000)
    spec = update(plain.arguments, plain.run(), 0)
    assert explained(spec) == {"text": [], "filter": []}
    assert frames_of(spec)["updates"]["new"].notna().all()
