"""The rows of a regression folded into a triangle of numbers, which is all that least squares needs of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gd import factor_json
from gd.arrays import Array, Matrix, observations
from gd.problem import column_names
from gd.sample import Numbers, Sample, Seed
from gd.text import listed, quoted
from gd.tsqr import fold, triangle

CLOSE = 1e-13
"""A column whose standard deviation is at most this share of its mean is constant to rounding."""


@dataclass(frozen=True, eq=False)
class Factor:
    """The rows [1 X y], N of them, folded: RᵀR = [1 X y]ᵀ[1 X y], with D columns in X.

    R comes from a QR decomposition, whose orthogonal steps keep every length: with R_x and r_y its columns for X and y,
    ‖Xw − y‖² = ‖R_x w − r_y‖² for all w, and the condition number is not squared. The column of ones is always there:
    an intercept, another target, fewer columns, centring and scaling are then linear maps M of the columns, and the
    triangle of RM is theirs, without the rows.
    """

    columns: tuple[str, ...]
    """The D names of the columns of X."""
    target: str
    """The name of y."""
    rows: int
    """N."""
    R: Array
    """[D+2, D+2]: upper triangular, nothing below zero on the diagonal; rows of zeros where N < D + 2."""
    normal: Array
    """[D+2, D+2]: [1 X y]ᵀ[1 X y] as the textbook forms it, to show what `np.linalg.solve` makes of it. Its
    condition number is the square of R's: only that demonstration uses it."""
    sample: Sample
    """Rows of [1 X y] for pictures: [S, D+2]."""

    @classmethod
    def of(
        cls,
        X: ArrayLike,
        y: ArrayLike,
        *,
        names: Sequence[str] | None = None,
        target: str = "y",
        rows: ArrayLike | None = None,
        seed: Seed = 0,
    ) -> "Factor":
        """Fold X and y. The result doesn't depend on the number of cores.

        Parameters
        ----------
        X : array_like [N, D]
            The columns to predict from, without a column of ones.
        y : array_like [N]
            The target.
        names : sequence of str [D], optional
            The columns' names; w₁, w₂, … without.
        target : str
            The target's name.
        rows : array_like [N], optional
            The rows' numbers; 0, 1, … without.
        seed : int or SeedSequence
            For drawing the sample; factors that are to be merged need different seeds.

        Raises
        ------
        ValueError
            Shapes don't match, a name is used twice, a number isn't finite, or squares of the numbers overflow.

        Examples
        --------
        >>> factor = Factor.of([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0], names=["x"])
        >>> factor.rows, factor.means, factor.select(["x"]).columns
        (3, array([1.]), ('x',))
        """
        X, y = observations(X, y)
        names = column_names(names, X.shape[1])
        factor_json.check_names(names, target)
        numbers = None if rows is None else np.asarray(rows, dtype=np.int64)
        if numbers is not None and numbers.shape != y.shape:
            raise ValueError(
                f"The row numbers have the shape {numbers.shape}; one for each of {len(y):,} rows is wanted."
            )
        return cls.fold(X, y, names, target, numbers, seed)

    @classmethod
    def fold(cls, X: Matrix, y: Array, names: Sequence[str], target: str, rows: Numbers | None, seed: Seed) -> "Factor":
        """`of`, for finite numbers of which only a few rows are asked for at a time: they need not be in memory."""
        return cls._checked(tuple(names), target, len(y), *fold(X, y), Sample.of(X, y, rows, seed))

    @classmethod
    def _checked(
        cls, columns: tuple[str, ...], target: str, rows: int, R: Array, normal: Array, sample: Sample
    ) -> "Factor":
        with np.errstate(over="ignore"):
            squares = np.square(R).sum()
        if not (np.isfinite(squares) and np.isfinite(normal).all()):
            raise ValueError("The numbers of X or y are so large that their squares overflow. Scale them down.")
        return cls(columns, target, rows, R, normal, sample)

    def merge(self, other: "Factor") -> "Factor":
        """The factor of the rows of both, in either order. ValueError if their columns or targets differ.

        Merge before standardising: each standardised factor has a mean and a scale of its own.
        """
        if (self.columns, self.target) != (other.columns, other.target):
            first, second = (f"{listed(f.columns)} and the target {quoted(f.target)}" for f in (self, other))
            raise ValueError(
                f"One factor has the columns {first}, the other {second}. Fold the same columns in the same order."
            )
        with np.errstate(over="ignore"):
            R = triangle(np.vstack([self.R, other.R]))
            normal = self.normal + other.normal
        rows, sample = self.rows + other.rows, self.sample.merge(other.sample)
        return self._checked(self.columns, self.target, rows, R, normal, sample)

    @property
    def means(self) -> Array:
        """The mean of each column of X: [D]. The first row of R holds the sums, divided by √N."""
        return np.asarray(self.R[0, 1:-1] / self.R[0, 0])

    @property
    def scales(self) -> Array:
        """The population standard deviation of each column of X: [D]. R without its first row is the triangle of the
        centred columns.
        """
        return np.asarray(np.linalg.norm(self.R[1:, 1:-1], axis=0) / self.R[0, 0])

    def select(self, columns: Sequence[str], target: str | None = None) -> "Factor":
        """The factor of only these columns, in this order; the target may be another of the columns.

        ValueError if a name isn't known or is given twice.
        """
        columns, target = tuple(columns), self.target if target is None else target
        factor_json.check_names(columns, target)
        places = self._places((*columns, target))
        return self._mapped(np.eye(len(self.R))[:, [0, *places]], columns, target)

    def standardise(self, columns: Sequence[str] | None = None) -> "Factor":
        """The factor with these columns of X, or all, shifted and scaled to mean 0 and population standard deviation 1.

        ValueError if a name isn't a column's, or a column is constant to rounding.
        """
        places = self._places(self.columns if columns is None else columns)
        M, scales, means = np.eye(len(self.R)), self.scales, self.means
        for name, j in zip(self.columns if columns is None else columns, places, strict=True):
            if j > len(self.columns):
                raise ValueError(f"{quoted(name)} is the target, which is not standardised. Take it out.")
            mean, scale = means[j - 1], scales[j - 1]
            if scale <= max(CLOSE * abs(mean), np.finfo(np.float64).tiny):
                raise ValueError(f"The numbers in {quoted(name)} are too close together to standardise. Leave it out.")
            M[[0, j], j] = -mean / scale, 1 / scale
        return self._mapped(M, self.columns, self.target)

    def extend(self, columns: Sequence[str]) -> "Factor":
        """The factor with more columns after those of X, all zeros. ValueError if a name is used twice."""
        columns = (*self.columns, *columns)
        factor_json.check_names(columns, self.target)
        M = np.zeros((len(self.R), len(columns) + 2))
        M[range(len(self.R)), [*range(len(self.R) - 1), -1]] = 1
        return self._mapped(M, columns, self.target)

    def _places(self, names: Sequence[str]) -> list[int]:
        known = (*self.columns, self.target)
        for name in names:
            if name not in known:
                raise ValueError(f"There is no column {quoted(name)}. There are {listed(known)}.")
        return [1 + known.index(name) for name in names]

    def _mapped(self, M: Array, columns: tuple[str, ...], target: str) -> "Factor":
        """The factor of the rows [1 X y] M, for M [D+2, any]: the triangle of RM."""
        R = triangle(self.R @ M)
        normal = M.T @ self.normal @ M
        # Where M centres, MᵀNM loses digits by cancellation; the textbook centres the rows and keeps them, as RᵀR does.
        mixed = np.count_nonzero(M, axis=0) > 1
        normal = np.where(mixed | mixed[:, None], R.T @ R, normal)
        sample = Sample(self.sample.values @ M, self.sample.rows, self.sample.keys)
        return self._checked(columns, target, self.rows, R, normal, sample)

    def to_json(self) -> str:
        """The factor as JSON text, with every digit of every number."""
        return factor_json.dump(self.columns, self.target, self.rows, self.R, self.normal, self.sample)

    @classmethod
    def from_json(cls, text: str) -> "Factor":
        """The factor of a file: what `to_json` or a fold wrote. ValueError if it isn't one, or contradicts itself."""
        return cls(*factor_json.fields(factor_json.read(text)))
