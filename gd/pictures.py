"""The tables behind the charts: what is drawn of a run, never more than 5,000 rows in all."""

from typing import Any

import numpy as np
import pandas as pd

from gd.arrays import Array
from gd.descent import Run, recorded_epochs
from gd.experiment import Experiment
from gd.least_squares import LeastSquares
from gd.problems import MAXIMISE, GaussianLikelihood, Quadratic
from gd.regression import Regression
from gd.words import SAMPLE

FRAMES = 500
"""Epochs that can be looked at."""
FRAME_NUMBERS = 50_000
"""Numbers in the table of frames: with very many weights there are fewer frames."""
SHOWN_WEIGHTS = 12
GRID = 56, 44
"""Cells of the landscape, across and up."""
BANDS = 12
LAST = 2**53
"""What follows the last epoch: a whole number that no epoch comes to, and the largest that a browser counts in."""
REACH = 3.0
"""How far the landscape follows the path: so many times as far from the optimum as the start is."""


def below_zero(experiment: Experiment) -> bool:
    """Whether J can be below zero, where a logarithmic axis has no place for it."""
    return isinstance(experiment.problem, Quadratic | GaussianLikelihood)


def frames(experiment: Experiment, run: Run, *, logarithmic: bool) -> pd.DataFrame:
    """A row for each epoch that can be looked at.

    epoch, and `next`, the one that follows in the table; `shown`, what the cost curve shows, NaN where a logarithmic
    axis has no place for it; J, and w0, w1, …, the weights; `inside`, whether the landscape's window holds them.
    """
    D = run.weights.shape[1]
    wanted = recorded_epochs(int(run.epochs[-1]), min(FRAMES, max(50, FRAME_NUMBERS // D)))
    k = np.unique(np.searchsorted(run.epochs, wanted))
    shown = experiment.curve(run)[k]
    if logarithmic and below_zero(experiment) and experiment.exact is not None:
        shown = np.abs(shown - experiment.measure(experiment.exact))
    if logarithmic:
        shown = np.where(shown > 0, shown, np.nan)
    epochs, weights = run.epochs[k], run.weights[k]
    columns: dict[str, Any] = {
        "epoch": epochs,
        "next": np.append(epochs[1:], LAST),
        "shown": shown,
        "J": run.costs[k],
    }
    if D <= 2:
        low, high = window(experiment, run.weights)
        columns["inside"] = ((weights >= low) & (weights <= high)).all(axis=1)
    return pd.DataFrame({**columns, **{f"w{d}": weights[:, d] for d in range(D)}})


def rows(regression: Regression) -> pd.DataFrame:
    """At most SAMPLE rows of the table in order of their targets, evenly spread over that order.

    `row`, the place in that order; `number`, the row's number in the file; target; x0, x1, …, the columns of X;
    with a single column of numbers also `feature`, that column in its own unit.
    """
    sample = regression.factor.sample
    order = np.lexsort([sample.rows, sample.values[:, -1]])
    if len(order) > SAMPLE:
        order = order[np.linspace(0, len(order) - 1, SAMPLE).round().astype(int)]
    X, y = sample.values[order, :-1], sample.values[order, -1]
    table = {"row": np.arange(len(order)), "number": sample.rows[order], "target": y}
    table |= {f"x{d}": X[:, d] for d in range(X.shape[1])}
    if single_feature(regression):
        table["feature"] = X[:, 1] * regression.scale[1] + regression.centre[1]
    return pd.DataFrame(table)


def single_feature(regression: Regression) -> str | None:
    """The name of the only feature, where there is one and it is a number: then a line can be drawn."""
    return regression.numeric[0] if len(regression.names) == 2 and regression.numeric else None


def weights(experiment: Experiment) -> pd.DataFrame:
    """The first SHOWN_WEIGHTS weights: key (w0, w1, …), name, initial and, where there is one, exact value."""
    names = experiment.problem.names[:SHOWN_WEIGHTS]
    table = {
        "key": [f"w{d}" for d in range(len(names))],
        "weight": names,
        "initial": experiment.start[: len(names)],
    }
    if experiment.exact is not None:
        table["exact"] = experiment.exact[: len(names)]
    return pd.DataFrame(table)


def optimum(experiment: Experiment) -> pd.DataFrame:
    """The exact solution as a point of the landscape: a row w0, w1, …, J; no row where there is none."""
    names = [f"w{d}" for d in range(len(experiment.start))]
    if experiment.exact is None:
        return pd.DataFrame(columns=[*names, "J"], dtype=float)
    return pd.DataFrame([[*experiment.exact, experiment.problem.cost(experiment.exact)]], columns=[*names, "J"])


def window(experiment: Experiment, path: Array) -> tuple[Array, Array]:
    """The corners [D], [D] of the landscape: the start, the optimum, and the path [K, D] while it stays in reach."""
    middle = path[0] if experiment.exact is None else experiment.exact
    least = 5.0 if experiment.exact is None else 1e-3 * (1 + np.abs(middle).max())
    reach = max(REACH * float(np.abs(path[0] - middle).max()), least)
    near = path[(np.abs(path - middle) <= reach).all(axis=1)]
    corners = np.vstack([near, middle])
    if len(middle) == 1:
        corners = np.vstack([corners, 2 * middle - corners])  # both walls of the bowl
    low, high = corners.min(axis=0), corners.max(axis=0)
    # A path along an axis would leave a side without height: every side has at least a quarter of the longest.
    side = np.maximum(high - low, max((high - low).max() / 4, reach / 10))
    return (low + high) / 2 - 0.62 * side, (low + high) / 2 + 0.62 * side


def ground(experiment: Experiment, run: Run) -> pd.DataFrame:
    """J over the landscape's window: a curve (w0, J) for one weight, cells for two.

    The cells have the corners w0, w1 and right, top, and a band from 0 (best) to BANDS − 1; the bands have equal areas.
    """
    low, high = window(experiment, run.weights)
    if len(low) == 1:
        w = np.linspace(low[0], high[0], 201)
        with np.errstate(all="ignore"):
            J = np.array([experiment.problem.cost(np.array([x])) for x in w])
        return pd.DataFrame({"w0": w, "J": np.where(np.isfinite(J), J, np.nan)})
    across, up = (np.linspace(low[d], high[d], GRID[d] + 1) for d in (0, 1))
    w0, w1 = (corner.ravel() for corner in np.meshgrid(across[:-1], up[:-1]))
    right, top = (corner.ravel() for corner in np.meshgrid(across[1:], up[1:]))
    middles = np.column_stack([(w0 + right) / 2, (w1 + top) / 2])
    with np.errstate(all="ignore"):
        J = np.array([experiment.problem.cost(w) for w in middles])
    if experiment.problem.goal == MAXIMISE:
        J = -J
    J = np.nan_to_num(J, nan=np.inf)
    band = np.searchsorted(np.quantile(J, np.linspace(0, 1, BANDS + 1)[1:-1]), J)
    return pd.DataFrame({"w0": w0, "right": right, "w1": w1, "top": top, "band": band})


def measure_name(experiment: Experiment, *, logarithmic: bool) -> str:
    """What the cost curve shows."""
    if isinstance(experiment.problem, LeastSquares):
        return f"mean squared error, {'2J' if experiment.problem.reduction == 'mean' else '2J/N'}"
    if logarithmic and below_zero(experiment) and experiment.exact is not None:
        return "distance of J from its best"
    return "J"
