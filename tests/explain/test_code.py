"""The code that is shown reproduces the page's run."""

import io
import os
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gd import initial
from gd.arrays import Array
from gd.descent import WALKED, descend
from gd.experiments.experiment import Experiment
from gd.experiments.settings import Settings
from gd.explain.code import code
from gd.optimizers import OPTIMIZERS, LineSearch, Momentum, Optimizer, Plain
from gd.problems import PowerSum, Quadratic
from gd.run import Stop
from gd.schedules import SCHEDULES
from tests.experiments.test_scenarios import BUILT_IN, built_in

ROOT = Path(__file__).parents[2]
WITH_A_RATE = [name for name, optimizer in OPTIMIZERS.items() if not optimizer.finds_own_rate]
FUNCTIONS = [
    ("parabola", {}),
    ("parabola", {"tolerance": 1e-3}),
    ("parabola", {"learning_rate": 1.1, "epochs": WALKED}),
    ("parabola", {"learning_rate": 3.5e4, "epochs": 1999}),
    ("parabola", {"init": "normal", "seed": 7}),
    ("parabola", {"goal": "maximise"}),
    ("valley", {}),
    ("valley", {"learning_rate": 0.25}),
    ("valley", {"init": "ones", "tolerance": 1e-4}),
    ("ravine", {}),
    ("ravine", {"init": "zeros", "goal": "maximise", "epochs": 20}),
    ("likelihood", {}),
    ("likelihood", {"tolerance": 1e-5, "epochs": 5000}),
    ("likelihood", {"goal": "minimise"}),
]
LEAPT = [
    ("parabola", {"epochs": WALKED + 1}),
    ("parabola", {"learning_rate": 1.1, "epochs": 1999}),
    ("ravine", {"epochs": 5000, "tolerance": 1e-12, "learning_rate": 0.02}),
]
TABLES = [
    ("line", {}),
    ("line", {"scale": True, "reduction": "mean", "init": "ones"}),
    ("line", {"tolerance": 0.1}),
    ("dummy-trap", {}),
    ("dummy-trap", {"drop_first": True, "seed": 3}),
    ("dummy-trap", {"init": "given", "w0": (1.0, -2.0, 0.5), "tolerance": 1e-3}),
    ("unscaled", {}),
    ("unscaled", {"scale": True, "learning_rate": 0.1}),
    ("unscaled", {"features": ("species", "sex", "body_mass_g"), "scale": True, "learning_rate": 0.1}),
    ("unscaled", {"features": ("species", "island"), "drop_first": False, "learning_rate": 0.1, "reduction": "sum"}),
]


def executed(program: str, folder: Path) -> dict[str, Any]:
    """The namespace of the program after it has run in this folder."""
    names: dict[str, Any] = {"np": np, "pd": pd}
    before = Path.cwd()
    os.chdir(folder)
    try:
        with redirect_stdout(io.StringIO()) as printed, np.errstate(all="ignore"):
            exec(program, names)
    finally:
        os.chdir(before)
    names["printed"] = printed.getvalue()
    return names


def weights_of(program: str, folder: Path = ROOT) -> Array:
    """The final weights that the program prints when it runs in this folder."""
    names = executed(program, folder)
    assert names["printed"].startswith("weights [")
    assert f"cost {names['cost'](names['w'])}" in names["printed"]
    return np.asarray(names["w"])


def test_every_built_in_problem_is_run() -> None:
    assert {problem for problem, _ in [*FUNCTIONS, *TABLES]} == set(BUILT_IN)


@pytest.mark.parametrize(("problem", "changes"), FUNCTIONS)
def test_the_weights_of_a_function_equal_the_pages_to_the_last_bit(problem: str, changes: dict[str, Any]) -> None:
    experiment = built_in(problem, **changes)
    run = experiment.run()
    assert weights_of(code(experiment, run)).tolist() == run.final_weights.tolist()


@pytest.mark.parametrize(("problem", "changes"), LEAPT)
def test_a_run_that_leaps_ends_in_the_same_epoch_with_the_same_weights_up_to_rounding(
    problem: str, changes: dict[str, Any]
) -> None:
    experiment = built_in(problem, **changes)
    run = experiment.run()
    names = executed(code(experiment, run, keep_costs=True), ROOT)
    assert names["w"] == pytest.approx(run.final_weights, rel=1e-11)
    assert len(names["costs"]) == run.epochs[-1] + 1


@pytest.mark.parametrize("goal", ["minimise", "maximise"])
@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("optimizer", WITH_A_RATE)
def test_every_optimizer_with_every_schedule_matches_to_the_last_bit(optimizer: str, schedule: str, goal: str) -> None:
    chosen = {"optimizer": OPTIMIZERS[optimizer], "schedule": SCHEDULES[schedule]}
    experiment = built_in("valley", **chosen, learning_rate=0.01, goal=goal, epochs=40)
    run = experiment.run()
    assert weights_of(code(experiment, run)).tolist() == run.final_weights.tolist()


