"""From a column's cells to numbers, chunk by chunk; the head of the file decides how they are read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gd.arrays import Array
from gd.tables.cells import TRUTH
from gd.tables.columns import read_columns
from gd.tables.dialect import Layout
from gd.tables.numbers import MISSING, parse_cell, parse_number
from gd.tables.odd_cells import WITHOUT_NUMBER
from gd.tables.spreadsheet import unshielded
from gd.text import amount, quoted


class Cells(NamedTuple):
    """The cells of a column, n of them."""

    values: Array
    """[n]: numbers, or the places of levels among `levels`; not finite for a cell without a value."""
    levels: Sequence[str] | None = None
    """The levels of a category; None for numbers."""


@dataclass(frozen=True)
class Number:
    """Reads a column of numbers, or of two words that stand for 1 and 0."""

    name: str
    decimal: str = "."
    truth: Mapping[str, float] | None = None

    def read(self, column: Any) -> Cells:
        """The cells of a `pyarrow.Array` [n] as numbers."""
        if column.type == pa.float64():
            return Cells(_values(column))
        if self.truth is None:
            return Cells(_parsed(column, self.decimal))
        return Cells(_each(column, partial(_truth, self.truth)))

    @property
    def unread(self) -> str:
        """What is said of a cell with another text."""
        return f"with neither {' nor '.join(f'“{word}”' for word in self.truth)}" if self.truth else WITHOUT_NUMBER


@dataclass(frozen=True)
class Category:
    """Reads a column of categories."""

    name: str
    levels: tuple[str, ...] = ()
    """The levels if they are declared, in their order; if not, they are found, and sorted."""

    def read(self, column: Any) -> Cells:
        """The cells of a `pyarrow.Array` [n] by their levels, in the order in which these come first."""
        places = {level: place for place, level in enumerate(self.levels)}

        def place(text: str) -> float:
            if text.casefold() in MISSING or (self.levels and text not in places):
                return np.nan
            return places.setdefault(text, len(places))

        return Cells(_each(column, place), tuple(places))

    @property
    def unread(self) -> str:
        """What is said of a cell with a text that is none of the declared levels."""
        return "with an undeclared level"

    def in_order(self, levels: Iterable[str]) -> list[str]:
        """These levels as they are declared, or sorted."""
        return sorted(levels, key=self.levels.index if self.levels else None)


Reader = Number | Category


def _values(column: Any) -> Array:
    """A `pyarrow.Array` of float64 [n], with NaN for null."""
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)


def _parsed(texts: Any, decimal: str) -> Array:
    """The numbers that the texts [n] stand for.

    Plainly written ones are read all at once; what people write besides is looked at text by text.
    """
    if decimal == ".":
        try:
            return _values(texts.cast(pa.float64()))
        except pa.ArrowInvalid:
            pass  # some are not written plainly
    mark = "[.]" if decimal == "." else decimal
    plain = pc.match_substring_regex(texts, rf"^-?([0-9]+({mark}[0-9]*)?|{mark}[0-9]+)([eE][+-]?[0-9]+)?$")
    written = pc.replace_substring(pc.if_else(plain, texts, None), decimal, ".")
    others = pc.if_else(plain, None, texts)
    read = _each(others, lambda text: parse_cell(text, decimal))
    return np.where(plain.fill_null(False).to_numpy(zero_copy_only=False), _values(written.cast(pa.float64())), read)


def _truth(truth: Mapping[str, float], text: str) -> float:
    return truth.get(text.casefold(), np.nan)


def _each(texts: Any, read: Callable[[str], float]) -> Array:
    """What `read` makes of each text [n]; it is called once for each that is different."""
    encoded = texts.dictionary_encode()
    numbers = [read(unshielded(text.strip())) for text in encoded.dictionary.to_pylist()]
    codes = encoded.indices.fill_null(len(numbers)).to_numpy(zero_copy_only=False)
    return np.asarray(np.array([*numbers, np.nan])[codes])


def readers_for(head: pd.DataFrame, layout: Layout) -> tuple[dict[str, Reader], dict[str, str]]:
    """A reader for each column that can be used, and for every other column the sentence that says why not."""
    usable, left_out = read_columns(head, layout, [])
    readers: dict[str, Reader] = {}
    for name, raw in head.items():
        texts = {unshielded(str(text).strip()) for text in raw.dropna().unique()}
        texts -= {text for text in texts if text.casefold() in MISSING}
        if not texts:
            rows = f"the first {amount(len(head), 'row')}"
            left_out[str(name)] = f"{quoted(name)} has no value in {rows}, so it is left out."
        elif name in usable or len(texts) == 1:  # what is constant in the head need not be so below
            left_out.pop(str(name), None)
            numbers = name in usable and usable[name].dtype == np.float64
            readers[str(name)] = _reader(str(name), raw, texts, layout, numbers)
    return readers, left_out


def _reader(name: str, raw: pd.Series, texts: set[str], layout: Layout, numbers: bool) -> Reader:
    words = {text.casefold() for text in texts}
    for truth in TRUTH:
        if words == set(truth):
            return Number(name, layout.decimal, truth)
    if pd.api.types.is_numeric_dtype(raw) and not pd.api.types.is_bool_dtype(raw):
        return Number(name, layout.decimal)
    decimals = [layout.decimal, "." if layout.decimal == "," else ","]
    counts = [sum(not np.isnan(parse_number(text, decimal)) for text in texts) for decimal in decimals]
    if numbers or max(counts) == len(texts):
        return Number(name, decimals[int(np.argmax(counts))])
    return Category(name)
