"""What files say of themselves for a fold to keep: their checksums, and the units of their columns."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gd.tables.meaning import Source
from gd.text import visible

MOST = 50
"""Most files of which each has a checksum of its own; more have one together."""
LONGEST_UNIT = 40
"""Characters of a unit; a longer text is something else."""


def sources_of(paths: Sequence[Path]) -> tuple[Source, ...]:
    """Each file by itself, or more than MOST of them as one; a folder counts as one. OSError if one can't be read.

    The checksum of several is that of their bytes one after the other: `cat a.csv b.csv | sha256sum`.
    """
    if len(paths) <= MOST:
        return tuple(_source(visible(path.name), _files(path)) for path in paths)
    name = f"{visible(paths[0].name)} and {len(paths) - 1:,} more"
    return (_source(name, [file for path in paths for file in _files(path)]),)


def units_of(schema: Any) -> dict[str, str]:
    """The units that a Parquet file's schema (`pyarrow.Schema`) tells of its columns, under “unit” or “units”."""
    told = {field.name: _unit(field.metadata or {}) for field in schema}
    return {name: unit for name, unit in told.items() if unit}


def _files(path: Path) -> list[Path]:
    """The files of a folder in the order of their names, without hidden ones, as PyArrow reads it; or the file."""
    if not path.is_dir():
        return [path]
    within = {file: file.relative_to(path).parts for file in sorted(path.rglob("*")) if file.is_file()}
    return [file for file, parts in within.items() if not any(part.startswith((".", "_")) for part in parts)]


def _source(name: str, files: Sequence[Path]) -> Source:
    digest, size = hashlib.sha256(), 0
    for path in files:
        with path.open("rb") as file:
            hashlib.file_digest(file, lambda: digest)
            size += file.tell()
    return Source(name, size, digest.hexdigest())


def _unit(metadata: Mapping[bytes, bytes]) -> str:
    """The unit in a column's metadata; empty if there is none, or it isn't a short plain text."""
    try:
        unit = (metadata.get(b"unit") or metadata.get(b"units") or b"").decode().strip()
    except UnicodeDecodeError:
        return ""
    return unit if len(unit) <= LONGEST_UNIT and unit == visible(unit) else ""
