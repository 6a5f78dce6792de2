"""How pandas alone reads a file as it was read here: the arguments that its `read_csv` needs."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from gd.tables.dialect import Layout
from gd.tables.parse import MISSING_AS_WRITTEN
from gd.tables.told import Told, told
from gd.text import unique_names

if TYPE_CHECKING:
    import pandas as pd

DEFAULTS = {
    "encoding": "utf-8",
    "sep": ",",
    "decimal": ".",
    "skiprows": 0,
    "header": 0,
    "names": None,
    "skipinitialspace": False,
}
KNOWN = {"", "#N/A", "-NaN", "-nan", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"}
"""Those of our words for missing values that pandas knows."""


@dataclass(frozen=True)
class Reading:
    """What pandas has to be told of a file: of one as it expects it, nothing."""

    options: Mapping[str, Any] = field(default_factory=dict)
    """The arguments of `read_csv`, those alone that aren't its defaults."""
    missing: tuple[str, ...] = ()
    """The file's words for missing values that pandas doesn't know."""
    columns: Mapping[str, Told] = field(default_factory=dict)
    """What it has to be told of each column that can be used."""


def reading(text: str, encoding: str, layout: Layout, raw: "pd.DataFrame", frame: "pd.DataFrame") -> Reading:
    """What pandas has to be told to find in a file what was found here.

    text, encoding, layout: the file's. raw: the table as pandas finds it with that layout, see `table`. frame: the
    columns that became of it.
    """
    columns: dict[str, Told] = {}
    marks: Sequence[str] = ("." if layout.decimal == "," else ",", " ", "'")
    for name in map(str, frame):
        columns[name] = told(raw[name], frame[name], layout.decimal, marks)
        marks = columns[name].thousands or marks  # pandas takes one for all of a file
    missing = _missing(text, layout.separator) if raw.isna().any(axis=None) else ()
    return Reading(_options(text, encoding, layout, list(map(str, raw))), missing, columns)


def _options(text: str, encoding: str, layout: Layout, kept: list[str]) -> dict[str, Any]:
    separator, blanks = layout.separator, layout.separator == " "
    skip = _blanks_begin(text, separator) and not blanks
    padded = [*layout.header, *[""] * (layout.width - len(layout.header))]
    names = unique_names(name or f"column {j}" for j, name in enumerate(padded, 1))
    named = _named(text, layout, names, kept, skip)
    options = {
        "encoding": encoding,
        "sep": r"\s+" if blanks else separator,
        "decimal": layout.decimal,
        "skiprows": layout.rows - named,
        "header": 0 if named else None,
        "names": None if named else names,
        "skipinitialspace": skip,
    }
    return {key: value for key, value in options.items() if value != DEFAULTS[key]}


def _named(text: str, layout: Layout, names: list[str], kept: list[str], skip: bool) -> bool:
    """Whether pandas finds the names of the columns that are kept in the header, as they are."""
    if not layout.header:
        return False
    line = text.split("\n", layout.lines)[layout.lines - 1]
    reader = csv.reader([line], delimiter=layout.separator, skipinitialspace=skip)
    fields = line.split() if layout.separator == " " else next(reader, [])
    same = {name for name, field in zip(names, fields, strict=False) if name == field}
    return len(fields) == layout.width and same.issuperset(kept)


def _missing(text: str, separator: str) -> tuple[str, ...]:
    """Our words for missing values that fill a field, but for those that pandas knows."""
    lines = f"\n{text}\n"
    if _blanks_begin(text, separator):
        lines = re.sub(rf"([{re.escape(separator)}\n]) +", r"\1", lines)
    words = [word for word in MISSING_AS_WRITTEN if word not in KNOWN and word in text]
    edges = ("\n", separator, '"', "\t")
    return tuple(word for word in words if any(f"{a}{word}{b}" in lines for a, b in product(edges, edges)))


def _blanks_begin(text: str, separator: str) -> bool:
    """Whether fields begin with blanks."""
    return f"{separator} " in text or "\n " in text or text.startswith(" ")
