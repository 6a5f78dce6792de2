"""Why a run that has converged may show weights that are visibly off the exact ones."""

import numpy as np

from gd.least_squares import LeastSquares
from gd.problem import optimum_name
from gd.text import number
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, outcome

VISIBLE = 0.05
"""A weight is visibly off if its distance from the exact one is at least this share of the larger of two: the size of
the exact weight, and the distance at the start. On a J that curves equally in all directions, a run that has converged
is within √0.001 = 0.032."""
NEGLIGIBLE = 1e-6
"""What is off by less is too small to matter to J: a share of the largest weight, each in the unit in which J curves
by 1."""
ROUNDING = 1e-12
"""What is smaller than this share of the largest weight, in the same units, is 0 but for rounding."""
LEAST = np.finfo(np.float64).tiny
"""The least number that is told from 0, where all weights are 0."""


def far_weights(analysis: Analysis) -> str:
    """Say which weight is furthest off although the run has converged, and why that costs next to nothing.

    Empty if the run has not converged, or if no weight is visibly off.
    """
    exact, start, final = analysis.optimum, analysis.arguments.start, analysis.run.final_weights
    if exact is None or outcome(analysis) is not Outcome.CONVERGED:
        return ""
    with np.errstate(over="ignore"):
        units = np.sqrt(np.abs(np.diagonal(analysis.problem.hessian(start))))
    off, sizes = units * np.abs(final - exact), units * np.maximum(np.abs(exact), np.abs(start - exact))
    visible = (off >= VISIBLE * sizes) & (off > NEGLIGIBLE * sizes.max())
    if not visible.any():
        return ""
    zero = max(ROUNDING * sizes.max(), LEAST)
    d = np.argmax(np.where(visible, off / np.maximum(sizes, zero), 0))
    ideal = number(exact[d]) if units[d] * abs(exact[d]) > zero else "0"
    return f"The weight {analysis.problem.names[d]} ends at {number(final[d])}, and {ideal} {_why(analysis)}."


def _why(analysis: Analysis) -> str:
    spectrum = analysis.problem.spectrum
    if spectrum is not None and not spectrum.eigenvalues.all():
        dependent = "the columns depend on one another, so many weights fit equally well"
        level = "J is level along a line through it, so many weights are equally good"
        return f"is shown as exact: {dependent if isinstance(analysis.problem, LeastSquares) else level}"
    best = optimum_name(analysis.arguments.goal)
    return f"would be exact: J is nearly flat in between, so J is almost at its {best}"
