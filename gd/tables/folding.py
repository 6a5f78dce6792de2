"""Files of any size become a factor, chunk by chunk."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from gd.tables.cells import MAX_LEVELS
from gd.tables.choice import check_choice, chosen
from gd.tables.folded import FoldedFile
from gd.tables.parquet import Parquet, is_parquet
from gd.tables.part import Part, TooManyLevelsError
from gd.tables.passes import fold_chunks, folded_table
from gd.tables.readers import Category, Reader, readers_for
from gd.tables.several import Several
from gd.tables.sources import Digest, digests_beside, sources_of
from gd.tables.stream import Progress
from gd.text import DataError, quoted


def fold_files(
    paths: str | PathLike[str] | Sequence[str | PathLike[str]],
    target: str,
    *,
    features: str | Sequence[str] | None = None,
    chunk_rows: int | None = None,
    progress: Progress | None = None,
    scheduler: str | None = None,
) -> FoldedFile:
    """Fold a file of any size, or several with the same columns: memory holds a few chunks for each core.

    Columns of numbers stay as they are; a category adds a column of ones and zeros for each level, “species=Adelie”.
    Rows without a number in the target or a value in a feature are left out.

    Parameters
    ----------
    paths
        The file, or the files: CSV, compressed or not, or Parquet, also folders of it.
    target
        The column to predict: its name in the file.
    features
        The columns to predict it from; a single name is that one column, None all that can be used.
    chunk_rows
        Rows of a chunk, 1 or more; None for as many as suit the columns.
    progress
        Called after each chunk with the bytes read so far and the bytes in all, of Parquet with the rows.
    scheduler
        The address of a Dask cluster that folds the files, such as `tcp://10.0.0.1:8786`: its workers read them by the
        same names, each file by itself, large ones of Parquet by their row groups. None for this machine.

    Returns
    -------
    FoldedFile
        The factor of the complete rows, see `gd.Factor`, and what its columns mean; in its notes, what was left out
        and why, and what stands in cells that can't be read, in the same words as of a table in memory.

    Raises
    ------
    DataError
        In a sentence for people, if the file or a chosen column can't be used, or no cluster answers.
    OSError
        If there is no such file.
    ValueError
        If no file is named, or a chunk has no rows.

    Examples
    --------
    >>> folded = fold_files("data/penguins.csv", "body_mass_g", features=["bill_depth_mm", "species"])
    >>> folded.names
    ('bill_depth_mm', 'species', 'body_mass_g')
    >>> folded.factor.columns
    ('bill_depth_mm', 'species=Adelie', 'species=Chinstrap', 'species=Gentoo')
    >>> folded.notes
    ('2 of 344 rows are left out: no value in body_mass_g (2), bill_depth_mm (2).',)
    """
    if chunk_rows is not None and chunk_rows < 1:
        raise ValueError(f"A chunk of {chunk_rows} rows is asked for; it needs at least 1.")
    notes: list[str] = []
    given = [Path(path) for path in ([paths] if isinstance(paths, str | PathLike) else paths)]
    table = _opened(given, notes)
    readers, left_out = readers_for(table.head, table.layout)
    left_out |= table.left_out
    known, numbers = list(readers), [name for name in readers if not isinstance(readers[name], Category)]
    wanted = chosen(features) if features is not None else [name for name in known if name != target]
    check_choice(target, wanted, known=known, numbers=numbers, left_out=left_out)
    notes += left_out.values() if features is None else []
    while True:
        used = [readers[name] for name in (target, *wanted)]
        try:
            part, digests = _fold(table, used, chunk_rows, progress, scheduler)
            sources = sources_of(table.files, digests)
            return folded_table(part, used, notes, table.units, sources, files=len(digests))
        except TooManyLevelsError as error:
            name = str(error)
        why = f"{quoted(name)} has more than {MAX_LEVELS} different texts: it looks like an id or free text"
        if features is not None:
            raise DataError(f"{why}. Take it out of the features.")
        # Which rows are complete depends on the columns, so the fold begins again without this one.
        notes.append(f"{why}, so it is left out.")
        wanted = [other for other in wanted if other != name]


def _fold(
    table: Several | Parquet,
    readers: Sequence[Reader],
    chunk_rows: int | None,
    progress: Progress | None,
    scheduler: str | None,
) -> tuple[Part, list[Digest]]:
    """The part of all rows, and the digest of each file, made here or on a cluster."""
    files = [file for own in table.files.values() for file in own]
    if scheduler is not None:
        from gd.tables.cluster_files import fold_on  # takes Dask

        return fold_on(scheduler, table, files, readers, progress)
    with digests_beside(files) as digests:
        chunks = table.chunks(chunk_rows, [reader.name for reader in readers], progress)
        return fold_chunks(chunks, readers, np.random.SeedSequence(0)), digests.result()


def _opened(paths: Sequence[Path], notes: list[str]) -> Several | Parquet:
    """The table in these files, all CSV or all Parquet."""
    parquet = [is_parquet(path) for path in paths]
    if any(parquet) and not all(parquet):
        raise DataError("Some files are Parquet, and others aren't. Fold files of one kind.")
    return Parquet.of(paths) if any(parquet) else Several.of(paths, notes)
