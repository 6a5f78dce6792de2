"""Texts that a spreadsheet would take for a formula: in a CSV file an apostrophe before them keeps it from doing so.

A spreadsheet runs a cell that begins with =, +, − or @, whatever program wrote the file. The apostrophe is its own
sign that a text follows; `unshielded` takes it off again, so that nothing is lost on the way.
"""

import re

_BLANK = r'[^\S\t\r\n\x1c-\x1e\x85]|[\0-\x08\u200b-\u200f\u2060\ufeff"]'
_NUMBER = r"[-+−](?=[.,]?[0-9])[0-9]*(?:[.,][0-9]+)*(?:[eE][-+]?[0-9]+)?"
_FORMULA = rf"(?:{_BLANK})*(?!{_NUMBER}(?:[;|\t\r\n]|\Z))[=+\-−@＝＋－＠﹦﹢﹣﹫]"
# A program that cuts the lines at another mark, or at every end of a line, begins a new cell there.
_BEGIN = rf"(?:\A(?='*[\t\r\n])|(?:\A|(?<=[;|\t\r\n]))(?='*(?:{_FORMULA})))"
_BARE, _SHIELDED = re.compile(_BEGIN), re.compile(rf"{_BEGIN}'")


def shielded(text: str) -> str:
    """The text for a CSV file: an apostrophe stands before whatever a spreadsheet would take for a formula.

    Numbers stay numbers.

    >>> shielded("=1+1"), shielded("-1.5"), shielded("a-b"), shielded("a;=b")
    ("'=1+1", '-1.5', 'a-b', "a;'=b")
    """
    return _BARE.sub("'", text)


def unshielded(text: str) -> str:
    """The inverse of `shielded`.

    >>> unshielded("'=1+1"), unshielded("'tis"), unshielded(shielded("'=1+1"))
    ('=1+1', "'tis", "'=1+1")
    """
    return _SHIELDED.sub("", text) if "'" in text else text
