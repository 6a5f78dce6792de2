"""What pandas has to be told of a column of texts, to make of it what was made of it here."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gd.tables.cells import TRUTH

if TYPE_CHECKING:
    import pandas as pd

FEW = 20
"""So many texts of a column are named as missing; where there are more, whatever is no number is missing."""
SIGNS = "$€£¥%'\u2019 \u00a0\u2009\u202f"
"""What may stand in a number without changing its value, see `numerals`."""
MINUS = "\u2212", "-"
NEGATIVE = r"^\((.+)\)$|^(.+)-$", r"-\1\2"
INFINITE = "{}.replace([np.inf, -np.inf], np.nan)"
COERCED = 'pd.to_numeric({}, errors="coerce")'
STRIPPED = "{}.str.strip()"


@dataclass(frozen=True)
class Told:
    """What pandas has to be told of one column: of one that it reads as we do, nothing."""

    missing: tuple[str, ...] = ()
    """Texts that are missing values in this column, besides those that are so everywhere."""
    thousands: str = ""
    """What keeps its thousands apart."""
    steps: tuple[str, ...] = ()
    """Code that makes its values of what pandas has read, with {} in place of the column."""
    as_text: bool = False
    """Whether pandas is to read it as text: it is a category, or its numbers need the steps."""


def told(raw: "pd.Series", column: "pd.Series", decimal: str, marks: Sequence[str]) -> Told:
    """What there is to tell of a column. raw: as pandas finds it. column: what became of it.

    decimal: the file's decimal mark. marks: what may keep its thousands apart.
    """
    if raw.dtype.kind in "biuf":
        return Told(steps=(INFINITE,)) if np.isinf(raw).any() else Told()
    first = raw.dropna().drop_duplicates()
    texts = dict(zip(map(str, first), column[first.index], strict=True))
    values = {text: value for text, value in texts.items() if isinstance(value, str) or not math.isnan(value)}
    missing = tuple(text for text in texts if text not in values)
    if column.dtype == np.float64:
        return _of_numbers(values, missing, decimal, marks)
    blanks = any(text != level for text, level in values.items())
    return Told(missing, steps=(STRIPPED,) if blanks else (), as_text=True)


def _of_numbers(numbers: Mapping[str, float], missing: tuple[str, ...], decimal: str, marks: Sequence[str]) -> Told:
    """As plainly as can be: by the words that are no numbers, by the sign for thousands, and only then by steps."""
    for mark in ("", *marks) if len(missing) <= FEW else ():
        # Without a word or a mark pandas would have found numbers, were they not too large for its integers.
        useful = any(mark in text for text in numbers) if mark else missing
        if useful and all(_plain(text.replace(mark, ""), decimal) == number for text, number in numbers.items()):
            return Told(missing, mark)
    for truth in TRUTH:
        if {text.strip().casefold() for text in numbers} <= truth.keys():
            return Told(steps=(f"{STRIPPED}.str.casefold().map({json.dumps(truth)})",), as_text=True)
    return _of_written_numbers(numbers, missing, decimal)


def _of_written_numbers(numbers: Mapping[str, float], missing: tuple[str, ...], decimal: str) -> Told:
    """With signs in them, and a decimal mark that may not be the file's."""
    for mark, thousands in ((decimal, ",."[decimal == ","]), (",."[decimal == ","], decimal)):
        changes = [*((sign, "") for sign in SIGNS + thousands), MINUS, NEGATIVE, (mark, ".")]
        texts, changes = _changed(list(numbers), changes)
        if all(_plain(text, ".") == number for text, number in zip(texts, numbers.values(), strict=True)):
            break
    after, _ = _changed(list(missing), changes)
    mistaken = tuple(text for text, changed in zip(missing, after, strict=True) if _is_float(changed))
    return Told(mistaken, steps=(*(_step(old, new) for old, new in changes), COERCED), as_text=True)


def _step(old: str, new: str) -> str:
    if len(old) > 1:
        return f'{{}}.str.replace(r"{old}", r"{new}", regex=True)'
    return f'{{}}.str.replace({json.dumps(old, ensure_ascii=not old.isprintable())}, "{new}")'


def _changed(texts: list[str], changes: Sequence[tuple[str, str]]) -> tuple[list[str], list[tuple[str, str]]]:
    """The texts after these changes, and those of the changes that change any."""
    mattered = []
    for old, new in changes:
        after = [re.sub(old, new, text) if len(old) > 1 else text.replace(old, new) for text in texts]
        mattered += [(old, new)] * (after != texts)
        texts = after
    return texts, mattered


def _plain(text: str, decimal: str) -> float:
    """The number that pandas reads with this decimal mark; NaN where it reads none."""
    found = re.fullmatch(rf"([+-]?)([0-9]*)[{decimal}]?([0-9]*)([eE][+-]?[0-9]+)?", text)
    return float(f"{found[1]}{found[2]}.{found[3]}{found[4] or ''}") if found and (found[2] or found[3]) else math.nan


def _is_float(text: str) -> bool:
    try:
        return not math.isnan(float(text))
    except ValueError:
        return False
