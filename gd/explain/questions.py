"""Questions to answer before a run: what is asked, of which run, and the options. `answers` has the right one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from gd.text import number
from gd.theory.regime import Regime

PHRASES = {
    Regime.SHRINKING: "shrinks steadily",
    Regime.OVERSHOOTING: "overshoots but closes in",
    Regime.CYCLING: "jumps for ever",
    Regime.GROWING: "leaves",
    Regime.STILL: "does not move",
}
"""The options of “what happens?”."""
TIMES = 2, 10, 100, 1000
"""The options of “how many times as many epochs?”."""


class Kind(Enum):
    """What is asked of a run."""

    WHAT_HAPPENS = "Does it shrink, overshoot, jump, leave or stay?"
    HOW_LONG = "How many epochs does it take until 0.1 % of J's way to its best is left? On quadratics."
    WHICH_RATE = "Which of these learning rates arrives first? On quadratics."
    WHAT_DIFFERS = "Do other initial weights lead to other weights, other predictions? On tables."
    SOLVABLE = "Does `np.linalg.solve` find the weights? On tables."
    HOW_MANY_TIMES = "How many times as many epochs until the last weight is ten times closer to its optimum at 0?"


@dataclass(frozen=True)
class Question:
    """A question about the run that a problem's own settings make with some changes."""

    ask: str
    kind: Kind
    changes: Mapping[str, Any]
    """Fields of Settings, as in a lesson's `Try`."""
    options: tuple[str, ...]
    numbers: tuple[float, ...] = ()
    """What the options are about, where it is numbers."""


def what_happens(ask: str, **changes: Any) -> Question:
    """Does it shrink, overshoot, jump, leave or stay?"""
    return Question(ask, Kind.WHAT_HAPPENS, changes, tuple(PHRASES.values()))


def how_long(ask: str, limits: Sequence[int], **changes: Any) -> Question:
    """How many epochs does it take to arrive: at most one of these limits?"""
    options = *(f"at most {limit:,} epochs" for limit in limits), "more, or never"
    return Question(ask, Kind.HOW_LONG, changes, options, tuple(limits))


def which_rate(ask: str, rates: Sequence[float], **changes: Any) -> Question:
    """Which of these learning rates arrives first?"""
    return Question(ask, Kind.WHICH_RATE, changes, tuple(map(number, rates)), tuple(rates))


def what_differs(ask: str, **changes: Any) -> Question:
    """Do other initial weights lead to other weights, other predictions?"""
    return Question(ask, Kind.WHAT_DIFFERS, changes, ("weights and predictions", "only the weights", "neither"))


def solvable(ask: str, **changes: Any) -> Question:
    """Does `np.linalg.solve` find the weights?"""
    return Question(ask, Kind.SOLVABLE, changes, ("yes", "no"))


def how_many_times(ask: str, **changes: Any) -> Question:
    """How many times as many epochs until the last weight is ten times closer?"""
    return Question(ask, Kind.HOW_MANY_TIMES, changes, tuple(f"{t:,} times as many" for t in TIMES), TIMES)
