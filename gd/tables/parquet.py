"""A table in Parquet files: one, several, or a folder of them, also with parts of the table in folders “name=value”."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.dataset as ds  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pyarrow.types as kinds  # type: ignore[import-untyped]

from gd.tables.chunk import Chunk, chunk_rows, numbers_or_texts
from gd.tables.dialect import Layout
from gd.tables.pieces import MOST_PIECES, bundled
from gd.tables.sources import units_of
from gd.tables.stream import Progress
from gd.text import DataError, listed, quoted

MAGIC = b"PAR1"
BUFFER = 2**20
"""Bytes that are read at a time."""
PIECE_ROWS = 1_000_000
"""About so many rows of a file are one piece of work for a cluster, if its row groups are not larger."""
HEAD_ROWS = 10_000
"""The first rows, which say how each column is read."""


def is_parquet(path: Path) -> bool:
    """Whether this is a Parquet file, told by its first bytes, or a folder. OSError if there is no such file."""
    if path.is_dir():
        return True
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


@dataclass(frozen=True, eq=False)
class Parquet:
    """Parquet files that are read one after the other."""

    fragments: tuple[Any, ...]
    """Each a `pyarrow.dataset.ParquetFileFragment`, which also knows the values that its folders' names tell."""
    files: dict[Path, list[Path]]
    """The files of each path that was given."""
    names: tuple[str, ...]
    """The columns that can be read."""
    left_out: dict[str, str]
    """For each of the others, the sentence that says why not."""
    head: pd.DataFrame
    """The first rows."""

    @classmethod
    def of(cls, paths: Sequence[Path]) -> "Parquet":
        """Read the first rows. DataError if a file is damaged, or its columns are others than those of the first."""
        if empty := [path for path in paths if path.is_dir() and not _holds_parquet(path)]:
            raise DataError(
                f"There is no Parquet file in {quoted(str(empty[0]))}. Name CSV files themselves: {empty[0]}/*.csv."
            )
        with _readable():
            parts = {path: _dataset(path) for path in paths}
            files = {path: [Path(file) for file in part.files] for path, part in parts.items()}
            fragments = tuple(fragment for part in parts.values() for fragment in part.get_fragments())
            _check(fragments)
            columns = {field.name: field.type for field in parts[paths[0]].schema}
            left_out = {name: _unreadable(name, kind) for name, kind in columns.items()}
            names = tuple(name for name in columns if not left_out[name])
            left_out = {name: why for name, why in left_out.items() if why}
            return cls(fragments, files, names, left_out, _head(fragments, names))

    @property
    def layout(self) -> Layout:
        """That of a text with these columns: where they are texts, these are read as those of a CSV file are."""
        names = list(self.names)
        return Layout(separator=",", decimal=".", header=names, rows_above=0, lines_above=0, width=len(names))

    @property
    def units(self) -> Mapping[str, str]:
        """The unit of each column that has one."""
        return units_of(self.fragments[0].physical_schema)

    @property
    def size(self) -> int:
        """How much there is to read, in rows."""
        return sum(group.num_rows for fragment in self.fragments for group in fragment.row_groups)

    def chunks(self, rows: int | None, columns: Sequence[str], progress: Progress | None) -> Iterator[Chunk]:
        """These columns of the rows, `rows` at a time, numbered from 1. Progress is told in rows."""
        total, done = self.size, 0
        size = rows or chunk_rows(len(columns))
        for fragment in self.fragments:
            for batch in _batches(fragment, size, columns):
                n = len(batch)
                yield Chunk(dict(zip(batch.schema.names, batch.columns, strict=True)), np.arange(1, n + 1), n)
                done += n
                if progress is not None:
                    progress(done, total)

    def pieces(self) -> "list[Parquet]":
        """The files, a large one in several pieces, very many small ones together; without the head."""
        least = max(PIECE_ROWS, self.size / MOST_PIECES)
        cut = [piece for fragment in self.fragments for piece in _cut(fragment, least)]
        rows = [sum(group.num_rows for group in piece.row_groups) for piece in cut]
        return [replace(self, fragments=tuple(some), head=self.head.iloc[:0]) for some in bundled(cut, rows)]


