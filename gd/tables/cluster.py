"""Folds a DataFrame whose rows lie on many machines, with Dask."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from gd.cluster.tree import joined
from gd.tables.cells import MAX_LEVELS
from gd.tables.choice import check_choice, chosen
from gd.tables.chunk import Chunk
from gd.tables.folded import FoldedFile
from gd.tables.numbers import MISSING
from gd.tables.part import Part, TooManyLevelsError, merged
from gd.tables.passes import folded_table
from gd.tables.readers import Category, Number, Reader
from gd.text import DataError, quoted


def fold_dask(
    frame: Any,
    target: str,
    features: str | Sequence[str],
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
        A `dask.dataframe.DataFrame`; names of columns that are no texts count as texts, 0 as “0”. Of the columns named
        here, those of numbers or of true and false are numbers;
        all others are categories.
    target
        The column to predict, one of numbers.
    features
        The columns to predict it from; a single name is that one column. A category adds a column
        of ones and zeros for each level.
    levels
        The levels of some categories in their order; the others are compared with the first. Another text counts as
        missing. Of all other categories the levels are found, and sorted.
    seed
        The seed of the sample of rows that the factor keeps.

    Returns
    -------
    FoldedFile
        The factor and what its columns mean. In its sample, and where its notes tell of a cell, the rows are numbered
        from 1 on, from the first partition to the last.

    Raises
    ------
    DataError
        In a sentence for people, if a column isn't there or doesn't suit, no row is complete, or a category has too
        many levels.
    ValueError
        If the numbers are so large that their squares overflow.
    """
    from dask.delayed import delayed

    frame = frame.rename(columns=str)
    readers = _readers(frame.dtypes, target, chosen(features), levels or {})
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


def _readers(
    kinds: pd.Series, target: str, features: Sequence[str], levels: Mapping[str, Sequence[str]]
) -> list[Reader]:
    """A reader for each column, the target's first. DataError if one isn't there, or the target isn't a number."""
    left_out = {name: _unusable(name, kinds) for name in kinds.index}
    left_out = {name: why for name, why in left_out.items() if why}
    known = [name for name in kinds.index if name not in left_out]
    numbers = [name for name in known if pd.api.types.is_numeric_dtype(kinds[name]) and name not in levels]
    check_choice(target, features, known=known, numbers=numbers, left_out=left_out)
    for name, own in levels.items():
        _check_levels(name, own)
    return [
        Number(name) if name in numbers else Category(name, tuple(levels.get(name, ()))) for name in (target, *features)
    ]


def _unusable(name: str, kinds: pd.Series) -> str:
    """The sentence that says why a column can't be used; empty if it can."""
    if (kinds.index == name).sum() > 1:
        return f"Several columns are called {quoted(name)}. Give each its own name."
    if pd.api.types.is_complex_dtype(kinds[name]):
        return f"{quoted(name)} holds complex numbers, which can't be used."
    return ""


def _check_levels(name: str, levels: Sequence[str]) -> None:
    """DataError if declared levels aren't texts that a cell can hold, or one is there twice."""
    if not all(isinstance(level, str) for level in levels) or len(set(levels)) < len(levels):
        raise DataError(f"The levels of {quoted(name)} have to be texts, each given once.")
    if odd := [level for level in levels if level != level.strip() or level.casefold() in MISSING]:
        raise DataError(
            f"{quoted(odd[0])} can't be a level of {quoted(name)}: it has blanks around it, or means that a value is "
            "missing."
        )


# These run on the workers.


def _fold_partition(rows: pd.DataFrame, readers: Sequence[Reader], seed: np.random.SeedSequence) -> Part:
    columns = {reader.name: _cells(rows[reader.name], reader) for reader in readers}
    return Part.of(Chunk(columns, np.arange(1, len(rows) + 1), len(rows)), readers, seed)


def _cells(column: pd.Series, reader: Reader) -> Any:
    if isinstance(reader, Number):
        return pa.array(column.to_numpy(np.float64, na_value=np.nan))
    return pa.array(column.astype("str").to_numpy(object), pa.string(), from_pandas=True)
