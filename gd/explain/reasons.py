"""Why a run does what it does, in plain words: the parts of the verdict that theory gives."""

from dataclasses import replace

import numpy as np

from gd.explain.directions import along, along_those
from gd.text import epochs, number, percent
from gd.theory.analysis import ARRIVED, Course
from gd.theory.forecast import Forecast
from gd.theory.milestones import epochs_to
from gd.theory.regime import Regime


def way(share: float) -> str:
    """A share of the way that J has to go."""
    return f"{percent(share)} of J's way to its best"


def way_left(share: float) -> str:
    """How much of it is left."""
    return f"{way(share)} is left" if share else "J has come all the way to its best"


def began_there(course: Course) -> str:
    """That the start is the optimum, and whether the weights have moved all the same."""
    moved = bool(np.ptp(course.run.weights, axis=0).any())
    return f"The start is the optimum already{', to rounding' if moved else ''}"


def growth(course: Course, expected: Forecast) -> str:
    """Why a run grows."""
    rounding = "; the start is the optimum, and only its rounding grows" if course.began_there else ""
    return f"{_growth(course, expected)}{rounding}"


def _growth(course: Course, expected: Forecast) -> str:
    if course.experiment.exact is None if expected.local else expected.unbounded:
        return no_optimum(course, expected)
    rate, stable = number(expected.learning_rate), number(expected.largest_stable_rate)
    if course.above_edge:
        return f"The rate {rate} is too large: {above_edge(course)}"
    if expected.learning_rate <= expected.largest_stable_rate:
        return f"The rate {rate} looked safe at the start, but where the path led J is steeper. Try a smaller one"
    if expected.local:
        return (
            f"The rate {rate} is above {stable}, the largest stable one at the start (J isn't quadratic, so elsewhere "
            "it is another): each step overshoots by more than it corrects"
        )
    why = f"{along(expected, Regime.GROWING)} each step overshoots by more than it corrects"
    return f"The rate {rate} is above {stable}, the largest stable one:{why}"


def no_optimum(course: Course, expected: Forecast) -> str:
    """That there is nowhere to arrive at."""
    sentence = f"J has no {course.optimum} to arrive at"
    away = [i for i in expected.along(Regime.GROWING) if expected.eigenvalues[i] <= 0]
    if expected.local or not away:
        return sentence
    return f"{sentence}:{along_those(expected, away[:1])} it goes on for ever"


def above_edge(course: Course) -> str:
    """That the rate is above the largest stable one at the optimum of a J that isn't quadratic."""
    return (
        f"near the {course.optimum} the largest stable rate is {number(course.edge)}, and above it the run can't settle"
    )


def jumps(course: Course) -> bool:
    """Whether in the second half of what is recorded a weight turned back."""
    steps = np.diff(course.run.weights[len(course.run.weights) // 2 :], axis=0)
    return bool(((steps > 0).any(axis=0) & (steps < 0).any(axis=0)).any())


def cycle(expected: Forecast) -> str:
    """Why a run jumps back and forth, and what share of J's way to its best that keeps it from."""
    share = expected.parts[expected.along(Regime.CYCLING)].sum() / expected.parts.sum()
    return (
        f"At {number(expected.learning_rate)}, the edge of stability, it jumps back and forth"
        f"{along(expected, Regime.CYCLING)} for ever, and {way(float(share))} is never covered"
    )


def crawl(course: Course, expected: Forecast) -> str:
    """Why a run crawls: its rate, or the shape of J."""
    fastest = expected.fastest_rate
    best = epochs_to(replace(expected, learning_rate=fastest), ARRIVED)
    if course.needed and best and 10 * best < course.needed:
        rate = number(expected.learning_rate)
        return f"the rate {rate} is far too small, and {number(fastest)}, the fastest, would need {epochs(best)}"
    steeper = number(expected.condition)
    sentence = f"J curves {steeper} times more across the valley than along it, and no rate mends that"
    on_table = course.experiment.regression is not None
    return f"{sentence}: standardise the columns" if on_table and not course.experiment.settings.scale else sentence


def curvature(expected: Forecast) -> str:
    """What the curvature at the start says of a J that isn't quadratic."""
    taking_part = expected.along(*Regime)
    away = [i for i in taking_part if expected.eigenvalues[i] < 0]
    if away:
        where = along_those(expected, away[:1])
        return f"J isn't quadratic, and at the start it curves away from an optimum{where}, so nothing is foretold"
    worst = max((expected.regimes[i] for i in taking_part), key=list(Regime).index, default=Regime.STILL)
    return f"J isn't quadratic, but near the start, by its curvature there,{along(expected, worst)} it {worst.value}"
