"""Rows in shuffled batches: stochastic gradient descent."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from gd.arrays import CANCELLED, Array
from gd.checkpoint import checkpoint
from gd.problem import Problem

AT_ONCE = 500_000
"""Most numbers of a batch that are fetched at once: they take a hundredth of a second, and 4 MB."""


@runtime_checkable
class Batched(Problem, Protocol):
    """A problem with its rows in memory, whose cost is a sum over them, or a mean."""

    rows: int
    """How many rows there are: N."""

    def batch(self, rows: NDArray[np.int64]) -> Problem:
        """The problem on some of the rows, given by their numbers from 0 to N − 1, [B]."""


@dataclass(frozen=True)
class Batches:
    """An epoch as one pass through the shuffled rows, with an update for each batch of them.

    The rows have another order in every epoch, which follows from the seed and the epoch's number alone. In PyTorch
    `torch.utils.data.DataLoader(batch_size=size, shuffle=True)`, whose default size is 1 too.

    Parameters
    ----------
    size
        How many rows a batch has, 1 or more; the last one may have fewer. With 1, every row is an update of its own;
        with as many as there are rows, or more, the epoch is one update.
    seed
        A whole number of at least 0.

    Raises
    ------
    ValueError
        If size or seed is out of range.

    References
    ----------
    Robbins & Monro, A stochastic approximation method, 1951.
    """

    size: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.size) and self.size >= 1 and self.size == int(self.size)):
            raise ValueError(f"The batch size is {self.size}, but a whole number of at least 1 is wanted.")
        if not (math.isfinite(self.seed) and self.seed >= 0 and self.seed == int(self.seed)):
            raise ValueError(f"The seed is {self.seed}, but a whole number of at least 0 is wanted.")

    def count(self, problem: Batched) -> int:
        """How many batches an epoch has."""
        return math.ceil(problem.rows / int(self.size))

    def parts(self, problem: Batched, epoch: int) -> Iterator[Problem]:
        """The problem on each batch of an epoch, counted from 1, in the epoch's order."""
        order = np.random.default_rng([int(self.seed), epoch]).permutation(problem.rows)
        for first in range(0, len(order), int(self.size)):
            yield problem.batch(order[first : first + int(self.size)])


@dataclass(frozen=True, eq=False)
class Batch:
    """½ Σ (Xw − y)² over a few rows, which aren't worth folding; divided by `divisor`, their number for the mean."""

    names: tuple[str, ...]
    X: Array
    """[B, D]"""
    y: Array
    """[B]"""
    divisor: int

    def cost(self, w: Array) -> float:
        """J at w [D]."""
        error = self.X @ w - self.y
        return 0.5 * float(error @ error) / self.divisor

    def gradient(self, w: Array) -> Array:
        """Xᵀ(Xw − y), divided by B for the mean: [D]."""
        return np.asarray((self.X @ w - self.y) @ self.X) / self.divisor

    def gradient_rounding(self, w: Array) -> Array:
        """The size below which each component of the gradient at w is zero but for rounding: [D]."""
        lengths = np.linalg.norm(self.X, axis=0)
        return np.asarray(CANCELLED * lengths * (lengths @ np.abs(w) + np.linalg.norm(self.y)) / self.divisor)


@dataclass(frozen=True, eq=False)
class LargeBatch:
    """The same over more rows than are fetched at once."""

    names: tuple[str, ...]
    pieces: Callable[[], Iterator[Batch]]
    """Fetches the rows piece by piece; the divisor of each is that of the whole."""

    def cost(self, w: Array) -> float:
        """J at w [D]."""
        return sum(piece.cost(w) for piece in self.pieces())

    def gradient(self, w: Array) -> Array:
        """Xᵀ(Xw − y), divided by B for the mean: [D]."""
        return np.asarray(sum(piece.gradient(w) for piece in self.pieces()))

    def gradient_rounding(self, w: Array) -> Array:
        """The size below which each component of the gradient at w is zero but for rounding: [D]."""
        squares, divisor = np.zeros(len(w) + 1), 1
        for piece in self.pieces():
            squares += np.append(np.square(piece.X).sum(axis=0), piece.y @ piece.y)
            divisor = piece.divisor
        lengths = np.sqrt(squares)
        return np.asarray(CANCELLED * lengths[:-1] * (lengths[:-1] @ np.abs(w) + lengths[-1]) / divisor)


def batch_of(names: tuple[str, ...], X: Array, y: Array, rows: NDArray[np.int64], divisor: int) -> Batch | LargeBatch:
    """The batch of some of the rows of X [N, D] and y [N], given by their numbers [B]."""
    if len(rows) * len(names) <= AT_ONCE or len(rows) == 1:
        return Batch(names, X.take(rows, axis=0), y.take(rows), divisor)
    return LargeBatch(names, partial(_pieces, names, X, y, rows, divisor))


def _pieces(names: tuple[str, ...], X: Array, y: Array, rows: NDArray[np.int64], divisor: int) -> Iterator[Batch]:
    size = max(1, AT_ONCE // len(names))
    for some in (rows[first : first + size] for first in range(0, len(rows), size)):
        checkpoint()
        yield Batch(names, X.take(some, axis=0), y.take(some), divisor)
