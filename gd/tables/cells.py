"""A column of text becomes a column of numbers or of categories. Each different text in it is looked at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gd.tables.numbers import MISSING, PLAIN, is_number, parse_cell
from gd.tables.odd_cells import OddCells, told_unread
from gd.tables.spreadsheet import unshielded
from gd.text import amount, constant, quoted

MAX_LEVELS = 50
LONGEST_LEVEL = 500  # characters; the levels of a category become names of columns
MAX_TEXTS = 1_000_000  # how many different texts of a file are looked at, which takes seconds
FEW_TEXTS = 10_000  # in a column of more, some cells tell first whether it is worth while
SAMPLE_CELLS = 1_000
MOSTLY = 0.9  # the share of a column's cells that makes it one of numbers, or of dates
TRUTH = ({"true": 1.0, "false": 0.0}, {"yes": 1.0, "no": 0.0})
DATE = re.compile(
    r"([0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\3[0-9]{4})"  # 2020-12-31, 31.12.2020
    r"([T ]+[0-9]{1,2}:[0-9]{2}.*)?"  # and a time
)


@dataclass(frozen=True)
class _Texts:
    """A column of text, stored as its different texts and which of them each cell holds."""

    name: str
    levels: list[str | None]  # without blanks around and a shield; None where it means missing
    codes: NDArray[np.intp]  # [N]: a cell's place in levels
    counts: NDArray[np.intp]  # how many cells have each level
    present: int  # how many cells have a value

    def rows_of(self, chosen: Iterable[bool]) -> int:
        return int(self.counts[list(chosen)].sum())


@dataclass
class Reading:
    """How a file's columns of text are read."""

    separator: str
    """What stands between fields, which tells what a comma in a number means."""
    decimal: str
    notes: list[str]
    """What was done, a sentence each."""
    looks: int = MAX_TEXTS
    """How many different texts may still be looked at."""


def read_text(raw: pd.Series, reading: Reading) -> pd.Series | str:
    """A column of text as numbers or categories, or the sentence that says why it is left out."""
    if len(raw) > MAX_TEXTS and _different(raw) > MAX_TEXTS:
        return _hopeless(raw, f"more than {MAX_TEXTS:,}") or _too_many(raw, f"more than {MAX_TEXTS:,}")
    codes, found = pd.factorize(raw)
    if len(found) > max(MAX_LEVELS, min(FEW_TEXTS, reading.looks)):
        if reason := _hopeless(raw, f"{len(found):,}"):
            return reason
        if len(found) > reading.looks:
            return _too_many(raw, f"{len(found):,}")
    reading.looks -= len(found)
    texts = _texts(str(raw.name), found, codes)
    values: NDArray[Any] | str | None = _truths(texts, reading.notes)
    if values is None:
        values = _numbers(texts, reading, raw.index)
    if values is None:
        values = _categories(texts)
    if isinstance(values, str):
        return values
    if values.dtype != object:
        return pd.Series(values[texts.codes], index=raw.index, name=raw.name, dtype=np.float64)
    places, levels = pd.factorize(values, sort=True)
    category = pd.Categorical.from_codes(places[texts.codes], pd.Index(levels, dtype="str"))
    return pd.Series(category, index=raw.index, name=raw.name)


