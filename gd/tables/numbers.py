"""From a text to the number that people mean by it: with signs, currencies, thousands, either decimal mark."""

import re

import numpy as np

MISSING_WORDS = ("", "na", "n/a", "n.a.", "nan", "-nan", "null", "none", "<na>", "\\n")
MISSING_SIGNS = ("-", "--", "\u2013", "\u2014", "?", ".", "..")
SPREADSHEET_ERRORS = ("#n/a", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!")
MISSING = frozenset([*MISSING_WORDS, *MISSING_SIGNS, *SPREADSHEET_ERRORS])
"""The texts that stand for a missing value, case folded."""


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    """The pattern of a number with this decimal mark; its thousands may be kept apart, all by the same sign."""
    return re.compile(
        r"([+-]?)[$€£¥]? ?"
        rf"([1-9][0-9]{{0,2}}([{thousands}'\u2019 ])[0-9]{{3}}(?:\3[0-9]{{3}})*|[0-9]*)"
        rf"(?:[{decimal}]([0-9]*))?([eE][+-]?[0-9]+)? ?[$€£¥%]?"
    )


PLAIN = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
NUMBER = {".": _pattern(".", ","), ",": _pattern(",", ".")}
INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)  # what pandas and Arrow read so
NEGATIVE = re.compile(r"\((.+)\)|(.+)-")  # as accountants and their programs write it
# Blanks at which no line breaks, and the minus of typesetters.
SAME_SIGN = str.maketrans("\u00a0\u2009\u202f\u2212", "   -")


def parse_number(text: str, decimal: str) -> float:
    """The number that a text stands for, or NaN.

    >>> parse_number("1.234,5 €", ","), parse_number("1 234", "."), parse_number("-$0.50", ".")
    (1234.5, 1234.0, -0.5)
    >>> parse_number("(1,200)", "."), parse_number("5-", ".")
    (-1200.0, -5.0)
    >>> parse_number("12 apples", ".")
    nan
    """
    text = text.translate(SAME_SIGN)
    if negative := NEGATIVE.fullmatch(text):
        text = f"-{negative[1] or negative[2]}"
    found = NUMBER[decimal].fullmatch(text)
    if not found or not (found[2] or found[4]):
        return np.nan
    whole = "".join(filter(str.isdigit, found[2]))
    return float(f"{found[1]}{whole}.{found[4] or '0'}{found[5] or ''}")


def parse_cell(text: str, decimal: str) -> float:
    """The number in a cell of a column of numbers, where a word may also stand for an infinite one; or NaN.

    >>> parse_cell("1,5", ","), parse_cell("-inf", "."), parse_cell("infer", ".")
    (1.5, -inf, nan)
    """
    return float(text) if INFINITE.fullmatch(text) else parse_number(text, decimal)


def is_number(text: str, decimals: str = ".,") -> bool:
    """Whether the text is a number with one of these decimal marks."""
    return any(not np.isnan(parse_number(text, decimal)) for decimal in decimals)