def _holds_parquet(folder: Path) -> bool:
    return any(file.is_file() and is_parquet(file) for file in folder.rglob("*"))


def _dataset(path: Path) -> Any:
    """The files of a path. What their folders' names tell, “year=2024”, is text, which is read as in a CSV file."""
    plain = ds.dataset(path.resolve(), format="parquet")
    folders = Path(plain.files[0]).relative_to(path.resolve()).parent.parts
    keys = [folder.partition("=")[0] for folder in folders if "=" in folder]
    told = ds.partitioning(pa.schema([(key, pa.string()) for key in keys]), flavor="hive")
    return ds.dataset(path.resolve(), format="parquet", partitioning=told)


def _unreadable(name: str, kind: Any) -> str:
    """The sentence that says why a column of this type isn't read; empty if it is."""
    if kinds.is_nested(kind):
        return f"{quoted(name)} holds lists or records, not single values, so it is left out."
    if kinds.is_binary(kind) or kinds.is_large_binary(kind) or kinds.is_fixed_size_binary(kind):
        return f"{quoted(name)} holds bytes that aren't said to be text, so it is left out."
    return ""


def _cut(fragment: Any, least: float) -> list[Any]:
    """A file's row groups, in pieces of so many rows or some more."""
    groups = fragment.row_groups
    bundles = bundled(groups, [group.num_rows for group in groups], least)
    return [fragment.subset(row_group_ids=[group.id for group in some]) for some in bundles]


@contextmanager
def _readable() -> Iterator[None]:
    """Say what is wrong with a file in PyArrow's own words, of which some help."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"It can't be read as Parquet: {str(error).splitlines()[0]}") from None


def _head(fragments: Sequence[Any], columns: Sequence[str]) -> pd.DataFrame:
    """The first rows, of as many files as it takes: one of a partitioned table may have but a few."""
    batches: list[Any] = []
    for fragment in fragments:
        batches += islice(_batches(fragment, HEAD_ROWS, columns), 1)
        if sum(map(len, batches)) >= HEAD_ROWS:
            break
    if not batches:
        raise DataError("There are no rows in it. Fold a table that has some.")
    head: pd.DataFrame = pa.Table.from_batches(batches).to_pandas()
    return head


def _batches(fragment: Any, size: int, columns: Sequence[str]) -> Iterator[Any]:
    """These columns of a file, so many rows at a time: numbers as float64, all else as texts."""
    told = ds.get_partition_keys(fragment.partition_expression)  # by the folders' names
    # A dataset's own batches hold whole row groups, and several at a time: with them memory isn't flat.
    with _readable(), pq.ParquetFile(fragment.path, pre_buffer=False, buffer_size=BUFFER) as file:
        groups = [group.id for group in fragment.row_groups]
        for batch in file.iter_batches(size, groups, columns=[name for name in columns if name not in told]):
            cells = [pa.repeat(told[name], len(batch)) if name in told else batch.column(name) for name in columns]
            yield pa.record_batch([numbers_or_texts(column) for column in cells], list(columns))


def _check(fragments: Sequence[Any]) -> None:
    """DataError unless all files have the columns of the first, of the same types."""
    first, *others = fragments
    wanted = _types(first)
    for other in others:
        types = _types(other)
        if types != wanted:
            differing = sorted(name for name in {*types, *wanted} if types.get(name) != wanted.get(name))
            name, one = Path(other.path).name, Path(first.path).name
            raise DataError(
                f"{quoted(name)} differs from {quoted(one)} in {listed(differing, 3)}: in a table every file has the "
                "same columns, of the same types."
            )


def _types(fragment: Any) -> dict[str, Any]:
    """The type of each column of a file, also of those that its folders' names tell."""
    told = dict.fromkeys(ds.get_partition_keys(fragment.partition_expression), pa.string())
    return {field.name: field.type for field in fragment.physical_schema} | told
