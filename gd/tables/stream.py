"""A CSV file that need not fit into memory: its layout, found from its head, and its rows, chunk by chunk."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import TextIOWrapper
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from gd.tables.batches import batches
from gd.tables.chunk import Chunk, chunk_rows
from gd.tables.compressed import opened
from gd.tables.decode import decode
from gd.tables.dialect import Layout, find_layout
from gd.tables.parse import MISSING_AS_WRITTEN, broken, numbered, options, parse
from gd.text import DataError

HEAD_BYTES = 2**21
"""The length of the head, which says how the rest of the file is to be read."""
NOTHING = pa.array(MISSING_AS_WRITTEN)
"""The texts that pandas takes for no value."""

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
    plain: bool
    """Whether nothing in the head keeps Arrow from reading it as pandas does."""

    @classmethod
    def of(cls, path: str | PathLike[str], notes: list[str], least: int = 2, head_bytes: int | None = None) -> "Stream":
        """Read the head, of HEAD_BYTES if it isn't said how long it is.

        DataError if it is no table of at least so many rows, OSError if there is no such file.
        """
        path = Path(path)
        with opened(path) as (_, content):
            head = content.read(head_bytes or HEAD_BYTES)
            whole = not content.read(1)
        text, encoding = decode(head, notes, whole=whole)
        layout = find_layout(text, notes)
        return cls(
            path,
            encoding,
            layout,
            parse(text.encode(), layout, notes, least),
            _is_plain(text, layout.separator, encoding),
        )

    @property
    def size(self) -> int:
        """In bytes, as it lies on the disk."""
        return self.path.stat().st_size

    def light(self) -> "Stream":
        """The file by its full name, without the head."""
        return replace(self, path=self.path.resolve(), head=self.head.iloc[:0])

    def chunks(self, rows: int | None, progress: Progress | None) -> Iterator[Chunk]:
        """The file's rows as texts, `rows` at a time; those without any value are left out.

        Arrow reads them, several times as fast as pandas, up to a row that it can't read. There pandas goes on, which
        also takes rows that are too short, and says where something is wrong.

        DataError if a row is longer than the others, a quotation mark never closes, or the text changes encoding.
        """
        done = 0
        if self.plain:
            try:
                for chunk in self._by_arrow(rows, progress):
                    done += chunk.span
                    yield chunk
                return
            except (pa.ArrowInvalid, UnicodeDecodeError):
                pass
        try:
            yield from self._by_pandas(rows, done, progress)
        except pd.errors.ParserError as error:
            if "source failed" in str(error):  # so pandas says where Ctrl-C came while it was reading
                raise KeyboardInterrupt from None
            raise broken(str(error), self.layout) from None
        except UnicodeDecodeError:
            raise DataError(
                f"The file begins in {self.encoding.removesuffix('-sig').upper()}, but not all of it is. "
                "Save it in one encoding, UTF-8, and fold that."
            ) from None

    def _by_arrow(self, rows: int | None, progress: Progress | None) -> Iterator[Chunk]:
        """All rows, by Arrow. ArrowInvalid or UnicodeDecodeError if it can't read one."""
        layout, size, above = self.layout, self.size, self.layout.rows_above
        encoding = self.encoding.removesuffix("-sig")  # Arrow looks for the mark itself
        with opened(self.path) as (raw, content):
            for batch in batches(content, layout, encoding):
                for start in range(0, len(batch), rows or len(batch)):
                    yield _chunk(layout.names, batch.slice(start, rows).columns, above)
                    above = 0
                    if progress is not None:
                        progress(raw.tell(), size)

    def _by_pandas(self, rows: int | None, done: int, progress: Progress | None) -> Iterator[Chunk]:
        """The rows below number `done`, by pandas. ParserError or UnicodeDecodeError if it can't read one."""
        size, names = self.size, self.layout.names
        # A character that Windows-1252 doesn't know does no harm; one that UTF-8 doesn't know means another encoding.
        errors = "strict" if self.encoding.startswith("utf") else "replace"
        with opened(self.path) as (raw, content), TextIOWrapper(content, self.encoding, errors) as file:
            for _ in range(self.layout.lines_above):
                file.readline()
            size_of_chunk = rows or chunk_rows(self.layout.width)
            with pd.read_csv(file, chunksize=size_of_chunk, names=names, dtype="str", **options(self.layout)) as frames:
                for frame in frames:
                    new = numbered(frame, self.layout).loc[done + 1 :]
                    if len(new):
                        columns = [pa.array(new[name], pa.string(), from_pandas=True) for name in names]
                        yield _chunk(names, columns, int(new.index[0]) - done - 1)
                        done = int(new.index[-1])
                        if progress is not None:
                            progress(raw.tell(), size)


def _is_plain(text: str, separator: str, encoding: str) -> bool:
    """Whether Arrow reads the file as pandas does.

    Blanks are neither separators nor before quotation marks, where only pandas leaves them out, and the encoding may
    begin anew for `Ended`.
    """
    blanks = " \t".replace(separator, "")
    return (
        separator != " "
        and encoding != "utf-16"
        and not re.search(rf'(^|{re.escape(separator)})[{blanks}]+"', text, re.MULTILINE)
    )


def _chunk(names: Sequence[str], columns: Sequence[Any], above: int) -> Chunk:
    """The chunk of these rows [n], with so many rows' numbers above them; without the rows that have no value."""
    n = len(columns[0])
    rows = np.arange(above + 1, above + n + 1)
    filled = _filled(columns[0])
    if not filled.all():
        for column in columns[1:]:
            filled |= _filled(column)
        rows, columns = rows[filled], [column.filter(pa.array(filled)) for column in columns]
    return Chunk(dict(zip(names, columns, strict=True)), rows, above + n)


def _filled(column: Any) -> NDArray[np.bool_]:
    """Which cells of a column of texts [n] hold a value: [n]. Blanks before it are left out, as pandas does."""
    nothing = pc.is_in(pc.utf8_ltrim(column, " \t"), NOTHING)
    return np.asarray(~pc.or_(nothing, column.is_null()).to_numpy(zero_copy_only=False))
