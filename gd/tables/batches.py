"""The rows of a CSV file as Arrow cuts them into texts, many at a time."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import csv

from gd.tables.chunk import chunk_rows
from gd.tables.dialect import Layout
from gd.tables.parse import MISSING_AS_WRITTEN

BLOCK_BYTES = 2**18
"""How much of the file Arrow reads at a time. It reads up to 32 of them ahead."""
END = "\x1f"
"""What a row holds that is put below a file: no row of a table does."""


def batches(content: Any, layout: Layout, encoding: str) -> Iterator[Any]:
    """The rows of an opened file, in order: a `pyarrow.RecordBatch` of texts for some of them.

    ArrowInvalid or UnicodeDecodeError where a row has fields too few or too many, a quotation mark never closes, or the
    encoding is another; OSError if the file can't be read on.
    """
    read = csv.ReadOptions(
        block_size=BLOCK_BYTES, skip_rows=layout.lines_above, column_names=layout.names, encoding=encoding
    )
    cut = csv.ParseOptions(delimiter=layout.separator, newlines_in_values=True, ignore_empty_lines=False)
    texts = csv.ConvertOptions(
        column_types=dict.fromkeys(layout.names, pa.string()),
        null_values=MISSING_AS_WRITTEN,
        strings_can_be_null=True,
    )
    file = Ended(content, layout, encoding)
    try:
        with csv.open_csv(file, read, cut, texts) as reader:
            yield from _together(_without_end(reader))
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise file.error or error from None


class Ended:
    """A file with one more row below it: where a quotation mark never closes, Arrow takes this for text.

    A file that can't be read on, or was closed meanwhile, ends without that row, and the error is kept: Arrow reads in
    a thread of its own, which may wait for ever if the error is raised there.
    """

    def __init__(self, content: Any, layout: Layout, encoding: str) -> None:
        self._content = content
        self._row = f"{END}{layout.separator * (layout.width - 1)}\n".encode(encoding)
        self._newline = b""
        self.closed = False
        self.error: OSError | ValueError | None = None
        """Why the file can't be read on."""

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        try:
            data = self._content.read(size)
        except (OSError, ValueError) as error:
            self.error, data, self._row, self._newline = error, b"", b"", b""
        if data:
            self._newline = b"" if data.endswith((b"\n", b"\r")) else b"\n"
            return bytes(data)
        row, self._row, self._newline = self._newline + self._row, b"", b""
        return row


def _without_end(read: Iterable[Any]) -> Iterator[Any]:
    """The batches without the row that `Ended` added. ArrowInvalid if it isn't there."""
    held = None
    for batch in read:
        if held is not None:
            yield held
        held = batch
    if held is None or held.column(0)[-1].as_py() != END:
        raise pa.ArrowInvalid("A quotation mark never closes.")
    if len(held) > 1:
        yield held.slice(0, len(held) - 1)


def _together(read: Iterable[Any]) -> Iterator[Any]:
    """The batches, several joined to one that is large enough to be folded in one go."""
    waiting: list[Any] = []
    for batch in read:
        waiting.append(batch)
        if sum(map(len, waiting)) >= chunk_rows(batch.num_columns):
            yield pa.concat_batches(waiting)
            waiting.clear()
    if waiting:
        yield pa.concat_batches(waiting)
