"""A choice of a table's columns becomes a matrix: a column for numbers, and one for each level of a category."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gd.arrays import Array
from gd.checkpoint import checkpoint
from gd.tables.choice import Term, check_size, compared
from gd.text import DataError, amount, constant, listed, quoted

Complete = NDArray[np.bool_] | slice
"""[all rows]: which rows have every value; a slice of all of them takes no memory."""
Part = tuple[NDArray[Any], int | None]
"""What a column of X comes from: the values [N] of numbers, or the codes of a category's cells [N] and of a level."""
CHUNK_NUMBERS = 300_000
"""The numbers of X that are made at a time."""


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of X but the intercept's, whose rows are made where they are asked for.

    In X a level takes eight bytes a row, here the whole category takes one.
    """

    parts: tuple[Part, ...]
    """[D−1]"""
    shape: tuple[int, int]
    """N and D − 1."""

    def __getitem__(self, rows: Any, /) -> Array:
        """Some of the rows, by a slice or their numbers: [n, D−1]."""
        checkpoint()
        made = [values[rows] if code is None else values[rows] == code for values, code in self.parts]
        return np.column_stack(made).astype(np.float64, copy=False)


@dataclass(frozen=True, eq=False)
class Design:
    """The complete rows in a choice of columns: N rows, D columns, the first of them the intercept's ones."""

    columns: Columns
    """[N, D−1]"""
    y: Array
    """[N], in the target's unit."""
    rows: pd.Index
    """[N]: the rows' numbers in the file."""
    terms: tuple[Term, ...]
    """[D−1]: what each column but the first comes from."""
    notes: tuple[str, ...]
    """What was left out and why, a sentence each."""
    _in_use: WeakValueDictionary[bytes, Array] = field(default_factory=WeakValueDictionary)

    def matrix(self, centre: Array | float = 0.0, scale: Array | float = 1.0) -> Array:
        """The whole matrix [N, D], with a centre taken off each column, then divided by a scale.

        As long as somebody uses it, it is made once.
        """
        key = np.asarray(centre).tobytes() + b"/" + np.asarray(scale).tobytes()
        X = self._in_use.get(key)
        if X is None:
            N, width = self.columns.shape
            X = np.ones((N, 1 + width))
            for start in range(0, N, step := max(1, CHUNK_NUMBERS // (1 + width))):
                X[start : start + step, 1:] = self.columns[start : start + step]
            X -= centre
            X /= scale
            self._in_use[key] = X  # only now, as another visitor may be waiting for it
        return X


def design(
    frame: pd.DataFrame,
    target: str,
    features: Sequence[str],
    *,
    drop_first: bool = True,
    max_columns: int | None = None,
    max_work: int | None = None,
) -> Design:
    """Go once through the rows of a Dataset's frame, and find those that have every value, and what X has of them.

    target: a column of numbers. features: other columns, each once. drop_first, max_columns, max_work: as in
    `fold_table`. DataError if no row or no feature remains, or X would be larger than allowed.
    """
    chosen = frame[[target, *features]]
    has_all = chosen.notna().all(axis=1).to_numpy()
    notes = _missing(chosen, int(has_all.sum()))
    complete = slice(None) if has_all.all() else has_all
    parts: list[Part] = []
    terms: list[Term] = []
    for name in features:
        kind = _numbers if chosen[name].dtype == np.float64 else partial(_levels, drop_first=drop_first)
        for level, part in kind(chosen[name], complete, notes).items():
            parts.append(part)
            terms.append((name, level))
    y = chosen[target].to_numpy()[complete]
    if not terms:
        raise DataError(f"No chosen feature differs between the rows that have every value. {notes[-1]}")
    check_size(len(y), 1 + len(terms), max_columns, max_work)
    columns = Columns(tuple(parts), (len(y), len(parts)))
    return Design(columns, y, frame.index[complete], tuple(terms), tuple(notes))


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
    without = int(chosen.drop(columns=features.index[0]).notna().all(axis=1).sum()) if len(features) > 1 else 0
    if without >= 2 * complete:
        emptiest = quoted(features.index[0])
        sentence += f" Without {emptiest} there would be {amount(without, 'complete row')} instead of {complete:,}."
    return [sentence]


def _numbers(column: pd.Series, complete: Complete, notes: list[str]) -> dict[str | None, Part]:
    """The column of X that numbers make, under None; nothing if they are all the same in the complete rows."""
    values = column.to_numpy()[complete]
    if values.min() < values.max():
        return {None: (values, None)}
    notes.append(_constant(column, float(values[0]), complete))
    return {}


def _levels(column: pd.Series, complete: Complete, notes: list[str], *, drop_first: bool) -> dict[str | None, Part]:
    """The columns of X that a category makes, by their levels; nothing if there is only one in the complete rows."""
    cells, found = pd.factorize(column[complete])
    levels, places = np.unique(np.asarray(found, dtype=object), return_inverse=True)
    codes = places.astype(np.min_scalar_type(len(levels)))[cells]
    if len(levels) == 1:
        notes.append(_constant(column, levels[0], complete))
        return {}
    if gone := sorted(set(column.dropna().unique()) - set(levels)):
        notes.append(f"{listed(gone)} of {quoted(column.name)} is in no row that is left.")
    if drop_first:
        notes.append(compared(str(column.name), levels[0]))
    return {level: (codes, code) for code, level in enumerate(levels) if code or not drop_first}


def _constant(column: pd.Series, value: object, complete: Complete) -> str:
    return constant(str(column.name), value, "every row" if isinstance(complete, slice) else "every row that is left")
