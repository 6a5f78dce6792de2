"""Questions to answer before a run. The right answer is computed from the run's settings, never written down."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gd import initial
from gd.descent import descend
from gd.experiments.experiment import Experiment
from gd.explain.long_run import Fate, capitalised, factor_text, fate
from gd.least_squares import LeastSquares
from gd.text import epochs, number, percent
from gd.theory.analysis import ARRIVED
from gd.theory.forecast import forecast
from gd.theory.milestones import epochs_to
from gd.theory.regime import Regime

Judge = Callable[[Experiment], tuple[int, str]]
"""Which option is right for an experiment, and one sentence why."""

LEFT = 0.01
"""Two runs end in the same place where no more than this share is left of what was between their starts."""


@dataclass(frozen=True)
class Question:
    """What will happen with these settings? `changes` are fields of Settings, as in `Try`."""

    ask: str
    changes: Mapping[str, Any]
    options: tuple[str, ...]
    judge: Judge


def answer(question: Question, experiment: Experiment) -> int:
    """Which of the options is right, for the experiment that the question's changes make."""
    return question.judge(experiment)[0]


def explain(question: Question, experiment: Experiment) -> str:
    """Why, in one sentence."""
    return question.judge(experiment)[1]


def what_happens(ask: str, **changes: Any) -> Question:
    """Does it shrink, overshoot, jump, leave or stay?"""
    kinds = tuple(Fate)

    def judge(experiment: Experiment) -> tuple[int, str]:
        found, why = fate(experiment)
        return kinds.index(found), why

    return Question(ask, changes, tuple(kind.value for kind in kinds), judge)


def how_long(ask: str, limits: Sequence[int], **changes: Any) -> Question:
    """How many epochs does it take until 0.1 % of J's way to its best is left? On quadratics."""
    options = *(f"at most {limit:,} epochs" for limit in limits), "more, or never"

    def judge(experiment: Experiment) -> tuple[int, str]:
        expected = forecast(experiment.problem, experiment.start, experiment.settings.learning_rate)
        needed, i = epochs_to(expected, ARRIVED), expected.slowest
        if needed is None or i is None:
            return len(limits), fate(experiment)[1]
        took = f"it takes {epochs(needed)} until {percent(ARRIVED)} of J's way to its best is left"
        return bisect_left(limits, needed), f"{capitalised(factor_text(expected, i))}: {took}."

    return Question(ask, changes, options, judge)


def which_rate(ask: str, rates: Sequence[float], **changes: Any) -> Question:
    """Which of these learning rates arrives first? On quadratics."""

    def judge(experiment: Experiment) -> tuple[int, str]:
        expected = forecast(experiment.problem, experiment.start, experiment.settings.learning_rate)
        needed = [epochs_to(replace(expected, learning_rate=rate), ARRIVED) for rate in rates]
        best = min(range(len(rates)), key=lambda k: needed[k] or np.inf)
        there = replace(expected, learning_rate=rates[best])
        slow = f"{factor_text(there, there.slowest)}: " if there.slowest is not None else ""
        return best, f"At η = {number(rates[best])}, {slow}{epochs(needed[best] or 0)}, and more at the others."

    return Question(ask, changes, tuple(map(number, rates)), judge)


def what_differs(ask: str, **changes: Any) -> Question:
    """Do other initial weights lead to other weights, other predictions? On tables."""
    return Question(ask, changes, ("weights and predictions", "only the weights", "neither"), _differs)


def solvable(ask: str, **changes: Any) -> Question:
    """Does `np.linalg.solve` find the weights? On tables."""
    return Question(ask, changes, ("yes", "no"), _solvable)


def how_many_times(ask: str, **changes: Any) -> Question:
    """How many times the epochs until the last weight is ten times closer to the optimum at 0? To loop through."""
    times = 2, 10, 100, 1000

    def judge(experiment: Experiment) -> tuple[int, str]:
        now = experiment.settings.epochs
        w = w_now = experiment.run().final_weights
        then = now
        while abs(w[-1]) > abs(w_now[-1]) / 10 and then < times[-1] * now:
            w = w - experiment.settings.learning_rate * experiment.problem.gradient(w)
            then += 1
        nearest = min(range(len(times)), key=lambda k: abs(np.log(times[k] * now / then)))
        name = experiment.problem.names[-1]
        return nearest, f"After {epochs(now)} {name} is {number(w_now[-1])}, and a tenth of that after {epochs(then)}."

    return Question(ask, changes, tuple(f"{t:,} times as many" for t in times), judge)


def _differs(experiment: Experiment) -> tuple[int, str]:
    s, problem = experiment.settings, experiment.problem
    other = initial.normal(len(problem.names), s.seed + 1)
    ends = [
        descend(problem, w, learning_rate=s.learning_rate, epochs=s.epochs).final_weights
        for w in (experiment.start, other)
    ]
    before, after, H = experiment.start - other, ends[0] - ends[1], problem.hessian(other)
    weights = bool(np.linalg.norm(after) > LEFT * np.linalg.norm(before))
    predictions = bool(after @ H @ after > LEFT**2 * (before @ H @ before))
    expected = forecast(problem, experiment.start, s.learning_rate)
    still = expected.along(Regime.STILL)
    if still and weights and not predictions:
        factor = capitalised(factor_text(expected, still[0]))
        why = f"{factor}: that part of the start stays, and the predictions don't notice it."
    else:
        why = fate(experiment)[1]
    return 0 if predictions else 1 if weights else 2, why


def _solvable(experiment: Experiment) -> tuple[int, str]:
    problem = experiment.problem
    assert isinstance(problem, LeastSquares)
    eigenvalues = ", ".join(map(number, np.linalg.eigvalsh(problem.hessian(experiment.start)).round(9) + 0.0))
    singular = problem.rank < len(problem.names)
    end = "with a 0 it has no inverse" if singular else "none is 0, so it has an inverse"
    return int(singular), f"XᵀX has the eigenvalues {eigenvalues}: {end}."
