"""Names for directions in the space of the weights, in the columns' own names."""

import re

import numpy as np

from gd.arrays import Array
from gd.text import LONGEST, amount, number, shortened, unique_names
from gd.theory.forecast import Forecast
from gd.theory.regime import Regime

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


def slowest(expected: Forecast) -> str:
    """The name of the direction that closes in last; nothing where no more than one closes in."""
    i = expected.slowest
    if i is None or len(expected.along(Regime.SHRINKING, Regime.OVERSHOOTING)) == 1:
        return ""
    return _name(expected, i)


def along(expected: Forecast, *regimes: Regime) -> str:
    """“ along a − b and c”: the directions with these regimes. Nothing where there are none, or only one weight."""
    return along_those(expected, expected.along(*regimes))


def along_those(expected: Forecast, directions: list[int]) -> str:
    """“ along a − b and c”. Nothing where there are no directions, or only one weight."""
    if not directions or len(expected.problem.names) == 1:
        return ""
    names = unique_names(_name(expected, i) for i in directions[:2])
    if len(directions) <= 2:
        return f" along {' and '.join(names)}"
    return f" along {', '.join(names)} and {amount(len(directions) - 2, 'more direction')}"


def _name(expected: Forecast, i: int) -> str:
    return direction_name(expected.problem.names, expected.directions[:, i])
