"""Names for directions in weight space, composed of the names of the columns."""

import re

import numpy as np

from gd.arrays import Array
from gd.text import LONGEST, number

MORE = " + …"
"""Stands for the components that a name leaves out."""
LARGE, SMALL = 0.6, 0.2
"""A component above the first share of the largest one is named; one up to the second is neglected."""
MIN_NAME_LENGTH = 9
"""Fewest characters to which a column's name may be cut when two share the available length: fewer can't be read."""


def direction_name(names: tuple[str, ...], direction: Array, max_length: int | None = None) -> str:
    """Name a direction [D] by its one or two largest components, as in “age − tenure”.

    Where there is too little room for both, the ends of names are left out, or all of the second.

    max_length: the largest length in characters, or None for no limit.
    """
    sizes = np.abs(direction)
    large = np.flatnonzero(sizes > LARGE * sizes.max())
    shown = np.sort(large[np.argsort(-sizes[large].round(9), kind="stable")][:2])
    parts, signs = [names[d] for d in shown], np.sign(direction[shown]) * np.sign(direction[shown[0]])
    name, rest = combination(parts, signs), MORE if np.count_nonzero(sizes > SMALL * sizes.max()) > len(shown) else ""
    if max_length is None or len(name + rest) <= max_length:
        return name + rest
    parts = [parts[0], *(_abbreviated(parts[0], part) for part in parts[1:])]
    cut = _cut_to(parts, max_length - len(" + ") * (len(parts) - 1) - len(rest))
    if any(len(short) < min(MIN_NAME_LENGTH, len(part)) for part, short in zip(parts, cut, strict=True)):
        return _cut(parts[0], max_length - len(MORE)) + MORE
    return combination(cut, signs) + rest


def _cut_to(names: list[str], room: int) -> list[str]:
    """Shorten one or two names so that together they have at most `room` characters."""
    total = sum(map(len, names))
    # If one name needs less than its half, the other gets the rest.
    return [_cut(name, max(room // len(names), room - (total - len(name)))) for name in names]


def _cut(name: str, most: int) -> str:
    """The beginning of a name of more than `most` characters."""
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _abbreviated(first: str, name: str) -> str:
    """Abbreviate the leading words that a name shares with `first`: group=b after group=a becomes …b."""
    ends = (word.end() for word in re.finditer(r"[\W_]", first))
    begun = max((end for end in ends if end < len(name) and name.startswith(first[:end])), default=0)
    return f"…{name[begun:]}" if begun > 1 else name


def combination(names: list[str], coefficients: Array) -> str:
    """Write a linear combination of columns, as in “intercept − group=a − 0.5 · size”."""
    text = ""
    for name, x in zip(names, coefficients.tolist(), strict=True):
        short = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
        size = "" if abs(abs(x) - 1) < 1e-9 else f"{number(abs(x))} · "
        text += f"{' − ' if x < 0 else ' + '}{size}{short}" if text else f"{'−' if x < 0 else ''}{size}{short}"
    return text
