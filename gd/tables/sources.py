"""What files say of themselves for a fold to keep: their checksums, and the units of their columns."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

from gd.tables.meaning import Source
from gd.text import visible

MOST = 50
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


def sources_of(paths: Sequence[Path], digests: Sequence[Digest]) -> tuple[Source, ...]:
    """Each path by itself, or more than MOST of them as one. A folder counts as one too.

    digests: of each of `files_of(paths)`. The checksum of several files is that of their checksums, a line each:
    `sha256sum a.csv b.csv | cut -c -64 | sha256sum`.
    """
    own = dict(zip(files_of(paths), digests, strict=True))
    if len(paths) <= MOST:
        return tuple(
            _source(visible(path.name), path.is_dir(), [own[file] for file in files_of([path])]) for path in paths
        )
    name = f"{visible(paths[0].name)} and {len(paths) - 1:,} more"
    return (_source(name, True, digests),)


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files: of a folder those in it, in the order of their names, without hidden ones, as PyArrow reads it."""
    return [file for path in paths for file in (_within(path) if path.is_dir() else [path])]


def units_of(schema: Any) -> dict[str, str]:
    """The units that a Parquet file's schema (`pyarrow.Schema`) tells of its columns, under “unit” or “units”."""
    told = {field.name: _unit(field.metadata or {}) for field in schema}
    return {name: unit for name, unit in told.items() if unit}


def _within(folder: Path) -> list[Path]:
    found = {file: file.relative_to(folder).parts for file in sorted(folder.rglob("*")) if file.is_file()}
    return [file for file, parts in found.items() if not any(part.startswith((".", "_")) for part in parts)]


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
