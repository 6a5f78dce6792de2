"""From a table to a regression: its complete rows are folded once, and what follows is done to their factor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self, Union

import numpy as np

from gd.arrays import Array
from gd.factor import Factor
from gd.least_squares import INTERCEPT, LeastSquares, Reduction, Rows
from gd.tables.choice import Term, check_choice, check_size, compared, term_names
from gd.tables.folded import FoldedFile
from gd.text import DataError, unique_names

if TYPE_CHECKING:
    from gd.tables.dataset import Dataset
    from gd.tables.design import Design


Table = Union["Dataset", FoldedFile]
"""What a regression is made of. Both kinds have `names`, `numbers`, `categories`, `rows` and `remarks`."""


@dataclass(frozen=True, eq=False)
class Regression:
    """The input of least squares from a table: D columns, the first of them the intercept."""

    factor: Factor
    """The folded rows of the columns as descent sees them; the intercept is in it, but not among its names."""
    terms: tuple[Term, ...]
    """[D−1]: what each column but the intercept comes from."""
    notes: tuple[str, ...]
    """What was left out and why, a sentence each."""
    design: "Design | None"
    """The rows, in the table's units; None if only the factor is here."""
    centre: Array
    """[D]: what was taken off each column; zeros unless standardised."""
    scale: Array
    """[D]: by what each column was divided then; ones unless standardised."""
    stored: tuple[str, ...] = ()
    """[D]: the names of the columns but the intercept, and of the target, in the folded file; none of a Dataset."""

    @property
    def names(self) -> tuple[str, ...]:
        """D names: “intercept”, “flipper”, “species=Adelie”, …"""
        return tuple(unique_names([INTERCEPT, *self.factor.columns]))

    @property
    def numeric(self) -> tuple[str, ...]:
        """The columns of numbers, as against those that stand for a level: these can be standardised."""
        return tuple(name for name, (_, level) in zip(self.factor.columns, self.terms, strict=True) if level is None)

    def standardised(self) -> Self:
        """The regression with its columns of numbers at mean 0 and population standard deviation 1, made once.

        DataError if a column is constant but for rounding.
        """
        return self._standardised

    @cached_property
    def _standardised(self) -> Self:
        numeric = np.array([False, *(level is None for _, level in self.terms)])
        centre, scale = self.centre.copy(), self.scale.copy()
        centre[numeric], scale[numeric] = self.factor.means[numeric[1:]], self.factor.scales[numeric[1:]]
        try:
            return replace(self, factor=self.factor.standardise(self.numeric), centre=centre, scale=scale)
        except ValueError as error:
            raise DataError(str(error)) from None

    def problem(self, reduction: Reduction = "sum") -> LeastSquares:
        """The regression as a problem for descent, made once: what is found out about it serves every run."""
        if reduction not in self._problems:
            self._problems[reduction] = LeastSquares.from_factor(self.factor, intercept=True, reduction=reduction)
        return self._problems[reduction]

    @cached_property
    def _problems(self) -> dict[Reduction, LeastSquares]:
        return {}

    def rows(self, reduction: Reduction = "sum", *, max_numbers: int | None = None) -> Rows:
        """The problem with its rows, for descent in batches. DataError if the rows aren't here, or are too many."""
        if self.design is None:
            raise DataError("This table is folded, and batches need its rows. Set the batch to 0, all rows at once.")
        N, D = self.factor.rows, len(self.scale)
        if max_numbers is not None and max_numbers < N * D:
            raise DataError(
                f"Batches need every row in memory: {N:,} rows × {D:,} columns are {N * D:,} numbers; "
                f"{max_numbers:,} are allowed. Set the batch to 0, all rows at once, or choose fewer features."
            )
        return Rows.beside(self.factor, self.design.matrix(self.centre, self.scale), self.design.y, reduction=reduction)

    def in_table_units(self, weights: Array) -> Array:
        """The weights [..., D] for the columns as they stand in the table; predictions stay the same: [..., D]."""
        raw: Array = np.asarray(weights, dtype=np.float64) / self.scale
        raw[..., 0] -= raw @ self.centre  # the intercept's own centre is 0
        return raw


def fold_table(
    table: Table,
    target: str,
    features: Sequence[str],
    *,
    drop_first: bool = True,
    max_columns: int | None = None,
    max_work: int | None = None,
) -> Regression:
    """Fold the rows of a table that have a value in the target and in every feature.

    X is made a few rows at a time, so that it needs no memory of its own, unless the rows are asked for
    (`Regression.rows`).

    Parameters
    ----------
    table
        A Dataset, or a table that was folded before.
    target
        The column to predict, in its own unit.
    features
        The columns to predict it from. One that is named twice counts once.
    drop_first
        Leave out each category's first level, with which the others are then compared. Without it the columns of a
        category add up to the intercept (the dummy-variable trap).
    max_columns
        The most columns that X may have, the intercept counted; None for any number.
    max_work
        The most that rows × columns² may be, with which the time for folding grows; None for any. A table that was
        folded before needs none.

    Raises
    ------
    DataError
        If a column isn't in the table or doesn't suit, no row or no feature remains, or there would be too many
        columns.

    Examples
    --------
    >>> from gd.tables.dataset import read_csv
    >>> regression = fold_table(read_csv("data/hubble.csv"), "velocity_km_s", ["distance_mpc"])
    >>> regression.names
    ('intercept', 'distance_mpc')
    >>> regression.problem().exact().round(1).tolist()
    [-40.8, 454.2]
    """
    features = tuple(dict.fromkeys(features))
    if isinstance(table, FoldedFile):
        check_choice(target, features, known=table.names, numbers=table.numbers, left_out={})
        return _of_folded(table, target, features, drop_first, max_columns)
    from gd.tables.design import design  # loads pandas, which a run without rows does without

    check_choice(target, features, known=table.names, numbers=table.numbers, left_out=table.left_out)
    made = design(table.frame, target, features, drop_first=drop_first, max_columns=max_columns, max_work=max_work)
    factor = Factor.fold(made.columns, made.y, _names(made.terms), target, made.rows, seed=0)
    return _in_table_units(factor, made.terms, made.notes, made)


def _of_folded(
    table: FoldedFile, target: str, features: Sequence[str], drop_first: bool, max_columns: int | None
) -> Regression:
    """The regression on some columns of a folded table: without a category's first level its factor is another."""
    stored: list[str] = []
    terms: list[Term] = []
    notes: list[str] = []
    for column in (table.by_name[name] for name in features):
        drops = drop_first and column.levels != ()
        stored += table.stored[column.name][drops:]
        terms += column.terms[drops:]
        if drops:
            notes.append(compared(column.name, column.levels[0]))
    check_size(table.rows, 1 + len(terms), max_columns, None)
    (y,) = table.stored[target]
    factor = replace(table.factor.select(stored, y), columns=_names(terms), target=target)
    return _in_table_units(factor, terms, tuple(notes), None, (*stored, y))


def _names(terms: Sequence[Term]) -> tuple[str, ...]:
    """The names of the columns but the intercept, no two alike."""
    return tuple(unique_names([INTERCEPT, *term_names(terms)])[1:])


def _in_table_units(
    factor: Factor,
    terms: Sequence[Term],
    notes: tuple[str, ...],
    design: "Design | None",
    stored: tuple[str, ...] = (),
) -> Regression:
    D = 1 + len(terms)
    return Regression(factor, tuple(terms), notes, design, np.zeros(D), np.ones(D), stored)
