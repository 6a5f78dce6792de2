"""How much rounding may do to J at the optimum, and to a step."""

import numpy as np
from numpy.typing import NDArray

from tests.oracle.costs import Cost

Array = NDArray[np.float64]
EPS = float(np.finfo(float).eps)


def of_optimum(cost: Cost, start: Array, best: Array | None) -> float:
    """What rounding of the weights and of J may do to J at the optimum of a run from a start."""
    if best is None:
        return 0.0
    if cost.quadratic is None:
        return 64 * EPS * (1 + abs(float(cost.cost(best))))
    D, J = len(best), cost.quadratic.least - cost.quadratic.c
    curvature = np.array([abs(float(row[d])) for d, row in enumerate(cost.quadratic.A)])
    moved = 16 * D * EPS * (np.abs(best) + np.abs(start))
    return 8 * D * EPS * float(abs(J)) + D * float(curvature @ moved**2)


def of_step(cost: Cost, w: Array, rate: float) -> float:
    """How far rounding of the gradient and of the weights may move a weight in a step from w."""
    J = cost.quadratic
    if J is None:
        return 32 * EPS * float(np.abs(w).max() + rate * 2 / cost.limit * (1 + np.abs(w).sum()))
    A, b = np.array([[abs(float(x)) for x in row] for row in J.A]), np.array([abs(float(x)) for x in J.b])
    return 8 * EPS * float(np.abs(w).max() + rate * len(w) * (A @ np.abs(w) + b).max())