@pytest.mark.parametrize(
    "changes", [{"tolerance": 1e-2}, {"learning_rate": 3.0, "epochs": 3000, "optimizer": Momentum(0.5)}]
)
def test_a_run_of_another_optimizer_that_ends_early_ends_there(changes: dict[str, Any]) -> None:
    experiment = built_in("ravine", **{"optimizer": Momentum(), "learning_rate": 0.02, "epochs": 500} | changes)
    run = experiment.run()
    assert run.stop is not Stop.EPOCHS
    assert weights_of(code(experiment, run)).tolist() == run.final_weights.tolist()


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("optimizer", WITH_A_RATE)
@pytest.mark.parametrize("batch", [1, 5])
def test_batches_come_in_the_same_order(optimizer: str, batch: int, reduction: str) -> None:
    batches = {"batch": batch, "seed": 3}
    chosen = {"optimizer": OPTIMIZERS[optimizer], "reduction": reduction}
    experiment = built_in("line", **chosen, **batches, learning_rate=0.01, epochs=20)
    run = experiment.run()
    assert weights_of(code(experiment, run)) == pytest.approx(run.final_weights, rel=1e-9)


@pytest.mark.parametrize(
    ("problem", "goal"),
    [("parabola", "minimise"), ("parabola", "maximise"), ("ravine", "minimise"), ("ravine", "maximise"), ("line", "")],
)
def test_line_search_finds_the_same_rates(problem: str, goal: str) -> None:
    experiment = built_in(problem, optimizer=LineSearch(), epochs=6, **({"goal": goal} if goal else {}))
    run = experiment.run()
    assert weights_of(code(experiment, run)) == pytest.approx(run.final_weights, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("problem", "changes"), TABLES)
def test_the_weights_of_a_table_equal_the_pages_up_to_rounding(problem: str, changes: dict[str, Any]) -> None:
    if changes.get("reduction") == "sum":
        changes = {**changes, "learning_rate": 1e-3}
    experiment = built_in(problem, **changes)
    run = experiment.run()
    scale = np.abs(run.final_weights).max()
    assert weights_of(code(experiment, run)) == pytest.approx(run.final_weights, rel=1e-9, abs=1e-9 * scale)


@pytest.mark.parametrize(("problem", "rate"), [("parabola", 1e-5), ("ravine", 1e-4), ("unscaled", 1e-7)])
def test_the_loop_agrees_with_the_pages_closed_form(problem: str, rate: float) -> None:
    experiment = built_in(problem, epochs=20_000, learning_rate=rate)
    run = experiment.run()
    assert len(run.epochs) < 20_000
    assert weights_of(code(experiment, run)) == pytest.approx(run.final_weights, rel=1e-9)


@pytest.mark.parametrize(("optimizer", "limit"), [(Plain(), 2), (Momentum(0.5), 3)])
@pytest.mark.parametrize("problem", ["line", "unscaled"])
def test_with_the_mean_the_program_diverges_in_the_pages_epoch(
    problem: str, optimizer: Optimizer, limit: float
) -> None:
    # The squares of all rows together overflow some epochs before their mean does.
    steepest = built_in(problem, reduction="mean").problem.spectrum.eigenvalues[-1]
    rate = 1.02 * limit / steepest  # the heavy ball is stable up to η = 2(1 + β)/λ
    experiment = built_in(problem, reduction="mean", learning_rate=rate, epochs=100_000, optimizer=optimizer)
    run = experiment.run()
    assert (run.stop, run.epochs[-1] > 1000) == (Stop.DIVERGED, True)
    found = executed(code(experiment, run), ROOT)
    assert found["epoch"] == run.epochs[-1]
    assert found["w"] == pytest.approx(run.final_weights, rel=1e-6)


@pytest.mark.parametrize("problem", [PowerSum((2, 2, 4, 1)), Quadratic([[2, 1], [1, 3]], [0.1, 1 / 3])])
@pytest.mark.parametrize("init", ["normal", "zeros", "ones"])
def test_the_code_of_other_functions_matches_too(problem: Any, init: str) -> None:
    D = len(problem.names)
    start = {"normal": initial.normal(D, 5), "zeros": np.zeros(D), "ones": np.ones(D)}[init]
    settings = Settings(learning_rate=0.03, epochs=40, init=init, seed=5)
    run = descend(problem, start, learning_rate=0.03, epochs=40)
    assert weights_of(code(Experiment(settings, problem, start), run)).tolist() == run.final_weights.tolist()


@pytest.mark.parametrize("how", [{}, {"optimizer": OPTIMIZERS["adam"], "schedule": SCHEDULES["cosine"]}])
def test_the_program_of_a_run_that_was_cut_short_repeats_what_was_run(how: dict[str, Any], tmp_path: Path) -> None:
    experiment = built_in("valley", epochs=50, **how)
    run = experiment.run(lambda done: done < 20)
    assert run.stop is Stop.INTERRUPTED
    assert executed(code(experiment, run), tmp_path)["w"].tolist() == run.weights[20].tolist()
