"""The code that is shown beside the page's run, for random choices of everything.

A larger sample: `python -m tests.explain.test_code_grid 5000`.
"""

import random
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gd.arrays import EPS, Array
from gd.descent import descend
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import Settings
from gd.explain.code import closeness, code
from gd.least_squares import LeastSquares, Rows
from gd.optimizers import OPTIMIZERS
from gd.run import Run, Stop
from gd.schedules import CONSTANT, SCHEDULES
from gd.tables.dataset import Dataset
from tests.experiments.test_scenarios import built_in
from tests.explain.test_code import ROOT, executed

SAMPLE = 150
FUNCTIONS = "parabola", "valley", "ravine", "likelihood"
BUILT_IN = "line", "dummy-trap", "unscaled"
_random = np.random.default_rng(0)
_a, _b = _random.normal(size=(2, 20))
_signs = np.array(
    [[1, 1, 1, 1, -1, -1, -1, -1], [1, 1, -1, -1, 1, 1, -1, -1], [1, -1, 1, -1, 1, -1, 1, -1]], dtype=float
)
OWN: dict[str, dict[str, Array]] = {
    # All columns but b are orthogonal to y, which is so large that rounding is far above every optimizer's ε.
    "orthogonal": {
        **dict(zip("abc", _signs, strict=True)),
        "y": 1e7 / 3 * np.array([11, 12, -12, -11, 12, 11, -11, -12]),
    },
    "years": {"year": np.arange(2000.0, 2011), "y": 1e3 * np.arange(-5.0, 6) ** 2 + 5e5},
    "far from zero": {"a": 1e3 / 3 * _a + 5e4 / 7, "b": _b, "y": 1e4 * _random.normal(size=20) + 1e6 / 3},
    "exact fit": {"a": _a, "b": 100 / 3 * _b, "y": 3 * _a - _b / 7 + 1e5 / 3},
    "dependent": {"a": _a, "b": _b, "a + b": _a + _b, "y": _random.normal(size=20)},
}


def draw(seed: int) -> Experiment:
    """An experiment with everything chosen at random."""
    choice = random.Random(seed).choice
    problem, optimizer = choice([*FUNCTIONS, *BUILT_IN, *OWN]), OPTIMIZERS[choice(list(OPTIMIZERS))]
    if optimizer.finds_own_rate and problem in ("valley", "likelihood"):
        optimizer = OPTIMIZERS["plain"]  # line search is for quadratics
    schedule = CONSTANT if optimizer.finds_own_rate else SCHEDULES[choice(list(SCHEDULES))]
    chosen: dict[str, Any] = {
        "optimizer": optimizer,
        "schedule": schedule,
        "learning_rate": choice([1e-3, 0.01, 0.1, 0.5, 1.0, 3.0]),
        "epochs": choice([1, 2, 10, 100, 400, 3000]),
        "init": choice(["zeros", "ones", "normal"]),
        "tolerance": choice([0.0, 0.0, 1e-3]),
    }
    if problem in FUNCTIONS:
        return built_in(problem, **chosen, goal=choice(["minimise", "maximise"]))
    few = chosen["epochs"] <= 400 and not optimizer.finds_own_rate
    chosen |= {
        "reduction": choice(["sum", "mean"]),
        "scale": choice([True, False]),
        "batch": few * choice([0, 0, 1, 4]),
    }
    if problem in BUILT_IN:
        return built_in(problem, **chosen, drop_first=choice([True, False]))
    frame = pd.DataFrame(OWN[problem])
    return prepare(Settings("table", target="y", features=tuple(frame.columns[:-1]), **chosen), Dataset(frame, {}, ()))


def program(experiment: Experiment, run: Run) -> tuple[Array, int]:
    """The weights [D] with which the program ends, and the last epoch that it kept."""
    with TemporaryDirectory() as folder:
        own = SCENARIOS[experiment.settings.problem].table is None
        if own and experiment.settings.problem == "table":
            regression = experiment.regression
            assert regression is not None
            assert regression.design is not None
            X, y = regression.design.matrix(), regression.design.y
            columns = dict(zip((*experiment.settings.features, "y"), (*X.T[1:], y), strict=True))
            text = Dataset(pd.DataFrame(columns), {}, ()).to_csv()
            Path(folder, "table.clean.csv").write_text(text, encoding="utf-8", newline="")
        names = executed(code(experiment, run), Path(folder) if own else ROOT)
    kept = names["epoch"] + (run.stop is not Stop.DIVERGED)
    # Line search leaves its loop where there is no slope any more, and further epochs would change nothing.
    return names["w"], int(run.epochs[-1]) if experiment.settings.optimizer.finds_own_rate else int(kept)


def rounded_once_more(experiment: Experiment, seed: int) -> Run:
    """The page's run where each number of X and y, before and after standardising, is off by at most its last digit."""
    regression, s = experiment.regression, experiment.settings
    assert regression is not None
    assert regression.design is not None
    off = np.random.default_rng(seed)
    X, y = (
        part * (1 + EPS * off.integers(-1, 2, part.shape)) for part in (regression.design.matrix(), regression.design.y)
    )
    X = (X - regression.centre) / regression.scale
    X = X * (1 + EPS * off.integers(-1, 2, X.shape))
    problem = (Rows if s.batch else LeastSquares)(X, y, reduction=s.reduction)  # type: ignore[arg-type]
    return descend(**vars(replace(experiment.arguments, problem=problem)))


def check(seed: int) -> None:
    """Hold the program to what is said of its closeness."""
    experiment = draw(seed)
    run = experiment.run()
    weights, last = program(experiment, run)
    if closeness(experiment, run).endswith("the same to the last digit."):
        assert (weights.tolist(), last) == (run.final_weights.tolist(), run.epochs[-1])
        return
    size = float(np.abs(run.final_weights).max())
    # The ninth digit is left to a slope that passes for rounding here and not there, which takes a step of its own.
    apart, beside = 1e-8 * size, [run]
    if isinstance(experiment.problem, LeastSquares):
        beside += [rounded_once_more(experiment, k) for k in range(4)]
        apart += 30 * max(float(np.abs(other.final_weights - run.final_weights).max()) for other in beside)
    assert np.abs(weights - run.final_weights).max() <= apart
    lasts = [int(other.epochs[-1]) for other in beside]
    spread = max(lasts) - min(lasts)
    assert min(lasts) - spread <= last <= max(lasts) + spread


@pytest.mark.parametrize("seed", range(SAMPLE))
def test_the_program_keeps_its_promise(seed: int) -> None:
    check(seed)


if __name__ == "__main__":
    broken = []
    for seed in range(SAMPLE, SAMPLE + int(sys.argv[1])):
        try:
            check(seed)
        except AssertionError as error:
            broken.append(seed)
            print(seed, draw(seed).settings, error, sep="\n", end="\n\n")
    sys.exit(
        f"{len(broken)} of {sys.argv[1]} programs are further from the page than is said: {broken}" if broken else 0
    )
