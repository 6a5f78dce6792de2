"""The eigen-directions of a forecast in a sentence."""

from gd.explain.directions import direction_name
from gd.text import amount, unique_names
from gd.theory.forecast import Forecast
from gd.theory.regime import Regime


def along(expected: Forecast, *regimes: Regime) -> str:
    """“ along a − b and c”: the directions with any of these regimes; empty if none has, or with a single weight."""
    return along_directions(expected, expected.along(*regimes))


def along_directions(expected: Forecast, directions: list[int]) -> str:
    """“ along a − b and c”: the directions with these indices; empty if there are none, or with a single weight."""
    if not directions or len(expected.problem.names) == 1:
        return ""
    names = unique_names(name_of(expected, i) for i in directions[:2])
    if len(directions) <= 2:
        return f" along {' and '.join(names)}"
    return f" along {', '.join(names)} and {amount(len(directions) - 2, 'more direction')}"


def slowest_name(expected: Forecast) -> str:
    """The name of the slowest direction that converges; empty unless at least two directions converge."""
    i = expected.slowest
    if i is None or len(expected.along(Regime.SHRINKING, Regime.OVERSHOOTING)) == 1:
        return ""
    return name_of(expected, i)


def name_of(expected: Forecast, i: int) -> str:
    """The name of eigen-direction i."""
    return direction_name(expected.problem.names, expected.directions[:, i])
