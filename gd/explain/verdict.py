"""The verdict on a run: what happened and why, in at most three sentences."""

from gd.explain.reasons import (
    above_edge,
    along,
    began_there,
    crawl,
    curvature,
    cycle,
    growth,
    jumps,
    no_optimum,
    slowest,
    way,
    way_left,
)
from gd.least_squares import LeastSquares
from gd.problem import MAXIMISE
from gd.run import Stop
from gd.schedules import CONSTANT
from gd.text import count, epochs, number, percent
from gd.theory.analysis import ARRIVED, Analysis
from gd.theory.factors import Forecast
from gd.theory.milestones import overflow_epoch
from gd.theory.outcome import Outcome, outcome
from gd.theory.regime import Regime


def verdict(analysis: Analysis, *, can_standardise: bool = False) -> str:
    """Say how the cost changed and in how many epochs; then, in at most two sentences, how the run ended and why.

    can_standardise: whether the table's columns aren't standardised yet; if that would help, it is recommended.
    """
    went, expected, found = _went(analysis), analysis.expected, outcome(analysis)
    if found is Outcome.DIVERGED and not analysis.arguments.optimizer.finds_own_rate:
        went += f", and {_passed(analysis)}"
    if not analysis.arguments.plain:
        ended = "" if found is Outcome.DIVERGED else _ended(analysis)
        return f"{went}. {ended}{_other_optimizer(analysis, found)}"
    if expected is None:
        return f"{went}. At the start J is too steep to foretell anything. Start closer to the optimum."
    match found:
        case Outcome.DIVERGED:
            return f"{went}. {growth(analysis, expected)}."
        case Outcome.GROWING:
            return f"{went}{_wrong_way(analysis)}. {_ended(analysis)}{growth(analysis, expected)}{_overflow(expected)}."
        case Outcome.CYCLING:
            return f"{went}. {_ended(analysis)}{cycle(expected)}."
    return f"{went}. {_ended(analysis)}{_arrival(analysis, expected, found, can_standardise)}."


def _went(analysis: Analysis) -> str:
    """The change of the cost and the number of epochs."""
    problem, costs = analysis.problem, analysis.run.costs
    name, per_cost = ("The mean squared error", problem.mse_per_cost) if isinstance(problem, LeastSquares) else ("J", 1)
    start, end = float(costs[0] * per_cost), float(costs[-1] * per_cost)
    if analysis.last_epoch == 0:
        return f"{name} is {number(start)} at the start"
    if start == end:
        how = f"stayed at {number(start)}"
    elif number(start) == number(end):
        how = f"hardly moved from {number(start)}"
    else:
        how = f"{'rose' if end > start else 'fell'} from {number(start)} to {number(end)}"
    return f"{name} {how} in {analysis.last_epoch:,} {'epoch' if analysis.last_epoch == 1 else 'epochs'}"


def _other_optimizer(analysis: Analysis, found: Outcome) -> str:
    """The verdict's end for a run that isn't plain descent at a constant rate."""
    given = analysis.arguments
    came = (
        "" if analysis.left is None or found in (Outcome.DIVERGED, Outcome.GROWING) else f"{way_left(analysis.left)}. "
    )
    if analysis.began_at_optimum:
        came = f"{began_there(analysis)}. "
    line_search = given.optimizer.finds_own_rate
    if line_search and found is Outcome.DIVERGED:
        return f"Along the gradient J has no {'highest' if given.goal == MAXIMISE else 'lowest'} point to go to."
    if line_search:
        return f"{came}Line search finds its own rate, so η doesn't matter."
    small = given.batches is not None and given.batches.size < getattr(given.problem, "rows", 0)
    if found in (Outcome.MOVING, Outcome.ARRIVED) and small and given.schedule == CONSTANT:
        return f"{came}Each batch pulls its own way, so at a constant rate the weights need not settle."
    ball = analysis.heavy_ball
    if ball is None:
        return f"{came}What theory says of the rate is said of plain descent alone."
    stable = number(ball.largest_stable_rate)
    return f"{came}With momentum {number(ball.momentum)} the largest stable rate is {stable}."


