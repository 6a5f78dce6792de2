"""What theory says before a run."""

import numpy as np

from gd.arrays import Array
from gd.problems import MINIMISE, Explained


def largest_stable_rate(problem: Explained, w: Array, goal: str = MINIMISE) -> float:
    """η_max = 2/λ_max, with λ_max the largest eigenvalue of the Hessian at w [D] (of its negative, to maximise).

    Above it the steepest direction grows at every epoch, by the factor |1 − ηλ| > 1. Exact for a quadratic, where
    the Hessian is the same everywhere; elsewhere it speaks of the neighbourhood of w. Infinite where nothing curves
    towards the optimum. (Goh, Why Momentum Really Works, Distill 2017, doi:10.23915/distill.00006.)
    """
    curvature = (
        np.linalg.eigvalsh(problem.hessian(w)).max()
        if goal == MINIMISE
        else -np.linalg.eigvalsh(problem.hessian(w)).min()
    )
    return 2 / float(curvature) if curvature > 0 else float("inf")
