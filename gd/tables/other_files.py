"""Files that hold no table as text: what each is, told by how it begins, and what to do with it."""

import re

from gd.tables.compressed import MAGIC, NAMES
from gd.text import DataError

BOM = "\ufeff"  # the byte-order mark
BEGINNING = 100
"""Bytes that tell a kind that isn't text."""
SAVE, UNPACK = "save it as CSV and load that", "unpack it, and load what is in it"
FOLD = "fold it with python -m gd.tables.fold, and load what that writes"
OFFICE = r"PK\x03\x04.{26}"
"""The first file in an archive that an office program wrote: its header, then its name (APPNOTE.TXT, 4.3.7)."""
PARQUET = r"PAR1[\x00-\x08\x0e-\x1f]"
"""Its mark, and the beginning of a structure, which no text has; a table's first column may be called “PAR1”."""
BY_BYTES = (
    (rf"{OFFICE}(\[Content_Types\]|_rels/|docProps/|xl/|word/|ppt/)|\xd0\xcf\x11\xe0", "an Excel or Office file", SAVE),
    (rf"{OFFICE}mimetypeapplication/vnd\.oasis\.opendocument", "an OpenDocument file", SAVE),
    (r"PK\x03\x04|PK\x05\x06", "a ZIP archive", UNPACK),
    (PARQUET, "a Parquet file", FOLD),
    (r"\xfd7zXZ\x00", "a file compressed by xz", UNPACK),
    *(
        (re.escape(magic.decode("latin-1")), f"a file compressed by {NAMES[kind]}", UNPACK)
        for magic, kind in MAGIC.items()
    ),
)
BY_TEXT = (
    ("%PDF-", "a PDF file", SAVE),
    (rf"(?i){BOM}?\s*<(!doctype|html|\?xml)", "a web page", SAVE),
    (rf"{BOM}?\s*(\[\s*)?[{{\[]\s*[\[{{\"]", "a JSON file", SAVE),
)


def check_bytes(content: bytes) -> None:
    """Raise DataError if a file with these bytes is of a kind that isn't text."""
    _check(content[:BEGINNING].decode("latin-1"), BY_BYTES)


def check_text(text: str) -> None:
    """Raise DataError if a file with this text is of another kind than a table."""
    _check(text, BY_TEXT)


def _check(beginning: str, kinds: tuple[tuple[str, str, str], ...]) -> None:
    for start, kind, advice in kinds:
        if re.match(start, beginning, re.DOTALL):
            raise DataError(f"This looks like {kind}: {advice}.")
