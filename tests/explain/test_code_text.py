"""What the program that is shown consists of: its imports and rows, its loop, and what it promises."""

from typing import Any

import pytest

from gd.descent import WALKED
from gd.experiments.experiment import prepare
from gd.experiments.scenarios import defaults
from gd.explain.code import closeness, code
from gd.optimizers import Adam, LineSearch
from gd.run import Stop
from gd.tables.dataset import read_csv
from tests.experiments.test_scenarios import BUILT_IN, built_in
from tests.explain.test_code import weights_of


@pytest.mark.parametrize(
    ("problem", "changes", "words"),
    [
        ("parabola", {}, "very run in plain NumPy, the same to the last digit."),
        ("parabola", {"epochs": WALKED}, "the same to the last digit."),
        ("parabola", {"epochs": WALKED + 1}, "in the last digits, unless the run magnifies rounding errors."),
        ("ravine", {"epochs": 1900, "learning_rate": 0.081, "w0": (5.0, -2.0)}, "unless the run magnifies"),
        ("parabola", {"epochs": 2000, "tolerance": 1e-3}, "the same to the last digit."),
        ("valley", {"epochs": 2000}, "the same to the last digit."),
        ("ravine", {"epochs": 2000, "optimizer": Adam()}, "the same to the last digit."),
        ("ravine", {"optimizer": LineSearch(), "w0": (3.1, -2.7)}, "the same to the last digit."),
        ("line", {}, "the results agree except in the last digits, unless the run magnifies rounding errors."),
    ],
)
def test_it_promises_only_what_it_keeps(problem: str, changes: dict[str, Any], words: str) -> None:
    experiment = built_in(problem, **changes)
    run = experiment.run()
    assert words in closeness(experiment, run)
    if "the same to" in words:
        assert weights_of(code(experiment, run)).tolist() == run.final_weights.tolist()


@pytest.mark.parametrize("problem", BUILT_IN)
def test_few_rows_are_written_out_and_the_code_needs_numpy_alone(problem: str) -> None:
    experiment = built_in(problem)
    program = code(experiment, experiment.run())
    assert ("import pandas as pd\n" in program) == (problem == "unscaled")
    assert program.startswith("import numpy as np\n")
    assert max(map(len, program.splitlines())) <= 100
    assert "\n\n\n\n" not in program


@pytest.mark.parametrize(("rows", "few"), [(50, True), (51, False)])
def test_fifty_rows_are_written_out_and_more_are_read(rows: int, few: bool) -> None:
    lines = ["distance_mpc,velocity_km_s", *(f"{k / 7},{k * k}" for k in range(rows))]
    experiment = prepare(defaults("line"), read_csv("\n".join(lines).encode()))
    program = code(experiment, experiment.run())
    assert ("# The rows of data/hubble.csv." in program) == few
    assert ('pd.read_csv("data/hubble.csv")' in program) == (not few)


def test_the_loop_is_the_textbooks_and_says_more_only_where_the_run_ended_early() -> None:
    plain, ended = built_in("parabola"), built_in("parabola", tolerance=1e-3)
    assert "for epoch in range(30):\n    w = w - 0.1 * gradient(w)\nprint" in code(plain, plain.run())
    assert "    if settled:\n        break" in code(ended, ended.run())
    away = built_in("valley", learning_rate=0.25)
    assert away.run().stop is Stop.DIVERGED
    assert "np.isfinite" in code(away, away.run())
    assert "np.isfinite" not in code(plain, plain.run())
    up = built_in("likelihood")
    assert "    w = w + 0.05 * gradient(w)\n" in code(up, up.run())


@pytest.mark.parametrize(("epochs", "long"), [(1_000_000, False), (1_000_001, True), (10**9, True)])
def test_it_says_where_the_loop_would_take_long(epochs: int, long: bool) -> None:
    experiment = built_in("parabola", epochs=epochs)
    assert (f"# {epochs:,} epochs take long in this loop" in code(experiment, experiment.run())) == long
