"""A CSV file becomes a Dataset. `design`, which makes a matrix of its columns, can be imported from here too."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from gd.tables.columns import read_columns
from gd.tables.decode import Source, content_of, decode, text_and_encoding
from gd.tables.design import Design, design
from gd.tables.dialect import find_layout
from gd.tables.parse import parse
from gd.tables.reading import Reading, reading
from gd.text import DataError, listed

__all__ = ["DataError", "Dataset", "Design", "design", "read_csv"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """The columns of a file that can be used."""

    frame: pd.DataFrame
    """Unique names; numbers as float64 with NaN for missing, categories as str. The index is the row's number
    in the file as a spreadsheet shows it: below a header in row 1, the first is 2."""
    left_out: dict[str, str]
    """For each column that can't be used, the sentence that says why."""
    notes: tuple[str, ...]
    """What was done to the file on reading, a sentence each."""
    content: bytes = b""
    """The file as it came; empty where there is none."""

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

    @cached_property
    def reading(self) -> Reading:
        """What pandas has to be told to read the same from the file. Found out only where it is asked for: that takes
        about as long as to read it.
        """
        text, encoding = text_and_encoding(self.content, [])
        layout = find_layout(text, [])
        return reading(text, encoding, layout, parse(text, layout, []), self.frame)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The names of the columns of numbers, in the file's order."""
        return tuple(str(name) for name in self.frame if self.frame[name].dtype == np.float64)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The names of the columns of categories, in the file's order."""
        return tuple(str(name) for name in self.frame if self.frame[name].dtype != np.float64)


def read_csv(source: Source, *, max_bytes: int | None = None, max_columns: int | None = None) -> Dataset:
    """Read a CSV file: its path, its bytes, or the file opened (as bytes or as text).

    Encoding, separator, decimal mark and header are found out; `Dataset.notes` says where that wasn't plain.
    A file of one column of numbers is a list, and is read; one of several columns is refused if fewer than
    two can be used.

    DataError, in a sentence for people, where the file can't be used or is larger than allowed. OSError where
    there is no such file.
    """
    notes: list[str] = []
    content = content_of(source, max_bytes)
    text = decode(content, notes)
    layout = find_layout(text, notes)
    if max_columns is not None and layout.width > max_columns:
        raise DataError(
            f"The file has {layout.width:,} columns; this page reads at most {max_columns:,}. "
            "Leave out those that you don't need."
        )
    frame, left_out = read_columns(parse(text, layout, notes), layout, notes)
    dataset = Dataset(frame, left_out, tuple(notes), content)
    _check_use(dataset)
    return dataset


def _check_use(dataset: Dataset) -> None:
    reason = next(iter(dataset.left_out.values()), "")
    if not dataset.numbers:
        raise DataError(f"There is no column of numbers to predict. {reason}".rstrip())
    if dataset.frame.shape[1] == 1 and dataset.left_out:
        only = listed(dataset.numbers)
        raise DataError(f"Only {only} can be used, and fitting needs two columns. {reason}")
