"""The datasets of the charts, with at most 5,000 rows in all."""

import numpy as np

from gd.arrays import Array
from gd.charts.columns import Columns, texts, with_constants
from gd.charts.epochs import FRAMES, SHOWN_WEIGHTS, shown_epochs
from gd.experiments.experiment import Experiment
from gd.experiments.settings import SHOWN_ROWS
from gd.expression.expression import Expression
from gd.least_squares import LeastSquares
from gd.likelihood import GaussianLikelihood
from gd.problem import MAXIMISE
from gd.problems import Quadratic
from gd.run import Run
from gd.tables.regression import Regression

FRAME_NUMBERS = 50_000
"""Most numbers in the table of frames: with very many weights there are fewer frames."""


def distance_from(experiment: Experiment, *, logarithmic: bool) -> float | None:
    """The optimum of a J that can be negative, for a logarithmic axis, which shows the distance from it; else None."""
    below_zero = isinstance(experiment.problem, Quadratic | GaussianLikelihood | Expression)
    if experiment.exact is None or not (logarithmic and below_zero):
        return None
    return experiment.measure(experiment.exact)


def frames(experiment: Experiment, run: Run, *, logarithmic: bool) -> Columns:
    """The epochs to be shown, one row each.

    Columns: run, the experiment's number; epoch and next, see `shown_epochs`; shown, the cost curve, NaN where a
    logarithmic axis can't show it; and the weights w0, w1, ….
    """
    D = run.weights.shape[1]
    table, k = shown_epochs(run, min(FRAMES, max(50, FRAME_NUMBERS // D)))
    shown = shown_curve(experiment, run, logarithmic=logarithmic)[k]
    weights = {f"w{d}": run.weights[k, d] for d in range(D)}
    return with_constants({**table, "shown": shown, **weights}, run=experiment.number)


def shown_curve(experiment: Experiment, run: Run, *, logarithmic: bool) -> Array:
    """The cost curve as it is drawn, at each of the run's K recorded epochs: [K]; NaN where the axis can't show it."""
    shown = experiment.curve(run)
    if (optimum := distance_from(experiment, logarithmic=logarithmic)) is not None:
        shown = np.abs(shown - optimum)
    return np.where(shown > 0, shown, np.nan) if logarithmic else shown


def rows(regression: Regression) -> Columns:
    """At most SHOWN_ROWS rows of the table's sample, evenly spaced in the order of their targets.

    Columns: row, the position in that order; number, the row's number in the file; target; x0, x1, …, the columns of X;
    and feature, the only numeric feature in its original unit, if there is just one.
    """
    sample = regression.factor.sample
    order = np.lexsort([sample.rows, sample.values[:, -1]])
    if len(order) > SHOWN_ROWS:
        order = order[np.linspace(0, len(order) - 1, SHOWN_ROWS).round().astype(int)]
    X, y = sample.values[order, :-1], sample.values[order, -1]
    table = {"row": np.arange(len(order)), "number": sample.rows[order], "target": y}
    table |= {f"x{d}": X[:, d] for d in range(X.shape[1])}
    if single_feature(regression):
        table["feature"] = X[:, 1] * regression.scale[1] + regression.centre[1]
    return table


def single_feature(regression: Regression) -> str | None:
    """The name of the only feature if it is numeric, so that the fit is a line; otherwise None."""
    return regression.numeric[0] if len(regression.names) == 2 and regression.numeric else None


def weights(experiment: Experiment) -> Columns:
    """The first SHOWN_WEIGHTS weights, one row each.

    Columns: key (w0, w1, …), weight (its name), initial and, if there is an optimum, exact.
    """
    names = experiment.problem.names[:SHOWN_WEIGHTS]
    table = {
        "key": texts(f"w{d}" for d in range(len(names))),
        "weight": texts(names),
        "initial": experiment.start[: len(names)],
    }
    if experiment.exact is not None:
        table["exact"] = experiment.exact[: len(names)]
    return table


def measure_title(experiment: Experiment, *, logarithmic: bool) -> str:
    """What the cost curve shows: the meaning of J, and the quantity."""
    problem, goal = experiment.problem, experiment.settings.goal
    gain = "Mean log-likelihood" if isinstance(problem, GaussianLikelihood) else "Objective"
    meaning = gain if MAXIMISE in (problem.goal, goal) else "Cost"
    return f"{meaning}: {measure_name(experiment, logarithmic=logarithmic)}"


def measure_name(experiment: Experiment, *, logarithmic: bool) -> str:
    """The name of the quantity that the cost curve shows."""
    if isinstance(experiment.problem, LeastSquares):
        return f"mean squared error, {'2J' if experiment.problem.reduction == 'mean' else '2J/N'}"
    if distance_from(experiment, logarithmic=logarithmic) is not None:
        word = experiment.optimum_word
        return f"distance of J from {'its optimum' if word == 'exact' else f'the {word}'}"
    return "J"
