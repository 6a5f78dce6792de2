"""From a text and its layout to a table: pandas parses it once, and finds most columns of numbers."""

import io
import re
from typing import Any

import pandas as pd

from gd.tables.dialect import Layout, too_long
from gd.tables.header import Row
from gd.tables.numbers import MISSING
from gd.text import DataError, amount, listed

# pandas compares letter by letter, so it gets the usual spellings; others are met as text and folded there.
SPELLINGS = (str, str.upper, str.title, str.capitalize)
CHUNK_CELLS = 4_000_000
"""Cells that pandas parses at a time: they take much more memory than the numbers that are made of them."""
MISSING_AS_WRITTEN = sorted({spelling(text) for text in MISSING for spelling in SPELLINGS} | {"NaN", "-NaN"})


def parse(data: bytes, layout: Layout, notes: list[str], least: int = 2) -> pd.DataFrame:
    """The table as pandas parses it from UTF-8, with names for its columns; the index is the rows' numbers in a
    spreadsheet.

    Empty rows are left out, and columns that have neither a name nor values: separators at the ends of lines make
    such. DataError if fewer than `least` rows remain, a row is longer than the others, or a quotation mark never
    closes.
    """
    table = _table(data, layout)
    header, names = layout.header, layout.names
    kept = [j for j, _ in enumerate(names) if (j < len(header) and header[j]) or table[j].notna().any()]
    table = table if len(kept) == len(names) else table[kept]
    _say_how_named(names, kept, header, notes)
    table.columns = pd.Index([names[j] for j in kept])
    if layout.decimal == ",":
        notes.append("Numbers are read with a decimal comma.")
    empty = table.isna().all(axis=1)
    if len(table) - empty.sum() < least:
        raise _too_few(int((~empty).sum()))
    if not empty.any():
        return table
    rows = amount(int(empty.sum()), "empty row")
    notes.append(f"The file has {rows}, left out; the first is row {empty.idxmax():,}.")
    return table[~empty]


def _too_few(rows: int) -> DataError:
    if rows:
        return DataError(
            "The file has only one row of values. Add at least one more, so that there is something to fit."
        )
    return DataError("The file has a header but no rows. Add at least two rows of values below it.")


def _table(data: bytes, layout: Layout) -> pd.DataFrame:
    """The rows, their columns numbered: each of numbers, of text, or of what are true and false in every row."""
    try:
        table = _parsed(data, layout)
        # A piece of the file is parsed at a time: what is read as numbers there may be text elsewhere.
        if mixed := [name for name in table if table[name].dtype == object]:
            del table
            table = _parsed(data, layout, dtype=dict.fromkeys(mixed, "str"))
    except pd.errors.ParserError as error:
        raise broken(str(error), layout) from None
    return numbered(table, layout)


def _parsed(data: bytes, layout: Layout, **more: Any) -> pd.DataFrame:
    file = io.BytesIO(data)
    for _ in range(layout.lines_above):
        file.readline()
    rows = max(1, CHUNK_CELLS // layout.width)
    # pandas would cut the file into pieces itself, but warn of a column whose pieces differ; and whoever catches a
    # warning changes for a while what all threads do with theirs.
    with pd.read_csv(
        file, chunksize=rows, low_memory=False, names=list(range(layout.width)), **options(layout), **more
    ) as chunks:
        pieces = [dict(chunk.items()) for chunk in chunks]
    columns = {name: pd.concat([piece.pop(name) for piece in pieces]) for name in range(layout.width)}
    return pd.DataFrame(columns, copy=False)


def options(layout: Layout) -> dict[str, Any]:
    """The options of `pandas.read_csv` for a file's cells, besides the columns' names."""
    return {
        "sep": r"\s+" if layout.separator == " " else layout.separator,
        "decimal": layout.decimal,
        "header": None,
        "skipinitialspace": True,
        "skip_blank_lines": False,
        "keep_default_na": False,
        "na_values": MISSING_AS_WRITTEN,
    }


def numbered(table: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """The rows as pandas parsed them, with the numbers that a spreadsheet shows. DataError if one is too long."""
    if not isinstance(table.index, pd.RangeIndex):  # the first row's surplus was taken for names of the rows
        raise too_long(layout.rows_above + 1, layout.width + table.index.nlevels, layout.width)
    table.index += layout.rows_above + 1
    return table


def broken(error: str, layout: Layout) -> DataError:
    """The error for people, made of what pandas says of a file that it can't read."""
    if found := re.search(r"in line (\d+), saw (\d+)", error):
        return too_long(layout.rows_above + int(found[1]), int(found[2]), layout.width)
    if found := re.search(r"starting at row (\d+)", error):
        row = layout.rows_above + 1 + int(found[1])
        return DataError(f"A quotation mark opens in row {row:,} and never closes. Close it, or take it out.")
    return DataError("The file can't be read as a table. Save it as CSV again and load that.")


def _say_how_named(names: list[str], kept: list[int], header: Row, notes: list[str]) -> None:
    if not header:
        return
    if blank := [names[j] for j in kept if j < len(header) and not header[j]]:
        notes.append(f"The header has blank fields. Those columns are called {listed(blank)}.")
    if rest := [names[j] for j in kept if j >= len(header)]:
        given = f"{len(header):,} of {amount(kept[-1] + 1, 'name')}"
        notes.append(f"The header has only {given}. The others are {listed(rest, 3)}.")
    if twice := [names[j] for j in kept if j < len(header) and header[j] not in ("", names[j])]:
        notes.append(f"Some columns have the same name. The later ones are called {listed(twice)}.")
