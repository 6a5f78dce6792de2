"""A CSV file that need not fit into memory: its layout, found from its head, and its rows, chunk by chunk."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from gd.tables.compressed import opened
from gd.tables.decode import decode
from gd.tables.dialect import Layout, find_layout
from gd.tables.parse import broken, numbered, options, parse
from gd.text import DataError

if TYPE_CHECKING:
    from pandas.io.parsers import TextFileReader

HEAD_BYTES = 2**21
"""The length of the head, which says how the rest of the file is to be read."""
CHUNK_NUMBERS = 300_000
"""Cells of a chunk if the number of its rows isn't given."""

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and the bytes in all."""


@dataclass(frozen=True, eq=False)
class Stream:
    """A CSV file on disk, compressed or not, and how to read it."""

    path: Path
    encoding: str
    layout: Layout
    head: pd.DataFrame
    """The first rows as pandas parses them, without columns that have neither a name nor values."""

    @classmethod
    def of(cls, path: str | PathLike[str], notes: list[str], least: int = 2) -> "Stream":
        """Read the head. DataError if it is no table of at least so many rows, OSError if there is no such file."""
        path = Path(path)
        with opened(path) as (_, content):
            head = content.read(HEAD_BYTES)
            whole = not content.read(1)
        text, encoding = decode(head, notes, whole=whole)
        layout = find_layout(text, notes)
        return cls(path, encoding, layout, parse(text.encode(), layout, notes, least))

    def chunks(self, rows: int | None, as_text: Iterable[str], progress: Progress | None) -> Iterator[pd.DataFrame]:
        """The file's rows, `rows` at a time, indexed by their numbers in the file; empty rows are left out.

        DataError if a row is longer than the others, a quotation mark never closes, or the text changes encoding.
        """
        layout, size = self.layout, self.path.stat().st_size
        # A character that Windows-1252 doesn't know does no harm; one that UTF-8 doesn't know means another encoding.
        errors = "strict" if self.encoding.startswith("utf") else "replace"
        try:
            with opened(self.path) as (raw, content), TextIOWrapper(content, self.encoding, errors) as file:
                for _ in range(layout.lines_above):
                    file.readline()
                with self._reader(file, rows, as_text) as chunks:
                    for chunk in chunks:
                        yield numbered(chunk, layout).dropna(how="all")
                        if progress is not None:
                            progress(raw.tell(), size)
        except pd.errors.ParserError as error:
            if "source failed" in str(error):  # so pandas says where Ctrl-C came while it was reading
                raise KeyboardInterrupt from None
            raise broken(str(error), layout) from None
        except UnicodeDecodeError:
            raise DataError(
                f"The file begins in {self.encoding.removesuffix('-sig').upper()}, but not all of it is. "
                "Save it in one encoding, UTF-8, and fold that."
            ) from None

    def _reader(self, file: TextIOWrapper, rows: int | None, as_text: Iterable[str]) -> "TextFileReader":
        return pd.read_csv(
            file,
            chunksize=rows or max(1, CHUNK_NUMBERS // self.layout.width),
            names=self.layout.names,
            dtype=dict.fromkeys(as_text, "str"),
            low_memory=False,
            **options(self.layout),
        )
