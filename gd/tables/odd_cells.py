"""Cells in which something stands that is no value: how many a column has, which is the first, and what is said of it.

A text that is no number, say, or an infinite number. They count as missing, as empty cells do, but nobody left them
empty: so it is told what stands there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.tables.numbers import MISSING
from gd.tables.spreadsheet import unshielded
from gd.text import LONGEST, amount, quoted

WITHOUT_NUMBER = "without a number"
"""What is said of a text in a column of numbers."""


@dataclass(frozen=True)
class OddCells:
    """The odd cells of a column; always at least one. They merge with those of other rows."""

    count: int
    row: int
    """The number of the first one's row."""
    text: str = ""
    """What stands in the first, one character more than a sentence shows of it; empty of an infinite number."""

    @classmethod
    def of(cls, rows: Sequence[int] | NDArray[np.int64], text: str = "") -> "OddCells":
        """Those in the rows with these numbers, of which the first holds this text."""
        return cls(len(rows), int(rows[0]), text[: LONGEST + 1])  # so “…” stands behind what is shown

    def lowered(self, span: int) -> "OddCells":
        """The same with so many rows' numbers above them."""
        return replace(self, row=self.row + span)

    def merge(self, other: "OddCells") -> "OddCells":
        """Those of both; the first is the one in the row with the smaller number."""
        first = min(self, other, key=lambda cells: cells.row)
        return replace(first, count=self.count + other.count)


ByColumn = Mapping[str, OddCells]
"""The odd cells of each column that has some."""


def joined(above: ByColumn, below: ByColumn, span: int) -> ByColumn:
    """Those of some rows, which take so many numbers, and of others below them."""
    lowered = {name: cells.lowered(span) for name, cells in below.items()}
    return {**above, **lowered, **{name: above[name].merge(lowered[name]) for name in above if name in lowered}}


def unread_cells(columns: Mapping[str, Any], values: Mapping[str, Array], rows: NDArray[np.int64]) -> ByColumn:
    """The cells with a text of which no value could be made.

    columns: a `pyarrow.Array` [n] by each column's name, of float64 or texts. values: what was made of some of them
    [n], NaN for a cell without a value. rows: the rows' numbers [n].
    """
    texts = {name: own for name, own in values.items() if columns[name].type != "double"}
    found = {name: _unread(columns[name], own, rows) for name, own in texts.items()}
    return {name: cells for name, cells in found.items() if cells}


def _unread(column: Any, values: Array, rows: NDArray[np.int64]) -> OddCells | None:
    held = np.flatnonzero(np.isnan(values) & column.is_valid().to_numpy(zero_copy_only=False))
    if not held.size:
        return None
    encoded = column.take(held).dictionary_encode()
    texts = [unshielded(text.strip()) for text in encoded.dictionary.to_pylist()]
    codes = encoded.indices.to_numpy()
    odd = np.flatnonzero(np.array([text.casefold() not in MISSING for text in texts])[codes])
    return OddCells.of(rows[held[odd]], texts[codes[odd[0]]]) if odd.size else None


def infinite_cells(values: Mapping[str, Array], rows: NDArray[np.int64]) -> ByColumn:
    """The cells with an infinite number. values: [n] by each column's name. rows: the rows' numbers [n]."""
    return {name: OddCells.of(rows[odd]) for name, own in values.items() if (odd := np.isinf(own)).any()}


def told_unread(name: str, cells: OddCells, what: str = WITHOUT_NUMBER, counted: str = "") -> str:
    """The sentence for a column's cells with a text that is no value. counted: what to add to the row's number."""
    return _told(name, f"{amount(cells.count, 'cell')} {what}", f"{quoted(cells.text)} in row {cells.row:,}{counted}")


def told_infinite(name: str, cells: OddCells, counted: str = "") -> str:
    """The sentence for a column's cells with an infinite number. counted: what to add to the row's number."""
    return _told(name, amount(cells.count, "infinite value"), f"in row {cells.row:,}{counted}")


def _told(name: str, found: str, first: str) -> str:
    return f"{quoted(name)} has {found}, taken as missing; the first is {first}."
