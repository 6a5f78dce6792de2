"""Linear regression as a problem for descent, with the exact solution beside it."""

from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from gd.arrays import EPS, Array, matrix
from gd.problems import MINIMISE, weight_names
from gd.spectrum import Spectrum

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
        _, values, _ = self._svd
        return int((values > 0).sum())

    def exact(self) -> Array:
        """The shortest of the weights [D] with the least cost, by SVD of the factor."""
        U, values, Vt = self._svd
        independent = values > 0
        return np.asarray(Vt[independent].T @ (U.T[independent] @ self._r / values[independent]))

    @cached_property
    def spectrum(self) -> Spectrum:
        """λ = σ² and β = σ Uᵀr from the singular values σ of the factor, divided by N for the mean."""
        U, values, Vt = (part[..., ::-1] for part in (self._svd[0], self._svd[1], self._svd[2].T))
        return Spectrum(values**2 / self._divisor, Vt, values * (U.T @ self._r) / self._divisor)

    def solve(self) -> Array:
        """What `np.linalg.solve` makes of the normal equations XᵀXw = Xᵀy: [D].

        For comparison with `exact` only. np.linalg.LinAlgError where XᵀX is found to be singular; where it is so
        but for rounding, weights that can be far off.
        """
        return np.asarray(np.linalg.solve(*self._normal))

    @cached_property
    def _svd(self) -> tuple[Array, Array, Array]:
        """U, σ, Vᵀ of the factor, with all D directions; singular values that are rounding are exactly 0."""
        U, values, Vt = np.linalg.svd(self._R, full_matrices=True)
        values = np.where(values > EPS * max(self.rows, len(Vt)) * values[0], values, 0.0)
        missing = len(Vt) - len(values)  # fewer rows than columns leave directions that no row speaks of
        if missing:
            values = np.concatenate([values, np.zeros(missing)])
            U = np.column_stack([U, np.zeros((len(U), missing))])
        return U, values, Vt

    def _squares(self, w: Array) -> float:
        error = self._R @ w - self._r
        return float(error @ error) + self._rest
