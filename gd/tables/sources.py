"""What files say of themselves for a fold to keep: their checksums, and the units of their columns."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

from gd.tables.meaning import Source
from gd.text import visible

MOST_LISTED = 50
"""Most files of which each has a checksum of its own; more have one together."""
LONGEST_UNIT = 40
"""Characters of a unit; a longer text is something else."""
PIECE = 2**20
"""Bytes that are read at a time."""


class Digest(NamedTuple):
    """What the bytes of a file come to."""

    size: int
    sha256: str
    """64 hexadecimal digits."""


def digest(path: Path, stop: Event | None = None) -> Digest:
    """Read a file through, or until the event is set. OSError if it can't be read."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while not (stop and stop.is_set()) and (piece := file.read(PIECE)):
            total.update(piece)
        return Digest(file.tell(), total.hexdigest())


@contextmanager
def digests_beside(files: Sequence[Path]) -> Iterator[Future[list[Digest]]]:
    """The digest of each file, computed by a thread beside what the block does, and no longer than that."""
    stop = Event()
    with ThreadPoolExecutor(1) as thread:
        try:
            yield thread.submit(lambda: [digest(path, stop) for path in files])
        finally:
            stop.set()


def sources_of(files: Mapping[Path, Sequence[Path]], digests: Sequence[Digest]) -> tuple[Source, ...]:
    """Each path that was given by itself, or more than MOST_LISTED of them as one.

    files: those of each path, of a folder several. digests: theirs, one after the other. The checksum of several files
    is that of their checksums, a line each: `sha256sum a.csv b.csv | cut -c -64 | sha256sum`.
    """
    names = [path.resolve().name for path in files]
    if len(files) > MOST_LISTED:
        return (_source(f"{names[0]} and {len(files) - 1:,} more", True, digests),)
    rest = iter(digests)
    return tuple(
        _source(name, path.is_dir(), list(islice(rest, len(own))))
        for name, (path, own) in zip(names, files.items(), strict=True)
    )


def units_of(schema: Any) -> dict[str, str]:
    """The units that a Parquet file's schema (`pyarrow.Schema`) tells of its columns, under “unit” or “units”."""
    told = {field.name: _unit(field.metadata or {}) for field in schema}
    return {name: unit for name, unit in told.items() if unit}


def _source(name: str, several: bool, digests: Sequence[Digest]) -> Source:
    lines = "".join(f"{one.sha256}\n" for one in digests)
    sha256 = hashlib.sha256(lines.encode()).hexdigest() if several else digests[0].sha256
    return Source(visible(name), sum(one.size for one in digests), sha256)


def _unit(metadata: Mapping[bytes, bytes]) -> str:
    """The unit in a column's metadata; empty if there is none, or it isn't a short plain text."""
    try:
        unit = (metadata.get(b"unit") or metadata.get(b"units") or b"").decode().strip()
    except UnicodeDecodeError:
        return ""
    return unit if len(unit) <= LONGEST_UNIT and unit == visible(unit) else ""
