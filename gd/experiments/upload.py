"""Uploaded files: a CSV file or a folded table."""

from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import replace

from gd.experiments.settings import (
    MAX_COLUMN_NAME,
    MAX_FEATURES,
    MAX_FILE_BYTES,
    MAX_FILE_CELLS,
    MAX_FILE_COLUMNS,
    MAX_FILE_NAME,
    MAX_FOLDED_CHARACTERS,
    MAX_NOTE,
    MAX_UNIT_OR_VERSION,
)
from gd.tables.dataset import Dataset, read_csv
from gd.tables.folded import FoldedFile
from gd.tables.meaning import Column
from gd.tables.regression import Table
from gd.text import DataError, amount, shortened, unique_names, visible


def read_table(content: bytes) -> Table:
    """Read an uploaded file. Raises DataError if it isn't a table or exceeds the limits in `settings`.

    The names of columns and levels are `readable`: whatever shows them needs no further care.
    """
    if content.removeprefix(BOM_UTF8).lstrip()[:1] != b"{":
        limits = {"max_bytes": MAX_FILE_BYTES, "max_columns": MAX_FILE_COLUMNS, "max_cells": MAX_FILE_CELLS}
        return readable_dataset(read_csv(content, **limits))
    if len(content) > MAX_FOLDED_CHARACTERS:
        raise DataError(
            f"The folded table has {len(content):,} characters; this page takes at most {MAX_FOLDED_CHARACTERS:,}, "
            f"enough for {MAX_FEATURES} columns. Fold fewer features."
        )
    try:
        table = FoldedFile.from_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise DataError("The file begins like a folded table, but is not in UTF-8. Fold the table again.") from None
    except ValueError as error:
        raise DataError(str(error)) from None
    if len(table.factor.columns) > MAX_FILE_COLUMNS:
        raise DataError(
            f"The folded table has {amount(len(table.factor.columns), 'column')}, one for each level of a category; "
            f"this page takes at most {MAX_FILE_COLUMNS:,}. Fold fewer features."
        )
    return readable_folded(table)


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


def readable_folded(table: FoldedFile) -> FoldedFile:
    """A folded table with `readable` names of columns, levels and files, and readable notes.

    The factor's own columns keep the names that they have in the file.
    """
    names = readable(table.names)
    columns = tuple(_readable_column(column, names[column.name]) for column in table.columns)
    sources = tuple(replace(source, name=shortened(visible(source.name), MAX_FILE_NAME)) for source in table.sources)
    notes = tuple(shortened(visible(note), MAX_NOTE) for note in table.notes)
    version = shortened(visible(table.version), MAX_UNIT_OR_VERSION)
    return replace(table, columns=columns, sources=sources, notes=notes, version=version)


def _readable_column(column: Column, name: str) -> Column:
    levels, unit = tuple(readable(column.levels).values()), shortened(visible(column.unit), MAX_UNIT_OR_VERSION)
    return replace(column, name=name, levels=levels, unit=unit)
