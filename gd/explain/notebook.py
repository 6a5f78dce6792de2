"""A Jupyter notebook that repeats a run: the formula, the program, a look at how closely it agrees, and a plot."""

import json
from typing import Any

from gd.experiments.experiment import Experiment
from gd.experiments.scenarios import SCENARIOS
from gd.explain.formulas import RATE_COLOUR, cost_formula, update_formula
from gd.explain.optimizer_text import legend, optimizer_formula
from gd.explain.table_code import wrapped
from gd.run import Run

COSTS = "\ncosts = ["
"""The beginning of the line with which a program starts to keep its costs."""
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


def notebook(experiment: Experiment, run: Run, program: str, closeness: str, address: str) -> str:
    """Return the notebook as a file (.ipynb, JSON).

    program: the run as a program, in which `costs` may be kept. closeness: how closely it agrees with the page.
    address: the link to the run.
    """
    cells = [
        _words("run", _introduction(experiment, closeness, address)),
        _program("program", program.rstrip("\n")),
        _program("compare", _comparison(run)),
        *([_program("plot", PLOT)] if COSTS in program else []),
    ]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _introduction(experiment: Experiment, closeness: str, address: str) -> str:
    s = experiment.settings
    formulas = [cost_formula(experiment.problem), update_formula(experiment) if s.plain else optimizer_formula(s)]
    formulas = [formula.replace(rf"\textcolor{{{RATE_COLOUR}}}", "") for formula in formulas]
    return "\n\n".join(
        [
            f"# {SCENARIOS[s.problem].title}",
            f"[The run on the page](<{address}>)",
            *(f"$$\n{formula}\n$$" for formula in formulas),
            *([] if s.plain else [legend(s)]),
            closeness,
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
