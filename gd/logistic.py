"""Logistic regression as a problem for descent."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from gd.arrays import Array, observations
from gd.problem import column_names


class Logistic:
    """Logistic regression: J(w) = Σ log(1 + exp(−s x·w)), where s is 1 in a row with y = 1, and −1 in one with y = 0.

    J is minus the logarithm of the likelihood of y, if y is 1 with the probability p = 1 / (1 + exp(−x·w)). It is
    convex. Where a plane parts the rows with y = 1 from the others there is no minimum: the longer w grows along the
    plane's normal, the closer J comes to 0.

    Parameters
    ----------
    X : array_like [N, D]
        A row for each observation, a column for each weight. For an intercept, one of them is a column of ones.
    y : array_like [N]
        What was observed: 1 or 0.
    names : sequence of str [D], optional
        The weights' names; w₁, w₂, … without.

    Raises
    ------
    ValueError
        Shapes don't match, a number isn't finite, or y has another value than 1 and 0.

    References
    ----------
    T. Hastie, R. Tibshirani & J. Friedman, The Elements of Statistical Learning, 2009, section 4.4.

    Examples
    --------
    >>> problem = Logistic([[1, 0], [1, 1], [1, 2]], [0, 1, 1], names=("intercept", "slope"))
    >>> round(problem.cost(np.zeros(2)), 6), problem.gradient(np.zeros(2))  # 3 log 2, and each p is ½
    (2.079442, array([-0.5, -1.5]))
    """

    def __init__(self, X: ArrayLike, y: ArrayLike, *, names: Sequence[str] | None = None) -> None:
        X, y = observations(X, y)
        other = y[(y != 0) & (y != 1)]
        if other.size:
            raise ValueError(f"y holds {other[0]:g}, but 1 and 0 are wanted: 1 for yes and 0 for no.")
        self.names = column_names(names, X.shape[1])
        # Column by column, in which many rows are multiplied several times as fast.
        self._sX: Array = np.multiply(np.where(y == 1, 1.0, -1.0)[:, None], X, order="F")

    def cost(self, w: Array) -> float:
        """J at w [D], a number without a unit."""
        margins = self._sX @ w
        # log(1 + exp(−m)) without overflow where m is far below 0; `np.logaddexp` takes four times as long.
        return float(np.log1p(np.exp(-np.abs(margins))).sum() - np.minimum(margins, 0).sum())

    def gradient(self, w: Array) -> Array:
        """Xᵀ(p − y): [D]."""
        with np.errstate(over="ignore"):  # exp(m) is ∞ where 1 / (1 + exp(m)) is 0 to the last digit
            return -(self._sX.T @ (1 / (1 + np.exp(self._sX @ w))))
