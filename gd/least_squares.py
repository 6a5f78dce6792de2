"""Linear regression as a problem for descent, with the exact solution beside it."""

import math
from functools import cached_property
from typing import Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gd.arrays import CANCELLED, EPS, Array
from gd.batches import Batch, LargeBatch, batch_of
from gd.factor import Factor
from gd.jacobi import svd
from gd.problem import MINIMISE, column_names
from gd.rank import dependencies, flat_and_steep, unit_columns
from gd.spectrum import Spectrum
from gd.text import unique_names
from gd.tsqr import triangle

Reduction = Literal["sum", "mean"]

INTERCEPT = "intercept"
"""The weight of the column of ones."""


class LeastSquares:
    """Linear regression: J(w) = ½ Σ (Xw − y)², or its mean over the rows, ½ Σ (Xw − y)² / N.

    The rows are read once. Their factor, the triangle of a QR decomposition, has all that least squares needs:
    ‖Xw − y‖² = ‖Rw − r‖² + ρ². So an epoch costs O(D²) however many rows there were, and XᵀX, which squares the
    condition number, is never used to descend or to solve.

    Parameters
    ----------
    X : array_like [N, D]
        A row for each observation, a column for each weight.
    y : array_like [N]
        The targets. J has their unit squared.
    reduction : str
        "sum", or "mean": then J and its gradient are divided by N, so that η doesn't depend on the number of rows.
    names : tuple of str [D], optional
        The weights' names; w₁, w₂, … without.

    Raises
    ------
    ValueError
        Shapes don't match, a number isn't finite, or the numbers are so large that their squares overflow.

    References
    ----------
    G. H. Golub & C. F. Van Loan, Matrix Computations, 2013, section 5.3.

    Examples
    --------
    >>> problem = LeastSquares([[1, 0], [1, 1], [1, 2]], [1, 3, 5], names=("intercept", "slope"))
    >>> problem.exact().round(12)
    array([1., 2.])
    """

    goal = MINIMISE

    def __init__(
        self, X: ArrayLike, y: ArrayLike, *, reduction: Reduction = "sum", names: tuple[str, ...] | None = None
    ) -> None:
        X = np.asarray(X, dtype=np.float64)
        # The factor has a column of ones of its own: a second one would only add another rounding.
        ones = X.ndim == 2 and X.shape[0] > 0 and X.shape[1] > 1 and bool((X[:, 0] == 1).all())
        factor = Factor.of(X[:, 1:] if ones else X, y)
        self._take(factor, 0 if ones else 1, column_names(names, X.shape[1]), reduction)

    @classmethod
    def from_factor(cls, factor: Factor, *, intercept: bool = False, reduction: Reduction = "sum") -> Self:
        """The problem on folded rows, with a weight for each column of the factor.

        intercept: whether there is one more weight, the first, for a column of ones.
        """
        problem = cls.__new__(cls)
        names = unique_names((INTERCEPT, *factor.columns)) if intercept else factor.columns
        problem._take(factor, 0 if intercept else 1, tuple(names), reduction)
        return problem

    def _take(self, factor: Factor, first: int, names: tuple[str, ...], reduction: Reduction) -> None:
        """Use the columns of the factor from `first` on; its column 0 is the ones, and its last the target."""
        D = len(factor.R) - 1 - first
        if reduction not in ("sum", "mean"):
            raise ValueError(f"The reduction is {reduction!r}, but 'sum' or 'mean' is wanted.")
        self.rows, self.names, self.reduction = factor.rows, names, reduction
        divisor = float(self.rows) if reduction == "mean" else 1.0
        self.mse_per_cost: float = 2 * divisor / self.rows
        R = triangle(factor.R[:, first:]) / math.sqrt(divisor)
        # For the mean, the factor is divided once instead of the gradient in every epoch.
        self._R: Array = R[:D, :D]
        self._r: Array = R[:D, D]
        self._rest = float(R[D, D] ** 2)  # ρ²: what no weights can explain
        self._lengths: Array = np.linalg.norm(R, axis=0)  # of the columns of X, and of y: [D + 1]
        mean = factor.R[0, -1] / factor.R[0, 0]  # of y, which these weights [D] predict, if there is a column of ones
        self.constant: Array | None = None if first else mean * np.eye(D)[0]
        self._normal = factor.normal[first:-1, first:-1], factor.normal[first:-1, -1]

    def cost(self, w: Array) -> float:
        """J at w [D], in the squared unit of the target."""
        error = self._R @ w - self._r
        return 0.5 * (float(error @ error) + self._rest)

    def costs(self, W: Array) -> Array:
        """J at each of K weights [K, D]: [K]. ValueError where they aren't a table of D columns."""
        if W.ndim != 2 or W.shape[1] != len(self.names):
            raise ValueError(f"The weights have the shape {W.shape}, but (K, {len(self.names)}) is wanted.")
        errors = W @ self._R.T - self._r
        return np.asarray(0.5 * (np.square(errors).sum(axis=1) + self._rest))

    def gradient(self, w: Array) -> Array:
        """Xᵀ(Xw − y), divided by N for the mean: [D]."""
        return self._R.T @ (self._R @ w - self._r)

    def gradient_rounding(self, w: Array) -> Array:
        """The size below which each component of the gradient at w is zero but for rounding: [D]."""
        lengths, target = self._lengths[:-1], self._lengths[-1]
        return np.asarray(CANCELLED * lengths * (lengths @ np.abs(w) + target))

    def hessian(self, w: Array) -> Array:
        """XᵀX, divided by N for the mean; the same at every w: [D, D]."""
        return self._R.T @ self._R

    def mse(self, w: Array) -> float:
        """The mean squared error of the predictions Xw [N], whatever the reduction."""
        return self.mse_per_cost * self.cost(w)

    @cached_property
    def dependencies(self) -> Array:
        """The combinations of the columns of X that are zero to rounding: [D, k], as `gd.rank.combinations`."""
        return dependencies(self._R)

    @property
    def rank(self) -> int:
        """The number of independent columns of X, to the rounding of float64, whatever their units."""
        return len(self.names) - len(self.dependencies.T)

    @property
    def condition(self) -> float:
        """The condition number of X with columns scaled to length 1: the units of the weights change no digits."""
        return float(np.linalg.cond(unit_columns(self._R)[0]))

    def exact(self) -> Array:
        """The shortest of the weights [D] with the least cost: they have nothing along the flat directions."""
        _, steep, R = self._independent
        return np.asarray(steep @ np.linalg.solve(R[:-1, :-1], R[:-1, -1]))

    @cached_property
    def spectrum(self) -> Spectrum:
        """J along its eigen-directions: λ = σ² and β = σ Uᵀr, from the singular values σ of the factor."""
        flat, steep, R = self._independent
        values, V, r = (part[..., ::-1] for part in svd(R[:-1, :-1], R[:-1, -1]))
        r = np.where(np.abs(r) <= 4 * len(R) * EPS * self._lengths[-1], 0.0, r)
        zeros = np.zeros(flat.shape[1])
        return Spectrum(np.append(zeros, values**2), np.hstack([flat, steep @ V]), np.append(zeros, values * r))

    def solve(self) -> Array:
        """Solve the normal equations XᵀXw = Xᵀy by `np.linalg.solve`: [D]. For comparison with `exact` only.

        np.linalg.LinAlgError if XᵀX is found to be singular. Where rounding hides it, the weights can be far off.
        """
        return np.asarray(np.linalg.solve(*self._normal))

    @cached_property
    def _independent(self) -> tuple[Array, Array, Array]:
        """The flat directions, those Q at right angles to them, and the factor of [XQ y], whose solution is unique."""
        flat, steep = flat_and_steep(self.dependencies)
        return flat, steep, triangle(np.column_stack([self._R @ steep, self._r]))


