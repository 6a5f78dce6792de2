"""The dummy-variable trap: how linearly dependent columns affect exact solvers and gradient descent."""

from collections.abc import Callable

import numpy as np

from gd import initial
from gd.arrays import Array
from gd.descent import descend
from gd.experiments.experiment import Experiment
from gd.experiments.settings import MAX_EPOCHS
from gd.explain.directions import MORE, combination
from gd.least_squares import LeastSquares
from gd.run import Run
from gd.text import amount, number, unique_names
from gd.theory.analysis import Analysis
from gd.theory.forecast import Forecast
from gd.theory.milestones import epochs_to
from gd.theory.predict import forecast
from gd.theory.regime import Regime

WRITTEN_OUT = 6
"""The largest number of weights that are written out as a vector, or in the name of a flat direction."""


def null_space_note(analysis: Analysis) -> str:
    """Explain which combinations of weights never change if columns are dependent, and where descent ends.

    Empty for other experiments and if descent doesn't converge.
    """
    problem, exact = analysis.problem, analysis.optimum
    if not isinstance(problem, LeastSquares) or exact is None or problem.rank == len(problem.names):
        return ""
    if not _arrives(analysis.expected):
        return ""
    flat = problem.spectrum.directions[:, problem.spectrum.eigenvalues == 0]
    sentences = [_fixed_component(problem.names, u, analysis.run) for u in problem.dependencies.T[:3]]
    if flat.shape[1] > 3:
        more = flat.shape[1] - 3
        sentences.append(f"The same holds for {amount(more, 'more direction')}.")
    kept = flat @ (flat.T @ analysis.arguments.start)
    total = f": {_vector(exact)} + {_vector(kept)} = {_vector(exact + kept)}" if len(exact) <= WRITTEN_OUT else ""
    components = "component along it" if flat.shape[1] == 1 else "components along them"
    end = f"So descent approaches the shortest solution (minimum norm) plus the start's {components}{total}."
    return " ".join([*sentences, end])


def solvers(experiment: Experiment) -> list[dict[str, str]]:
    """Solve the regression in three ways; a row per method, with the keys “method” and “gives”. Empty without a table.

    `lstsq` is applied to the triangular factor of the rows, which has the same solution as the rows.
    """
    if experiment.regression is None:
        return []
    factor = experiment.regression.factor
    A, b, R = factor.normal[:-1, :-1], factor.normal[:-1, -1], factor.R
    methods: dict[str, Callable[[], Array]] = {
        "np.linalg.solve(XᵀX, Xᵀy)": lambda: np.asarray(np.linalg.solve(A, b)),
        "np.linalg.inv(XᵀX) @ Xᵀy": lambda: np.linalg.inv(A) @ b,
        "np.linalg.lstsq(R, Qᵀy), with X = QR": lambda: np.asarray(np.linalg.lstsq(R[:, :-1], R[:, -1])[0]),
    }
    return [{"method": name, "gives": _attempt(method)} for name, method in methods.items()]


def three_starts(experiment: Experiment) -> list[dict[str, str | int | float]]:
    """Run from three random starts; one row per start, empty without a table or if descent doesn't converge.

    A row has the seed, the epochs, each weight, and the root mean square difference, over the table's rows, between its
    predictions and those of the first start. Each run is long enough to reach the optimum according to theory.
    """
    s, problem, table = experiment.settings, experiment.problem, experiment.regression
    rows: list[dict[str, str | int | float]] = []
    if table is None:
        return rows
    first = None
    for seed in range(s.seed, s.seed + 3):
        start = initial.normal(len(problem.names), seed)
        expected = forecast(problem, start, s.learning_rate, s.goal)
        if not _arrives(expected):
            return []
        epochs = max(s.epochs, min(epochs_to(expected, 1e-24) or 0, MAX_EPOCHS))
        w = descend(problem, start, learning_rate=s.learning_rate, epochs=epochs, goal=s.goal, keep=2).final_weights
        first = w if first is None else first
        apart = float(np.linalg.norm(table.factor.R[:, :-1] @ (w - first))) / np.sqrt(table.factor.rows)
        names = unique_names(["seed", "epochs", "predictions differ by", *problem.names])[3:]
        weights = dict(zip(names, w.tolist(), strict=True))
        rows.append({"seed": seed, "epochs": epochs, **weights, "predictions differ by": number(apart)})
    return rows


def flat_name(names: tuple[str, ...], direction: Array) -> str:
    """Name a flat direction [D] by its components, of which as many as WRITTEN_OUT are shown."""
    shown = np.flatnonzero(direction)[:WRITTEN_OUT]
    more = MORE if np.count_nonzero(direction) > WRITTEN_OUT else ""
    return combination([names[d] for d in shown], direction[shown] / direction[shown[0]]) + more


def _arrives(expected: Forecast | None) -> bool:
    return expected is not None and not {Regime.DIVERGING, Regime.OSCILLATING} & set(expected.regimes)


def _fixed_component(names: tuple[str, ...], direction: Array, run: Run) -> str:
    """A sentence that gives the weights' component along a flat direction [D] before and after the run."""
    lead = direction[np.flatnonzero(direction)[0]]
    unit = direction / lead / np.linalg.norm(direction / lead)
    before, after = (_component(unit, w) for w in (run.weights[0], run.final_weights))
    name = flat_name(names, direction)
    return f"Nothing moves along {name}: the component of the weights was {before} at the start and is {after} now."


def _component(unit: Array, w: Array) -> str:
    component = float(unit @ w)
    return number(component) if abs(component) > 1e-12 * float(np.abs(unit) @ np.abs(w)) else "0"


def _vector(w: Array) -> str:
    return f"({', '.join(number(x) for x in w.tolist())})"


def _attempt(method: Callable[[], Array]) -> str:
    try:
        with np.errstate(all="ignore"):  # what becomes of overflow is shown, whatever it is
            return _vector(method())
    except np.linalg.LinAlgError as error:
        return str(error)
