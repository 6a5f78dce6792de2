"""Several CSV files with the same columns, read as one table."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import pandas as pd

from gd.tables.chunk import Chunk
from gd.tables.dialect import Layout
from gd.tables.pieces import bundled
from gd.tables.stream import Progress, Stream
from gd.text import DataError, listed, quoted

SHORT_HEAD = 2**17
"""The length of a head, in bytes, that says only whether a file's columns are those of the first."""


@dataclass(frozen=True, eq=False)
class Several:
    """Files that are read one after the other. The head of the first says how the columns of all are read."""

    streams: tuple[Stream, ...]
    named: bool
    """Whether errors name the file: there are several."""
    units: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """A CSV file says nothing of them."""
    left_out: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Every column is read."""

    @classmethod
    def of(cls, paths: Sequence[Path], notes: list[str]) -> "Several":
        """Read the heads.

        DataError if no table can be made out in one, or its columns are others than the first's; OSError if there is
        no such file.
        """
        if not paths:
            raise ValueError("No file is named. Name at least one.")
        streams: list[Stream] = []
        for path in paths:
            said: list[str] = []
            with _named(path, len(paths) > 1):
                least, head = (1 if len(paths) > 1 else 2), (SHORT_HEAD if streams else None)
                streams.append(Stream.of(path, said, least, head))
                _check(streams[-1], streams[0])
            notes += [note for note in said if note not in notes]
        return cls(tuple(streams), len(paths) > 1)

    @property
    def head(self) -> pd.DataFrame:
        """The first rows of the first file."""
        return self.streams[0].head

    @property
    def layout(self) -> Layout:
        """That of the first file."""
        return self.streams[0].layout

    @property
    def files(self) -> dict[Path, list[Path]]:
        """The files of each path that was given: itself."""
        return {stream.path: [stream.path] for stream in self.streams}

    @property
    def size(self) -> int:
        """How much there is to read, in bytes."""
        return sum(stream.size for stream in self.streams)

    def chunks(self, rows: int | None, columns: Sequence[str], progress: Progress | None) -> Iterator[Chunk]:
        """As `Stream.chunks`, of all files.

        columns: those that are wanted; all are read, for only so it shows when a row is too long.
        """
        total, before = self.size, 0
        for stream in self.streams:

            def report(done: int, _: int, before: int = before) -> None:
                if progress is not None:
                    progress(before + done, total)

            with _named(stream.path, self.named):
                yield from stream.chunks(rows, report)
            before += stream.size

    def pieces(self) -> "list[Several]":
        """The files, each by itself unless there are very many, as light as they go to another machine."""
        sizes = [stream.size for stream in self.streams]
        return [Several(tuple(stream.light() for stream in some), self.named) for some in bundled(self.streams, sizes)]


def _check(stream: Stream, first: Stream) -> None:
    """DataError unless both files have the same columns, and the same decimal mark."""
    names, wanted = stream.layout.names, first.layout.names
    other = quoted(first.path.name)
    if missing := [name for name in wanted if name not in names]:
        raise DataError(f"It lacks {listed(missing)}, a column of {other}. Fold files with the same columns.")
    if more := [name for name in names if name not in wanted]:
        raise DataError(f"It has {listed(more)}, a column that {other} lacks. Fold files with the same columns.")
    if stream.layout.decimal != first.layout.decimal:
        raise DataError(f"Its decimal mark is another than that of {other}. Write both alike.")


@contextmanager
def _named(path: Path, named: bool) -> Iterator[None]:
    """Name the file in an error, or not."""
    try:
        yield
    except DataError as error:
        raise DataError(f"{quoted(path.name)}: {error}" if named else str(error)) from None
