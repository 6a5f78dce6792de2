"""From a table to a regression: its complete rows are folded once, and all that follows is done to the factor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from gd.arrays import Array
from gd.factor import Factor
from gd.least_squares import INTERCEPT, LeastSquares, Reduction, Rows
from gd.text import DataError, listed, unique_names

if TYPE_CHECKING:
    from gd.tables.dataset import Dataset
    from gd.tables.design import Term
    from gd.tables.reading import Reading

Matrix = Callable[[], tuple[Array, Array]]


class Table(Protocol):
    """What is asked of a table, with or without its rows."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that can be used."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Those of them that hold numbers, one of which is the target."""

    @property
    def categories(self) -> tuple[str, ...]:
        """The others."""

    @property
    def rows(self) -> int:
        """How many rows there are, or were."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to the file and what can't be used of it, a sentence each."""


@dataclass(frozen=True, eq=False)
class FoldedFile:
    """A table that came folded, as `python -m gd.tables.fold` writes it: to the page it is a Dataset without rows."""

    factor: Factor
    categories: tuple[str, ...] = ()
    remarks: tuple[str, ...] = (
        "The table came folded: its rows aren't here, only all that a regression needs of them.",
    )

    @property
    def names(self) -> tuple[str, ...]:
        """The columns and the target."""
        return (*self.factor.columns, self.factor.target)

    numbers = names

    @property
    def rows(self) -> int:
        """How many rows were folded."""
        return self.factor.rows


@dataclass(frozen=True, eq=False)
class Folded:
    """The rows that are complete in a target and features, folded, in the table's own units."""

    factor: Factor
    numeric: tuple[str, ...]
    """The columns of numbers, as against those that stand for a level: these can be standardised."""
    notes: tuple[str, ...]
    """What was left out and why, a sentence each."""
    matrix: Matrix | None = None
    """Makes [1 X] [N, D] and y [N] of these rows, for those who need them one by one; None where only the factor is
    here."""
    terms: "tuple[Term, ...]" = ()
    """What each column comes from, where the rows are here."""
    reading: "Callable[[], Reading] | None" = None
    """Finds out what pandas has to be told to read them from their file."""


@dataclass(frozen=True, eq=False)
class Regression:
    """What descent is given of a table: D columns, the first of them the intercept."""

    factor: Factor
    """Of the columns as descent sees them, the intercept left out."""
    centre: Array
    """[D]: what was taken off each column; zeros where it isn't standardised."""
    scale: Array
    """[D]: by what it was divided then; ones where it isn't standardised."""
    numeric: tuple[str, ...]
    """The columns of numbers."""
    notes: tuple[str, ...]
    """What was left out and why, a sentence each."""
    matrix: Matrix | None = None
    """As in `Folded`, in the table's own units."""
    terms: "tuple[Term, ...]" = ()
    reading: "Callable[[], Reading] | None" = None

    @property
    def names(self) -> tuple[str, ...]:
        """D names: “intercept”, “flipper”, “species=Adelie”, …"""
        return tuple(unique_names([INTERCEPT, *self.factor.columns]))

    def problem(self, reduction: Reduction) -> LeastSquares:
        """The regression as a problem for descent."""
        return LeastSquares.from_factor(self.factor, intercept=True, reduction=reduction)

    def rows(self, reduction: Reduction) -> Rows:
        """The same problem with its rows, for descent in batches. DataError where they aren't here."""
        if self.matrix is None:
            raise DataError(
                "The table came folded, and batches are made of rows. Set the batch to 0, all rows at once."
            )
        X, y = self.matrix()
        return Rows.beside(self.factor, (X - self.centre) / self.scale, y, reduction=reduction)

    def in_table_units(self, weights: Array) -> Array:
        """The weights for the columns as they stand in the table; predictions stay the same: [..., D]."""
        raw: Array = np.asarray(weights, dtype=np.float64) / self.scale
        raw[..., 0] -= raw @ self.centre  # the intercept's own centre is 0
        return raw


def fold_table(
    table: Table, target: str, features: Sequence[str], *, drop_first: bool = True, max_columns: int | None = None
) -> Folded:
    """Fold the rows of the table that have a value in the target and every feature. The only pass over the rows,
    unless they are asked for.

    Arguments and DataError as in `design`.
    """
    if isinstance(table, FoldedFile):
        return _choose(table.factor, target, features)
    from gd.tables.design import design  # pandas is loaded only where there is a table

    dataset = cast("Dataset", table)
    d = design(dataset, target, features, drop_first=drop_first, max_columns=max_columns)
    factor = Factor.of(d.X[:, 1:], d.y, names=d.names[1:], target=d.target, rows=d.rows)

    @cache
    def matrix() -> tuple[Array, Array]:
        again = design(dataset, target, features, drop_first=drop_first)
        return again.X, again.y

    return Folded(factor, d.numeric, d.notes, matrix, d.terms, lambda: dataset.reading)


def regression(folded: Folded, *, standardise: bool) -> Regression:
    """The regression on folded rows, its columns of numbers at mean 0 and standard deviation 1 if wished.

    DataError where a column is constant but for rounding.
    """
    factor = folded.factor
    D = 1 + len(factor.columns)
    centre, scale = np.zeros(D), np.ones(D)
    if standardise:
        numeric = np.array([False, *(name in folded.numeric for name in factor.columns)])
        centre[numeric], scale[numeric] = factor.means[numeric[1:]], factor.scales[numeric[1:]]
        try:
            factor = factor.standardise(folded.numeric)
        except ValueError as error:
            raise DataError(str(error)) from None
    how = folded.matrix, folded.terms, folded.reading
    return Regression(factor, centre, scale, folded.numeric, folded.notes, *how)


def _choose(factor: Factor, target: str, features: Sequence[str]) -> Folded:
    known = (*factor.columns, factor.target)
    if target not in known or not features or not set(features) <= set(known) - {target}:
        raise DataError(f"Choose a target, and at least one other column as a feature. There are {listed(known)}.")
    chosen = factor.select(features, target)
    # Of a folded category the columns are called name=level; they hold ones and zeros, and stay so.
    return Folded(chosen, tuple(name for name in features if "=" not in name), ())
