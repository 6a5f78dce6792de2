"""The verdict on a run: what happened and why, in at most three sentences."""

from gd.explain.reasons import (
    above_stable_rate,
    along,
    local_behaviour,
    share_left,
    share_of_way,
    slowest_name,
    starts_at_optimum,
    turns_back,
    why_crawling,
    why_cycling,
    why_growing,
    without_optimum,
)
from gd.least_squares import LeastSquares
from gd.problem import MAXIMISE
from gd.run import Stop
from gd.schedules import CONSTANT
from gd.text import count, epochs, number, percent
from gd.theory.analysis import ARRIVED, Analysis
from gd.theory.forecast import Forecast
from gd.theory.milestones import overflow_epoch
from gd.theory.outcome import Outcome, outcome
from gd.theory.regime import Regime


def verdict(analysis: Analysis, *, can_standardise: bool = False) -> str:
    """Say how the cost changed and in how many epochs; then, in at most two sentences, how the run ended and why.

    can_standardise: whether the table's columns aren't standardised yet; if that would help, it is recommended.
    """
    change, expected, result = _cost_change(analysis), analysis.expected, outcome(analysis)
    if result is Outcome.DIVERGED and not analysis.arguments.optimizer.finds_own_rate:
        change += f", and {_divergence(analysis)}"
    if not analysis.arguments.plain:
        ended = "" if result is Outcome.DIVERGED else _early_end(analysis)
        return f"{change}. {ended}{_other_optimizer(analysis, result)}"
    if expected is None:
        return f"{change}. At the start J is too steep to foretell anything. Start closer to the optimum."
    match result:
        case Outcome.DIVERGED:
            return f"{change}. {why_growing(analysis, expected)}."
        case Outcome.GROWING:
            reason = f"{why_growing(analysis, expected)}{_overflow(expected)}"
            return f"{change}{_wrong_way(analysis)}. {_early_end(analysis)}{reason}."
        case Outcome.CYCLING:
            return f"{change}. {_early_end(analysis)}{why_cycling(expected)}."
    return f"{change}. {_early_end(analysis)}{_convergence(analysis, expected, result, can_standardise)}."


def _cost_change(analysis: Analysis) -> str:
    """The change of the cost and the number of epochs."""
    problem, costs = analysis.problem, analysis.run.costs
    name, per_cost = ("The mean squared error", problem.mse_per_cost) if isinstance(problem, LeastSquares) else ("J", 1)
    start, end = float(costs[0] * per_cost), float(costs[-1] * per_cost)
    if analysis.last_epoch == 0:
        return f"{name} is {number(start)} at the start"
    if start == end:
        movement = f"stayed at {number(start)}"
    elif number(start) == number(end):
        movement = f"hardly moved from {number(start)}"
    else:
        movement = f"{'rose' if end > start else 'fell'} from {number(start)} to {number(end)}"
    return f"{name} {movement} in {analysis.last_epoch:,} {'epoch' if analysis.last_epoch == 1 else 'epochs'}"


def _other_optimizer(analysis: Analysis, result: Outcome) -> str:
    """The verdict's end for a run that isn't plain descent at a constant rate."""
    given = analysis.arguments
    progress = (
        ""
        if analysis.left is None or result in (Outcome.DIVERGED, Outcome.GROWING)
        else f"{share_left(analysis.left)}. "
    )
    if analysis.began_at_optimum:
        progress = f"{starts_at_optimum(analysis)}. "
    line_search = given.optimizer.finds_own_rate
    if line_search and result is Outcome.DIVERGED:
        return f"Along the gradient J has no {'highest' if given.goal == MAXIMISE else 'lowest'} point to go to."
    if line_search:
        return f"{progress}Line search finds its own rate, so η doesn't matter."
    small = given.batches is not None and given.batches.size < getattr(given.problem, "rows", 0)
    if result in (Outcome.MOVING, Outcome.ARRIVED) and small and given.schedule == CONSTANT:
        return f"{progress}Each batch pulls its own way, so at a constant rate the weights need not settle."
    heavy_ball = analysis.heavy_ball
    if heavy_ball is None:
        return f"{progress}What theory says of the rate is said of plain descent alone."
    stable = number(heavy_ball.largest_stable_rate)
    return f"{progress}With momentum {number(heavy_ball.momentum)} the largest stable rate is {stable}."


def _divergence(analysis: Analysis) -> str:
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


def _early_end(analysis: Analysis) -> str:
    if analysis.run.stop is Stop.TOLERANCE:
        tolerance = number(analysis.arguments.tolerance)
        return f"It ended there because the last epoch changed every weight by less than {tolerance}. "
    return "" if analysis.next_change else "Another epoch would change nothing. "


def _convergence(analysis: Analysis, expected: Forecast, result: Outcome, can_standardise: bool) -> str:
    """How close the run came and what slows it down, if nothing grows or cycles."""
    if analysis.began_at_optimum:
        return f"{starts_at_optimum(analysis)}{_instability(expected)}"
    if not analysis.next_change and analysis.left is not None and not analysis.arrived:
        return f"{share_left(analysis.left)}, but a step is smaller than the rounding of the weights"
    if expected.local:
        return _local_verdict(analysis, expected)
    if analysis.left is None:
        return f"{without_optimum(analysis, expected)}: off this very path the run would go on for ever"
    slowest = slowest_name(expected)
    remaining = f"{_remaining(analysis, analysis.left)}{f'; the slowest direction is {slowest}' if slowest else ''}"
    if result is Outcome.CRAWLING:
        why = why_crawling(analysis, expected, can_standardise=can_standardise)
        return f"Crawls: {remaining}; {why}{_instability(expected)}"
    over = bool(expected.along(Regime.OVERSHOOTING))
    beginning = f"Overshoots{along(expected, Regime.OVERSHOOTING)} and still converges" if over else "Converges"
    return f"{beginning}: {remaining}{_instability(expected)}"


def _remaining(analysis: Analysis, left: float) -> str:
    """The share of the initial J − J* that is left, and the epoch by which only ARRIVED of it is."""
    if analysis.epochs_needed is None:
        return share_left(left)
    if analysis.arrived:
        return f"{share_of_way(ARRIVED)} was left after {epochs(analysis.epochs_needed)}"
    more = epochs(max(analysis.epochs_needed - analysis.last_epoch, 1))
    return f"{share_left(left)}, and {percent(ARRIVED)} after {more} more"


def _instability(expected: Forecast) -> str:
    """A warning if the rate is unstable and the run doesn't grow only because of its start; otherwise empty."""
    if Regime.DIVERGING not in expected.regimes:
        return ""
    stable = number(expected.largest_stable_rate)
    return f"; the rate is above {stable}, the largest stable one, and off this very path the run would grow"


def _local_verdict(analysis: Analysis, expected: Forecast) -> str:
    """How close the run came and how it continues, if J isn't quadratic and the forecast holds only locally."""
    if analysis.left is None:
        return f"{without_optimum(analysis, expected)}; {local_behaviour(expected)}"
    left = share_left(analysis.left)
    if analysis.next_change:
        left += f", and another epoch would still change a weight by {number(analysis.next_change)}"
    if analysis.above_max_stable_rate and analysis.next_change:
        return f"{'It jumps about: ' if turns_back(analysis) else ''}{left}; {above_stable_rate(analysis)}"
    return f"{left}; {local_behaviour(expected)}"
