"""Reasons for the behaviour of a run: the parts of the verdict that follow from theory."""

from dataclasses import replace

import numpy as np

from gd.explain.directions import direction_name
from gd.text import amount, epochs, number, percent, unique_names
from gd.theory.analysis import ARRIVED, Analysis, optimum_name
from gd.theory.forecast import Forecast
from gd.theory.milestones import epochs_to
from gd.theory.regime import Regime


def share_of_way(share: float) -> str:
    """A share of the initial J − J* in words."""
    return f"{percent(share)} of J's way to its best"


def share_left(share: float) -> str:
    """A sentence about the share of the initial J − J* that is left."""
    return f"{share_of_way(share)} is left" if share else "J has come all the way to its best"


def starts_at_optimum(analysis: Analysis) -> str:
    """Say that the start is the optimum, and add “to rounding” if the weights have moved nevertheless."""
    moved = bool(np.ptp(analysis.run.weights, axis=0).any())
    return f"The start is the optimum already{', to rounding' if moved else ''}"


def why_growing(analysis: Analysis, expected: Forecast) -> str:
    """Explain why a run moves away from the optimum."""
    rounding = "; the start is the optimum, and only its rounding grows" if analysis.began_at_optimum else ""
    return f"{_why_growing(analysis, expected)}{rounding}"


def _why_growing(analysis: Analysis, expected: Forecast) -> str:
    if analysis.optimum is None if expected.local else expected.unbounded:
        return without_optimum(analysis, expected)
    rate, stable = number(expected.learning_rate), number(expected.largest_stable_rate)
    if analysis.above_max_stable_rate:
        return f"The rate {rate} is too large: {above_stable_rate(analysis)}"
    if expected.learning_rate <= expected.largest_stable_rate:
        return f"The rate {rate} looked safe at the start, but where the path led J is steeper. Try a smaller one"
    if expected.local:
        return (
            f"The rate {rate} is above {stable}, the largest stable one at the start (J isn't quadratic, so elsewhere "
            "it is another): each step overshoots by more than it corrects"
        )
    why = f"{along(expected, Regime.DIVERGING)} each step overshoots by more than it corrects"
    return f"The rate {rate} is above {stable}, the largest stable one:{why}"


def without_optimum(analysis: Analysis, expected: Forecast) -> str:
    """Say that J has no optimum to converge to, and along which direction it is unbounded."""
    sentence = f"J has no {optimum_name(analysis.arguments.goal)} to arrive at"
    away = [i for i in expected.along(Regime.DIVERGING) if expected.eigenvalues[i] <= 0]
    if expected.local or not away:
        return sentence
    return f"{sentence}:{along_directions(expected, away[:1])} it goes on for ever"


def above_stable_rate(analysis: Analysis) -> str:
    """Say that the rate exceeds the largest stable one at the optimum of a J that isn't quadratic."""
    optimum, stable = optimum_name(analysis.arguments.goal), number(analysis.max_stable_rate)
    return f"near the {optimum} the largest stable rate is {stable}, and above it the run can't settle"


def turns_back(analysis: Analysis) -> bool:
    """Whether any weight changed direction in the second half of the recorded epochs."""
    steps = np.diff(analysis.run.weights[len(analysis.run.weights) // 2 :], axis=0)
    return bool(((steps > 0).any(axis=0) & (steps < 0).any(axis=0)).any())


def why_cycling(expected: Forecast) -> str:
    """Explain why a run oscillates for ever, and which share of the initial J − J* is never removed."""
    share = expected.initial_excess[expected.along(Regime.OSCILLATING)].sum() / expected.initial_excess.sum()
    return (
        f"At {number(expected.learning_rate)}, the edge of stability, it jumps back and forth"
        f"{along(expected, Regime.OSCILLATING)} for ever, and {share_of_way(float(share))} is never covered"
    )


def why_crawling(analysis: Analysis, expected: Forecast, *, can_standardise: bool) -> str:
    """Explain slow convergence by the learning rate or by the condition number of J."""
    fastest = expected.fastest_rate
    best = epochs_to(replace(expected, learning_rate=fastest), ARRIVED)
    if analysis.epochs_needed and best and 10 * best < analysis.epochs_needed:
        rate = number(expected.learning_rate)
        return f"the rate {rate} is far too small, and {number(fastest)}, the fastest, would need {epochs(best)}"
    steeper = number(expected.condition)
    sentence = f"J curves {steeper} times more across the valley than along it, and no rate mends that"
    return f"{sentence}: standardise the columns" if can_standardise else sentence


def local_behaviour(expected: Forecast) -> str:
    """Say what the curvature at the start implies if J isn't quadratic."""
    taking_part = expected.along(*Regime)
    away = [i for i in taking_part if expected.eigenvalues[i] < 0]
    if away:
        where = along_directions(expected, away[:1])
        return f"J isn't quadratic, and at the start it curves away from an optimum{where}, so nothing is foretold"
    worst = max((expected.regimes[i] for i in taking_part), key=list(Regime).index, default=Regime.STILL)
    return f"J isn't quadratic, but near the start, by its curvature there,{along(expected, worst)} it {worst.value}"


def slowest_name(expected: Forecast) -> str:
    """The name of the slowest direction that converges; empty unless at least two directions converge."""
    i = expected.slowest
    if i is None or len(expected.along(Regime.SHRINKING, Regime.OVERSHOOTING)) == 1:
        return ""
    return _name(expected, i)


def along(expected: Forecast, *regimes: Regime) -> str:
    """“ along a − b and c”: the directions with any of these regimes; empty if none has, or with a single weight."""
    return along_directions(expected, expected.along(*regimes))


def along_directions(expected: Forecast, directions: list[int]) -> str:
    """“ along a − b and c”: the directions with these indices; empty if there are none, or with a single weight."""
    if not directions or len(expected.problem.names) == 1:
        return ""
    names = unique_names(_name(expected, i) for i in directions[:2])
    if len(directions) <= 2:
        return f" along {' and '.join(names)}"
    return f" along {', '.join(names)} and {amount(len(directions) - 2, 'more direction')}"


def _name(expected: Forecast, i: int) -> str:
    return direction_name(expected.problem.names, expected.directions[:, i])
