"""A table in a link: a checksum, and if it is small the table itself."""

import base64
import binascii
import csv
import io
import zlib
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from gd.arrays import Array
from gd.experiments.kinds import write_numbers
from gd.experiments.mark import Mark
from gd.experiments.settings import MAX_FILE_COLUMNS, MAX_FILE_NAME, MAX_LINK
from gd.experiments.upload import readable_dataset
from gd.tables.dataset import Dataset, read_csv
from gd.tables.regression import Table
from gd.text import DataError

MAX_CELLS = 10_000
"""Cells of a table that could be small enough for a link."""
MAX_UNPACKED = 100_000
"""Bytes of a table that a link holds; a few characters could hold a thousand times as many."""


def mark_of(table: Table, name: str) -> Mark:
    """The mark of a table in a file of this name."""
    return Mark(name[-MAX_FILE_NAME:], table.rows, len(table.names), checksum(table))


def checksum(table: Table) -> str:
    """Eight characters that depend on every name and every value of a table, whatever file it was read from."""
    digest = blake2b(digest_size=6)
    for part in (table.names, *_parts(table)):
        digest.update(part if isinstance(part, bytes) else "".join(f"{len(text)}:{text}" for text in part).encode())
    return _text(digest.digest())


def pack(table: Table, columns: Sequence[str]) -> str:
    """The columns of a table as text for a link; empty if they are too large for one, or wouldn't be read back."""
    if not isinstance(table, Dataset) or table.rows * len(columns) > MAX_CELLS:
        return ""
    part = Dataset(table.frame[list(columns)], {}, ())
    packed = _text(zlib.compress(_as_csv(part).encode(), 9))
    if len(packed) > MAX_LINK:
        return ""
    try:
        return packed if checksum(unpack(packed)) == checksum(part) else ""
    except DataError:
        return ""


def unpack(packed: str) -> Dataset:
    """Read a table that a link holds. Raises DataError if there is none in it that this page reads."""
    unzip = zlib.decompressobj()
    try:
        raw = base64.b64decode(packed.encode("ascii") + b"=" * (-len(packed) % 4), b"-_", validate=True)
        content = unzip.decompress(raw, MAX_UNPACKED + 1)
    except (ValueError, binascii.Error, zlib.error):
        content = b""
    if len(content) > MAX_UNPACKED:
        raise DataError(f"It would have more than {MAX_UNPACKED:,} bytes.")
    if not unzip.eof:
        raise DataError("The link may have been cut short.")
    return readable_dataset(read_csv(content, max_columns=MAX_FILE_COLUMNS))


def columns_to_carry(table: Table, used: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The columns that a link may hold, most first: all; those used by the run and its pins; those used by the run.

    used: the columns that the run uses, then those that each pin uses.
    """
    of_run, of_all = used[0], [name for names in used for name in names]
    chosen = [tuple(name for name in table.names if name in names) for names in (table.names, of_all, of_run)]
    return list(dict.fromkeys(chosen))


def _parts(table: Table) -> list[bytes | Sequence[str]]:
    """The values of a table, column by column: the bytes of numbers; of categories the levels and each one's place."""
    if not isinstance(table, Dataset):  # it is folded
        return [table.factor.R.astype("<f8").tobytes(), *(column.levels for column in table.columns if column.levels)]
    parts: list[bytes | Sequence[str]] = []
    for name in table.names:
        column = table.frame[name]
        if name in table.numbers:
            parts.append(_bytes(column.to_numpy(dtype=np.float64)))
        else:
            places, levels = column.factorize()
            parts += [places.astype("<i8").tobytes(), [str(level) for level in levels]]
    return parts


def _bytes(numbers: Array) -> bytes:
    """The bytes of numbers, among which all missing ones are equal, and both zeros."""
    return np.where(np.isnan(numbers), np.nan, numbers + 0.0).astype("<f8").tobytes()


def _as_csv(table: Dataset) -> str:
    """The columns as CSV that is as short as it can be without a digit lost."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(table.names)
    rows.writerows(zip(*(_cells(table, name) for name in table.names), strict=True))
    return out.getvalue()


def _cells(table: Dataset, name: str) -> list[str]:
    column = table.frame[name]
    write = (lambda value: write_numbers([value])) if name in table.numbers else str
    return ["" if missing else write(value) for value, missing in zip(column, column.isna(), strict=True)]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
