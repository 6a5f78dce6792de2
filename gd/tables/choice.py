"""A choice of target and features: whether it can be made, and what the columns of X are then called."""

from collections.abc import Iterable, Mapping, Sequence

from gd.text import DataError, listed, quoted

Term = tuple[str, str | None]
"""What a column of X comes from: a feature of numbers (and None), or a category and one of its levels."""


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
            raise DataError(f"There is no column {quoted(name)}. There are {listed(known)}.")
    if target not in numbers:
        instead = f" Choose one of {listed(numbers)} instead." if numbers else ""
        raise DataError(f"{quoted(target)} holds categories, and a target has to be a number.{instead}")
    if target in features:
        raise DataError(f"{quoted(target)} is the target. Take it out of the features: it can't be both.")
    if not features:
        raise DataError("Choose at least one feature, a column to predict the target from.")


def term_names(terms: Iterable[Term]) -> list[str]:
    """The names of the columns that come from these terms: “flipper”, “species=Adelie”, …"""
    return [feature if level is None else f"{feature}={level}" for feature, level in terms]
