"""What the sentences about tables are made of: amounts, names in quotation marks, and the error that carries one."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

LONGEST = 40  # characters of a name or a cell that a sentence shows


class DataError(ValueError):
    """One plain sentence for a person: what is wrong, where (column, row), what to do."""


def amount(n: int, thing: str) -> str:
    """`1 row`, `2,345 rows`."""
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


def quoted(text: object) -> str:
    """The text in quotation marks, shortened if it is long."""
    shown = str(text)
    return f"“{shown}”" if len(shown) <= LONGEST else f"“{shown[:LONGEST]}…”"


def shortened(text: str, most: int) -> str:
    """The text with no more than so many characters: of a longer one the middle is left out.

    >>> shortened("bill_length_mm", 9)
    'bill…h_mm'
    """
    if len(text) <= most:
        return text
    head = most // 2
    return f"{text[:head]}…{text[len(text) - (most - 1 - head) :]}"


def listed(names: Sequence[str], most: int = 12) -> str:
    """The names in quotation marks, of many only the first."""
    shown = ", ".join(map(quoted, names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def constant(name: str, value: object, rows: str = "every row") -> str:
    """The sentence for a column that has the same value in all these rows."""
    shown = f"{value:,.15g}" if isinstance(value, float) else quoted(value)
    return f"{quoted(name)} is {shown} in {rows}, so it can't tell rows apart; the intercept does its job."


def plain(sentence: str) -> str:
    """The sentence with nothing in it that Markdown would act on: names come from files and links.

    >>> print(plain("[a](//b) *c* :red[d]"))
    \\[a\\]\\(//b\\) \\*c\\* \\:red\\[d\\]
    """
    return re.sub(r"([\\`*_{}\[\]()<>#!|~$:&@])|(?<=www)(?=\.)", r"\\\1", sentence, flags=re.IGNORECASE)


def unique_names(names: Iterable[str]) -> list[str]:
    """The same names, but each that was there before with the first of “ (2)”, “ (3)”, … that is free."""
    names = list(names)
    taken, times, unique = set(names), Counter[str](), []
    for name in names:
        times[name] += 1
        fresh = name
        while times[name] > 1 and (fresh := f"{name} ({times[name]})") in taken:
            times[name] += 1
        taken.add(fresh)
        unique.append(fresh)
    return unique