class Rows(LeastSquares):
    """Least squares that keeps its rows beside their factor, for descent in batches.

    A batch's cost is ½ Σ (Xw − y)² over its rows, so that the batches of an epoch add up to the whole; with
    `reduction="mean"` it is the mean over its rows, so that each batch estimates the whole (Bottou, Curtis & Nocedal,
    Optimization methods for large-scale machine learning, 2018). Parameters and errors are those of `LeastSquares`.
    """

    def __init__(
        self, X: ArrayLike, y: ArrayLike, *, reduction: Reduction = "sum", names: tuple[str, ...] | None = None
    ) -> None:
        super().__init__(X, y, reduction=reduction, names=names)
        self.X = np.array(X, dtype=np.float64)
        self.y = np.array(y, dtype=np.float64)

    @classmethod
    def beside(cls, factor: Factor, X: Array, y: Array, *, reduction: Reduction) -> "Rows":
        """The problem on a factor with the rows folded into it: X [N, D], its first column ones, and y [N]."""
        problem = cls.from_factor(factor, intercept=True, reduction=reduction)
        problem.X, problem.y = X, y
        return problem

    def batch(self, rows: NDArray[np.int64]) -> Batch | LargeBatch:
        """Least squares on some of the rows, given by their numbers [B]."""
        return batch_of(self.names, self.X, self.y, rows, len(rows) if self.reduction == "mean" else 1)
