"""Which columns of a table can be used, and for every other column a sentence that says why not."""

import re

import numpy as np
import pandas as pd

from gd.tables.cells import Reading, read_text
from gd.tables.dialect import Layout
from gd.tables.odd_cells import OddCells, told_infinite
from gd.text import constant, quoted

Column = pd.Series  # of numbers or of text, named, indexed by row number

ID_NAME = re.compile(r"(.*[ _.-])?[iI][dD]|.*[a-z0-9]I[dD]")
ROW_NAMES = frozenset({"index", "nr", "no", "row", "key", "unnamed: 0"})


def read_columns(table: pd.DataFrame, layout: Layout, notes: list[str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """The columns that can be used, of float64 or categories, and for each of the others the sentence that says why."""
    nameless = {name for name, field in zip(layout.names, layout.header, strict=False) if not field}
    columns: dict[str, Column] = {}
    left_out: dict[str, str] = {}
    reading = Reading(layout.separator, layout.decimal, notes)
    index, cells = table.index, {str(name): raw for name, raw in table.items()}
    del table
    for name in list(cells):
        raw = cells.pop(name)  # so that no column is in memory twice for longer than it takes to read it
        column = raw if pd.api.types.is_numeric_dtype(raw) else read_text(raw, reading)
        if not isinstance(column, str) and pd.api.types.is_numeric_dtype(column):
            column = _read_numbers(column, name in nameless, notes)
        if isinstance(column, str):
            left_out[str(name)] = column
        else:
            columns[str(name)] = column
    return pd.DataFrame(columns, index=index, copy=False), left_out


def _read_numbers(raw: Column, nameless: bool, notes: list[str]) -> Column | str:
    """The column with infinite values taken as missing, or the sentence that says why it is left out."""
    name = str(raw.name)
    infinite = np.isinf(raw)
    if infinite.any():
        notes.append(told_infinite(name, OddCells.of(raw.index[infinite].to_numpy())))
        raw = raw.mask(infinite)
    present = raw.dropna()
    if present.empty:
        return f"{quoted(name)} has no values, so it is left out."
    if (present == present.iloc[0]).all():
        every = "every row" if len(present) == len(raw) else "every row that has a value"
        return constant(name, float(present.iloc[0]), every)
    if _numbers_the_rows(present, nameless):
        return f"{quoted(name)} has a different whole number in each row: it looks like an id, so it is left out."
    return raw.astype(np.float64)


def _numbers_the_rows(present: Column, nameless: bool) -> bool:
    name = str(present.name)
    row_name = nameless or name.casefold() in ROW_NAMES
    if not (row_name or ID_NAME.fullmatch(name)) or not present.is_unique or (present % 1 != 0).any():
        return False
    return not row_name or float(present.max()) - float(present.min()) == len(present) - 1
