"""What the page says about an experiment: the verdict, the arithmetic, the comparison with the exact solution."""

import math
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from gd.arrays import Array
from gd.descent import Run, Stop
from gd.experiment import Experiment
from gd.forecast import largest_stable_rate
from gd.formulas import SUPERSCRIPT, number
from gd.least_squares import LeastSquares
from gd.problems import MAXIMISE, Explained, PowerSum

if TYPE_CHECKING:
    from gd.dataset import Dataset

SAMPLE = 300
"""Rows of a table that the pictures show."""


class Outcome(Enum):
    """What became of a run, in a word or two."""

    CONVERGED = "Converged"
    AT_REST = "At rest"
    MOVING = "Still moving"
    GROWING = "Growing"
    DIVERGED = "Diverged"


def outcome(experiment: Experiment, run: Run) -> Outcome:
    """What became of the run. Convergence is read off the last update, growth off the cost."""
    if run.stop is Stop.DIVERGED:
        return Outcome.DIVERGED
    if run.stop is Stop.TOLERANCE:
        return Outcome.CONVERGED
    if not next_change(experiment, run):
        return Outcome.AT_REST
    rise = run.costs[-1] - run.costs[0]
    wrong_way = -rise if experiment.settings.goal == MAXIMISE else rise
    return Outcome.GROWING if wrong_way > 0 else Outcome.MOVING


def verdict(experiment: Experiment, run: Run) -> str:
    """One or two sentences: how many epochs, from what cost to what cost, and why it ended so."""
    name = "The mean squared error" if isinstance(experiment.problem, LeastSquares) else "J"
    last = int(run.epochs[-1])
    went = f"{name} {_went(experiment.curve(run))} in {last:,} {'epoch' if last == 1 else 'epochs'}"
    match outcome(experiment, run):
        case Outcome.CONVERGED:
            tolerance = number(experiment.settings.tolerance)
            return f"{went}. It ended there because the last epoch changed every weight by less than {tolerance}."
        case Outcome.AT_REST:
            return f"{went}. Another epoch would change nothing."
        case Outcome.MOVING:
            change = number(next_change(experiment, run))
            return f"{went}. Another epoch would still change a weight by {change}.{_warning(experiment)}"
        case Outcome.GROWING:
            return f"{went}: the wrong way. {_reason(experiment)}"
    return f"{went}, and epoch {last + 1:,} passed the largest number a computer can hold. {_reason(experiment)}"


def next_change(experiment: Experiment, run: Run) -> float:
    """By how much one more update would change the weight that it changes most."""
    w = run.final_weights
    with np.errstate(all="ignore"):
        w_next = w - experiment.settings.learning_rate * experiment.problem.gradient(w)
        return float(np.abs(w_next - w).max())


def arithmetic(experiment: Experiment, run: Run, epochs: int = 10, weights: int = 6) -> list[dict[str, str]]:
    """The first updates as one would write them by hand, a row an epoch: 20 − 0.1 · 2 · 20 = 16."""
    sign = "+" if experiment.settings.goal == MAXIMISE else "−"
    eta = number(experiment.settings.learning_rate)
    rows = []
    for k in range(min(epochs, len(run.epochs) - 1)):
        if run.epochs[k + 1] != k + 1:
            break
        w, w_next = run.weights[k], run.weights[k + 1]
        gradients = _gradients(experiment.problem, w)
        row = {"epoch": f"{k + 1}"}
        for d, name in enumerate(experiment.problem.names[:weights]):
            row[name] = f"{number(w[d])} {sign} {eta} · {gradients[d]} = {number(w_next[d])}"
        rows.append({**row, "J after it": number(run.costs[k + 1])})
    return rows


