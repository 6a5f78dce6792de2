"""What a regression's columns are called."""

from collections.abc import Sequence

from gd.text import quoted

INTERCEPT = "intercept"
"""The weight of the column of ones."""


def check_names(columns: Sequence[str], target: str) -> None:
    """ValueError where two of the names are the same, or there is no column besides the target."""
    if not columns:
        raise ValueError("There are no columns to predict the target from. Name at least one.")
    names, seen = (*columns, target), set[str]()
    for name in names:
        if name in seen:
            raise ValueError(f"The name {quoted(name)} is given twice; each column and the target need their own.")
        seen.add(name)
