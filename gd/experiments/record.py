"""A run as a file, CSV or JSON: every number reads back to the same bits."""

import csv
import io
import json
import math
import platform
from collections.abc import Iterable
from typing import Any

import numpy as np

from gd.experiments.experiment import Experiment
from gd.experiments.link import to_link
from gd.experiments.scenarios import SCENARIOS
from gd.least_squares import LeastSquares
from gd.run import Run
from gd.tables.spreadsheet import shielded
from gd.version import VERSION


def to_csv(experiment: Experiment, run: Run) -> str:
    """The recorded epochs as CSV: epoch, cost (and mean squared error), each weight; unrounded."""
    errors = [experiment.curve(run)] if isinstance(experiment.problem, LeastSquares) else []
    names = ["epoch", "cost", *["mean squared error"] * len(errors), *experiment.problem.names]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(shielded, names))
    numbers = np.column_stack([run.costs, *errors, run.weights]).tolist()
    writer.writerows([epoch, *row] for epoch, row in zip(run.epochs.tolist(), numbers, strict=True))
    return text.getvalue()


def to_json(experiment: Experiment, run: Run, address: str, file: str = "") -> str:
    """The run with all that made it as JSON: settings and link, weights and costs of each recorded epoch, the end.

    What isn't finite, for which JSON has no number, is the text “Infinity”, “-Infinity” or “NaN”, which `float` reads.

    address: the link to the run. file: the name of the table's file, of a table that was loaded.
    """
    settings, link = experiment.settings, to_link(experiment.settings)
    values, scenario = settings.values(), SCENARIOS[settings.problem]
    told = {
        "made with": {"gd": VERSION, "numpy": np.__version__, "python": platform.python_version()},
        "link": address,
        "problem": {"title": scenario.title, "source": scenario.source} | ({"file": file} if file else {}),
        "settings": {key: values[key] for key in link if key in values},
        "names": experiment.problem.names,
        "stop": {"name": run.stop.name, "sentence": run.stop.value, "undefined": run.undefined},
        "next change": run.next_change,
        "exact": {"weights": experiment.exact, "are": experiment.optimum_word or None},
        "final": {"epoch": int(run.epochs[-1]), "cost": run.final_cost, "weights": run.final_weights},
        "epochs": run.epochs,
        "costs": run.costs,
        "weights": run.weights,
    }
    lines = (f" {json.dumps(key)}: {_json(value)}" for key, value in told.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: Any) -> str:
    """The value in a line of JSON."""
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    """The value made of what JSON has."""
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case np.ndarray():
            return _plain(value.tolist())
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        case Iterable() if not isinstance(value, str):
            return [_plain(item) for item in value]
    return value
