"""Answers to the lessons' questions: each is computed from the run that the question is about."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from gd import initial
from gd.descent import descend
from gd.experiments.experiment import Experiment
from gd.explain.long_run import factor_text, long_run
from gd.explain.null_space import flat_name
from gd.explain.questions import Question, QuestionKind
from gd.least_squares import LeastSquares
from gd.text import capitalised, epochs, number, parameter, percent_done
from gd.theory.analysis import CLOSE
from gd.theory.forecast import Forecast
from gd.theory.milestones import epochs_to
from gd.theory.predict import forecast
from gd.theory.regime import Regime

Answer = tuple[int, str]
"""The index of the right option, and one sentence that explains it."""

SAME_END = 0.01
"""Two runs count as ending in the same place if their distance has shrunk to at most this share of the initial one."""


def answer(question: Question, experiment: Experiment) -> Answer:
    """Return the index of the right option for `experiment`, the run that the question asks about, and a reason."""
    return ANSWERS[question.kind](question, experiment)


def _what_happens(question: Question, experiment: Experiment) -> Answer:
    found, why = long_run(experiment.arguments)
    return list(Regime).index(found), why


def _how_long(question: Question, experiment: Experiment) -> Answer:
    expected = _forecast(experiment)
    needed, i = epochs_to(expected, CLOSE), expected.slowest
    if needed is None or i is None:
        return len(question.numbers), long_run(experiment.arguments)[1]
    took = f"{percent_done(CLOSE)} of the possible drop takes {epochs(needed)}"
    return bisect_left(question.numbers, needed), f"{capitalised(factor_text(expected, i))}: {took}."


def _which_rate(question: Question, experiment: Experiment) -> Answer:
    expected, rates = _forecast(experiment), question.numbers
    needed = [epochs_to(replace(expected, learning_rate=rate), CLOSE) for rate in rates]
    best = min(range(len(rates)), key=lambda k: needed[k] or np.inf)
    there = replace(expected, learning_rate=rates[best])
    slow = f"{factor_text(there, there.slowest)}, and " if there.slowest is not None else ""
    fewest = epochs(needed[best] or 0)
    return best, f"At η = {parameter(rates[best])}, {slow}it needs {fewest}; the other rates need more."


def _what_differs(question: Question, experiment: Experiment) -> Answer:
    given = experiment.arguments
    problem, start = given.problem, given.start
    other = initial.normal(len(problem.names), experiment.settings.seed + 1)
    ends = [descend(**vars(replace(given, start=w))).final_weights for w in (start, other)]
    before, after, H = start - other, ends[0] - ends[1], problem.hessian(other)
    weights = bool(np.linalg.norm(after) > SAME_END * np.linalg.norm(before))
    predictions = bool(after @ H @ after > SAME_END**2 * (before @ H @ before))
    expected = _forecast(experiment)
    still = expected.along(Regime.STILL)
    if still and weights and not predictions and isinstance(problem, LeastSquares):
        name = flat_name(problem.names, problem.dependencies[:, 0])
        why = f"Along {name}, 1 − ηλ = 1: the start's part along it stays, and the predictions don't depend on it."
    else:
        why = long_run(experiment.arguments)[1]
    return 0 if predictions else 1 if weights else 2, why


def _solvable(question: Question, experiment: Experiment) -> Answer:
    problem = experiment.problem
    assert isinstance(problem, LeastSquares)
    eigenvalues = ", ".join(map(number, np.linalg.eigvalsh(problem.hessian(experiment.start)).round(9) + 0.0))
    singular = problem.rank < len(problem.names)
    end = "one of them is 0, so it has no inverse" if singular else "none is 0, so it has an inverse"
    return int(singular), f"XᵀX has the eigenvalues {eigenvalues}: {end}."


def _how_many_times(question: Question, experiment: Experiment) -> Answer:
    given, times = experiment.arguments, question.numbers
    now = given.epochs
    w = w_now = descend(**vars(given)).final_weights
    then = now
    while abs(w[-1]) > abs(w_now[-1]) / 10 and then < times[-1] * now:
        w = w - given.learning_rate * given.problem.gradient(w)
        then += 1
    nearest = min(range(len(times)), key=lambda k: abs(np.log(times[k] * now / then)))
    name = given.problem.names[-1]
    return nearest, f"After {epochs(now)} {name} is {number(w_now[-1])}, and a tenth of that after {epochs(then)}."


def _forecast(experiment: Experiment) -> Forecast:
    given = experiment.arguments
    return forecast(given.problem, given.start, given.learning_rate, given.goal)


ANSWERS: Mapping[QuestionKind, Callable[[Question, Experiment], Answer]] = {
    QuestionKind.WHAT_HAPPENS: _what_happens,
    QuestionKind.HOW_LONG: _how_long,
    QuestionKind.WHICH_RATE: _which_rate,
    QuestionKind.WHAT_DIFFERS: _what_differs,
    QuestionKind.SOLVABLE: _solvable,
    QuestionKind.HOW_MANY_TIMES: _how_many_times,
}
