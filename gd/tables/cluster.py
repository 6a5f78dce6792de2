"""Folds rows that lie on many machines, with Dask: a DataFrame, or files that all of them can read."""

from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from gd.cluster.tree import joined
from gd.tables.cells import MAX_LEVELS
from gd.tables.choice import check_choice
from gd.tables.chunk import Chunk
from gd.tables.folded import FoldedFile
from gd.tables.parquet import Parquet
from gd.tables.part import NO_ROWS, Part, TooManyLevelsError
from gd.tables.passes import fold_chunks, folded_table
from gd.tables.readers import Category, Number, Reader
from gd.tables.several import Several
from gd.tables.sources import Digest, digest
from gd.tables.stream import Progress
from gd.text import DataError, quoted


def fold_dask(
    frame: Any,
    target: str,
    features: Sequence[str],
    *,
    levels: Mapping[str, Sequence[str]] | None = None,
    seed: int = 0,
) -> FoldedFile:
    """Fold a Dask DataFrame where its rows lie.

    Each partition becomes a part on its own machine, and the parts, a few kilobytes each, are merged in a tree. It
    runs on the cluster of the current `dask.distributed.Client`, or without one on this machine. Rows without a
    finite number in the target, or a value in a feature, are left out, as of a file.

    Parameters
    ----------
    frame
        A `dask.dataframe.DataFrame`. Of the columns named here, those of numbers or of true and false are numbers;
        all others are categories.
    target
        The column to predict, one of numbers.
    features
        The columns to predict it from. A category adds a column of ones and zeros for each level.
    levels
        The levels of some categories in their order; the others are compared with the first. Another text counts as
        missing. Of all other categories the levels are found, and sorted.
    seed
        The seed of the sample of rows that the factor keeps.

    Returns
    -------
    FoldedFile
        The factor and what its columns mean. In its sample the rows are numbered from 1 on, from the first partition
        to the last.

    Raises
    ------
    DataError
        In a sentence for people, if a column isn't there or doesn't suit, no row is complete, or a category has too
        many levels.
    ValueError
        If the numbers are so large that their squares overflow.
    """
    from dask.delayed import delayed

    readers = _readers(dict(frame.dtypes), target, list(dict.fromkeys(features)), levels or {})
    partitions = frame[[reader.name for reader in readers]].to_delayed()
    seeds = np.random.SeedSequence(seed).spawn(len(partitions))  # so that no two of them draw the same keys
    fold = delayed(_fold_partition)
    parts = [fold(partition, readers, own) for partition, own in zip(partitions, seeds, strict=True)]
    try:
        return folded_table(joined(parts, delayed(merged)).compute(), readers)
    except TooManyLevelsError as error:
        raise DataError(
            f"{quoted(str(error))} has more than {MAX_LEVELS} different texts. Take it out of the features, or declare "
            "its levels."
        ) from None


def fold_on(
    scheduler: str,
    table: Several | Parquet,
    files: Sequence[Path],
    readers: Sequence[Reader],
    progress: Progress | None,
) -> tuple[Part, list[Digest]]:
    """The part of all rows of a table whose files every worker of a cluster can read, and the digest of each file.

    scheduler: its address, such as `tcp://10.0.0.1:8786`. progress: as in the table's `chunks`. DataError if nobody
    answers there; else the errors are those of `fold_chunks` and of `chunks`.
    """
    from distributed import as_completed

    pieces: Sequence[Several | Parquet] = table.pieces()
    seeds = np.random.SeedSequence(0).spawn(len(pieces))
    with _client(scheduler) as client:
        parts = client.map(_fold_piece, pieces, seeds, readers=readers, pure=False)
        whole = joined(parts, lambda some: client.submit(merged, some, pure=False))
        digests = client.map(digest, [file.resolve() for file in files], priority=-1, pure=False)
        sizes, done = {part.key: piece.size for part, piece in zip(parts, pieces, strict=True)}, 0
        for part in as_completed(parts, raise_errors=True):  # type: ignore[no-untyped-call]
            done += sizes[part.key]
            if progress is not None:
                progress(done, table.size)
        return whole.result(), client.gather(digests)


def merged(parts: Sequence[Part]) -> Part:
    """The part of all their rows, in this order."""
    return reduce(Part.merge, parts, NO_ROWS)


def _readers(
    kinds: Mapping[str, Any], target: str, features: Sequence[str], levels: Mapping[str, Sequence[str]]
) -> list[Reader]:
    """A reader for each column, the target's first. DataError if one isn't there, or the target isn't a number."""
    known = [str(name) for name in kinds]
    numbers = [name for name in known if pd.api.types.is_numeric_dtype(kinds[name]) and name not in levels]
    check_choice(target, features, known=known, numbers=numbers, left_out={})
    return [
        Number(name) if name in numbers else Category(name, tuple(levels.get(name, ()))) for name in (target, *features)
    ]


def _client(scheduler: str) -> Any:
    from distributed import Client

    try:
        return Client(scheduler)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise DataError(
            f"No cluster answers at {quoted(scheduler)}: {error}. Give the address of its scheduler."
        ) from None


# These run on the workers.


def _fold_partition(rows: pd.DataFrame, readers: Sequence[Reader], seed: np.random.SeedSequence) -> Part:
    columns = {reader.name: _cells(rows[reader.name], reader) for reader in readers}
    return Part.of(Chunk(columns, np.arange(1, len(rows) + 1), len(rows)), readers, seed)


def _cells(column: pd.Series, reader: Reader) -> Any:
    if isinstance(reader, Number):
        return pa.array(column.to_numpy(np.float64, na_value=np.nan))
    return pa.array(column.astype("str").to_numpy(object), pa.string(), from_pandas=True)


def _fold_piece(piece: Several | Parquet, seed: np.random.SeedSequence, readers: Sequence[Reader]) -> Part:
    chunks = piece.chunks(None, [reader.name for reader in readers], None)
    return fold_chunks(chunks, readers, seed, cores=1)  # the others have tasks of their own
