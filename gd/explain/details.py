"""Details of an experiment: updates worked out by hand, final against exact weights, and notes."""

from typing import TYPE_CHECKING

import numpy as np

from gd.arrays import Array
from gd.experiments.experiment import Experiment
from gd.experiments.settings import SHOWN_ROWS
from gd.explain.reasons import none_found
from gd.least_squares import LeastSquares
from gd.problem import MAXIMISE, Explained, optimum_name
from gd.problems import PowerSum
from gd.run import Run
from gd.text import SUPERSCRIPT, amount, number, parameter, unique_names
from gd.theory.optimum import is_searched

if TYPE_CHECKING:
    from gd.tables.regression import Table

SAME_WEIGHTS = 1e-6
"""Largest difference between weights that count as equal, relative to the largest; each in the unit in which its column
has length 1."""
SAME_FIT = 1e-3, 1e-12
"""Largest excess of a mean squared error that counts as the least: a share of that, and a share of the target's mean
square, which allows for rounding where the fit is perfect."""
ARITHMETIC_EPOCHS, ARITHMETIC_WEIGHTS = 10, 6
"""Epochs and weights of which the updates are written out."""


def arithmetic(experiment: Experiment, run: Run) -> list[dict[str, str]]:
    """Write out the first updates of plain descent, as in 20 − 0.1 · 2 · 20 = 16, a row per epoch; otherwise empty."""
    if not experiment.settings.plain:
        return []
    sign = "+" if experiment.settings.goal == MAXIMISE else "−"
    eta = parameter(experiment.settings.learning_rate)
    names = unique_names(["epoch", "J after it", *experiment.problem.names[:ARITHMETIC_WEIGHTS]])[2:]
    rows = []
    for k in range(min(ARITHMETIC_EPOCHS, len(run.epochs) - 1)):
        if run.epochs[k + 1] != k + 1:
            break
        w, w_next = run.weights[k], run.weights[k + 1]
        gradients = _gradients(experiment.problem, w)
        row = {"epoch": f"{k + 1}"}
        for d, name in enumerate(names):
            row[name] = f"{number(w[d])} {sign} {eta} · {gradients[d]} = {number(w_next[d])}"
        rows.append({**row, "J after it": number(run.costs[k + 1])})
    return rows


def comparison(experiment: Experiment, run: Run) -> dict[str, list[str] | list[float]]:
    """The final weights beside the initial and the exact ones, as columns with one entry per weight, unrounded."""
    final, exact, table = run.final_weights, experiment.exact, experiment.regression
    columns: dict[str, list[str] | list[float]] = {
        "weight": list(experiment.problem.names),
        "initial": _cells(experiment.start),
        "final": _cells(final),
    }
    if exact is not None:
        columns[experiment.optimum_word] = _cells(exact)
        columns[f"final − {experiment.optimum_word}"] = _cells(final - exact)
    if table is not None and experiment.settings.scale:
        columns["final, in the table's units"] = _cells(table.in_table_units(final))
        if exact is not None:
            columns["exact, in the table's units"] = _cells(table.in_table_units(exact))
    return columns


def exact_note(experiment: Experiment) -> str:
    """Explain where the exact weights come from, and how well `np.linalg.solve` finds them for a regression."""
    problem = experiment.problem
    if experiment.exact is None:
        if is_searched(problem):
            return f"{none_found(experiment.settings.goal)}, so there are no weights to compare with."
        return f"There are no exact weights to compare with: J has no {optimum_name(experiment.settings.goal)}."
    if experiment.optimum_word != "exact":
        return (
            f"The {experiment.optimum_word} was found by Newton's method from the end of the run. "
            "There may be a better one elsewhere."
        )
    if not isinstance(problem, LeastSquares):
        return f"The exact weights are those of the {optimum_name(experiment.settings.goal)} of J."
    D = len(problem.names)
    if problem.rank == D:
        return f"The exact weights have the least squared error of all weights. {_solved(problem)}"
    return (
        f"The {D} columns hold only {problem.rank} independent ones, so infinitely many weights fit equally well. "
        f"The exact weights shown are the shortest of them (minimum norm). {_solved(problem)}"
    )


def notes(experiment: Experiment, table: "Table | None") -> list[str]:
    """Sentences about a table: rows left out, how it was read, and whether the charts show only some of its rows."""
    regression = experiment.regression
    if table is None or regression is None:
        return []
    sentences = [*regression.notes, *table.remarks]
    if regression.factor.rows > SHOWN_ROWS:
        sentences.append(
            f"The pictures show {SHOWN_ROWS} of the {regression.factor.rows:,} rows; the run uses all of them."
        )
    return sentences


def rows_used(experiment: Experiment, table: "Table | None") -> str:
    """How many of a table's rows the run uses, as in “153 of 240 rows”; empty if it is all of them."""
    if table is None or experiment.regression is None or experiment.regression.factor.rows == table.rows:
        return ""
    return f"{experiment.regression.factor.rows:,} of {amount(table.rows, 'row')}"


def _cells(numbers: Array) -> list[str] | list[float]:
    """The numbers, or their texts if one is 2⁵³ or more, which the browser's table refuses to show as a number."""
    return numbers.tolist() if np.abs(numbers).max() < 2**53 else [f"{x:.6g}" for x in numbers]


def _solved(problem: LeastSquares) -> str:
    """How `np.linalg.solve` on the normal equations compares with the exact weights."""
    try:
        w = problem.solve()
    except np.linalg.LinAlgError as error:
        return f"`np.linalg.solve` on XᵀX gives up: “{error}”."
    exact = problem.exact()
    gaps, lengths = np.abs(w - exact), np.sqrt(np.diagonal(problem.hessian(exact)))
    worst = int(np.argmax(lengths * gaps))
    gap = number(float(gaps[worst]))
    if problem.rank < len(exact):
        return f"`np.linalg.solve` did not notice that XᵀX is singular: {_unnoticed(problem, w)}"
    if (lengths * gaps)[worst] <= SAME_WEIGHTS * float((lengths * np.abs(exact)).max()):
        return f"`np.linalg.solve` on XᵀX gives the same to within {gap}."
    return (
        f"`np.linalg.solve` on XᵀX differs by {gap}. Rounding counts that much here: the condition number of X, with "
        f"columns scaled to length 1, is {number(problem.condition)}, and XᵀX has its square."
    )


def _unnoticed(problem: LeastSquares, w: Array) -> str:
    """How well the weights w [D] fit that `np.linalg.solve` gives for a singular matrix."""
    exact = problem.exact()
    error, least, of_zeros = map(problem.mse, (w, exact, np.zeros(len(w))))
    share, rounding = SAME_FIT
    if error - least <= share * least + rounding * of_zeros:
        gap = float(np.abs(w - exact).max())
        return f"its weights fit as well, but differ from the shortest by up to {number(gap)}."
    least = least if least > rounding * of_zeros else 0.0
    return (
        f"rounding has spoilt its weights, and their mean squared error is {number(error)} instead of {number(least)}."
    )


def _gradients(problem: Explained, w: Array) -> list[str]:
    if isinstance(problem, PowerSum):
        return [_derivative(p, x) for p, x in zip(problem.powers, w.tolist(), strict=True)]
    return [_signed(x) for x in problem.gradient(w).tolist()]


def _derivative(power: int, x: float) -> str:
    if power == 1:
        return "1"
    exponent = str(power - 1).translate(SUPERSCRIPT) if power > 2 else ""
    return f"{power} · {_signed(x)}{exponent}"


def _signed(x: float) -> str:
    return f"({number(x)})" if x < 0 else number(x)
