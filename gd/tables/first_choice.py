"""The first choice of columns: a target worth predicting, and features that leave rows to predict it from."""

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gd.arrays import Array
from gd.tables.choice import most_columns
from gd.tables.columns import ID_NAME, ROW_NAMES
from gd.tables.dataset import Dataset
from gd.text import amount, listed

if TYPE_CHECKING:
    from gd.tables.regression import Table

TARGET_NAMES = frozenset({"y", "target"})
NAMELESS = "column 1"
"""What a first column without a name is called: often the numbers of rows that were chosen from a larger table."""
YEAR_NAME = re.compile(r"(.*[ _.-])?(year|yr|jahr|date|datum)", re.IGNORECASE)
YEARS = 1500, 2100
BY_HAND = 10
"""Most values of a column whose numbers are taken as meant, not as a count of the rows: few were typed one by one."""
COMPLETE = 0.5
"""The smallest share of the rows that the features have to leave complete."""


class FirstFeatures(NamedTuple):
    """The features to begin with, and a sentence that says which columns were not chosen and why; empty if none."""

    names: tuple[str, ...]
    note: str = ""


def first_target(table: "Table") -> str:
    """The column to predict at first: one called y or target, else the last one of numbers that looks like a quantity.

    Where there is another column, that is not one that labels the rows (a year, an id, or a number that counts them),
    nor one without a value in most rows, nor one of only two different values, such as 0 and 1. If no column is free
    of these doubts, the first of them is the gravest. A table that came folded was folded for its target.
    """
    if not isinstance(table, Dataset):
        return table.target
    return min(reversed(table.numbers), key=lambda name: _doubts(table, name))


def first_features(table: "Table", target: str, max_weights: int, max_work: int | None = None) -> FirstFeatures:
    """The columns to predict the target from at first: all the others, but

    - no id, since the size of its numbers means nothing (a year may be a trend, so it is chosen);
    - as long as most rows lack a value, not the column that lacks most;
    - not more than make `max_weights`, or as many weights as rows, which would fit any target exactly, or so many
      that rows × weights² is above `max_work`.

    At least one is chosen. Of a table that came folded these are all that fit: its columns were chosen before.
    """
    others = [name for name in table.names if name != target]
    allowed = f"at most {max_weights} weights are allowed"
    if not isinstance(table, Dataset):
        fitting = _fitting(table, others, max_weights) or others[:1]
        return _told(fitting, {allowed: [name for name in others if name not in fitting]})
    chosen = [name for name in others if name not in table.numbers or not _is_id(name, _present(table, name))] or others
    filled, rows = _filled(table, target, chosen)
    most, why = min(
        (max_weights, allowed),
        (most_columns(rows, max_work) or max_weights, f"too many weights for {amount(rows, 'row')}"),
        (rows - 1, f"{amount(rows, 'complete row')} can't tell more weights apart"),
        key=lambda limit: limit[0],
    )
    fitting = _fitting(table, filled, most) or filled[:1]
    reasons = {
        "an id": [name for name in others if name not in chosen],
        "many missing values": [name for name in chosen if name not in filled],
        why: [name for name in filled if name not in fitting],
    }
    return _told(fitting, reasons)


def _told(fitting: list[str], reasons: dict[str, list[str]]) -> FirstFeatures:
    """The features that fit, with the sentence for those that were not chosen, by the reason."""
    left_out = [f"{listed(names, most=4)} ({reason})" for reason, names in reasons.items() if names]
    return FirstFeatures(tuple(fitting), f"Not chosen to begin with: {'; '.join(left_out)}." if left_out else "")


def _present(table: Dataset, name: str) -> Array:
    """The values of a column of numbers, without the missing ones."""
    return table.frame[name].dropna().to_numpy(np.float64)


def _doubts(table: Dataset, name: str) -> tuple[bool, ...]:
    """What speaks against a column of numbers as the target, the gravest first."""
    present = _present(table, name)
    two_valued = bool(np.isin(present, [present.min(), present.max()]).all())
    mostly_missing = len(present) < COMPLETE * table.rows
    return name.casefold() not in TARGET_NAMES, _labels_rows(name, present), mostly_missing, two_valued


def _labels_rows(name: str, present: Array) -> bool:
    """Whether a column looks like an id, a year, or the number of a row or of a block of rows."""
    if _is_id(name, present) or YEAR_NAME.fullmatch(name):
        return True
    if len(present) <= BY_HAND or not _whole(present):
        return False
    counts = bool(np.isin(np.diff(present), [0, 1]).all())
    years = bool(YEARS[0] <= present.min() and present.max() <= YEARS[1])
    return counts or years or (name == NAMELESS and _all_differ(present))


def _is_id(name: str, present: Array) -> bool:
    named = ID_NAME.fullmatch(name) or (name.casefold() in ROW_NAMES and _all_differ(present))
    return bool(named) and _whole(present)


def _whole(present: Array) -> bool:
    return bool((present % 1 == 0).all())


def _all_differ(present: Array) -> bool:
    return len(np.unique(present)) == len(present)


def _filled(table: Dataset, target: str, features: list[str]) -> tuple[list[str], int]:
    """The features without the emptiest, so that enough of the rows with a target are complete; and how many are."""
    has_target = table.frame[target].notna().to_numpy()
    missing = {name: table.frame[name].isna().to_numpy()[has_target] for name in features}
    lacking = sum(missing.values(), np.zeros(int(has_target.sum()), dtype=int))  # how many values each row lacks
    kept = sorted(features, key=lambda name: int(missing[name].sum()))
    while len(kept) > 1 and np.mean(lacking == 0) < COMPLETE:
        lacking -= missing[kept.pop()]
    return [name for name in features if name in kept], int((lacking == 0).sum())


def _fitting(table: "Table", features: list[str], max_weights: int) -> list[str]:
    """The features whose weights fit beside the intercept's: one each, or one less than a category has levels."""
    fitting, weights = [], 1
    for name in features:
        own = _levels(table, name) - 1 if name in table.categories else 1
        if weights + own <= max_weights:
            fitting.append(name)
            weights += own
    return fitting


def _levels(table: "Table", category: str) -> int:
    """How many levels a category has."""
    return table.frame[category].nunique() if isinstance(table, Dataset) else len(table.by_name[category].levels)
