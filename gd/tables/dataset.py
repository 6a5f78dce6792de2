"""A CSV file becomes a Dataset."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from gd.tables.columns import read_columns
from gd.tables.decode import Source, content_of, decode
from gd.tables.dialect import find_layout
from gd.tables.parse import parse
from gd.tables.spreadsheet import shielded
from gd.text import DataError, listed


@dataclass(frozen=True, eq=False)
class Dataset:
    """The columns of a file that can be used, as `read_csv` makes them.

    Examples
    --------
    >>> table = read_csv(b"size;kind;price\\n1,5;a;2\\n2;b;3\\n4;a;5\\n")
    >>> table.numbers, table.categories, table.rows
    (('size', 'price'), ('kind',), 3)
    >>> table.notes
    ('Numbers are read with a decimal comma.',)
    """

    frame: pd.DataFrame
    """Unique names; numbers as float64 with NaN for missing, categories as such. The index is the row's number
    in the file as a spreadsheet shows it: below a header in row 1, the first is 2."""
    left_out: dict[str, str]
    """For each column that can't be used, the sentence that says why."""
    notes: tuple[str, ...]
    """What was done to the file on reading, a sentence each."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, in the file's order."""
        return tuple(map(str, self.frame.columns))

    @property
    def rows(self) -> int:
        """How many rows there are, complete or not."""
        return len(self.frame)

    @property
    def remarks(self) -> tuple[str, ...]:
        """`notes`, and the sentences for what is left out."""
        return (*self.notes, *self.left_out.values())

    def to_csv(self) -> str:
        """The columns as CSV for any program: commas, decimal points, each number in full, missing cells empty.

        Texts are `shielded` from spreadsheets.
        """
        frame = self.frame.rename(columns=shielded)
        for name in map(shielded, self.categories):
            frame[name] = frame[name].map({level: shielded(level) for level in frame[name].dropna().unique()})
        return str(frame.to_csv(index=False, lineterminator="\n"))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The names of the columns of numbers, in the file's order."""
        return tuple(map(str, self.frame.select_dtypes(np.float64)))

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The names of the columns of categories, in the file's order."""
        return tuple(map(str, self.frame.select_dtypes(exclude=np.float64)))


def read_csv(
    source: Source, *, max_bytes: int | None = None, max_columns: int | None = None, max_cells: int | None = None
) -> Dataset:
    """Read a CSV file, whatever its encoding, separator, decimal mark and header.

    A file of one column of numbers is a list, and is read; a file of several columns is refused if fewer than two
    of them can be used.

    Parameters
    ----------
    source
        The file's path, its bytes, or the file opened (as bytes or as text).
    max_bytes, max_columns, max_cells
        The largest file that is read; None for any. A line counts as a row, and missing cells count too.

    Returns
    -------
    Dataset
        Its columns; its `notes` say where the reading wasn't plain, its `left_out` which columns can't be used.

    Raises
    ------
    DataError
        In a sentence for people, if the file can't be used or is larger than allowed.
    OSError
        If there is no such file.

    Examples
    --------
    >>> read_csv("data/hubble.csv").frame.loc[2].tolist()
    [0.032, 170.0]
    >>> read_csv(b"a,b\\n1,2\\n")
    Traceback (most recent call last):
    gd.text.DataError: The file has only one row of values. Add at least one more, so that there is something to fit.
    """
    notes: list[str] = []
    text, _ = decode(content_of(source, max_bytes), notes)
    layout = find_layout(text, notes, max_columns)
    _check_cells(1 + text.count("\n"), layout.width, max_cells)
    data = text.encode()
    del text  # of a file with emoji, it takes four times as much memory
    frame, left_out = read_columns(parse(data, layout, notes), layout, notes)
    dataset = Dataset(frame, left_out, tuple(notes))
    _check_use(dataset)
    return dataset


def _check_cells(lines: int, width: int, most: int | None) -> None:
    if most is not None and lines * width > most:
        raise DataError(
            f"The file has {lines:,} lines and {width:,} columns, which make {lines * width:,} cells, empty ones "
            f"included; this page reads at most {most:,}. Leave out rows or columns that you don't need."
        )


def _check_use(dataset: Dataset) -> None:
    reason = next(iter(dataset.left_out.values()), "")
    if not dataset.numbers:
        raise DataError(f"There is no column of numbers to predict. {reason}".rstrip())
    if dataset.frame.shape[1] == 1 and dataset.left_out:
        only = listed(dataset.numbers)
        raise DataError(f"Only {only} can be used, and fitting needs two columns. {reason}")
