"""From a source (a path, bytes or an opened file) to text, whatever its encoding."""

import codecs
import re
from os import PathLike
from pathlib import Path
from typing import IO

from gd.factor_json import FORMAT
from gd.tables.other_files import BOM, check_bytes, check_text
from gd.text import DataError, amount

Source = str | PathLike[str] | bytes | IO[str] | IO[bytes]

FOLDED_START = re.compile(rf'{BOM}?\s*{{\s*"format"\s*:\s*"{FORMAT}"')
"""How a folded table begins."""


def content_of(source: Source, max_bytes: int | None) -> bytes:
    """The bytes of a file given by its path, opened, or as bytes. DataError if there are more than `max_bytes`."""
    if isinstance(source, bytes):
        content = source
    elif isinstance(source, str | PathLike):
        path = Path(source)
        _check_size(path.stat().st_size, max_bytes)
        content = path.read_bytes()
    else:
        read = source.read()
        content = read.encode("utf-8", "replace") if isinstance(read, str) else read
    _check_size(len(content), max_bytes)
    return content


def _check_size(size: int, most: int | None) -> None:
    if most is not None and size > most:
        raise DataError(
            f"The file has {_bytes(size)}; this page reads at most {_bytes(most)}. "
            "Leave out rows or columns that you don't need, and load it again."
        )


def _bytes(n: int) -> str:
    # Rounded up, so that a file that is just too large is not said to have exactly the size that is allowed.
    return f"{-(-n * 10 // 2**20) / 10:,g} MB" if n >= 2**20 else amount(n, "byte")


def decode(content: bytes, notes: list[str], *, whole: bool = True) -> tuple[str, str]:
    """The text of a file, with newline characters at the ends of lines, and the name of its encoding.

    whole: whether the content is all of the file. If it is only the beginning, the last line may be cut, and is left
    out. DataError if the content is no text, or no table's.
    """
    check_bytes(content)
    text, encoding = _decoded(content, whole)
    if FOLDED_START.match(text):
        raise DataError("This is a folded table already: load it into the page just as the fold wrote it.")
    check_text(text)
    if not whole:
        text = text[: 1 + max(text.rfind("\n"), text.rfind("\r"))]
    if "\0" in text:
        raise DataError("This is not a text file. Save the table as CSV and load that.")
    if not text or text.isspace():
        raise DataError("The file is empty. Choose one that has a header and rows.")
    if not encoding.startswith("utf"):
        notes.append("The file is not in UTF-8; it is read as Western European text (Windows-1252).")
    if "\r" in text:  # to look is much faster than to replace nothing
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.lstrip(BOM).rstrip("\n"), encoding  # a file that was saved twice may have two byte-order marks


def _decoded(content: bytes, whole: bool) -> tuple[str, str]:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "cp1252", "latin-1"]:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(content, final=whole), encoding
        except UnicodeDecodeError:
            continue
    return "\0", "utf-16"
