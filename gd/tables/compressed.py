"""Files that are compressed, by gzip, Zstandard or bzip2: told by their first bytes, whatever their names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from gd.text import DataError, quoted

BLOCK, END = b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"
"""What a block of bzip2 begins with, and what comes after the last one: the digits of π, and of √π."""
BZIP2 = {b"BZh%d" % level + then: "bz2" for level in range(1, 10) for then in (BLOCK, END)}
MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", **BZIP2}
"""The first bytes of each kind: RFC 1952, 2.3.1; RFC 8878, 3.1.1; of bzip2 also what follows, as a text may begin with
“BZh”, too."""
NAMES = {"gzip": "gzip", "zstd": "Zstandard", "bz2": "bzip2"}
"""What people call each kind."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, Any]]:
    """Open a file: yield it as it lies on the disk, and what it holds, a binary file too.

    OSError if there is no such file; DataError if what is compressed turns out to be damaged.
    """
    with path.open("rb") as raw:
        first = raw.read(max(map(len, MAGIC)))
        raw.seek(0)
        kind = next((kind for magic, kind in MAGIC.items() if first.startswith(magic)), None)
        if kind is None:
            yield raw, raw
            return
        import pyarrow as pa  # type: ignore[import-untyped]  # takes long to load

        try:
            with pa.CompressedInputStream(raw, kind) as content:
                yield raw, content
        except OSError as error:
            if error.errno is not None:
                raise
            raise DataError(f"{quoted(path.name)} is damaged: it can't be unpacked. Compress it anew.") from None
