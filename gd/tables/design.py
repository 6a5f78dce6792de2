"""A Dataset and a choice of its columns become a design matrix with names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gd.arrays import Array
from gd.least_squares import INTERCEPT
from gd.text import DataError, amount, constant, listed, quoted, unique_names

if TYPE_CHECKING:
    from gd.tables.dataset import Dataset

Term = tuple[str, str | None]  # what a column of X comes from: the feature and, of a category, the level


@dataclass(frozen=True, eq=False)
class Design:
    """What least squares is given: N rows, D columns, the first of them the intercept."""

    X: Array
    """[N, D], its first column ones."""
    y: Array
    """[N], in the target's unit."""
    names: tuple[str, ...]
    """D names: “intercept”, “flipper”, “species=Adelie”, …"""
    target: str
    rows: NDArray[np.int64]
    """[N]: the rows' numbers in the file."""
    numeric: tuple[str, ...]
    """Those of the names that are columns of numbers, and not levels or the intercept."""
    centre: Array
    """[D]: what was taken off each column; zeros where it isn't standardised."""
    scale: Array
    """[D]: by what it was divided then; ones where it isn't standardised."""
    notes: tuple[str, ...]
    """What was left out and why, a sentence each."""
    terms: tuple[Term, ...] = ()
    """What each column but the intercept comes from."""

    def in_table_units(self, weights: Array) -> Array:
        """The weights for the columns as they stand in the table; predictions stay the same: [..., D]."""
        raw: Array = np.asarray(weights, dtype=np.float64) / self.scale
        raw[..., 0] -= raw @ self.centre  # the intercept's own centre is 0
        return raw


def design(
    dataset: "Dataset",
    target: str,
    features: Sequence[str],
    *,
    drop_first: bool = True,
    standardise: bool = False,
    max_columns: int | None = None,
) -> Design:
    """The intercept, the columns of numbers, and for each level of a category a column of ones and zeros.

    `drop_first` leaves out each category's first level, with which the others are compared; without it the
    columns of a category add up to the intercept (the dummy-variable trap). `standardise` gives columns of
    numbers mean 0 and population standard deviation 1. Rows that lack a value in the target or a feature are
    left out; a feature that is named twice counts once.

    DataError where columns aren't in the dataset or don't suit, no rows or no features remain, or there would
    be more than `max_columns` columns, the intercept counted.
    """
    features = tuple(dict.fromkeys(features))
    _check_choice(dataset, target, features)
    chosen = dataset.frame[[target, *features]]
    rows = chosen.dropna()
    notes = _missing(chosen, len(rows))
    terms = [term for name in features for term in _terms(chosen[name], rows.index, drop_first, notes)]
    _check_terms(terms, max_columns, notes)
    X, centre, scale = _matrix(rows, terms, standardise)
    names = [name if level is None else f"{name}={level}" for name, level in terms]
    y = rows[target].to_numpy(np.float64, copy=True)
    places = rows.index.to_numpy(np.int64, copy=True)
    named = tuple(unique_names([INTERCEPT, *names]))
    numeric = tuple(name for name, (_, level) in zip(named[1:], terms, strict=True) if level is None)
    return Design(X, y, named, target, places, numeric, centre, scale, tuple(notes), tuple(terms))


def _check_choice(dataset: "Dataset", target: str, features: tuple[str, ...]) -> None:
    known = tuple(dataset.frame.columns)
    for name in (target, *features):
        if name in dataset.left_out:
            raise DataError(f"{dataset.left_out[name]} Choose from {listed(known)}.")
        if name not in known:
            raise DataError(f"There is no column {quoted(name)}. There are {listed(known)}.")
    if target not in dataset.numbers:
        raise DataError(
            f"{quoted(target)} holds categories, and a target has to be a number. "
            f"Choose one of {listed(dataset.numbers)} instead."
        )
    if target in features:
        raise DataError(f"{quoted(target)} is the target. Take it out of the features: it can't be both.")
    if not features:
        raise DataError("Choose at least one feature, a column to predict the target from.")


def _check_terms(terms: list[Term], most: int | None, notes: list[str]) -> None:
    if not terms:
        raise DataError(f"No chosen feature differs between the rows that have every value. {notes[-1]}")
    if most is not None and 1 + len(terms) > most:
        raise DataError(
            f"These features make {1 + len(terms):,} columns with the intercept; {most:,} are allowed. "
            "Choose fewer features, or leave out categories with many levels."
        )


def _missing(chosen: pd.DataFrame, complete: int) -> list[str]:
    """The sentence for rows that lack a value, if there are any. DataError where no row is complete."""
    lacking = chosen.isna().sum().sort_values(ascending=False, kind="stable")
    columns = ", ".join(f"{name} ({count:,})" for name, count in lacking.items() if count)
    if not complete:
        raise DataError(f"No row has a value in every chosen column: none in {columns}. Choose fewer.")
    if complete == len(chosen):
        return []
    left_out, are = len(chosen) - complete, "is" if len(chosen) - complete == 1 else "are"
    sentence = f"{left_out:,} of {amount(len(chosen), 'row')} {are} left out: no value in {columns}."
    features = lacking.drop(chosen.columns[0])
    without = len(chosen.drop(columns=features.index[0]).dropna()) if len(features) > 1 else 0
    if without >= 2 * complete:
        emptiest = quoted(features.index[0])
        sentence += f" Without {emptiest} there would be {amount(without, 'complete row')} instead of {complete:,}."
    return [sentence]


def _terms(column: pd.Series, rows: pd.Index, drop_first: bool, notes: list[str]) -> list[Term]:
    """What a feature adds to X in these rows: one column for numbers, one for each level of a category."""
    name = str(column.name)
    values = sorted(column[rows].unique().tolist())
    if len(values) == 1:
        every = "every row" if len(rows) == len(column) else "every row that is left"
        notes.append(constant(name, values[0], every))
        return []
    if column.dtype == np.float64:
        return [(name, None)]
    if gone := sorted(set(column.dropna()) - set(values)):
        notes.append(f"{listed(gone)} of {quoted(name)} is in no row that is left.")
    if drop_first:
        notes.append(f"{name}={values[0]} is the level that the others are compared with.")
    return [(name, level) for level in values[drop_first:]]


def _matrix(rows: pd.DataFrame, terms: list[Term], standardise: bool) -> tuple[Array, Array, Array]:
    """X [N, D], and the centre [D] and scale [D] of its columns."""
    X = np.ones((len(rows), 1 + len(terms)))
    centre, scale = np.zeros(X.shape[1]), np.ones(X.shape[1])
    for j, (name, level) in enumerate(terms, 1):
        values = rows[name].to_numpy()
        X[:, j] = values if level is None else values == level
        if standardise and level is None:
            X[:, j], centre[j], scale[j] = _standardised(X[:, j], name)
    return X, centre, scale


def _standardised(values: Array, name: str) -> tuple[Array, float, float]:
    """(values − mean) / standard deviation, the mean, the standard deviation."""
    # First divided by a power of two, which is exact, so that squares of very large numbers stay in range.
    exponent = int(np.frexp(np.abs(values).max())[1])
    small = np.ldexp(values, -exponent)
    mean, deviation = small.mean(), small.std()
    scale = float(np.ldexp(deviation, exponent))
    if scale < np.finfo(np.float64).tiny:
        raise DataError(f"The numbers in {quoted(name)} are too close together to standardise. Leave it out.")
    return (small - mean) / deviation, float(np.ldexp(mean, exponent)), scale
