"""Arrays of float64, checked on the way in."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


class Matrix(Protocol):
    """A matrix [N, D] in memory, or one whose rows are made where they are asked for."""

    @property
    def shape(self) -> tuple[int, ...]:
        """N and D."""

    def __getitem__(self, rows: Any, /) -> Any:
        """Rows, by a slice or an array of their numbers, as an array of float64: [n, D]."""


EPS = float(np.finfo(np.float64).eps)
"""The distance from 1 to the next float64. Rounding changes a number by at most half of this, relative to it."""

CANCELLED = 1e-12
"""A sum that is smaller than this share of its terms' sizes is zero but for rounding. Each rounding is EPS of a term;
sums over many rows add them up, and to standardise a column whose mean is far from zero magnifies them."""


def matrix(values: ArrayLike, name: str, dimensions: int) -> Array:
    """`values` as a finite float64 array with 1 or 2 `dimensions`; ValueError, in plain words, if it can't be one."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != dimensions or array.size == 0:
        kind = {1: "a list of numbers", 2: "a table of numbers"}[dimensions]
        raise ValueError(f"{name} has the shape {array.shape}, but {kind} that is not empty is wanted.")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds a value that is not a finite number. Leave out or replace it.")
    return array


def observations(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """X [N, D] and y [N] as finite float64 arrays; ValueError, in plain words, if they can't be that."""
    X, y = matrix(X, "X", 2), matrix(y, "y", 1)
    if len(X) != len(y):
        raise ValueError(f"X has {len(X):,} rows and y has {len(y):,}; each row needs one target.")
    return X, y
