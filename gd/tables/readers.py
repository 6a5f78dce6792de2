"""From a column's cells to numbers, chunk by chunk; the head of the file decides how they are read."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from gd.arrays import Array
from gd.tables.cells import MAX_LEVELS, TRUTH
from gd.tables.choice import Term
from gd.tables.columns import read_columns
from gd.tables.dialect import Layout
from gd.tables.numbers import MISSING, parse_number
from gd.tables.spreadsheet import unshielded
from gd.text import amount, quoted

Column = pd.Series


def key(term: Term) -> str:
    """The name of a term's column while it is folded: “a=b” alone may be a column of numbers, or a level of “a”."""
    return repr(term)


class TooManyLevelsError(Exception):
    """Raised when a column that looked like a category turns out to have too many levels; carries the column's name."""


@dataclass
class Number:
    """Reads a column of numbers, or of two words that stand for 1 and 0."""

    name: str
    decimal: str
    truth: dict[str, float] | None = None
    low: float = np.inf
    high: float = -np.inf

    @property
    def value(self) -> float | None:
        """The value that all folded rows have in common, None if they differ."""
        return self.low if self.low == self.high else None

    def read(self, raw: Column) -> Array:
        """The cells as numbers [N]; NaN for a cell without a finite number."""
        if self.truth is None and pd.api.types.is_numeric_dtype(raw):
            values = raw.to_numpy(np.float64, na_value=np.nan)
        else:
            values = _each(raw, self._number)
        return np.where(np.isfinite(values), values, np.nan)

    def columns(self, values: Array) -> dict[str, Array]:
        """The column of X, by its `key`, for these values of complete rows."""
        self.low, self.high = min(self.low, float(values.min())), max(self.high, float(values.max()))
        return {key((self.name, None)): values}

    def terms(self) -> list[Term]:
        """What the columns of X are, in their final order."""
        return [(self.name, None)]

    def _number(self, text: str) -> float:
        return parse_number(text, self.decimal) if self.truth is None else self.truth.get(text.casefold(), np.nan)


@dataclass
class Category:
    """Reads a column of categories."""

    name: str
    places: dict[str, int] = field(default_factory=dict)
    """Each level's place in the order in which they first came."""
    folded: set[str] = field(default_factory=set)
    """The levels of the folded rows."""

    @property
    def value(self) -> str | None:
        """The level that all folded rows have in common, None if they differ."""
        return next(iter(self.folded)) if len(self.folded) == 1 else None

    def read(self, raw: Column) -> Array:
        """The place of each cell's level among the levels [N]; NaN for a missing cell."""
        return _each(raw, self._place)

    def columns(self, values: Array) -> dict[str, Array]:
        """The columns of X, by `key`, for these values of complete rows: ones and zeros for each level met so far."""
        present = set(np.unique(values))
        self.folded |= {level for level, place in self.places.items() if place in present}
        return {key((self.name, level)): (values == self.places[level]).astype(np.float64) for level in self.levels()}

    def terms(self) -> list[Term]:
        """What the columns of X are, in their final order."""
        return [(self.name, level) for level in self.levels()]

    def levels(self) -> list[str]:
        """The levels of the folded rows, sorted."""
        return sorted(self.folded)

    def _place(self, text: str) -> float:
        if text.casefold() in MISSING:
            return np.nan
        place = self.places.setdefault(text, len(self.places))
        if place == MAX_LEVELS:
            raise TooManyLevelsError(self.name)
        return place


Reader = Number | Category


def _each(raw: Column, read: Callable[[str], float]) -> Array:
    """What `read` makes of each cell [N]; it is called once for each different text."""
    codes, found = pd.factorize(raw)
    numbers = [read(unshielded(str(text).strip())) for text in found]
    return np.array([*numbers, np.nan])[codes]  # a missing cell has the code −1


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


def _reader(name: str, raw: Column, texts: set[str], layout: Layout, numbers: bool) -> Reader:
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
