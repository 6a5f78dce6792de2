"""Uploaded files: a CSV file or a folded table."""

from collections.abc import Iterable
from dataclasses import replace

from gd.experiments.settings import (
    MAX_COLUMN_NAME,
    MAX_FEATURES,
    MAX_FILE_BYTES,
    MAX_FILE_CELLS,
    MAX_FILE_COLUMNS,
    MAX_FOLDED_CHARACTERS,
)
from gd.factor import Factor
from gd.tables.dataset import Dataset, read_csv
from gd.tables.regression import FoldedFile, Table
from gd.text import DataError, amount, shortened, unique_names, visible


def read_table(content: bytes) -> Table:
    """Read an uploaded file. Raises DataError if it isn't a table or exceeds the limits in `settings`.

    The names of columns and levels are `readable`: whatever shows them needs no further care.
    """
    if content.lstrip()[:1] != b"{":
        limits = {"max_bytes": MAX_FILE_BYTES, "max_columns": MAX_FILE_COLUMNS, "max_cells": MAX_FILE_CELLS}
        return readable_dataset(read_csv(content, **limits))
    if len(content) > MAX_FOLDED_CHARACTERS:
        raise DataError(
            f"The folded table has {len(content):,} characters; this page takes at most {MAX_FOLDED_CHARACTERS:,}, "
            f"enough for {MAX_FEATURES} columns. Fold fewer features."
        )
    try:
        factor = Factor.from_json(content.decode())
    except UnicodeDecodeError:
        raise DataError("The file begins like a folded table, but is not in UTF-8. Fold the table again.") from None
    except ValueError as error:
        raise DataError(str(error)) from None
    if len(factor.columns) > MAX_FEATURES:
        raise DataError(
            f"The folded table has {amount(len(factor.columns), 'column')}; this page takes at most {MAX_FEATURES}. "
            "Fold fewer features."
        )
    *columns, target = readable([*factor.columns, factor.target]).values()
    return FoldedFile(replace(factor, columns=tuple(columns), target=target))


def readable(names: Iterable[str]) -> dict[str, str]:
    """Each name as people can read it: with nothing invisible in it, not too long, and no two alike."""
    names = list(names)
    longest = MAX_COLUMN_NAME - len(" (1000)")  # which may have to be added
    return dict(zip(names, unique_names(shortened(visible(name), longest) for name in names), strict=True))


def readable_dataset(table: Dataset) -> Dataset:
    """A table with `readable` names of columns and levels."""
    names = readable([*table.names, *table.left_out])
    frame = table.frame.rename(columns=names)
    for category in table.categories:
        levels = readable(frame[names[category]].cat.categories)
        if changed := {level: seen for level, seen in levels.items() if seen != level}:
            frame[names[category]] = frame[names[category]].cat.rename_categories(changed)
    return replace(table, frame=frame, left_out={names[name]: why for name, why in table.left_out.items()})
