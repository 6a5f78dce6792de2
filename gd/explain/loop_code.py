"""Plain NumPy code for the training loop of a run with an optimizer, a schedule or batches."""

from collections.abc import Sequence

import numpy as np

from gd.arrays import CANCELLED
from gd.experiments.experiment import Experiment
from gd.expression.expression import Expression
from gd.least_squares import LeastSquares
from gd.problem import MAXIMISE, Explained
from gd.problems import PowerSum, Quadratic
from gd.run import Run, Stop
from gd.spectrum import Spectrum


def optimizer_loop(experiment: Experiment, run: Run, rows: str, each_epoch: Sequence[str]) -> list[str]:
    """The program's lines from the optimizer's initial state to the end of the loop over the epochs.

    rows: the program's expression for the number of rows of the table. each_epoch: lines to put after each epoch.
    """
    s = experiment.settings
    eta = repr(float(s.learning_rate))
    rate = s.schedule.code(eta, s.epochs)
    update = s.optimizer.code("rate" if rate else eta, "+" if s.goal == MAXIMISE else "-")
    ends = bool(s.tolerance) or run.broken_off
    epoch = ["before = w"] if ends else []
    epoch += [f"rate = {rate}"] if rate else []
    slope = _without_rounding(experiment, rows) if s.optimizer.normalises else []
    if s.batch:
        share = " / len(rows)" if s.reduction == "mean" else ""
        epoch += [
            f"order = np.random.default_rng([{s.seed}, epoch + 1]).permutation(len(y))",
            f"for first in range(0, len(y), {s.batch}):",
            *indented([f"rows = order[first : first + {s.batch}]", f"g = X[rows].T @ (X[rows] @ w - y[rows]){share}"]),
            *indented([*slope, *update]),
        ]
    else:
        epoch += ["g = gradient(w)", *slope, *update]
    if run.broken_off:
        epoch += leaves(experiment.problem, "w", ["w = before"])
    epoch += each_epoch
    if s.tolerance:
        epoch += [f"if np.abs(w - before).max() < {float(s.tolerance)!r}:", "    break"]
    typed = isinstance(experiment.problem, Expression)
    quadratic = _quadratic(experiment.problem, rows) if s.optimizer.needs_hessian or (typed and slope) else []
    return [
        *quadratic,
        *s.optimizer.initial_code(),
        f"for epoch in range({epochs_run(experiment, run)}):",
        *indented(epoch),
    ]


def epochs_run(experiment: Experiment, run: Run) -> int:
    """The epochs that the program's loop has: those that were set, or as many as were run until it was interrupted."""
    return int(run.epochs[-1]) if run.stop is Stop.INTERRUPTED else experiment.settings.epochs


def _without_rounding(experiment: Experiment, rows: str) -> list[str]:
    """The lines that set to zero what is only rounding in the gradient g."""
    s = experiment.settings
    match experiment.problem:
        case Quadratic() | Expression(spectrum=Spectrum()):
            lines = [f"tiny = {CANCELLED} * (np.abs(A) @ np.abs(w) + np.abs(b))"]
        case LeastSquares():
            part, number = ("[rows]", "len(rows)") if s.batch else ("", rows)
            share = f" / {number}" if s.reduction == "mean" else ""
            lines = [
                f"lengths = np.linalg.norm(X{part}, axis=0)",
                f"tiny = {CANCELLED} * lengths * (lengths @ np.abs(w) + np.linalg.norm(y{part})){share}",
            ]
        case _:
            return []
    return [*lines, "g[np.abs(g) < tiny] = 0  # only rounding error: count it as 0"]


def indented(lines: Sequence[str]) -> list[str]:
    """The lines, indented by four spaces."""
    return [f"    {line}" for line in lines]


def leaves(problem: Explained, w: str, before: Sequence[str]) -> list[str]:
    """The lines that leave the loop where the numbers at w aren't finite, after the lines `before`."""
    if not isinstance(problem, Expression):
        ends = [f"if not np.isfinite(cost({w})):", "    break  # overflow: larger than a float can be"]
    else:
        ends = [f"if not np.isfinite([cost({w}), *{w}]).all():", "    break  # J has no value here, or one too large"]
    return [ends[0], *indented(before), ends[1]]


def _quadratic(problem: Explained, rows: str) -> list[str]:
    """The lines that define A, the Hessian of a quadratic J, and b of a typed one; none if the program has them."""
    match problem:
        case LeastSquares(reduction=reduction):
            return [f"A = X.T @ X{f' / {rows}' if reduction == 'mean' else ''}"]
        case PowerSum():
            return ["A = 2 * np.eye(len(w))"]
        case Expression():
            origin = np.zeros(len(problem.names))
            A, b = problem.hessian(origin), -problem.gradient(origin)
            return [f"A = np.array({A.tolist()})", f"b = np.array({b.tolist()})  # the gradient is A @ w - b"]
    return []
