"""A choice of a table's columns becomes a matrix: a column for numbers, and one for each level of a category."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gd.arrays import Array
from gd.tables.choice import Term
from gd.text import DataError, amount, constant, listed, quoted


class Design(NamedTuple):
    """The complete rows in a choice of columns: N rows, D columns, the first of them the intercept's ones."""

    X: Array
    """[N, D]"""
    y: Array
    """[N], in the target's unit."""
    rows: NDArray[np.int64]
    """[N]: the rows' numbers in the file."""
    terms: tuple[Term, ...]
    """[D−1]: what each column but the first comes from."""
    notes: tuple[str, ...]
    """What was left out and why, a sentence each."""


def design(
    frame: pd.DataFrame,
    target: str,
    features: Sequence[str],
    *,
    drop_first: bool = True,
    max_columns: int | None = None,
) -> Design:
    """Go once through the rows of a Dataset's frame, and make a matrix of those that have every value.

    target: a column of numbers. features: other columns, each once. drop_first, max_columns: as in `fold_table`.
    DataError if no row or no feature remains, or there would be more than `max_columns` columns.
    """
    chosen = frame[[target, *features]]
    rows = chosen.dropna()
    notes = _missing(chosen, len(rows))
    terms = [term for name in features for term in _terms(chosen[name], rows.index, drop_first, notes)]
    _check_terms(terms, max_columns, notes)
    y = rows[target].to_numpy(np.float64, copy=True)
    return Design(_matrix(rows, terms), y, rows.index.to_numpy(np.int64, copy=True), tuple(terms), tuple(notes))


def _check_terms(terms: list[Term], most: int | None, notes: list[str]) -> None:
    if not terms:
        raise DataError(f"No chosen feature differs between the rows that have every value. {notes[-1]}")
    if most is not None and 1 + len(terms) > most:
        raise DataError(
            f"These features make {1 + len(terms):,} columns with the intercept; {most:,} are allowed. "
            "Choose fewer features, or leave out categories with many levels."
        )


def _missing(chosen: pd.DataFrame, complete: int) -> list[str]:
    """The sentence that says which rows lack a value, if any do. DataError if no row is complete."""
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


def _matrix(rows: pd.DataFrame, terms: Sequence[Term]) -> Array:
    """A column of ones, and then one for each term: [N, D]."""
    X = np.ones((len(rows), 1 + len(terms)))
    for j, (name, level) in enumerate(terms, 1):
        values = rows[name].to_numpy()
        X[:, j] = values if level is None else values == level
    return X
