"""Where to begin on a formula that a person typed."""

import numpy as np

from gd.arrays import Array
from gd.experiments.scenarios import expression
from gd.expression.tokens import ExpressionError

FIRST = 2.0, 0.5, -2.0, 5.0, 20.0, -0.5, 0.1, 1.0
"""Tried as the start of every weight, in this order, until J has a value and a slope there that isn't 0."""


def first_start(formula: str, before: tuple[float, ...]) -> tuple[float, ...]:
    """The weights to begin with for a formula: those before if there are as many, otherwise one of FIRST for each."""
    try:
        problem = expression(formula)
    except ExpressionError:
        return before
    D = len(problem.names)
    if len(before) == D:
        return before
    starts = [np.full(D, x) for x in FIRST]
    sloping = (w for w in starts if np.isfinite(problem.cost(w)) and _slopes(problem.gradient(w)))
    return tuple(next(sloping, starts[0]).tolist())


def _slopes(gradient: Array) -> bool:
    return bool(np.isfinite(gradient).all() and gradient.any())
