"""Names for directions in the space of the weights, made of the columns' own names."""

import re

import numpy as np

from gd.arrays import Array
from gd.text import LONGEST, number, shortened

MORE = " + …"
SHORTEST = 4
"""Characters that are left of a name at least, where two share what room there is."""


def direction_name(names: tuple[str, ...], direction: Array, most: int | None = None) -> str:
    """The largest one or two components of a direction [D], in the columns' own names: age − tenure.

    most: the characters that there is room for, if there isn't for all.
    """
    sizes = np.abs(direction)
    # A component much under the largest does not turn the direction far.
    large = np.flatnonzero(sizes > 0.6 * sizes.max())
    shown = np.sort(large[np.argsort(-sizes[large].round(9), kind="stable")][:2])
    parts, signs = [names[d] for d in shown], np.sign(direction[shown]) * np.sign(direction[shown[0]])
    name, rest = combination(parts, signs), MORE if len(large) > 2 else ""
    if most is None or len(name + rest) <= most:
        return name + rest
    room = most - len(" + ") * (len(parts) - 1) - len(rest)
    if room < SHORTEST * len(parts):
        return shortened(parts[0], most - len(MORE)) + MORE
    return combination(_fitted(parts, room), signs) + rest


def _fitted(names: list[str], room: int) -> list[str]:
    """One name or two in so many characters all together."""
    names = [names[0], *(_continued(names[0], name) for name in names[1:])]
    total = sum(map(len, names))
    # What one of them doesn't need is the other's.
    return [shortened(name, max(room // len(names), room - (total - len(name)))) for name in names]


def _continued(first: str, name: str) -> str:
    """The name without the words that it begins with as the first one does: group=b after group=a is …b."""
    ends = (word.end() for word in re.finditer(r"[\W_]", first))
    begun = max((end for end in ends if end < len(name) and name.startswith(first[:end])), default=0)
    return f"…{name[begun:]}" if begun > 1 else name


def combination(names: list[str], coefficients: Array) -> str:
    """The columns added up: intercept − group=a − 0.5 · size."""
    text = ""
    for name, x in zip(names, coefficients.tolist(), strict=True):
        short = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
        size = "" if abs(abs(x) - 1) < 1e-9 else f"{number(abs(x))} · "
        text += f"{' − ' if x < 0 else ' + '}{size}{short}" if text else f"{'−' if x < 0 else ''}{size}{short}"
    return text
