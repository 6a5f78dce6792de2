"""One pass over the files: each chunk becomes a factor, and the factors are merged."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from gd.arrays import Array
from gd.factor import Factor
from gd.tables.parquet import Parquet
from gd.tables.readers import Category, Reader, key
from gd.tables.several import Several
from gd.tables.stream import Progress
from gd.text import DataError, amount, constant


class Pass(NamedTuple):
    """What one pass over the files found."""

    factor: Factor
    """The complete rows; its columns are called by the `key` of each term, but for columns that are constant."""
    rows: int
    """How many rows were read."""
    lacking: Mapping[str, int]
    """By column, in how many of them it has no value."""
    notes: list[str]


def fold_once(
    files: Several | Parquet,
    readers: dict[str, Reader],
    chunk_rows: int | None,
    progress: Progress | None,
    notes: list[str],
) -> Pass:
    """Fold the complete rows; add to the notes a sentence for what was left out. The first reader is the target's.

    DataError if no row is complete, or no feature differs between rows. TooManyLevelsError if a column that looked
    like a category turns out to have too many levels.
    """
    as_text = [name for name, reader in readers.items() if isinstance(reader, Category) or reader.truth]
    seeds, lacking, rows = np.random.SeedSequence(0), Counter[str](), 0
    factor: Factor | None = None
    for chunk in files.chunks(chunk_rows, list(readers), as_text, progress):
        rows += len(chunk)
        part = _part(chunk, readers, seeds.spawn(1)[0], lacking)
        if part is not None:
            factor = part if factor is None else _joined(factor, part)
    most = sorted((name for name in readers if lacking[name]), key=lambda name: -lacking[name])
    columns = ", ".join(f"{name} ({lacking[name]:,})" for name in most)
    if factor is None:
        raise DataError(f"No row has a value in every chosen column: none in {columns}. Choose fewer.")
    if out := rows - factor.rows:
        are = "is" if out == 1 else "are"
        notes = [*notes, f"{out:,} of {amount(rows, 'row')} {are} left out: no value in {columns}."]
    _, *features = readers.values()
    same = [constant(reader.name, reader.value) for reader in features if reader.value is not None]
    names = [key(term) for reader in features if reader.value is None for term in reader.terms()]
    if not names:
        raise DataError(f"No feature differs between the rows that have every value. {same[0]}")
    return Pass(factor.select(names), rows, lacking, [*notes, *same])


def _part(
    chunk: pd.DataFrame, readers: dict[str, Reader], seed: np.random.SeedSequence, lacking: Counter[str]
) -> Factor | None:
    """The factor of a chunk's complete rows, None if it has none; `lacking` counts the cells without a value."""
    values = {name: reader.read(chunk[name]) for name, reader in readers.items()}
    complete = np.ones(len(chunk), dtype=bool)
    for name, column in values.items():
        present = ~np.isnan(column)
        complete &= present
        lacking[name] += int((~present).sum())
    if not complete.any():
        return None
    columns: dict[str, Array] = {}
    for name, reader in readers.items():
        columns |= reader.columns(values[name][complete])
    y, *X = columns.values()
    target, *names = columns
    rows = chunk.index.to_numpy(np.int64)[complete]
    return Factor.of(np.column_stack(X), y, names=names, target=target, rows=rows, seed=seed)


def _joined(factor: Factor, part: Factor) -> Factor:
    """The merged factor; the first gets columns of zeros for levels that only the second has."""
    if factor.columns != part.columns:
        new = [name for name in part.columns if name not in factor.columns]
        factor = factor.extend(new).select(part.columns)
    return factor.merge(part)
