"""One pass over a table: each chunk of its rows becomes a part, on all cores, and the merged parts a folded table."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice

import numpy as np

from gd.tables.chunk import Chunk
from gd.tables.folded import FoldedFile
from gd.tables.meaning import Column, Source, stored_names
from gd.tables.odd_cells import told_infinite, told_unread
from gd.tables.part import Part, merged
from gd.tables.readers import Category, Reader
from gd.text import DataError, amount, constant
from gd.version import VERSION

AHEAD = 2
"""How many chunks for each core are in memory: one is folded while the next is read."""


def fold_chunks(
    chunks: Iterable[Chunk], readers: Sequence[Reader], seed: np.random.SeedSequence, cores: int | None = None
) -> Part:
    """The part of all rows, folded on so many cores, on all if None. The first reader is the target's.

    TooManyLevelsError if a column that looked like a category turns out to have too many levels.
    """
    cores = cores or os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        folding = (pool.submit(Part.of, chunk, readers, seed.spawn(1)[0]) for chunk in chunks)
        return merged(_in_order(folding, AHEAD * cores))


def _in_order(futures: Iterator[Future[Part]], ahead: int) -> Iterator[Part]:
    """The results in their order, while `ahead` of them are computed."""
    waiting = deque(islice(futures, ahead))
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(islice(futures, 1))


def folded_table(
    part: Part,
    readers: Sequence[Reader],
    notes: Sequence[str] = (),
    units: Mapping[str, str] | None = None,
    sources: Sequence[Source] = (),
    *,
    files: int = 1,
) -> FoldedFile:
    """The folded table whose rows are all in this part; its notes have a sentence more for what was left out.

    The first reader is the target's. files: how many they come from. DataError if no row is complete, or no feature
    differs between rows.
    """
    if not part.rows:
        raise DataError("There are no rows in it. Fold a table that has some.")
    lacking = {reader.name: part.missing[reader.name] for reader in readers if part.missing[reader.name]}
    none_in = ", ".join(f"{name} ({lacking[name]:,})" for name in sorted(lacking, key=lambda name: -lacking[name]))
    odd = list(_odd_cells(part, readers, ", counted over all files" if files > 1 else ""))
    if part.factor is None:
        none = f"No row has a value in every chosen column: none in {none_in}. Choose fewer columns."
        raise DataError(" ".join([none, *odd]))
    left_out = part.rows - part.factor.rows
    are = "is" if left_out == 1 else "are"
    incomplete = f"{left_out:,} of {amount(part.rows, 'row')} {are} left out: no value in {none_in}."
    target, *features = readers
    values = {reader.name: part.value(reader.name) for reader in features}
    same = [constant(name, value) for name, value in values.items() if value is not None]
    varying = [_column(part, reader, units or {}) for reader in features if values[reader.name] is None]
    if not varying:
        raise DataError(f"No feature differs between the rows that have every value. {same[0]}")
    columns = (*varying, _column(part, target, units or {}))
    terms = [term for column in varying for term in column.terms]
    factor = replace(part.factor_of(terms), columns=stored_names(columns), target=target.name)
    said = (*notes, *odd, *([incomplete] if left_out else []), *same)
    return FoldedFile(factor, columns, part.rows, said, tuple(sources), VERSION)


def _odd_cells(part: Part, readers: Sequence[Reader], counted: str) -> Iterator[str]:
    """The sentences that say what stands in cells that count as missing. counted: how their rows are."""
    for reader in readers:
        if unread := part.unread.get(reader.name):
            yield told_unread(reader.name, unread, reader.unread, counted)
        if infinite := part.infinite.get(reader.name):
            yield told_infinite(reader.name, infinite, counted)


def _column(part: Part, reader: Reader, units: Mapping[str, str]) -> Column:
    """What a column means, with the levels of the complete rows."""
    name, missing = reader.name, part.missing[reader.name]
    if isinstance(reader, Category):
        return Column(name, tuple(reader.in_order(part.folded_levels(name))), missing)
    return Column(name, (), missing, units.get(name, ""))
