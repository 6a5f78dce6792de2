"""Numbers with 80 digits, and the quadratic J(w) = ½wᵀAw − bᵀw + c in them: its spectrum, its rank, its optimum."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import mpmath

mp = mpmath.MPContext()
mp.dps = 80
ZERO = mp.mpf("1e-50")
"""What is smaller than this, relative to its terms, is zero."""

Number = Any
"""An mpf of `mp`; mpmath has no types."""
Rational = list[list[Fraction]]


def exactly(x: float | Fraction) -> Number:
    """The number with all 80 digits."""
    if isinstance(x, Fraction):
        return mp.mpf(x.numerator) / x.denominator
    return mp.mpf(float(x))


def dot(a: Sequence[Number], b: Sequence[Number]) -> Number:
    return mp.fdot(a, b)


def rank(rows: Rational) -> int:
    """The rank of a matrix of fractions: Gaussian elimination, without any rounding."""
    rows, found = [row[:] for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(found + 1, len(rows)):
            if rows[i][column]:
                ratio = rows[i][column] / rows[found][column]
                rows[i] = [x - ratio * y for x, y in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


@dataclass(frozen=True, eq=False)
class Quadratic:
    """J(w) = ½wᵀAw − bᵀw + c."""

    A: list[list[Number]]
    b: list[Number]
    c: Number
    rank: int
    """Of A."""

    def at(self, w: Sequence[Number]) -> Number:
        """J(w)."""
        return dot(w, [dot(row, w) / 2 - b for row, b in zip(self.A, self.b, strict=True)]) + self.c

    @cached_property
    def spectrum(self) -> tuple[list[Number], list[list[Number]]]:
        """The eigenvalues, those that are zero as 0, and the eigen-directions (each a list); the smallest first."""
        D = len(self.b)
        values, vectors = mp.eigsy(mp.matrix(self.A))
        pairs = [(values[i], [vectors[d, i] for d in range(D)]) for i in range(D)]
        flat = {id(v) for _, v in sorted(pairs, key=lambda pair: abs(pair[0]))[: D - self.rank]}
        pairs = sorted(((mp.mpf(0) if id(v) in flat else x, v) for x, v in pairs), key=lambda pair: pair[0])
        return [x for x, _ in pairs], [v for _, v in pairs]

    @cached_property
    def slopes(self) -> list[Number]:
        """b along each direction; 0 where it is nothing but rounding."""
        size = mp.sqrt(dot(self.b, self.b))
        along = [dot(v, self.b) for v in self.spectrum[1]]
        return [x if abs(x) > ZERO * size else mp.mpf(0) for x in along]

    @property
    def unbounded_below(self) -> bool:
        values = self.spectrum[0]
        return any(x < 0 or (x == 0 and slope != 0) for x, slope in zip(values, self.slopes, strict=True))

    @cached_property
    def stationary(self) -> list[Number]:
        """The shortest of the weights at which J is level along every direction that curves."""
        values, directions = self.spectrum
        along = [slope / x if x else mp.mpf(0) for x, slope in zip(values, self.slopes, strict=True)]
        return [dot(along, [v[d] for v in directions]) for d in range(len(self.b))]

    @cached_property
    def least(self) -> Number:
        """J at `stationary`."""
        return self.at(self.stationary)

    def errors(self, w: Sequence[float]) -> list[Number]:
        """How far w is from `stationary` along each direction; 0 where it is nothing but rounding."""
        offset = [exactly(x) - s for x, s in zip(w, self.stationary, strict=True)]
        size = sum(abs(exactly(x)) + abs(s) for x, s in zip(w, self.stationary, strict=True))
        along = [dot(v, offset) for v in self.spectrum[1]]
        return [x if abs(x) > ZERO * size else mp.mpf(0) for x in along]

    def excess(self, w: Sequence[float]) -> Number:
        """J(w) − J*, without cancellation."""
        return sum(x * e * e / 2 for x, e in zip(self.spectrum[0], self.errors(w), strict=True))


def quadratic(A: Rational, b: list[Fraction], c: Fraction = Fraction(0)) -> Quadratic:
    """The quadratic with these numbers."""
    return Quadratic([[exactly(x) for x in row] for row in A], [exactly(x) for x in b], exactly(c), rank(A))
