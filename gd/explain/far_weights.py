"""Why a run that has converged may show weights that are visibly off the exact ones."""

import numpy as np

from gd.arrays import Array
from gd.problem import optimum_name
from gd.text import number
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, outcome

VISIBLE = 0.05
"""A weight is visibly off if its distance from the exact one is at least this share of the larger of two: the size of
the exact weight, and the distance at the start. On a J that curves equally in all directions, a run that has converged
is within √0.001 = 0.032."""
ROUNDING = 1e-6
"""What is off by less counts as rounding: a share of the largest weight, each in the unit in which J curves by 1."""

LEAST = np.finfo(np.float64).tiny
"""Instead of 0 as a divisor."""


def far_weights(analysis: Analysis) -> str:
    """Say which weight is furthest off although the run has converged, and why that costs next to nothing.

    Empty if the run has not converged, or if no weight is visibly off.
    """
    exact = analysis.optimum
    if exact is None or outcome(analysis) is not Outcome.CONVERGED:
        return ""
    best = optimum_name(analysis.arguments.goal)
    for optimum, why in (
        (_nearest(analysis, exact), f"would be exact: J is nearly flat in between, so it is almost at its {best}"),
        (exact, "is shown as exact: the columns depend on one another, so many weights fit equally well"),
    ):
        if (d := _furthest_off(analysis, optimum)) is not None:
            final, name = analysis.run.final_weights[d], analysis.problem.names[d]
            return f"The weight {name} ends at {number(final)}, and {number(optimum[d])} {why}."
    return ""


def _furthest_off(analysis: Analysis, optimum: Array) -> int | None:
    """The weight whose distance from an optimum [D] is the most visible one; None if none is visible."""
    start, final = analysis.arguments.start, analysis.run.final_weights
    off, sizes = np.abs(final - optimum), np.maximum(np.abs(optimum), np.abs(start - optimum))
    with np.errstate(over="ignore"):
        units = np.sqrt(np.abs(np.diagonal(analysis.problem.hessian(start))))
    visible = (off >= VISIBLE * sizes) & (units * off > ROUNDING * (units * sizes).max())
    return int(np.argmax(np.where(visible, off / np.maximum(sizes, LEAST), 0))) if visible.any() else None


def _nearest(analysis: Analysis, exact: Array) -> Array:
    """The optimum [D] nearest to the final weights: with dependent columns there are infinitely many."""
    spectrum = analysis.problem.spectrum
    if spectrum is None:
        return exact
    flat = spectrum.directions[:, spectrum.eigenvalues == 0]
    return np.asarray(exact + flat @ (flat.T @ (analysis.run.final_weights - exact)))
