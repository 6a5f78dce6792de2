"""A few rows of many, drawn so that the draws of two parts make a fair draw of the whole."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array

MOST = 500
"""Rows that a sample holds at most."""

Seed = int | np.random.SeedSequence


@dataclass(frozen=True, eq=False)
class Sample:
    """The S rows with the smallest keys, S = min(N, MOST), of N rows that each have a random key.

    Each set of S rows is as likely as any other. Of two parts together the smallest keys are among the smallest of
    each, so a merge draws as fairly as if the parts had been one from the start.
    """

    values: Array
    """[S, W]: the rows, in order of their keys."""
    rows: NDArray[np.int64]
    """[S]: their numbers."""
    keys: Array
    """[S]: from 0 to 1, evenly distributed."""

    @classmethod
    def of(cls, X: Array, y: Array, rows: NDArray[np.int64] | None, seed: Seed) -> "Sample":
        """Drawn from [1 X y]: X [N, D], y [N], the rows' numbers [N], which count from 0 if not given."""
        keys = np.random.default_rng(seed).random(len(y))
        chosen = np.argpartition(keys, MOST)[:MOST] if len(keys) > MOST else np.arange(len(keys))
        chosen = chosen[np.argsort(keys[chosen])]
        values = np.column_stack([np.ones(len(chosen)), X[chosen], y[chosen]])
        return cls(values, chosen if rows is None else rows[chosen], keys[chosen])

    def merge(self, other: "Sample") -> "Sample":
        """The sample of both parts together."""
        values = np.vstack([self.values, other.values])
        rows, keys = np.append(self.rows, other.rows), np.append(self.keys, other.keys)
        first = np.lexsort([rows, keys])[:MOST]
        return Sample(values[first], rows[first], keys[first])
