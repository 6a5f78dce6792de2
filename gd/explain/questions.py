"""Questions about a run to answer beforehand: text, settings and options. `answers` computes the right option."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any

from gd.experiments.settings import Settings
from gd.text import parameter
from gd.theory.regime import Regime

ABOUT_FACTORS = (
    "λ is the curvature of J along a direction (an eigenvalue of its Hessian). Along that direction the factor is "
    "1 − ηλ: exactly if J is quadratic, otherwise near the optimum."
)
"""What has to be known to understand an answer's formula."""
TIMES = 2, 10, 100, 1000
"""The options of “how many times as many epochs?”."""


class QuestionKind(Enum):
    """The kind of a question."""

    WHAT_HAPPENS = "Which regime does the run as a whole have? Of plain descent."
    HOW_LONG = "How many epochs does 99.9 % of the possible drop of J take? Of plain descent on quadratics, or any run."
    WHICH_RATE = "Which learning rate needs the fewest epochs for 99.9 % of the possible drop of J? On quadratics."
    WHAT_DIFFERS = "Do other initial weights lead to other weights, other predictions? On tables."
    SOLVABLE = "Does `np.linalg.solve` find the weights? On tables."
    HOW_MANY_TIMES = "How many times as many epochs until the last weight is ten times closer to its optimum at 0?"
    FIRST_STEP = "How many times as far as the first weight does the last one move in the first epoch?"
    RESTS = "Does the run come to rest?"


@dataclass(frozen=True)
class Question:
    """A question about the run of a problem's default settings with some changes."""

    ask: str
    """The text; “{rate}” stands for the learning rate of that run."""
    kind: QuestionKind
    changes: Mapping[str, Any]
    """New values of fields of Settings, as in `gd.explain.lesson.Try`."""
    options: tuple[str, ...]
    numbers: tuple[float, ...] = ()
    """The numbers that the options stand for; empty if they aren't numeric."""

    def text(self, settings: Settings) -> str:
        """The question about a run with these settings."""
        return self.ask.format(rate=parameter(settings.learning_rate))

    def shown(self, right: int) -> Mapping[str, Any]:
        """The changes of the run that shows that option `right` is right."""
        if self.kind is QuestionKind.WHICH_RATE:
            return {**self.changes, "learning_rate": self.numbers[right]}
        return self.changes


def what_happens(ask: str, **changes: Any) -> Question:
    """Ask for the regime of a run."""
    return Question(ask, QuestionKind.WHAT_HAPPENS, changes, tuple(regime.value for regime in Regime))


def how_long(ask: str, limits: Sequence[int], **changes: Any) -> Question:
    """Ask how many epochs are needed to converge: up to the first of these limits, from there to the next, or more."""
    ranges = (f"{low + 1:,} to {high:,}" for low, high in pairwise(limits))
    options = f"up to {limits[0]:,}", *ranges, "more, or never"
    return Question(ask, QuestionKind.HOW_LONG, changes, options, tuple(limits))


def which_rate(ask: str, rates: Sequence[float], **changes: Any) -> Question:
    """Ask which of these learning rates needs the fewest epochs to converge."""
    return Question(ask, QuestionKind.WHICH_RATE, changes, tuple(map(parameter, rates)), tuple(rates))


def what_differs(ask: str, **changes: Any) -> Question:
    """Ask whether other initial weights lead to other weights or other predictions."""
    return Question(ask, QuestionKind.WHAT_DIFFERS, changes, ("weights and predictions", "only the weights", "neither"))


def solvable(ask: str, **changes: Any) -> Question:
    """Ask whether `np.linalg.solve` finds the weights."""
    return Question(ask, QuestionKind.SOLVABLE, changes, ("yes", "no"))


def how_many_times(ask: str, **changes: Any) -> Question:
    """Ask how many times as many epochs the last weight needs to come ten times closer to its optimum."""
    return Question(ask, QuestionKind.HOW_MANY_TIMES, changes, tuple(f"{t:,} times as many" for t in TIMES), TIMES)


def first_step(ask: str, times: Sequence[int], **changes: Any) -> Question:
    """Ask how many times as far as the first weight the last one moves in the first epoch."""
    options = (f"{t:,} times as far" if t > 1 else "just as far" for t in times)
    return Question(ask, QuestionKind.FIRST_STEP, changes, tuple(options), tuple(times))


def rests(ask: str, **changes: Any) -> Question:
    """Ask whether the run comes to rest."""
    return Question(ask, QuestionKind.RESTS, changes, ("yes, it comes to rest", "no, it keeps moving"))
