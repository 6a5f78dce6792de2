"""Linear regression as a problem for descent, with the exact solution beside it."""

from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from gd.problems import MINIMISE, Array, matrix, weight_names

Reduction = Literal["sum", "mean"]


class LeastSquares:
    """J(w) = ½ Σ (Xw − y)², or with `reduction="mean"` its mean over the rows, ½ Σ (Xw − y)² / N.

    Nothing here goes back to the rows. The triangular factor of [X y], from its QR decomposition, says all that
    least squares needs: ‖Xw − y‖² = ‖Rw − r‖² + ρ² (Golub & Van Loan, Matrix Computations, 5.3). So an epoch costs
    O(D²) however many rows there were, and XᵀX, which squares the condition number, is never used to descend or to
    solve.

    X: [N, D]. y: [N], in the target's unit. names: D, for the columns. ValueError where shapes don't match, a
    number isn't finite, or the numbers are so large that their squares overflow.
    """

    goal = MINIMISE
    quadratic = True

    def __init__(
        self,
        X: ArrayLike,
        y: ArrayLike,
        *,
        reduction: Reduction = "sum",
        names: tuple[str, ...] | None = None,
    ) -> None:
        X = matrix(X, "X", 2)
        y = matrix(y, "y", 1)
        if len(X) != len(y):
            raise ValueError(f"X has {len(X):,} rows and y has {len(y):,}; each row needs one target.")
        if reduction not in ("sum", "mean"):
            raise ValueError(f"The reduction is {reduction!r}, but 'sum' or 'mean' is wanted.")
        self.rows = len(X)
        D = X.shape[1]
        self.names = weight_names(D) if names is None else tuple(names)
        if len(self.names) != D:
            raise ValueError(f"There are {len(self.names)} names for {D} columns; each column needs one.")
        self.reduction = reduction
        self._divisor = float(self.rows) if reduction == "mean" else 1.0
        self.mse_per_cost: float = 2 * self._divisor / self.rows
        with np.errstate(over="ignore"):
            factor = np.asarray(np.linalg.qr(np.column_stack([X, y]), mode="r"))
            self._normal = X.T @ X, X.T @ y
            squares = np.square(factor).sum()
        if not np.isfinite(squares):
            raise ValueError("The numbers of X or y are so large that their squares overflow. Scale them down.")
        self._R: Array = factor[:D, :D]
        self._r: Array = factor[:D, D]
        self._rest = float(factor[D:, D] @ factor[D:, D])  # ρ²: what no weights can explain

    def cost(self, w: Array) -> float:
        """J at w [D], in the squared unit of the target."""
        return 0.5 * self._squares(w) / self._divisor

    def gradient(self, w: Array) -> Array:
        """Xᵀ(Xw − y), divided by N for the mean: [D]."""
        return self._R.T @ (self._R @ w - self._r) / self._divisor

    def hessian(self, w: Array) -> Array:
        """XᵀX, divided by N for the mean, wherever w is: [D, D]."""
        return self._R.T @ self._R / self._divisor

    def mse(self, w: Array) -> float:
        """The mean squared error of the predictions Xw [N], whatever the reduction."""
        return self._squares(w) / self.rows

    @cached_property
    def rank(self) -> int:
        """How many columns of X are independent, to the rounding of float64."""
        return int(self._solution[1])

    def exact(self) -> Array:
        """The shortest of the weights [D] with the least cost, by SVD of the factor."""
        return self._solution[0].copy()

    def solve(self) -> Array:
        """What `np.linalg.solve` makes of the normal equations XᵀXw = Xᵀy: [D].

        For comparison with `exact` only. np.linalg.LinAlgError where XᵀX is found to be singular; where it is so
        but for rounding, weights that can be far off.
        """
        return np.asarray(np.linalg.solve(*self._normal))

    @cached_property
    def _solution(self) -> tuple[Array, int]:
        tolerance = np.finfo(np.float64).eps * max(self.rows, self._R.shape[1])
        weights, _, rank, _ = np.linalg.lstsq(self._R, self._r, rcond=tolerance)
        return np.asarray(weights), int(rank)

    def _squares(self, w: Array) -> float:
        error = self._R @ w - self._r
        return float(error @ error) + self._rest
