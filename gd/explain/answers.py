"""Answers to the lessons' questions: each is computed from the run that the question is about."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from gd import initial
from gd.descent import descend
from gd.experiments.experiment import Experiment
from gd.explain.long_run import LongRun, factor_text, long_run
from gd.explain.null_space import flat_name
from gd.explain.questions import Question, QuestionKind
from gd.least_squares import LeastSquares
from gd.text import capitalised, count, epochs, number, parameter, percent_done
from gd.theory.analysis import CLOSE
from gd.theory.forecast import Forecast
from gd.theory.milestones import epochs_to
from gd.theory.predict import forecast
from gd.theory.regime import Regime


class Answer(NamedTuple):
    """The index of the right option, the reason in words; and, for those who ask why, a rule and what it is here.

    `formula`: the formula or the numbers to which the rule `why` applies. Both may be empty.
    """

    right: int
    words: str
    why: str = ""
    formula: str = ""


SAME_END = 0.01
"""Two runs count as ending in the same place if their distance has shrunk to at most this share of the initial one."""
AT_REST = 1e-6
"""A run is at rest if one more epoch would change no weight by more than this share of how far the run has come."""

FACTORS: Mapping[Regime, str] = {
    Regime.SHRINKING: "one between 0 and 1 shrinks it and keeps the side",
    Regime.OVERSHOOTING: "a negative one changes the side, and above −1 it also shrinks the distance",
    Regime.OSCILLATING: "one of −1 only changes the side, and one below −1 makes the distance grow",
    Regime.DIVERGING: "one above 1 or below −1 makes it grow",
}
"""What a factor does to the distance, for each regime that has one."""
SLOWEST = "The slowest direction decides: along it, each epoch multiplies the distance from the optimum by this factor."


def answer(question: Question, experiment: Experiment) -> Answer:
    """Return the right option for `experiment`, the run that the question asks about, and the reason."""
    return ANSWERS[question.kind](question, experiment)


def _what_happens(question: Question, experiment: Experiment) -> Answer:
    found = long_run(experiment.arguments)
    return _explained(list(Regime).index(found.regime), found)


def _explained(right: int, found: LongRun) -> Answer:
    """An answer whose reason is what becomes of the run."""
    if not found.formula:
        return Answer(right, found.in_words)
    why = f"Each epoch multiplies the distance from the optimum by a factor, and {FACTORS[found.regime]}."
    return Answer(right, found.in_words, why, found.formula)


def _how_long(question: Question, experiment: Experiment) -> Answer:
    given = experiment.arguments
    if not given.plain:
        needed, formula = _observed_epochs(experiment), ""
        if needed is None:
            return Answer(len(question.numbers), f"{epochs(given.epochs)} are not enough.")
    else:
        expected = _forecast(experiment)
        needed, i = epochs_to(expected, CLOSE), expected.slowest
        if needed is None or i is None:
            return _explained(len(question.numbers), long_run(given))
        formula = capitalised(factor_text(expected, i))
    words = f"{percent_done(CLOSE)} of the possible drop takes {epochs(needed)}."
    return Answer(bisect_left(question.numbers, needed), words, SLOWEST if formula else "", formula)


def _observed_epochs(experiment: Experiment) -> int | None:
    """The first epoch of the run with no more than CLOSE of the possible drop left; None if there is none."""
    given, J = experiment.arguments, experiment.problem.cost
    assert experiment.exact is not None
    run, best = descend(**vars(given), keep=given.epochs + 1), J(experiment.exact)
    close = run.costs - best <= CLOSE * (run.costs[0] - best)
    return int(run.epochs[close.argmax()]) if close.any() else None


def _which_rate(question: Question, experiment: Experiment) -> Answer:
    expected, rates = _forecast(experiment), question.numbers
    needed = [epochs_to(replace(expected, learning_rate=rate), CLOSE) for rate in rates]
    best = min(range(len(rates)), key=lambda k: needed[k] or np.inf)
    there = replace(expected, learning_rate=rates[best])
    slow = capitalised(factor_text(there, there.slowest)) if there.slowest is not None else ""
    others = ", ".join(
        f"{parameter(rate)} {f'needs {count(n)}' if n is not None else 'never gets there'}"
        for k, (rate, n) in enumerate(zip(rates, needed, strict=True))
        if k != best
    )
    words = f"At η = {parameter(rates[best])} it takes {epochs(needed[best] or 0)}; {others}."
    return Answer(best, words, SLOWEST if slow else "", slow)


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
    right = 0 if predictions else 1 if weights else 2
    if still and weights and not predictions and isinstance(problem, LeastSquares):
        along = f"Along {flat_name(problem.names, problem.dependencies[:, 0])}"
        words = f"{along}, the start's part stays where it is, and the predictions don't depend on it."
        why = "Where J is flat, the slope is 0, so no epoch moves the weights that way."
        return Answer(right, words, why, f"{along}, 1 − ηλ = 1")
    return _explained(right, long_run(given))


def _solvable(question: Question, experiment: Experiment) -> Answer:
    problem = experiment.problem
    assert isinstance(problem, LeastSquares)
    eigenvalues = ", ".join(map(number, np.linalg.eigvalsh(problem.hessian(experiment.start)).round(9) + 0.0))
    singular = problem.rank < len(problem.names)
    columns = "depend on each other, so XᵀX has no" if singular else "no longer depend on each other, so XᵀX has an"
    zero = "one of them is 0" if singular else "none is 0"
    why = "A matrix has an inverse only if none of its eigenvalues is 0."
    words = f"The columns {columns} inverse."
    return Answer(int(singular), words, why, f"XᵀX has the eigenvalues {eigenvalues}: {zero}")


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
    words = f"After {epochs(now)} {name} is {number(w_now[-1])}, and a tenth of that after {epochs(then)}."
    far, near = (abs(float(given.problem.gradient(w)[-1])) for w in (w_now, w))
    why = "A step is η times the slope, and on this flat bottom the slope shrinks faster than the distance."
    slopes = f"There the slope along {name} is {number(near)}, and before it was {number(far)}"
    return Answer(nearest, words, why, slopes)


def _first_step(question: Question, experiment: Experiment) -> Answer:
    given, times = experiment.arguments, question.numbers
    first, last = given.problem.names[0], given.problem.names[-1]
    moved = np.abs(np.diff(descend(**vars(replace(given, epochs=1))).weights, axis=0)[0])
    slopes = np.abs(given.problem.gradient(given.start))
    nearest = min(range(len(times)), key=lambda k: abs(np.log(times[k] * moved[0] / moved[-1])))
    words = f"The weight of {last} moves by {number(moved[-1])}, and that of {first} by {number(moved[0])}."
    why = "A plain step is η times the slope; Adam's first one is η along every weight, however steep J is along it."
    return Answer(nearest, words, why, f"Their slopes at the start are {number(slopes[-1])} and {number(slopes[0])}")


def _rests(question: Question, experiment: Experiment) -> Answer:
    given, run = experiment.arguments, experiment.run()
    moves = run.next_change > AT_REST * np.abs(run.final_weights - given.start).max()
    change = f"After {epochs(int(run.epochs[-1]))}, one more would change a weight by {number(run.next_change)}"
    if moves and given.batches:
        why = "At the exact weights the slopes of the batches cancel each other without being 0."
        return Answer(int(moves), "Each batch pulls towards the weights that suit its own rows.", why, change)
    return Answer(int(moves), f"{change}.")


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
    QuestionKind.FIRST_STEP: _first_step,
    QuestionKind.RESTS: _rests,
}
