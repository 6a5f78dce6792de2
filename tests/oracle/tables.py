"""A regression from a CSV file, read and multiplied out in fractions: independent of gd.tables and gd.least_squares."""

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tests.oracle.arithmetic import Number, Quadratic, exactly, mp, rank

Array = NDArray[np.float64]


def _number(cell: str) -> Fraction | None:
    try:
        return Fraction(cell)
    except ValueError:
        return None


@dataclass(frozen=True, eq=False)
class Table:
    """N complete rows of D columns, the first of them ones, and a target; `scaled` says which are standardised."""

    columns: list[list[Fraction]]
    target: list[Fraction]
    scaled: list[bool]
    mean: bool
    """Whether J is divided by N."""

    @property
    def rows(self) -> int:
        return len(self.target)

    @cached_property
    def centres(self) -> list[Fraction]:
        return [sum(x, Fraction(0)) / self.rows if s else Fraction(0) for x, s in self._with_scaled]

    @cached_property
    def scales(self) -> list[Number]:
        """The population standard deviation of each column that is standardised; 1 for the others."""
        return [
            mp.sqrt(exactly(sum(((x - m) ** 2 for x in column), Fraction(0)) / self.rows)) if s else mp.mpf(1)
            for (column, s), m in zip(self._with_scaled, self.centres, strict=True)
        ]

    @property
    def _with_scaled(self) -> list[tuple[list[Fraction], bool]]:
        return list(zip(self.columns, self.scaled, strict=True))

    @cached_property
    def centred(self) -> list[list[Fraction]]:
        return [[x - m for x in column] for column, m in zip(self.columns, self.centres, strict=True)]

    @cached_property
    def quadratic(self) -> Quadratic:
        """J(w) = ½ Σ (Xw − y)², or its mean."""
        X, y = self.centred, self.target
        gram = [[_product(a, b) for b in X] for a in X]
        by = exactly(Fraction(self.rows if self.mean else 1))
        s = self.scales
        A = [[exactly(g) / s[i] / s[j] / by for j, g in enumerate(row)] for i, row in enumerate(gram)]
        b = [exactly(_product(x, y)) / s[i] / by for i, x in enumerate(X)]
        return Quadratic(A, b, exactly(_product(y, y)) / 2 / by, rank(gram))

    @cached_property
    def at_mean(self) -> Number:
        """J if the target's mean is predicted for every row."""
        average = sum(self.target, Fraction(0)) / self.rows
        spread = sum(((y - average) ** 2 for y in self.target), Fraction(0))
        return exactly(spread) / 2 / (self.rows if self.mean else 1)

    @property
    def mse_per_cost(self) -> float:
        return 2.0 if self.mean else 2.0 / self.rows

    @cached_property
    def X(self) -> Array:  # noqa: N802
        """[N, D], in floats."""
        return np.array([[float(exactly(x) / s) for x in c] for c, s in zip(self.centred, self.scales, strict=True)]).T

    @cached_property
    def y(self) -> Array:
        """[N], in floats."""
        return np.array([float(y) for y in self.target])


def _product(a: list[Fraction], b: list[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def read(
    text: str, names: tuple[str, ...], target: str, features: tuple[str, ...], *, scale: bool, mean: bool
) -> Table:
    """The table with the columns of these names: “intercept”, a column of numbers, or “category=level”."""
    rows = [row for row in csv.DictReader(text.splitlines()) if not {row[f] for f in (target, *features)} & {"", "NA"}]
    columns, numeric = [], []
    for name in names[1:]:
        numbers = [_number(row[name]) for row in rows] if name in rows[0] else [None]
        numeric.append(None not in numbers)
        if numeric[-1]:
            columns.append([x for x in numbers if x is not None])
        else:
            category, _, level = name.partition("=")
            columns.append([Fraction(row[category] == level) for row in rows])
    y = [Fraction(row[target]) for row in rows]
    return Table([[Fraction(1)] * len(rows), *columns], y, [False, *(scale and n for n in numeric)], mean)