def comparison(experiment: Experiment, run: Run) -> dict[str, list[str] | list[float]]:
    """The final weights beside the initial and the exact ones, a row a weight, as columns; numbers in full."""
    final, exact, design = run.final_weights, experiment.exact, experiment.design
    columns: dict[str, list[str] | list[float]] = {
        "weight": list(experiment.problem.names),
        "initial": _cells(experiment.start),
        "final": _cells(final),
    }
    if exact is not None:
        columns["exact"] = _cells(exact)
        columns["final − exact"] = _cells(final - exact)
    if design is not None and experiment.settings.scale:
        columns["final, in the table's units"] = _cells(design.in_table_units(final))
        if exact is not None:
            columns["exact, in the table's units"] = _cells(design.in_table_units(exact))
    return columns


def exact_note(experiment: Experiment) -> str:
    """Where the exact weights come from, and what the textbook's `solve` makes of a regression."""
    problem = experiment.problem
    if experiment.exact is None:
        return f"There are no exact weights to compare with: J has no {_optimum(experiment)}."
    if not isinstance(problem, LeastSquares):
        return f"The exact weights are those of the {_optimum(experiment)} of J."
    D = len(problem.names)
    if problem.rank == D:
        return f"The exact weights have the least error there can be. {_solved(problem)}"
    return (
        f"The {D} columns hold only {problem.rank} independent ones, so infinitely many weights fit equally well. "
        f"The exact weights shown are the shortest of them (minimum norm). {_solved(problem)}"
    )


def notes(experiment: Experiment, dataset: "Dataset | None") -> list[str]:
    """What was done to the table, and what is not shown of it."""
    design = experiment.design
    if dataset is None or design is None:
        return []
    sentences = [*dataset.notes, *dataset.left_out.values(), *design.notes]
    if len(design.y) > SAMPLE:
        sentences.append(f"The pictures show {SAMPLE} of the {len(design.y):,} rows; the run uses them all.")
    return sentences


def _cells(numbers: Array) -> list[str] | list[float]:
    """The numbers; as text where one is past 2⁵³, which a table in the browser refuses to show as a number."""
    return numbers.tolist() if np.abs(numbers).max() < 2**53 else [f"{x:.6g}" for x in numbers]


def _solved(problem: LeastSquares) -> str:
    try:
        w = problem.solve()
    except np.linalg.LinAlgError as error:
        return f"`np.linalg.solve` on XᵀX gives up: “{error}”."
    difference = number(float(np.abs(w - problem.exact()).max()))
    return f"`np.linalg.solve` on XᵀX gives the same to within {difference}."


def _went(curve: Array) -> str:
    start, end = float(curve[0]), float(curve[-1])
    if start == end:
        return f"stayed at {number(start)}"
    return f"{'rose' if end > start else 'fell'} from {number(start)} to {number(end)}"


def _warning(experiment: Experiment) -> str:
    if experiment.problem.spectrum is None:
        return ""
    rate = experiment.settings.learning_rate
    stable = largest_stable_rate(experiment.problem, experiment.start, experiment.settings.goal)
    if math.isclose(rate, stable, rel_tol=1e-12):
        return f" At {number(stable)}, the edge of stability, the steepest direction jumps back and forth for ever."
    if rate > stable:
        return f" The rate is above {number(stable)}, the largest stable one: in the end this run will grow."
    return ""


def _reason(experiment: Experiment) -> str:
    if experiment.exact is None:
        return f"J has no {_optimum(experiment)} to arrive at."
    rate = number(experiment.settings.learning_rate)
    stable = largest_stable_rate(experiment.problem, experiment.start, experiment.settings.goal)
    if experiment.settings.learning_rate <= stable:
        return f"The rate {rate} looked safe at the start, but where the path led J is steeper. Try a smaller one."
    where = " at the start" if experiment.problem.spectrum is None else ""
    return (
        f"The rate {rate} is above {number(stable)}, the largest stable one{where}: each step overshoots "
        "by more than it corrects."
    )


def _optimum(experiment: Experiment) -> str:
    return "maximum" if experiment.settings.goal == MAXIMISE else "minimum"


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
