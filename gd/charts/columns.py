"""The datasets of charts: named columns, and the Arrow tables in which they go to the browser.

They are plain arrays, as data frames take longer to make, and longer still to become Arrow, than what they hold takes
to compute.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Columns: TypeAlias = dict[str, NDArray[Any]]
"""Columns of equal length by name: of numbers, in which NaN is a gap, or of texts."""
SHORT = np.int8, np.int16, np.int32
"""The types of whole numbers that are smaller than the usual one."""


def length(columns: Columns) -> int:
    """The number of rows."""
    return len(next(iter(columns.values()), ()))


def texts(words: Iterable[str]) -> NDArray[Any]:
    """A column of texts."""
    return np.array(list(words), dtype=object)


def with_constants(columns: Columns, **constants: float | str) -> Columns:
    """Add columns that have the same value in each row."""
    return columns | {
        name: np.full(length(columns), value, dtype=object if isinstance(value, str) else None)
        for name, value in constants.items()
    }


def rows_of(columns: Columns, which: NDArray[Any] | slice) -> Columns:
    """The rows with these numbers, or those for which it is true."""
    return {name: column[which] for name, column in columns.items()}


def matrix(rows: NDArray[np.float64], names: Sequence[str]) -> Columns:
    """The columns of a matrix [K, M] by M names."""
    return dict(zip(names, rows.T, strict=True))


def complete(columns: Columns, names: Iterable[str] | None = None) -> Columns:
    """The rows that have no gap in these columns of numbers, or in any."""
    checked = [columns[name] for name in names or columns if columns[name].dtype != object]
    return rows_of(columns, np.asarray(~np.isnan(checked).any(axis=0)))


def joined(tables: Sequence[Columns]) -> Columns:
    """The rows of several tables with the same columns, one table after the other."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]} if tables else {}


def arrow(columns: Mapping[str, NDArray[Any]]) -> bytes:
    """The columns as an Arrow table in its stream format, whole numbers in as few bytes as they need."""
    import pyarrow as pa  # type: ignore[import-untyped]  # takes long to load

    table = pa.table({name: _packed(column) for name, column in columns.items()})
    with pa.BufferOutputStream() as sink:
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        written: bytes = sink.getvalue().to_pybytes()
    return written


def _packed(column: NDArray[Any]) -> Any:
    """A column for Arrow: whole numbers of eight bytes in the smallest type that holds them, also those with gaps.

    Whether a column with gaps holds whole numbers is looked at only if its first cell holds one: most are told by that.
    """
    import pyarrow as pa

    if column.dtype == np.int64 or (column.dtype == np.float64 and len(column) and column.item(0) % 1 == 0):
        gaps = np.isnan(column)
        given = np.where(gaps, 0, column)
        low, high = given.min(initial=0), given.max(initial=0)
        kind = next((kind for kind in SHORT if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max), None)
        if kind is not None and (given == np.rint(given)).all():
            return pa.array(given.astype(kind), mask=gaps)
    return pa.array(column, from_pandas=True)