def _different(raw: pd.Series) -> int:
    """How many different texts a long column has; of more than MAX_TEXTS, only that many and some are counted."""
    found = raw.iloc[:0]
    for start in range(0, len(raw), MAX_TEXTS // 2):
        found = pd.concat([found, raw.iloc[start : start + MAX_TEXTS // 2]]).drop_duplicates()
        if len(found) > MAX_TEXTS:
            break
    return len(found)


def _hopeless(raw: pd.Series, different: str) -> str:
    """The sentence that leaves out a column with so many texts as an id or free text.

    Empty if some of its cells are enough like numbers or dates to look at each.
    """
    present = raw.dropna()
    cells = [str(text).strip() for text in present.iloc[:: -(-len(present) // SAMPLE_CELLS)]]
    likely = max(sum(is_number(cell) for cell in cells), sum(DATE.fullmatch(cell) is not None for cell in cells))
    return "" if likely >= MOSTLY / 2 * len(cells) else _free_text(str(raw.name), different, len(present))


def _too_many(raw: pd.Series, different: str) -> str:
    return (
        f"{quoted(raw.name)} has {different} different texts such as {quoted(raw.dropna().iloc[0])}; in all columns, "
        f"{MAX_TEXTS:,} are looked at, so it is left out. Write its numbers without signs, blanks and words."
    )


def _half_numbers(texts: _Texts) -> str:
    """The sentence that leaves out a column of which at least half the cells are numbers; empty if fewer are."""
    numbers = [text is not None and is_number(text) for text in texts.levels]
    if 2 * texts.rows_of(numbers) < texts.present:
        return ""
    others = (text for text, is_one in zip(texts.levels, numbers, strict=True) if text is not None and not is_one)
    why = "some of its numbers have a decimal point, and others a decimal comma. Write all alike."
    if other := next(others, None):
        why = f"{quoted(other)} is no number, but at least half of its cells are. Write numbers everywhere, or leave a "
        why += "cell without one empty."
    return f"{quoted(texts.name)} is left out: {why}"


def _free_text(name: str, different: str, rows: int) -> str:
    return (
        f"{quoted(name)} has {different} different texts in {amount(rows, 'row')}: "
        "it looks like an id or free text, so it is left out."
    )


def _texts(name: str, found: Iterable[object], codes: NDArray[np.intp]) -> _Texts:
    stripped = [unshielded(str(text).strip()) for text in found]
    levels = [None if text.casefold() in MISSING else text for text in stripped] + [None]
    codes = codes % len(levels)  # pandas gives a missing cell -1, which becomes the None at the end
    counts = np.bincount(codes, minlength=len(levels))
    present = int(counts[[text is not None for text in levels]].sum())
    return _Texts(name, levels, codes, counts, present)


def _truths(texts: _Texts, notes: list[str]) -> NDArray[np.float64] | None:
    """Each level as 1 or 0 if the column says true and false, or yes and no, which is noted; otherwise None."""
    words = [text and text.casefold() for text in texts.levels]
    for truth in TRUTH:
        if set(words) == {*truth, None}:
            true, false = truth
            notes.append(f"In {quoted(texts.name)}, “{true}” counts as 1 and “{false}” as 0.")
            return np.array([truth.get(word or "", np.nan) for word in words])
    return None


def _numbers(texts: _Texts, reading: Reading, index: pd.Index) -> NDArray[np.float64] | str | None:
    """Each level as a number (or NaN) if nearly all cells are numbers; a sentence if they can be read in two ways."""
    decimal = reading.decimal
    both = (decimal, "." if decimal == "," else ",")
    usual, other = (np.array([parse_cell(text or "", one) for text in texts.levels]) for one in both)
    rows, rows_other = texts.rows_of(~np.isnan(usual)), texts.rows_of(~np.isnan(other))
    if max(rows, rows_other) < MOSTLY * texts.present:
        return None
    # In a file cut at commas, a comma in a number is for the thousands; elsewhere it may be the decimal mark.
    if rows == rows_other and decimal == "." and reading.separator != ",":
        for text, thousands, decimals in zip(texts.levels, usual, other, strict=True):
            if text and "," in text and abs(thousands - decimals) > 0:
                return (
                    f"{quoted(texts.name)} is left out: {quoted(text)} may be {thousands:.15g} or {decimals:.15g}. "
                    "Write its numbers without thousands separators."
                )
    values = other if rows_other > rows else usual
    _say_how_read(texts, values, index, reading.notes)
    return values


def _say_how_read(texts: _Texts, values: NDArray[np.float64], index: pd.Index, notes: list[str]) -> None:
    unread = np.array([text is not None for text in texts.levels]) & np.isnan(values)
    if unread.any():
        cells = np.flatnonzero(unread[texts.codes])
        first = str(texts.levels[texts.codes[cells[0]]])
        notes.append(told_unread(texts.name, OddCells.of(index[cells].to_numpy(), first)))
    for text, value in zip(texts.levels, values, strict=True):
        if text is not None and np.isfinite(value) and not PLAIN.fullmatch(text):
            notes.append(f"{quoted(texts.name)} has numbers written as text; {quoted(text)} is read as {value:.15g}.")
            return


def _categories(texts: _Texts) -> NDArray[np.object_] | str:
    """The levels as they are if there are few of them, otherwise the sentence that says why the column is left out."""
    different = {text for text in texts.levels if text is not None}
    dates = texts.rows_of(text is not None and DATE.fullmatch(text) is not None for text in texts.levels)
    if dates >= MOSTLY * texts.present:
        return f"{quoted(texts.name)} holds dates, which can't be used as they are, so it is left out."
    if len(different) == 1:
        every = "every row" if texts.present == len(texts.codes) else "every row that has a value"
        return constant(texts.name, next(iter(different)), every)
    if len(different) > MAX_LEVELS or len(different) == texts.present:
        return _half_numbers(texts) or _free_text(texts.name, f"{len(different):,}", texts.present)
    if longest := max((len(text) for text in different if len(text) > LONGEST_LEVEL), default=0):
        return (
            f"{quoted(texts.name)} holds texts of up to {longest:,} characters, and a level may have {LONGEST_LEVEL}: "
            "it looks like free text, so it is left out."
        )
    return np.array(texts.levels, dtype=object)