def _passed(analysis: Analysis) -> str:
    """At which epoch a run diverged, and at which one this was predicted."""
    already = "" if analysis.last_epoch else "already "
    predicted = overflow_epoch(analysis.expected) if analysis.expected else None
    expected = "" if predicted is None else f" (predicted: {count(predicted)})"
    return f"{already}epoch {analysis.last_epoch + 1:,} passed the largest number a computer can hold{expected}"


def _wrong_way(analysis: Analysis) -> str:
    rose = analysis.run.costs[-1] > analysis.run.costs[0]
    return ": the wrong way" if rose == (analysis.arguments.goal != MAXIMISE) else ""


def _overflow(expected: Forecast) -> str:
    epoch = overflow_epoch(expected)
    return "" if epoch is None else f"; epoch {count(epoch)} will pass the largest number a computer can hold"


def _ended(analysis: Analysis) -> str:
    if analysis.run.stop is Stop.TOLERANCE:
        tolerance = number(analysis.arguments.tolerance)
        return f"It ended there because the last epoch changed every weight by less than {tolerance}. "
    return "" if analysis.next_change else "Another epoch would change nothing. "


def _arrival(analysis: Analysis, expected: Forecast, found: Outcome, can_standardise: bool) -> str:
    """How close the run came and what slows it down, if nothing grows or cycles."""
    if analysis.began_at_optimum:
        return f"{began_there(analysis)}{_edge(expected)}"
    if not analysis.next_change and analysis.left is not None and not analysis.arrived:
        return f"{way_left(analysis.left)}, but a step is smaller than the rounding of the weights"
    if expected.local:
        return _local(analysis, expected)
    if analysis.left is None:
        return f"{no_optimum(analysis, expected)}: off this very path the run would go on for ever"
    slow = slowest(expected)
    middle = f"{_left(analysis, analysis.left)}{f'; the slowest direction is {slow}' if slow else ''}"
    if found is Outcome.CRAWLING:
        why = crawl(analysis, expected, can_standardise=can_standardise)
        return f"Crawls: {middle}; {why}{_edge(expected)}"
    over = bool(expected.along(Regime.OVERSHOOTING))
    lead = f"Overshoots{along(expected, Regime.OVERSHOOTING)} and still converges" if over else "Converges"
    return f"{lead}: {middle}{_edge(expected)}"


def _left(analysis: Analysis, left: float) -> str:
    """The share of the initial J − J* that is left, and the epoch by which only ARRIVED of it is."""
    if analysis.epochs_needed is None:
        return way_left(left)
    if analysis.arrived:
        return f"{way(ARRIVED)} was left after {epochs(analysis.epochs_needed)}"
    more = epochs(max(analysis.epochs_needed - analysis.last_epoch, 1))
    return f"{way_left(left)}, and {percent(ARRIVED)} after {more} more"


def _edge(expected: Forecast) -> str:
    """A warning if the rate is unstable and the run doesn't grow only because of its start; otherwise empty."""
    if Regime.GROWING not in expected.regimes:
        return ""
    stable = number(expected.largest_stable_rate)
    return f"; the rate is above {stable}, the largest stable one, and off this very path the run would grow"


def _local(analysis: Analysis, expected: Forecast) -> str:
    """How close the run came and how it continues, if J isn't quadratic and the forecast holds only locally."""
    if analysis.left is None:
        return f"{no_optimum(analysis, expected)}; {curvature(expected)}"
    left = way_left(analysis.left)
    if analysis.next_change:
        left += f", and another epoch would still change a weight by {number(analysis.next_change)}"
    if analysis.above_max_stable_rate and analysis.next_change:
        return f"{'It jumps about: ' if jumps(analysis) else ''}{left}; {above_edge(analysis)}"
    return f"{left}; {curvature(expected)}"
