"""A Jupyter notebook that repeats a run: the formula, the program, a look at how closely it agrees, and a plot."""

import json
from typing import TYPE_CHECKING, Any

from gd.experiments.experiment import Experiment
from gd.experiments.scenarios import SCENARIOS
from gd.explain.code import code, promise
from gd.explain.formulas import RATE_COLOUR, cost_formula, update_formula
from gd.explain.optimizer_text import legend, optimizer_formula
from gd.explain.table_code import wrapped
from gd.run import Run

if TYPE_CHECKING:
    from gd.tables.dataset import Dataset

MAX_EMBEDDED = 20_000
"""Most cells of a table that are written out in a notebook instead of being read from a file."""
MOST_RECORDED = 1_000_000
"""Most epochs of which the notebook records the cost: more would fill the memory."""
PLOT = """\
try:
    import matplotlib.pyplot as plt
except ImportError:
    print("For a plot of the cost: pip install matplotlib")
else:
    plt.plot(costs)
    plt.yscale("log" if min(costs) > 0 else "linear")
    plt.xlabel("epoch")
    plt.ylabel("J")
    plt.show()"""


def notebook(
    experiment: Experiment, run: Run, address: str, file: str = "table.csv", table: "Dataset | None" = None
) -> str:
    """Return the notebook as a file (.ipynb, JSON).

    address: the link to the run. file: the name of the uploaded file. table: the table, where there is one with rows.
    """
    embedded = table if table is not None and is_small(table, experiment) else None
    recorded = run.epochs[-1] <= MOST_RECORDED
    recording: dict[str, Any] = {"first": ["costs = [cost(w)]"], "each_epoch": ["costs.append(cost(w))"]}
    program = code(experiment, run, file, table=embedded, **recording if recorded else {})
    cells = [
        _words("run", _introduction(experiment, run, address)),
        _program("program", program.rstrip("\n")),
        _program("compare", _comparison(run)),
        *([_program("plot", PLOT)] if recorded else []),
    ]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def is_small(table: "Dataset", experiment: Experiment) -> bool:
    """Whether the run's columns of the table are so few and short that a notebook holds them."""
    return table.rows * (1 + len(experiment.settings.features)) <= MAX_EMBEDDED


def _introduction(experiment: Experiment, run: Run, address: str) -> str:
    s = experiment.settings
    formulas = [cost_formula(experiment.problem), update_formula(experiment) if s.plain else optimizer_formula(s)]
    formulas = [formula.replace(rf"\textcolor{{{RATE_COLOUR}}}", "") for formula in formulas]
    return "\n\n".join(
        [
            f"# {SCENARIOS[s.problem].title}",
            f"[The run on the page](<{address}>)",
            *(f"$$\n{formula}\n$$" for formula in formulas),
            *([] if s.plain else [legend(s)]),
            promise(experiment, run),
        ]
    )


def _comparison(run: Run) -> str:
    """The lines that compare the program's weights with those of the page."""
    weights = wrapped("page = np.array([", map(repr, run.final_weights.tolist()), "])")
    return "\n".join([*weights, 'print("largest difference from the page", np.abs(w - page).max())'])


def _words(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}


def _program(name: str, text: str) -> dict[str, Any]:
    source = text.splitlines(keepends=True)
    return {"cell_type": "code", "id": name, "metadata": {}, "execution_count": None, "outputs": [], "source": source}
