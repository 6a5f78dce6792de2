"""A random sample of rows, drawn so that two samples merge into a fair sample of both tables together."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array, Matrix

MOST = 500
"""The largest number of rows in a sample."""

Seed = int | np.random.SeedSequence


class Numbers(Protocol):
    """The numbers of rows: an array, or what makes those that are asked for."""

    def __getitem__(self, chosen: NDArray[np.intp], /) -> Any:
        """Whole numbers [S]."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A random sample of N rows: each row has a random key, and the S = min(N, MOST) rows with the smallest keys stay.

    Every set of S rows is equally likely. The smallest keys of two tables together are among the smallest of each, so
    merging two samples gives a fair sample of both tables.
    """

    values: Array
    """[S, W]: the rows [1 X y], in order of their keys."""
    rows: NDArray[np.int64]
    """[S]: their numbers."""
    keys: Array
    """[S]: uniformly distributed from 0 to 1."""

    @classmethod
    def of(cls, X: Matrix, y: Array, rows: Numbers | None, seed: Seed) -> "Sample":
        """Draw a sample of the rows [1 X y]: X [N, D], y [N]; rows [N] are their numbers, 0, 1, … if None."""
        keys = np.random.default_rng(seed).random(len(y))
        chosen = np.argpartition(keys, MOST)[:MOST] if len(keys) > MOST else np.arange(len(keys))
        chosen = chosen[np.argsort(keys[chosen])]
        values = np.column_stack([np.ones(len(chosen)), X[chosen], y[chosen]])
        return cls(values, chosen if rows is None else np.asarray(rows[chosen], dtype=np.int64), keys[chosen])

    def merge(self, other: "Sample") -> "Sample":
        """The sample of both tables together."""
        values = np.vstack([self.values, other.values])
        rows, keys = np.append(self.rows, other.rows), np.append(self.keys, other.keys)
        first = np.lexsort([rows, keys])[:MOST]
        return Sample(values[first], rows[first], keys[first])
