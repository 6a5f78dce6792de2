"""The numbers that an optimizer or a schedule has besides the learning rate: symbol, range, and name in a link."""

import math
from abc import ABC
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from numbers import Real
from typing import ClassVar, Self


@dataclass(frozen=True)
class Range:
    """The values that a number may have.

    >>> 0.9 in FRACTION, 1.0 in FRACTION, float("nan") in FRACTION
    (True, False, False)
    >>> FRACTION.check("momentum", 1.5)
    Traceback (most recent call last):
    ...
    ValueError: momentum is 1.5, but a number from 0 to below 1 is wanted.
    """

    wanted: str
    """The values in words."""
    holds: Callable[[float], bool]
    """Whether a number is one of them; NaN never is."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, Real) and self.holds(float(value))

    def check(self, name: str, value: object) -> None:
        """Raise ValueError unless the value called `name` is in the range."""
        if value not in self:
            raise ValueError(f"{name} is {stated(value)}, but {self.wanted} is wanted.")


def stated(value: object) -> str:
    """A refused value in words: “not a number” for NaN."""
    return "not a number" if isinstance(value, float) and math.isnan(value) else str(value)


def between(low: float, high: float) -> Range:
    """The range of the numbers from `low` to `high`, both included.

    >>> [x in between(1, 2) for x in (0.99, 1, 2, 2.01)]
    [False, True, True, False]
    """
    return Range(f"a number from {low:,.15g} to {high:,.15g}", lambda x: low <= x <= high)


FRACTION = Range("a number from 0 to below 1", lambda x: 0 <= x < 1)
POSITIVE_FRACTION = Range("a number above 0 and below 1", lambda x: 0 < x < 1)
POSITIVE = Range("a finite number above 0", lambda x: 0 < x < math.inf)


@dataclass(frozen=True)
class Parameter:
    """A number that a person may choose on the page, and that a link carries."""

    key: str
    """Its name in a link. Two optimizers may share a parameter: then they share its key, range and default."""
    symbol: str
    """What formulas call it: β."""
    range: Range
    """The values that can be chosen; the optimizer itself may take more."""


@dataclass(frozen=True)
class Parametric(ABC):
    """What a person can choose by name, with parameters to set: the common part of optimizers and schedules."""

    name: ClassVar[str]
    """Its name in a link."""
    title: ClassVar[str]
    """Its name on the page."""
    parameters: ClassVar[tuple[Parameter, ...]] = ()

    def numbers(self) -> dict[str, float]:
        """The value of each parameter, by its key: the attribute of that name."""
        return {parameter.key: getattr(self, parameter.key) for parameter in self.parameters}

    def with_numbers(self, numbers: Mapping[str, float]) -> Self:
        """A copy with its parameters set from `numbers`, by key; other keys are ignored.

        ValueError if a number is out of range.
        """
        return replace(self, **{key: numbers[key] for key in self.numbers()})
