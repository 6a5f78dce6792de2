"""What a problem is: a cost of the weights with its gradient."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from gd.arrays import Array
from gd.text import number

if TYPE_CHECKING:
    from gd.spectrum import Spectrum

MINIMISE = "minimise"
MAXIMISE = "maximise"


class Problem(Protocol):
    """A cost J of D weights, with its gradient: all that `descend` needs."""

    @property
    def names(self) -> tuple[str, ...]:
        """The D weights' names."""

    def cost(self, w: Array) -> float:
        """J at w [D]."""

    def gradient(self, w: Array) -> Array:
        """∇J at w [D]: [D]."""


class Explained(Problem, Protocol):
    """A problem whose curvature and optimum are known: all that the theory and the page need."""

    goal: str
    """MINIMISE or MAXIMISE: the goal that `exact` is the optimum for."""

    @property
    def spectrum(self) -> "Spectrum | None":
        """The eigenvalues and eigen-directions of a quadratic J; None if J isn't quadratic."""

    def hessian(self, w: Array) -> Array:
        """The second derivatives of J at w [D]: [D, D], symmetric."""

    def exact(self) -> Array | None:
        """The weights [D] of the optimum; None if there is none."""


def optimum_name(goal: str) -> str:
    """What a run with this goal looks for: a minimum or a maximum."""
    return "maximum" if goal == MAXIMISE else "minimum"


def wanted_change(goal: str) -> str:
    """What a run with this goal does to J if all goes well: a drop or a rise."""
    return "rise" if goal == MAXIMISE else "drop"


def descent_sign(goal: str) -> float:
    """1 to descend and −1 to climb: J times this is better where it is less."""
    return -1.0 if goal == MAXIMISE else 1.0


def undefined_at(problem: Problem, w: Array) -> str:
    """Why J or its slope has no value at w [D], as in “the logarithm of −0.2”; empty where both have one.

    Only a problem that has a method `undefined(w)` knows of that. It isn't asked where a weight isn't finite.
    """
    why: Callable[[Array], str] | None = getattr(problem, "undefined", None)
    return why(w) if why and np.isfinite(w).all() else ""


def place(problem: Problem, w: Array) -> str:
    """The weights w [D] by their names: x = 1.5, y = −2."""
    return ", ".join(f"{name} = {number(x)}" for name, x in zip(problem.names, w, strict=True))


def slope(problem: Problem, w: Array) -> Array:
    """∇J at w [D], with 0 for each component that is zero but for rounding: [D].

    A problem knows of that if it has a method `gradient_rounding(w)`: the size [D] below which it is so.
    """
    gradient = problem.gradient(w)
    rounding: Callable[[Array], Array] | None = getattr(problem, "gradient_rounding", None)
    return np.asarray(gradient * (np.abs(gradient) >= rounding(w))) if rounding else gradient


def weight_names(count: int) -> tuple[str, ...]:
    """Names for `count` weights: w for one; w₁, w₂, … for more."""
    subscript = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    return ("w",) if count == 1 else tuple(f"w{d}".translate(subscript) for d in range(1, count + 1))


def column_names(names: Sequence[str] | None, columns: int) -> tuple[str, ...]:
    """The names of so many columns, by default those of weights; ValueError if each hasn't one."""
    names = weight_names(columns) if names is None else tuple(names)
    if len(names) != columns:
        raise ValueError(f"There are {len(names)} names for {columns} columns; each column needs one.")
    return names
