"""Kinds of values that settings take: how they are read from text, and which values are accepted."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

from gd.parameters import Range, stated
from gd.text import quoted, visible


@dataclass(frozen=True)
class Kind:
    """How values of one kind are read and checked."""

    read: Callable[[str], Any]
    """Parse a text. Raises ValueError or KeyError if it isn't a value of this kind."""
    accepts: Callable[[Any], bool]
    wanted: str
    """A description of the accepted values, as in “a number from 0 to 1”."""

    def check(self, key: str, value: Any) -> None:
        """Raise ValueError unless `value` is accepted for the setting named `key`."""
        if not self.accepts(value):
            given = f"a list of {len(value)}" if isinstance(value, tuple) and len(value) > 9 else stated(value)
            raise ValueError(f"{key} is {given}, but {self.wanted} is wanted.")


def one_of(options: Iterable[str]) -> Kind:
    """One of these words."""
    words = tuple(options)
    wanted = " or ".join(map(quoted, words)) if len(words) == 2 else f"one of {', '.join(words)}"
    return Kind(str, lambda v: v in words, wanted)


def number_in(values: Range) -> Kind:
    """A number within a range."""
    return Kind(_float, lambda v: v in values, values.wanted)


def whole_number(low: int, high: int) -> Kind:
    """A whole number from `low` to `high`."""
    return Kind(
        _int,
        lambda v: isinstance(v, Integral) and low <= int(v) <= high,
        f"a whole number from {low:,} to {high:,}",
    )


def text(wanted: str) -> Kind:
    """Any text."""
    return Kind(str, lambda v: True, wanted)


def short_text(maximum: int, what: str) -> Kind:
    """A text of at most this many characters."""
    return Kind(str, lambda v: len(v) <= maximum, f"{what} of at most {maximum} characters")


def column_name(longest: int) -> Kind:
    """The name of a column, as it is when its file has been read."""
    return Kind(visible, lambda v: len(v) <= longest, f"a column's name of at most {longest} characters")


def column_names(maximum: int, longest: int) -> Kind:
    """The names of at most this many columns."""
    wanted = f"a list of at most {maximum} columns, each with a name of at most {longest} characters"
    return Kind(visible, lambda v: len(v) <= maximum and all(len(name) <= longest for name in v), wanted)


def numbers(maximum: int) -> Kind:
    """At most this many numbers."""
    wanted = f"a list of at most {maximum} numbers like 1.5,-2"
    return Kind(read_numbers, lambda v: len(v) <= maximum and all(map(math.isfinite, v)), wanted)


FLAG = Kind(lambda text: {"0": False, "1": True}[text], lambda v: isinstance(v, bool), "0 or 1")


def read_numbers(text: str) -> tuple[float, ...]:
    """Parse numbers separated by blanks, commas or semicolons. Raises ValueError with an explanation.

    If there is a semicolon, commas are decimal marks.

    >>> read_numbers("1.5, −2"), read_numbers("0,5; 1,5")
    ((1.5, -2.0), (0.5, 1.5))
    """
    comma = "." if ";" in text else " "
    words = text.replace("−", "-").replace(",", comma).replace(";", " ").split()
    try:
        numbers = tuple(_float(word) for word in words)
    except ValueError:
        numbers = ()
    if not numbers or not all(map(math.isfinite, numbers)):
        given = quoted(text)
        raise ValueError(f"The initial weights are {given}, but numbers like 1.5, −2 are wanted, separated by commas.")
    return numbers


def write_numbers(numbers: Sequence[float]) -> str:
    """Write numbers as text that `read_numbers` reads back to the last bit.

    >>> write_numbers((20, 1.5))
    '20,1.5'
    """
    return ",".join(f"{x:.0f}" if x.is_integer() and abs(x) < 1e15 else repr(x) for x in map(float, numbers))


def _float(text: str) -> float:
    if not text.isascii() or "_" in text:
        raise ValueError
    return float(text)


def _int(text: str) -> int:
    if not text.isascii() or "_" in text:
        raise ValueError
    return int(text)
