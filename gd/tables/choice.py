"""A choice of target and features: whether it can be made, and what the columns of X are then called."""

import math
from collections.abc import Iterable, Mapping, Sequence

from gd.text import DataError, listed, quoted

Term = tuple[str, str | None]
"""What a column of X comes from: a feature of numbers (and None), or a category and one of its levels."""


def chosen(features: str | Sequence[str]) -> list[str]:
    """The names of the features, each once; a text alone is the name of the only one.

    >>> chosen("size"), chosen(["size", "kind", "size"])
    (['size'], ['size', 'kind'])
    """
    return [features] if isinstance(features, str) else list(dict.fromkeys(features))


def check_choice(
    target: str, features: Sequence[str], *, known: Sequence[str], numbers: Sequence[str], left_out: Mapping[str, str]
) -> None:
    """Raise DataError if these columns aren't in the table or don't suit.

    known: the columns that can be used. numbers: those of them that hold numbers. left_out: for each column that
    can't be used, the sentence that says why.
    """
    for name in (target, *features):
        if name in left_out:
            raise DataError(f"{left_out[name]} Choose from {listed(known)}.")
        if name not in known:
            there_is = "There are" if len(known) > 1 else "There is only"
            raise DataError(f"There is no column {quoted(name)}. {there_is} {listed(known)}.")
    if target not in numbers:
        instead = f" Choose one of {listed(numbers)} instead." if numbers else ""
        raise DataError(f"{quoted(target)} holds categories, and a target has to be a number.{instead}")
    if target in features:
        raise DataError(f"{quoted(target)} is the target. Take it out of the features: it can't be both.")
    if not features:
        raise DataError("Choose at least one feature, a column to predict the target from.")


def most_columns(rows: int, max_work: int | None) -> int | None:
    """The most columns with which rows × columns² is at most `max_work`."""
    return None if max_work is None else math.isqrt(max_work // max(rows, 1))


def check_size(rows: int, columns: int, max_columns: int | None, max_work: int | None) -> None:
    """Raise DataError if a matrix X of this size has more columns than allowed, for any or for so many rows."""
    if max_columns is not None and columns > max_columns:
        raise DataError(
            f"These features make {columns:,} columns with the intercept; {max_columns:,} are allowed. "
            "Choose fewer features, or leave out categories with many levels."
        )
    most = most_columns(rows, max_work)
    if most is not None and columns > most:
        raise DataError(
            f"These features make {columns:,} columns with the intercept; with {rows:,} rows {most:,} are allowed. "
            "Choose fewer features, leave out categories with many levels, "
            "or fold the file first: `python -m gd.tables.fold`."
        )


def compared(category: str, level: str) -> str:
    """The sentence that a category's first level has no column of its own."""
    return f"{category}={level} is the level that the others are compared with."


def term_names(terms: Iterable[Term]) -> list[str]:
    """The names of the columns that come from these terms: “flipper”, “species=Adelie”, …"""
    return [feature if level is None else f"{feature}={level}" for feature, level in terms]
