"""What the columns of a fold mean, as JSON beside its numbers and back. What comes in is checked completely."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

import numpy as np

from gd.factor_json import check_names, refuse
from gd.tables.meaning import Column, Source, stored_names

if TYPE_CHECKING:
    from gd.factor import Factor

SHA256 = re.compile(r"[0-9a-f]{64}")
NUMBER, CATEGORY = "number", "category"
"""The kinds of columns."""


class Meaning(NamedTuple):
    """What a file says of a factor."""

    columns: tuple[Column, ...]
    """Those to predict from, then the target."""
    rows: int
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
    version: str
    """Of the gd that folded."""


def plain(meaning: Meaning) -> dict[str, Any]:
    """The meaning, made of what JSON has."""
    *columns, target = map(_column, meaning.columns)
    return {
        "columns": columns,
        "target": target,
        "rows read": meaning.rows,
        "notes": meaning.notes,
        "sources": [vars(source) for source in meaning.sources],
        "gd": meaning.version,
    }


def parse(table: Any, factor: "Factor") -> Meaning:
    """The meaning of a factor's columns. ValueError, in a sentence, if it isn't one, or not of this factor."""
    if not isinstance(table, dict):
        refuse("it doesn't say what its columns mean")
    read, notes, version = table.get("rows read"), table.get("notes"), table.get("gd")
    if not _is_count(read) or read < factor.rows:
        refuse("it doesn't say how many rows were read")
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        refuse("its notes aren't sentences")
    if not isinstance(version, str) or not version:
        refuse("it doesn't say which version of gd folded it")
    columns = _columns(table.get("columns"), table.get("target"), read - factor.rows)
    _check_fit(columns, factor)
    return Meaning(columns, read, tuple(notes), _sources(table.get("sources")), version)


def _column(column: Column) -> dict[str, Any]:
    told = {"name": column.name, "kind": CATEGORY if column.levels else NUMBER, "missing": column.missing}
    return told | ({"levels": column.levels} if column.levels else {}) | ({"unit": column.unit} if column.unit else {})


def _columns(features: Any, target: Any, most_missing: int) -> tuple[Column, ...]:
    if not isinstance(features, list):
        refuse("it doesn't say what its columns mean")
    columns = tuple(_read_column(column, most_missing) for column in [*features, target])
    check_names([column.name for column in columns[:-1]], columns[-1].name)
    if columns[-1].levels:
        refuse("its target holds categories")
    return columns


def _read_column(told: Any, most_missing: int) -> Column:
    """A column; as many rows as were left out may lack a value, and no more."""
    if not isinstance(told, dict) or not isinstance(told.get("name"), str):
        refuse("what its columns mean is told of one without a name")
    name, kind, missing, unit = told["name"], told.get("kind"), told.get("missing"), told.get("unit", "")
    if kind not in (NUMBER, CATEGORY) or ("levels" in told) != (kind == CATEGORY):
        refuse("a column holds neither numbers nor the levels of a category")
    if not _is_count(missing) or missing > most_missing:
        refuse("the missing values of a column aren't among the rows that were left out")
    if not isinstance(unit, str):
        refuse("a column's unit isn't a text")
    if unit and kind == CATEGORY:
        refuse("a category has a unit, which only numbers have")
    return Column(name, _levels(told["levels"]) if kind == CATEGORY else (), missing, unit)


def _levels(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list) or not all(isinstance(level, str) for level in told) or len(told) < 2:
        refuse("a category hasn't two levels or more")
    if len(set(told)) < len(told):
        refuse("a category has the same level twice")
    return tuple(told)


def _sources(told: Any) -> tuple[Source, ...]:
    if not isinstance(told, list) or not all(isinstance(source, dict) for source in told):
        refuse("it doesn't say which files it was folded from")
    return tuple(_source(source.get("name"), source.get("size"), source.get("sha256")) for source in told)


def _source(name: Any, size: Any, sha256: Any) -> Source:
    if not isinstance(name, str) or not _is_count(size):
        refuse("a file that it was folded from has no name or no size")
    if not isinstance(sha256, str) or not SHA256.fullmatch(sha256):
        refuse("the checksum of a file that it was folded from isn't one")
    return Source(name, size, sha256)


def _check_fit(columns: Sequence[Column], factor: "Factor") -> None:
    """Refuse columns that aren't the factor's, or levels of which a row doesn't have exactly one."""
    width = sum(len(column.terms) for column in columns[:-1])
    if width != len(factor.columns) or (*stored_names(columns), columns[-1].name) != (*factor.columns, factor.target):
        refuse("what its columns mean isn't told of the columns that it has")
    first = 1
    for column in columns[:-1]:
        last = first + len(column.terms)
        if column.levels and not is_one_of(factor, slice(first, last)):
            refuse("the levels of a category aren't ones and zeros of which each row has a single one")
        first = last


def is_one_of(factor: "Factor", places: slice) -> bool:
    """Whether in these of the columns [1 X y] each row has a single one and zeros, as far as the factor tells.

    For such columns A, AᵀA holds on its diagonal how many ones there are in each, and these counts add up to N.
    """
    counts, products, rows = factor.normal[0, places], factor.normal[places, places], factor.sample.values[:, places]
    whole = (products == np.diag(counts)).all() and counts.sum() == factor.rows
    return bool(whole and np.isin(rows, (0, 1)).all() and (rows.sum(axis=1) == 1).all())


def _is_count(told: Any) -> TypeGuard[int]:
    return type(told) is int and 0 <= told < 2**53
