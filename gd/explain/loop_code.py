"""Plain NumPy code for the training loop of a run with an optimizer, a schedule or batches."""

from collections.abc import Sequence

from gd.arrays import CANCELLED
from gd.experiments.experiment import Experiment
from gd.least_squares import LeastSquares
from gd.problem import MAXIMISE, Explained
from gd.problems import PowerSum, Quadratic
from gd.run import Run, Stop


def optimizer_loop(experiment: Experiment, run: Run, rows: str) -> list[str]:
    """The program's lines from the optimizer's initial state to the end of the loop over the epochs.

    rows: the program's expression for the number of rows of the table.
    """
    s = experiment.settings
    eta = repr(float(s.learning_rate))
    rate = s.schedule.code(eta, s.epochs)
    update = s.optimizer.code("rate" if rate else eta, "+" if s.goal == MAXIMISE else "-")
    ends = bool(s.tolerance) or run.stop is Stop.DIVERGED
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
    if run.stop is Stop.DIVERGED:
        epoch += ["if not np.isfinite(cost(w)):", "    w = before  # overflow: larger than a float can be", "    break"]
    if s.tolerance:
        epoch += [f"if np.abs(w - before).max() < {float(s.tolerance)!r}:", "    break"]
    hessian = _hessian(experiment.problem, rows) if s.optimizer.needs_hessian else []
    return [*hessian, *s.optimizer.initial_code(), f"for epoch in range({s.epochs}):", *indented(epoch)]


def _without_rounding(experiment: Experiment, rows: str) -> list[str]:
    """The lines that set to zero what is only rounding in the gradient g."""
    s = experiment.settings
    match experiment.problem:
        case Quadratic():
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


def _hessian(problem: Explained, rows: str) -> list[str]:
    """The line that defines A, the Hessian of a quadratic J; empty if the program has defined it already."""
    match problem:
        case LeastSquares(reduction=reduction):
            return [f"A = X.T @ X{f' / {rows}' if reduction == 'mean' else ''}"]
        case PowerSum():
            return ["A = 2 * np.eye(len(w))"]
    return []
