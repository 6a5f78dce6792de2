"""Predicted behaviour of gradient descent, before it is run."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from gd.arrays import EPS, Array, matrix
from gd.problem import MAXIMISE, MINIMISE, Explained
from gd.spectrum import Spectrum
from gd.theory.forecast import Forecast


def forecast(problem: Explained, start: ArrayLike, learning_rate: float, goal: str = MINIMISE) -> Forecast:
    """Predict what plain gradient descent will do from a start.

    Parameters
    ----------
    problem : Explained
        The cost J of D weights, with its gradient and Hessian.
    start : array_like [D]
        The initial weights, finite numbers.
    learning_rate : float
        η, above 0.
    goal : str
        "minimise" or "maximise".

    Returns
    -------
    Forecast
        Exact for a quadratic; elsewhere from gradient and Hessian at the start, see `Forecast.local`.

    Raises
    ------
    ValueError
        An argument is not as `descend` wants it, or J's derivatives aren't finite at the start.

    References
    ----------
    G. Goh, Why Momentum Really Works, Distill, 2017, doi:10.23915/distill.00006.

    Examples
    --------
    >>> from gd import Quadratic, forecast
    >>> expected = forecast(Quadratic([[2, 0], [0, 1]], [0, 0]), [1, 1], learning_rate=0.8)
    >>> expected.factors.round(2).tolist(), expected.largest_stable_rate
    ([0.2, -0.6], 1.0)
    >>> [regime.value for regime in expected.regimes]
    ['converges from one side', 'overshoots, but converges']
    """
    w = matrix(start, "The start", 1)
    if len(w) != len(problem.names):
        raise ValueError(f"The start has {len(w)} numbers, but the problem has {len(problem.names)} weights.")
    if not (math.isfinite(learning_rate) and learning_rate > 0):
        raise ValueError(f"The learning rate is {learning_rate}, but a finite number above 0 is wanted.")
    if goal not in (MINIMISE, MAXIMISE):
        raise ValueError(f"The goal is {goal!r}, but {MINIMISE!r} or {MAXIMISE!r} is wanted.")
    found = problem.spectrum or _local(problem, w)
    eigenvalues, V, slopes = found.eigenvalues, found.directions, found.slopes
    if goal == MAXIMISE:  # descent on −J, whose eigenvalues rise the other way round
        eigenvalues, V, slopes = 0.0 - eigenvalues[::-1], V[:, ::-1], 0.0 - slopes[::-1]
    centre = np.divide(slopes, eigenvalues, out=np.zeros(len(w)), where=eigenvalues != 0)
    error = V.T @ w - centre
    noise = 4 * len(w) * EPS * (np.abs(V).T @ np.abs(w) + np.abs(centre))
    error = np.where(np.abs(error) <= noise, 0.0, error)
    expected = Forecast(problem, learning_rate, problem.spectrum is None, eigenvalues, V, slopes, centre, error)
    if expected.at_optimum:
        expected = replace(expected, initial_error=np.where(eigenvalues == 0, error, 0.0))
    return expected


def largest_stable_rate(problem: Explained, w: Array, goal: str = MINIMISE) -> float:
    """η_max = 2/λ_max of the curvature at w [D]; ValueError as in `forecast`."""
    return forecast(problem, w, 1.0, goal).largest_stable_rate


def _local(problem: Explained, w: Array) -> Spectrum:
    """The spectrum of the quadratic with J's gradient and Hessian at w."""
    with np.errstate(all="ignore"):
        H = problem.hessian(w)
        b = H @ w - problem.gradient(w)
    if not (np.isfinite(H).all() and np.isfinite(b).all()):
        raise ValueError("The slope or the curvature is not a finite number at the start. Start closer to the optimum.")
    with np.errstate(over="ignore"):
        return Spectrum.of(H, b)
