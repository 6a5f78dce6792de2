"""The notebook is one that Jupyter opens, and its cells, run one after the other, repeat the page's run."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gd.experiments.built_in import DATA
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import Settings
from gd.explain.code import closeness, code
from gd.explain.notebook import notebook
from gd.explain.table_code import MAX_WRITTEN_CELLS, clean_name
from gd.optimizers import OPTIMIZERS, Momentum
from gd.run import Run, Stop
from gd.schedules import SCHEDULES
from gd.tables.dataset import Dataset, read_csv
from gd.tables.folded import FoldedFile
from gd.tables.regression import fold_table
from tests.experiments.test_scenarios import built_in
from tests.explain.test_code import FUNCTIONS, TABLES, executed

ADDRESS = "http://localhost:8501/?v=1&problem=ravine"


pytestmark = pytest.mark.usefixtures("no_matplotlib")
BY_HAND = b"size;=kind;price\n1,5;a;2,5\n2;-b;3\n4;;9\n4;a;5\n7;-b;\n6;-b;9,25\n"


def table_of(experiment: Experiment) -> Dataset | None:
    """The built-in table of a problem, as the page has it."""
    file = SCENARIOS[experiment.settings.problem].table
    return read_csv(DATA / file) if file else None


def made(experiment: Experiment, run: Run, file: str = "table.csv", table: Dataset | None = None) -> str:
    """The notebook, as the page makes it."""
    program = code(experiment, run, file, table=table, keep_costs=True)
    return notebook(experiment, run, program, closeness(experiment, run), ADDRESS)


def cells(text: str) -> list[dict[str, Any]]:
    return list(json.loads(text)["cells"])


def run_cells(text: str, folder: Path) -> dict[str, Any]:
    """The names after the cells have run in this folder."""
    program = "\n".join("".join(cell["source"]) for cell in cells(text) if cell["cell_type"] == "code")
    return executed(program, folder)


def check(experiment: Experiment, run: Run, text: str, folder: Path, *, exact: bool) -> None:
    """Hold the notebook's weights and costs to the run's."""
    found = run_cells(text, folder)
    size = float(np.abs(run.final_weights).max())
    if exact:
        assert found["w"].tolist() == run.final_weights.tolist()
        assert "largest difference from the page 0.0" in found["printed"]
    assert found["w"] == pytest.approx(run.final_weights, rel=1e-9, abs=1e-9 * size)
    assert found["page"].tolist() == run.final_weights.tolist()
    if len(run.epochs) == run.epochs[-1] + 1 and not experiment.settings.optimizer.finds_own_rate:
        assert found["costs"] == pytest.approx(run.costs.tolist(), rel=1e-6, abs=1e-6 * float(np.abs(run.costs).max()))


@pytest.mark.parametrize(("problem", "changes"), FUNCTIONS)
def test_a_functions_cells_repeat_the_run_to_the_last_bit(
    problem: str, changes: dict[str, Any], tmp_path: Path
) -> None:
    experiment = built_in(problem, **changes)
    run = experiment.run()
    text = made(experiment, run)
    check(experiment, run, text, tmp_path, exact=True)
    assert run_cells(text, tmp_path)["costs"] == pytest.approx(run.costs.tolist(), rel=1e-12)


@pytest.mark.parametrize(("problem", "changes"), TABLES)
def test_a_built_in_tables_cells_need_no_file(problem: str, changes: dict[str, Any], tmp_path: Path) -> None:
    if changes.get("reduction") == "sum":
        changes = {**changes, "learning_rate": 1e-3}
    experiment = built_in(problem, **changes)
    run = experiment.run()
    check(experiment, run, made(experiment, run, table=table_of(experiment)), tmp_path, exact=False)


@pytest.mark.parametrize("formula", ["(1 - x)^2 + 100 (y - x^2)^2", "sqrt(x) + y^2", "exp(x) + max(x, y)"])
def test_a_typed_functions_cells_repeat_the_run(formula: str, tmp_path: Path) -> None:
    experiment = prepare(Settings("function", 1e-3, 200, init="given", w0=(0.5, 0.25), formula=formula))
    run = experiment.run()
    check(experiment, run, made(experiment, run), tmp_path, exact=True)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("optimizer", [name for name, made in OPTIMIZERS.items() if not made.finds_own_rate])
def test_every_optimizer_and_schedule(optimizer: str, schedule: str, tmp_path: Path) -> None:
    chosen = {"optimizer": OPTIMIZERS[optimizer], "schedule": SCHEDULES[schedule]}
    experiment = built_in("valley", **chosen, learning_rate=0.01, epochs=40)
    run = experiment.run()
    check(experiment, run, made(experiment, run), tmp_path, exact=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"learning_rate": 5.0, "epochs": 2000},
        {"learning_rate": 3.0, "epochs": 3000, "optimizer": Momentum(0.5)},
        {"optimizer": Momentum(), "learning_rate": 0.02, "epochs": 500, "tolerance": 1e-2},
        {"tolerance": 1e-2},
    ],
)
def test_the_costs_of_a_run_that_ends_early_are_those_of_its_epochs(changes: dict[str, Any], tmp_path: Path) -> None:
    experiment = built_in("ravine", **changes)
    run = experiment.run()
    assert run.stop is not Stop.EPOCHS
    assert run_cells(made(experiment, run), tmp_path)["costs"] == run.costs.tolist()


@pytest.mark.parametrize("batch", [0, 2])
def test_ones_own_small_table_is_in_the_notebook(batch: int, tmp_path: Path) -> None:
    table = read_csv(BY_HAND)
    wished = {"target": "price", "features": ("size", "=kind"), "scale": True, "batch": batch, "seed": 3}
    experiment = prepare(Settings("table", 0.1, 50, **wished), table)
    run = experiment.run()
    text = made(experiment, run, "mine.csv", table)
    check(experiment, run, text, tmp_path, exact=False)
    assert "read_csv" not in text


def test_a_large_table_is_read_from_the_cleaned_file_beside_the_notebook(tmp_path: Path) -> None:
    rows = "\n".join(f"{k % 7},{'=a' if k % 3 else 'b'},{k % 11}" for k in range(MAX_WRITTEN_CELLS // 3 + 1))
    table = read_csv(f"a,=kind,y\n{rows}\n".encode())
    wished = {"target": "y", "features": ("a", "=kind"), "reduction": "mean", "learning_rate": 0.01}
    experiment = prepare(Settings("table", epochs=20, **wished), table)
    run = experiment.run()
    fewer = prepare(Settings("table", 0.01, 5, target="y", features=("a",), reduction="mean"), table)
    assert "read_csv" not in made(fewer, fewer.run(), table=table)
    text = made(experiment, run, "mine.csv", table)
    assert len(text) < 5000
    (tmp_path / clean_name("mine.csv")).write_text(table.to_csv(), encoding="utf-8", newline="")
    check(experiment, run, text, tmp_path, exact=False)


def test_a_folded_table_is_read_from_its_file(tmp_path: Path) -> None:
    factor = fold_table(read_csv(DATA / "hubble.csv"), "velocity_km_s", ["distance_mpc"]).factor
    (tmp_path / "big.json").write_text(factor.to_json())
    settings = Settings("table", 0.01, 20, target="velocity_km_s", features=("distance_mpc",))
    experiment = prepare(settings, FoldedFile.of(factor))
    run = experiment.run()
    check(experiment, run, made(experiment, run, "big.json"), tmp_path, exact=False)
