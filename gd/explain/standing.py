"""What J is like where a run ended, of a J whose optima nobody knows: a minimum, a ridge, a plateau, or a kink."""

from itertools import islice, pairwise

import numpy as np

from gd.arrays import Array
from gd.explain.directions import direction_name
from gd.expression.expression import Expression
from gd.problem import MAXIMISE, Explained, descent_sign, optimum_name
from gd.schedules import CONSTANT
from gd.text import number
from gd.theory.analysis import Analysis
from gd.theory.optimum import has_kink, is_searched
from gd.theory.outcome import Outcome, outcome

BESIDE = "A start a hair beside it would slide off."

NO_SLOPE = 1e-9
"""A slope along a direction counts as none if it is a smaller share of the curvature there, times the weights' size."""
PLATEAU = 0.1
"""J is nearly flat if going straight on along the slope would do a smaller share of what is left to do. (Of a convex J
it would do all of it, or more.)"""

SMALL = 1e-3
"""There the steps are small: less than this share of the way that is left."""
LAST = 10
"""Recorded epochs at the end of a run in which it is seen whether it jumps to and fro across a kink."""
SHRUNK, GAINED = 0.9, 1e-6
"""Steps have shrunk if the longest of the last half of these is less than this share of the longest before, and J has
improved if its best has, by more than this share of its range."""
HALVINGS = 30
"""A kink that a step crosses is found by so many halvings of it."""
NEAR = 1e-3
"""How far from a point J is compared with its value there."""


def standing(analysis: Analysis) -> str:
    """Say what J is like at the end of the run; empty unless it is a formula.

    Of a quadratic one only that it has a saddle or a ridge there: the rest is known from theory.
    """
    problem, run = analysis.problem, analysis.run
    if not isinstance(problem, Expression) or run.broken_off:
        return ""
    if not is_searched(analysis.problem):
        return _ridge(analysis)
    return _kink(problem, analysis) or _ridge(analysis) or _plateau(analysis) or _local(analysis)


def _kink(problem: Expression, analysis: Analysis) -> str:
    """What is to be said of a kink at the end of the run, or that its last steps cross; empty if there is none."""
    w = analysis.run.final_weights
    if (names := problem.kinks(w)) and has_kink(analysis.problem, w):
        taken = "0" if names[0] in ("abs", "relu") else "that of the last of its equal arguments"
        return f"J has a kink here, where the slope of {names[0]} jumps; the slope taken is {taken}."
    steps = pairwise(analysis.run.weights[-LAST:])
    crossed = (step for step in steps if _jumps(analysis.problem, problem, *step))
    if len(list(islice(crossed, 2))) < 2:
        return ""
    across = (
        "The steps jump across a kink of J again and again: there the slope changes at once instead of becoming small"
    )
    if not analysis.arguments.plain or analysis.arguments.schedule != CONSTANT:
        return f"{across}."
    if _shrinks(analysis):
        return ""
    closer = "" if analysis.optimum is None or _improves(analysis) else " Only a smaller rate comes closer."
    return f"{across}, so the steps don't become smaller either.{closer}"


def _jumps(problem: Explained, formula: Expression, before: Array, after: Array) -> bool:
    """Whether a step [D] to [D] crosses a place where the slope of J itself jumps, not only that of a part of it."""
    if not formula.crosses_kink(before, after):
        return False
    for _ in range(HALVINGS):
        middle = (before + after) / 2
        if formula.crosses_kink(before, middle):
            after = middle
        elif formula.crosses_kink(middle, after):
            before = middle
        else:
            return has_kink(problem, middle)
    return has_kink(problem, after)


def _shrinks(analysis: Analysis) -> bool:
    """Whether the last steps become shorter."""
    lengths = np.abs(np.diff(analysis.run.weights[-LAST:], axis=0)).max(axis=1)
    before, last = np.array_split(lengths, 2)
    return bool(last.max(initial=0) < SHRUNK * before.max())


def _improves(analysis: Analysis) -> bool:
    """Whether the last steps have led to a better J than those before."""
    costs = descent_sign(analysis.arguments.goal) * analysis.run.costs[-LAST:]
    before, last = np.array_split(costs, 2)
    return bool(before.min() - last.min() > GAINED * np.ptp(costs))


def _ridge(analysis: Analysis) -> str:
    """What is to be said where J curves away from the optimum in a direction without any slope; otherwise empty."""
    problem, w, goal = analysis.problem, analysis.run.final_weights, analysis.arguments.goal
    sign = descent_sign(goal)
    with np.errstate(all="ignore"):
        H, g = sign * problem.hessian(w), problem.gradient(w)
    if not (np.isfinite(H).all() and np.isfinite(g).all()):
        return ""
    eigenvalues, V = np.linalg.eigh(H)
    level = np.abs(V.T @ g) <= NO_SLOPE * np.abs(eigenvalues) * (1 + float(np.abs(w).max()))
    away = np.flatnonzero(level & (eigenvalues < -NO_SLOPE * np.abs(eigenvalues).max()))
    if away.size:
        curves = f"J curves {'up' if goal == MAXIMISE else 'down'} along {direction_name(problem.names, V[:, away[0]])}"
        if not level.all():
            return f"This is a ridge: {curves}, but has no slope that way. {BESIDE}"
        return f"The slope is 0 here, yet this is no {optimum_name(goal)}: {curves}. {BESIDE}"
    around = [sign * problem.cost(w + side * v) for v in NEAR * V.T for side in (-1, 1)]
    if level.all() and min(around) < sign * problem.cost(w):
        nearby = f"J is {'higher' if goal == MAXIMISE else 'lower'} close by"
        return f"The slope is 0 here, yet this is no {optimum_name(goal)}: {nearby}. {BESIDE}"
    return ""


def _plateau(analysis: Analysis) -> str:
    """What is to be said of a run that is too slow where J hardly slopes, for all that is left to do."""
    problem, w, optimum = analysis.problem, analysis.run.final_weights, analysis.optimum
    if optimum is None or outcome(analysis) is not Outcome.TOO_SLOW:
        return ""
    slope, left = problem.gradient(w), abs(problem.cost(w) - problem.cost(optimum))
    way = w - optimum
    if abs(float(slope @ way)) >= PLATEAU * left or analysis.next_change > SMALL * np.abs(way).max():
        return ""
    return f"J is nearly flat here: its slope is {number(float(np.linalg.norm(slope)))}, so the steps are tiny."


def _local(analysis: Analysis) -> str:
    """That the optimum shown is one of perhaps many; empty if there is none."""
    if analysis.optimum is None:
        return ""
    best = optimum_name(analysis.arguments.goal)
    return f"The {best} is a local one, near the end of the run: from elsewhere a better one may be reached."
