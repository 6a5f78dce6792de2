"""What the page says about an experiment besides the verdict: the arithmetic, the comparison, the trap."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gd import initial
from gd.arrays import Array
from gd.descent import Run, descend
from gd.experiment import Experiment
from gd.forecast import Regime
from gd.formulas import SUPERSCRIPT, number
from gd.least_squares import LeastSquares
from gd.problems import MAXIMISE, Explained, PowerSum
from gd.verdict import Outcome, combination, foretell, outcome, verdict

if TYPE_CHECKING:
    from gd.dataset import Dataset

__all__ = ["SAMPLE", "Outcome", "arithmetic", "comparison", "exact_note", "notes", "null_space_note", "outcome"]
__all__ += ["solvers", "three_starts", "verdict"]

SAMPLE = 300
"""Rows of a table that the pictures show."""


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


def null_space_note(experiment: Experiment, run: Run, weights: int = 6) -> str:
    """Of a regression with dependent columns: which combinations never move, and where descent goes for it.

    Nothing for any other experiment, and where descent doesn't arrive.
    """
    problem, exact = experiment.problem, experiment.exact
    if not isinstance(problem, LeastSquares) or exact is None or problem.rank == len(problem.names):
        return ""
    if not _arrives(experiment):
        return ""
    flat = problem.spectrum.directions[:, problem.spectrum.eigenvalues == 0]
    sentences = [_still(problem.names, u, run) for u in readable(flat).T[:3]]
    if flat.shape[1] > 3:
        sentences.append(f"{flat.shape[1] - 3} more directions are as flat.")
    kept = flat @ (flat.T @ experiment.start)
    total = f": {_vector(exact)} + {_vector(kept)} = {_vector(exact + kept)}" if len(exact) <= weights else ""
    return " ".join(
        [*sentences, f"So descent goes to the shortest solution plus what the start has along there{total}."]
    )


def readable(flat: Array) -> Array:
    """Another basis of the space that the k columns of `flat` [D, k] span, with as many zeros as can be: [D, k].

    Each column has a 1 where the others have a 0, as in a reduced echelon form (by the largest pivots).
    """
    basis = flat.copy()
    free = np.ones(len(basis), dtype=bool)
    for j in range(basis.shape[1]):
        pivot = int(np.argmax(np.where(free, np.abs(basis[:, j]).round(9), -1)))
        free[pivot] = False
        basis[:, j] /= basis[pivot, j]
        others = np.arange(basis.shape[1]) != j
        basis[:, others] -= np.outer(basis[:, j], basis[pivot, others])
    return np.where(np.abs(basis) < 1e-9, 0.0, basis)


def solvers(experiment: Experiment) -> list[dict[str, str]]:
    """What three ways to solve the regression's N rows give, a row each: method, gives. None without a table."""
    if experiment.design is None:
        return []
    X, y = experiment.design.X, experiment.design.y
    A, b = X.T @ X, X.T @ y
    methods: dict[str, Callable[[], Array]] = {
        "np.linalg.solve(XᵀX, Xᵀy)": lambda: np.asarray(np.linalg.solve(A, b)),
        "np.linalg.inv(XᵀX) @ Xᵀy": lambda: np.linalg.inv(A) @ b,
        "np.linalg.lstsq(X, y)": lambda: np.asarray(np.linalg.lstsq(X, y)[0]),
    }
    return [{"method": name, "gives": _given(method)} for name, method in methods.items()]


def three_starts(experiment: Experiment) -> list[dict[str, str | int | float]]:
    """The run from three random starts: seed, epochs, each weight, and how far its predictions are from the first's.

    Each runs on, for ten times the epochs at most, until theory has it at the optimum. No rows without a table, or
    where descent doesn't arrive.
    """
    s, problem, design = experiment.settings, experiment.problem, experiment.design
    if design is None or not _arrives(experiment):
        return []
    rows: list[dict[str, str | int | float]] = []
    first = None
    for seed in range(s.seed, s.seed + 3):
        start = initial.normal(len(problem.names), seed)
        needed = foretell(replace(experiment, start=start)).epochs_to(1e-24) or 0
        epochs = max(s.epochs, min(needed, 10 * s.epochs))
        w = descend(problem, start, learning_rate=s.learning_rate, epochs=epochs, goal=s.goal, keep=2).final_weights
        first = w if first is None else first
        apart = float(np.abs(design.X @ (w - first)).max())
        weights = dict(zip(problem.names, w.tolist(), strict=True))
        rows.append({"seed": seed, "epochs": epochs, **weights, "predictions differ by": number(apart)})
    return rows


def _arrives(experiment: Experiment) -> bool:
    return not {Regime.GROWING, Regime.CYCLING} & set(foretell(experiment).regimes)


def _still(names: tuple[str, ...], direction: Array, run: Run) -> str:
    """That the weights' component along a flat direction is at the end what it was at the start."""
    shown = np.flatnonzero(direction)[:6]
    lead = direction[shown[0]]
    more = " + …" if np.count_nonzero(direction) > 6 else ""
    name = combination([names[d] for d in shown], direction[shown] / lead) + more
    unit = direction / lead / np.linalg.norm(direction / lead)
    before, after = (_component(unit, w) for w in (run.weights[0], run.final_weights))
    return f"Nothing moves along {name}: the weights' component along it was {before} at the start and is {after} now."


def _component(unit: Array, w: Array) -> str:
    component = float(unit @ w)
    return number(component) if abs(component) > 1e-12 * float(np.linalg.norm(w)) else "0"


def _vector(w: Array) -> str:
    return f"({', '.join(number(x) for x in w.tolist())})"


def _given(method: Callable[[], Array]) -> str:
    try:
        return _vector(method())
    except np.linalg.LinAlgError as error:
        return str(error)


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
