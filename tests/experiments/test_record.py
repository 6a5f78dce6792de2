"""A run that was taken away reads back to the same bits."""

import csv
import io
import json
import math
import platform
import struct
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gd.experiments.built_in import DATA
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.link import from_link, to_link
from gd.experiments.record import to_csv, to_json
from gd.experiments.settings import Settings
from gd.least_squares import LeastSquares
from gd.optimizers import Adam, Momentum
from gd.run import Run, Stop
from gd.tables.dataset import Dataset, read_csv
from gd.tables.spreadsheet import unshielded
from gd.version import VERSION
from tests.experiments.test_scenarios import BUILT_IN, built_in


def typed(formula: str, *w0: float, **changes: Any) -> Experiment:
    return prepare(Settings("function", formula=formula, init="given", w0=w0, **changes))


def of_table(frame: dict[str, Any], **changes: Any) -> Experiment:
    *features, target = frame
    dataset = Dataset(pd.DataFrame(frame), {}, ())
    return prepare(Settings("table", target=target, features=tuple(features), **changes), dataset)


RUNS: dict[str, Callable[[], Experiment]] = {
    **{problem: lambda problem=problem: built_in(problem) for problem in BUILT_IN},
    "leapt": lambda: built_in("ravine", epochs=10**9),
    "other optimizer": lambda: built_in("likelihood", optimizer=Adam(), tolerance=1e-3),
    "diverged": lambda: built_in("ravine", learning_rate=5.0, epochs=100_000),
    "diverged at once": lambda: built_in("ravine", learning_rate=1e6, init="given", w0=(1e150, -1e150)),
    "diverged with momentum": lambda: built_in("line", learning_rate=3.0, epochs=5000, optimizer=Momentum(0.5)),
    "undefined": lambda: typed("log(x) + y^2", 0.5, -0.0, learning_rate=1.0, epochs=50),
    "denormal": lambda: built_in("parabola", learning_rate=0.4, epochs=2000),
    "negative zero": lambda: built_in("ravine", init="given", w0=(-0.0, 5e-324), epochs=3),
    "large": lambda: typed("x", 1e308, learning_rate=1e-3, epochs=5),
    "mean of squares": lambda: of_table(
        {"a": [1.0, 2, 4], "y": [-1e153, 1e153, 2e153]}, reduction="mean", learning_rate=1e-5, epochs=9
    ),
    "names that spreadsheets run": lambda: of_table(
        {"=1+1": [1.0, 2, 4, 4], "'@a": list("aabc"), "-y": [3.0, 1, 2, 5]}, drop_first=False, learning_rate=0.01
    ),
}


def bits(numbers: Any) -> list[bytes]:
    """The numbers, bit for bit."""
    return [struct.pack("<d", float(x)) for x in np.ravel(np.asarray(numbers, dtype=object))]


def refuse(literal: str) -> Any:
    raise AssertionError(f"{literal} is not JSON")


@pytest.fixture(params=RUNS, scope="module")
def made(request: pytest.FixtureRequest) -> tuple[Experiment, Run]:
    experiment = RUNS[request.param]()
    with np.errstate(all="ignore"):
        return experiment, experiment.run()


def test_the_runs_are_what_their_names_say() -> None:
    def final(name: str) -> Run:
        return RUNS[name]().run()

    assert {final("diverged").stop, final("diverged with momentum").stop} == {Stop.DIVERGED}
    assert len(final("diverged at once").epochs) == 1
    assert final("undefined").stop is Stop.UNDEFINED
    sizes = np.abs(final("denormal").weights)
    assert ((sizes > 0) & (sizes < np.finfo(float).tiny)).any()
    assert math.copysign(1, final("negative zero").weights[0, 0]) == -1
    assert final("large").costs.max() == 1e308


def test_the_csv_reads_back_to_the_same_bits(made: tuple[Experiment, Run]) -> None:
    experiment, run = made
    head, *lines = csv.reader(io.StringIO(to_csv(experiment, run), newline=""))
    names = ["epoch", "cost", *["mean squared error"] * (experiment.regression is not None), *experiment.problem.names]
    assert [unshielded(name) for name in head] == names
    assert [line[0] for line in lines] == [str(epoch) for epoch in run.epochs]
    assert bits([line[1] for line in lines]) == bits(run.costs)
    assert bits([line[-len(experiment.start) :] for line in lines]) == bits(run.weights)
    if isinstance(experiment.problem, LeastSquares):
        assert bits([line[2] for line in lines]) == bits(experiment.curve(run))


def test_pandas_reads_the_csv_to_the_same_bits(made: tuple[Experiment, Run]) -> None:
    experiment, run = made
    frame = pd.read_csv(io.StringIO(to_csv(experiment, run)), index_col="epoch")
    assert bits(frame.iloc[:, -len(experiment.start) :]) == bits(run.weights)


def test_the_json_reads_back_to_the_same_bits(made: tuple[Experiment, Run]) -> None:
    experiment, run = made
    told = json.loads(to_json(experiment, run, "http://localhost/?v=1"), parse_constant=refuse)
    assert told["epochs"] == run.epochs.tolist()
    assert bits(told["costs"]) == bits(run.costs)
    assert bits(told["weights"]) == bits(run.weights)
    assert bits(told["final"]["weights"]) == bits(run.final_weights)
    assert bits(told["next change"]) == bits(run.next_change)
    assert (told["exact"]["weights"] is None) == (experiment.exact is None)
    if experiment.exact is not None:
        assert bits(told["exact"]["weights"]) == bits(experiment.exact)
    assert tuple(told["names"]) == experiment.problem.names
    assert told["stop"] == {"name": run.stop.name, "sentence": run.stop.value, "undefined": run.undefined}


def test_the_settings_in_the_json_make_the_same_run(made: tuple[Experiment, Run]) -> None:
    experiment, run = made
    written = json.loads(to_json(experiment, run, ""))["settings"]

    def text(value: Any) -> list[str]:
        match value:
            case bool():
                return [str(int(value))]
            case [float(), *_]:
                return [",".join(map(repr, value))]
            case list():
                return value
        return [str(value)]

    again, refused = from_link({key: text(value) for key, value in written.items()})
    assert refused == []
    assert again == from_link({k: [v] if isinstance(v, str) else v for k, v in to_link(experiment.settings).items()})[0]


def test_the_json_says_what_made_it() -> None:
    experiment = built_in("ravine")
    told = json.loads(to_json(experiment, experiment.run(), "https://a.test/?v=1", "my.csv"))
    assert told["made with"] == {"gd": VERSION, "numpy": np.__version__, "python": platform.python_version()}
    assert told["link"] == "https://a.test/?v=1"
    assert told["problem"]["title"].startswith("Ravine")
    assert told["problem"]["file"] == "my.csv"


@pytest.mark.parametrize(
    ("x", "written"), [(math.inf, "Infinity"), (-math.inf, "-Infinity"), (math.nan, "NaN"), (1e308, 1e308)]
)
def test_what_json_has_no_number_for_is_a_text_that_float_reads(x: float, written: str | float) -> None:
    experiment = built_in("parabola")
    run = replace(experiment.run(), next_change=x)
    found = json.loads(to_json(experiment, run, ""), parse_constant=refuse)["next change"]
    assert found == written
    assert bits(found) == bits(x)


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((Path(DATA).parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION


def test_a_built_in_table_is_known_by_its_source() -> None:
    experiment = prepare(built_in("line").settings, read_csv(DATA / "hubble.csv"))
    assert "data/hubble.csv" in json.loads(to_json(experiment, experiment.run(), ""))["problem"]["source"]
