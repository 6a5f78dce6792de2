"""The built-in problems' costs and gradients, written out once more: what the oracle's own runs descend on."""

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.oracle.arithmetic import Quadratic, quadratic
from tests.oracle.tables import Table

Array = NDArray[np.float64]
ROUNDED = 1e-12
"""A sum that is smaller than this share of its terms is zero but for rounding."""
DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True, eq=False)
class Cost:
    """J of a problem in floats, and where it is quadratic also in 80 digits."""

    cost: Callable[[Array], Any]
    """J at weights [D]; where J isn't quadratic, at any number of them at once, [..., D]."""
    gradient: Callable[[Array], Array]
    lowest: Array | None
    """Where J is smallest; None if it is not bounded."""
    highest: Array | None
    quadratic: Quadratic | None = None
    table: Table | None = None
    limit: float = math.inf
    """2/λ_max of the curvature at the optimum; infinite where that doesn't curve."""

    def rounding(self, w: Array) -> Array:
        """The size below which a component of the gradient at w is zero but for rounding: [D]; 0 if unknown."""
        if self.quadratic is None:
            return np.zeros(len(w))
        lengths = np.array([math.sqrt(abs(row[d])) for d, row in enumerate(self.quadratic.A)])
        if self.table:
            return np.asarray(ROUNDED * lengths * (lengths @ np.abs(w) + math.sqrt(2 * abs(self.quadratic.c))))
        A, b = (np.abs(np.array(part, dtype=np.float64)) for part in (self.quadratic.A, self.quadratic.b))
        return np.asarray(ROUNDED * (A @ np.abs(w) + b))

    def optimum(self, goal: str) -> Array | None:
        return self.highest if goal == "maximise" else self.lowest


def bowl() -> Cost:
    """w²."""
    return of_quadratic(quadratic([[Fraction(2)]], [Fraction(0)]))


def ravine() -> Cost:
    """½ wᵀAw − bᵀw with the eigenvalues 25 and 1."""
    return of_quadratic(
        quadratic([[Fraction(13), Fraction(12)], [Fraction(12), Fraction(13)]], [Fraction(37), Fraction(38)])
    )


def valley() -> Cost:
    """w₁² + w₂⁴."""
    return Cost(
        lambda w: w[..., 0] ** 2 + w[..., 1] ** 4,
        lambda w: np.stack([2 * w[..., 0], 4 * w[..., 1] ** 3], axis=-1),
        np.zeros(2),
        None,
        limit=1.0,
    )


def likelihood() -> Cost:
    """The mean log-likelihood of Cavendish's densities under N(μ, σ²), as a function of μ and log σ."""
    with (DATA / "cavendish.csv").open() as file:
        sample = np.array([float(row["density"]) for row in csv.DictReader(file)])
    mean, variance = math.fsum(sample) / len(sample), float(np.mean((sample - sample.mean()) ** 2))

    def z(w: Array) -> Array:
        return np.asarray((sample - w[..., :1]) * np.exp(-w[..., 1:]))

    def cost(w: Array) -> Array:
        return np.mean(-0.5 * math.log(2 * math.pi) - w[..., 1:] - z(w) ** 2 / 2, axis=-1)

    def gradient(w: Array) -> Array:
        return np.stack([np.mean(z(w), axis=-1) * np.exp(-w[..., 1]), np.mean(z(w) ** 2, axis=-1) - 1], axis=-1)

    # There the second derivatives are −1/σ² and −2.
    highest = np.array([mean, math.log(variance) / 2])
    return Cost(cost, gradient, None, highest, limit=2 / max(1 / variance, 2.0))


def of_quadratic(exact: Quadratic) -> Cost:
    """½wᵀAw − bᵀw + c."""
    A = np.array([[float(x) for x in row] for row in exact.A])
    b, c = np.array([float(x) for x in exact.b]), float(exact.c)
    lowest = None if exact.unbounded_below else np.array([float(x) for x in exact.stationary])
    return Cost(
        lambda w: float(w @ (A @ w)) / 2 - float(b @ w) + c,
        lambda w: A @ w - b,
        lowest,
        None,
        exact,
        limit=limit(exact),
    )


def of_table(table: Table) -> Cost:
    """½ Σ (Xw − y)², or its mean."""
    X, y, by = table.X, table.y, table.rows if table.mean else 1
    exact = table.quadratic

    def cost(w: Array) -> float:
        error = X @ w - y
        return float(error @ error) / 2 / by

    lowest = np.array([float(x) for x in exact.stationary])
    return Cost(cost, lambda w: X.T @ (X @ w - y) / by, lowest, None, exact, table, limit(exact))


def limit(exact: Quadratic) -> float:
    """2/λ_max."""
    steepest = exact.spectrum[0][-1]
    return float(2 / steepest) if steepest > 0 else math.inf
