"""From settings to a run: its start, its cost curve, and the CSV download."""

import re
from dataclasses import replace

import numpy as np
import pytest

import gd.tables.design
from gd.experiments.built_in import DATA
from gd.experiments.experiment import prepare
from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings
from gd.tables.dataset import read_csv
from gd.tables.folded import FoldedFile
from gd.tables.regression import fold_table
from gd.text import DataError
from tests.experiments.test_scenarios import built_in, rows

DRAWN = (np.random.default_rng(7).standard_normal(3) / np.sqrt(3)).tolist()
"""The start drawn with seed 7: N(0, 1/3) is N(0, 1) divided by √3."""


@pytest.mark.parametrize(
    ("init", "start"),
    [("zeros", [0, 0, 0]), ("ones", [1, 1, 1]), ("given", [1.5, -2, 0.1]), ("normal", DRAWN)],
)
def test_it_starts_where_the_settings_say(init: str, start: list[float]) -> None:
    experiment = built_in("dummy-trap", init=init, w0=(1.5, -2.0, 0.1), seed=7)
    assert experiment.start.tolist() == pytest.approx(start, rel=1e-15, abs=0)
    assert experiment.run().weights[0].tolist() == experiment.start.tolist()


def test_another_seed_starts_elsewhere() -> None:
    assert built_in("dummy-trap", seed=1).start.tolist() != built_in("dummy-trap", seed=2).start.tolist()


def test_the_run_has_the_settings_rate_epochs_and_goal() -> None:
    up = built_in("parabola", learning_rate=0.25, epochs=3, goal="maximise").run()
    assert up.weights.ravel().tolist() == [20, 30, 45, 67.5]


def test_the_run_ends_at_the_settings_tolerance() -> None:
    assert built_in("parabola", learning_rate=0.25, tolerance=5.0).run().weights.ravel().tolist() == [20, 10, 5, 2.5]


@pytest.mark.parametrize(
    ("problem", "goal", "exact"),
    [
        ("parabola", "minimise", [0]),
        ("parabola", "maximise", None),
        ("ravine", "minimise", [1, 2]),
        ("ravine", "maximise", None),
        ("likelihood", "minimise", None),
    ],
)
def test_there_are_exact_weights_only_in_the_direction_of_the_optimum(
    problem: str, goal: str, exact: list[float] | None
) -> None:
    assert built_in(problem, goal=goal).exact == (exact if exact is None else pytest.approx(exact))


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_the_curve_of_a_regression_is_the_mean_squared_error_of_its_rows(reduction: str) -> None:
    line = built_in("line", reduction=reduction)
    run = line.run()
    X, y = rows(line)
    by_hand = [((X @ w - y) ** 2).mean() for w in run.weights]
    assert line.curve(run) == pytest.approx(by_hand, rel=1e-9)
    assert [line.measure(w) for w in run.weights] == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.parametrize("problem", ["parabola", "likelihood"])
def test_the_curve_of_a_function_is_its_cost(problem: str) -> None:
    experiment = built_in(problem)
    run = experiment.run()
    assert experiment.curve(run).tolist() == run.costs.tolist()
    assert experiment.measure(run.final_weights) == run.final_cost


def test_the_mean_is_the_sum_at_a_rate_divided_by_the_rows() -> None:
    total = built_in("line", learning_rate=0.01, reduction="sum").run()
    mean = built_in("line", learning_rate=0.24, reduction="mean").run()
    assert mean.weights == pytest.approx(total.weights, rel=1e-9)


def test_an_unknown_problem_is_refused_with_the_names_there_are() -> None:
    names = "parabola, valley, likelihood, line, ravine, dummy-trap, unscaled, table, function"
    with pytest.raises(ValueError, match=f"^problem is nope, but one of {names} is wanted\\.$"):
        prepare(Settings("nope"))


def test_a_regression_without_a_table_asks_for_one() -> None:
    with pytest.raises(ValueError, match=r"^Load a table first\.$"):
        prepare(defaults("table"))


@pytest.mark.parametrize(
    ("problem", "w0", "sentence"),
    [
        ("parabola", (1.0, 2.0), "There are 2 numbers for 1 weight. Write one number for each of: w."),
        ("valley", (1.0,), "There is 1 number for 2 weights. Write one number for each of: w₁, w₂."),
        (
            "line",
            (),
            "There are 0 numbers for 2 weights. Write one number for each of: intercept, distance_mpc.",
        ),
    ],
)
def test_initial_weights_need_one_number_per_weight(problem: str, w0: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        built_in(problem, init="given", w0=w0)


@pytest.mark.parametrize("scale", [False, True])
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_in_batches_the_run_goes_row_by_row_through_the_table(scale: bool, reduction: str) -> None:
    # An epoch by hand: w ← w − η Xᵀ(Xw − y) for each batch, in the order drawn by NumPy's generator.
    batched = replace(defaults("line"), learning_rate=0.01, batch=7, seed=5, epochs=2, scale=scale, reduction=reduction)
    experiment = prepare(batched, read_csv(DATA / "hubble.csv"))
    X, y = rows(experiment)
    w = experiment.start
    for epoch in (1, 2):
        order = np.random.default_rng([5, epoch]).permutation(24)
        for part in (order[:7], order[7:14], order[14:21], order[21:]):
            divisor = len(part) if reduction == "mean" else 1
            w = w - 0.01 * X[part].T @ (X[part] @ w - y[part]) / divisor
    assert experiment.run().final_weights == pytest.approx(w, rel=1e-9)


def test_the_number_tells_runs_apart_by_their_settings_their_start_and_their_table() -> None:
    content = (DATA / "hubble.csv").read_bytes()
    table, again, other = (read_csv(text) for text in (content, content, content.replace(b"170", b"171")))
    line, quick = defaults("line"), replace(defaults("line"), learning_rate=0.02)
    same = {prepare(line, one).number for one in (table, table, again)}
    others = {
        prepare(line, other).number,
        prepare(quick, table).number,
        prepare(replace(line, init="ones"), table).number,
    }
    assert len(same) == 1
    assert len(same | others) == 4


def test_a_folded_table_has_no_rows_for_batches() -> None:
    factor = fold_table(read_csv(DATA / "hubble.csv"), "velocity_km_s", ["distance_mpc"]).factor
    with pytest.raises(DataError, match="This table is folded"):
        prepare(replace(defaults("line"), batch=5), FoldedFile.of(factor))


def test_the_rows_are_gone_through_once_also_for_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[str] = []
    made = gd.tables.design.design
    monkeypatch.setattr(gd.tables.design, "design", lambda *a, **k: (passes.append("pass"), made(*a, **k))[1])
    table = read_csv(DATA / "hubble.csv")
    folded = fold_table(table, "velocity_km_s", ["distance_mpc"])
    for changes in ({}, {"learning_rate": 0.02}, {"epochs": 7}, {"reduction": "mean"}, {"scale": True}):
        prepare(replace(defaults("line"), **changes), table, fold=lambda *_, **__: folded).run()
    for seed in (1, 2):
        prepare(replace(defaults("line"), batch=5, seed=seed), table, fold=lambda *_, **__: folded).run()
    assert len(passes) == 1
