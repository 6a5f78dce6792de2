"""Linear regression that keeps its rows, for descent in batches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gd.arrays import Array
from gd.factor import Factor
from gd.least_squares import LeastSquares, Reduction
from gd.problems import Problem


class Rows(LeastSquares):
    """Least squares that keeps its rows beside their factor, and so can go through them in batches.

    A batch's cost is ½ Σ (Xw − y)² over its rows, so that the batches of an epoch add up to the whole; with
    `reduction="mean"` it is the mean over its rows, so that each batch estimates the whole (Bottou, Curtis & Nocedal,
    Optimization methods for large-scale machine learning, 2018).

    X: [N, D]. y: [N]. Arguments and errors are those of `LeastSquares`.
    """

    def __init__(
        self, X: ArrayLike, y: ArrayLike, *, reduction: Reduction = "sum", names: tuple[str, ...] | None = None
    ) -> None:
        super().__init__(X, y, reduction=reduction, names=names)
        self.X = np.array(X, dtype=np.float64)
        self.y = np.array(y, dtype=np.float64)

    @classmethod
    def beside(cls, factor: Factor, X: Array, y: Array, *, reduction: Reduction) -> "Rows":
        """The rows [1 X] and y beside the factor that they were folded to; X: [N, D], its first column ones."""
        problem = cls.from_factor(factor, intercept=True, reduction=reduction)
        problem.X, problem.y = X, y
        return problem

    def batch(self, rows: NDArray[np.int64]) -> Problem:
        """Least squares on some of the rows, given by their numbers [B]."""
        return Batch(self.names, self.X[rows], self.y[rows], len(rows) if self.reduction == "mean" else 1)


@dataclass(frozen=True, eq=False)
class Batch:
    """½ Σ (Xw − y)² over so few rows that nothing is gained by folding them; divided by their number for the mean."""

    names: tuple[str, ...]
    X: Array
    """[B, D]"""
    y: Array
    """[B]"""
    divisor: int

    def cost(self, w: Array) -> float:
        """J at w [D]."""
        error = self.X @ w - self.y
        return 0.5 * float(error @ error) / self.divisor

    def gradient(self, w: Array) -> Array:
        """Xᵀ(Xw − y), divided by B for the mean: [D]."""
        return np.asarray((self.X @ w - self.y) @ self.X) / self.divisor
