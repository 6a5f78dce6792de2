"""Reasons for the behaviour of a run: the parts of the verdict that follow from theory."""

import numpy as np

from gd.explain.along import along, along_directions
from gd.explain.methods import beta
from gd.problem import MAXIMISE, optimum_name, wanted_change
from gd.text import apart, bound, epochs, number, percent_done
from gd.theory.analysis import Analysis
from gd.theory.forecast import Forecast
from gd.theory.key_rates import key_rates
from gd.theory.optimum import is_searched
from gd.theory.regime import Regime

MUCH_FASTER = 10
"""A rate is to blame for a run that is too slow if the fastest one needs less than 1/MUCH_FASTER of its epochs."""


def starts_at_optimum(analysis: Analysis) -> str:
    """Say that the start is the optimum, and add “to rounding” if the weights have moved nevertheless."""
    moved = bool(np.ptp(analysis.run.weights, axis=0).any())
    return f"The start is already the {optimum_name(analysis.arguments.goal)}{', up to rounding' if moved else ''}"


def why_diverging(analysis: Analysis, expected: Forecast) -> str:
    """Explain why a run of plain descent moves away from the optimum."""
    rates, rate = key_rates(analysis), analysis.arguments.learning_rate
    if rates is None:
        return without_optimum(analysis, expected)
    if rate <= rates.limit:
        return f"The rate {number(rate)} is below the stability limit, but where the path led J is steeper"
    where = "" if expected.local else along(expected, Regime.DIVERGING)
    rounding = (
        "; the start is the optimum except for rounding, which every step enlarges" if analysis.began_at_optimum else ""
    )
    above = above_limit(rate, rates.limit, " from here" if expected.local else "")
    return f"{above}:{where}{',' if where else ''} each step lands further away on the other side{rounding}"


def above_limit(rate: float, limit: float, where: str = "") -> str:
    """“The rate 0.1 is above 0.08, the stability limit”, with enough digits to tell them apart."""
    shown, below = apart(rate, limit)
    return f"The rate {shown} is above {below}, the stability limit{where}"


def without_optimum(analysis: Analysis, expected: Forecast) -> str:
    """Say that J has no optimum to converge to, and along which direction it is unbounded."""
    goal = analysis.arguments.goal
    if is_searched(analysis.problem):
        return none_found(goal)
    away = [] if expected.local else expected.along_unbounded()
    if not away:
        return f"J has no {optimum_name(goal)} to converge to"
    way = "rises" if goal == MAXIMISE else "falls"
    return f"J has no {optimum_name(goal)}:{along_directions(expected, away[:1])} it {way} without end"


def none_found(goal: str) -> str:
    """Say that no optimum is known, where one was only searched."""
    return f"No {optimum_name(goal)} of J was found near the end of the run"


def cannot_settle(analysis: Analysis) -> str:
    """Say that the rate exceeds the limit at the optimum of a J that isn't quadratic."""
    given = analysis.arguments
    above = above_limit(given.learning_rate, analysis.limit_at_optimum, f" at the {optimum_name(given.goal)}")
    return f"{above}, so the run can't settle there"


def why_oscillating(analysis: Analysis, expected: Forecast) -> str:
    """Explain why a run oscillates for ever; of plain descent also how much of the possible drop it ever does."""
    oscillating, ball = analysis.along(Regime.OSCILLATING), analysis.heavy_ball
    where = along_directions(expected, oscillating)
    at = f"At {number(expected.learning_rate)}, the stability limit"
    if ball:
        return f"{at} with {beta(ball)}, it oscillates{where} for ever"
    share = float(expected.initial_excess[oscillating].sum() / expected.initial_excess.sum())
    if share > 1 - 1e-9:
        return f"{at}, it oscillates{where} for ever and never gets any closer"
    drop = f"the possible {wanted_change(analysis.arguments.goal)}"
    return f"{at}, it oscillates{where} for ever, and only {percent_done(share)} of {drop} is ever done"


def why_slow(analysis: Analysis, expected: Forecast, needed: float) -> str:
    """Blame the learning rate, or the condition number of J, for a run of plain descent that needs so many epochs."""
    rates = key_rates(analysis)
    if rates is None or rates.fastest is None:
        return ""
    rate, (fastest, best) = expected.learning_rate, rates.fastest
    if MUCH_FASTER * best < needed:
        blame = "far too small" if rate < fastest else "too close to the stability limit"
        shown = apart(rate, rates.limit)[0]
        return f". The rate {shown} is {blame}, and {bound(fastest)}, the fastest from here, would need {epochs(best)}"
    if expected.local:
        return ""
    return (
        f". Even the fastest rate from here, {bound(fastest)}, needs {epochs(best)}: in its most curved "
        f"direction J curves {number(expected.condition)} times as much as in its least curved one"
    )
