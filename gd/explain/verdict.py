"""The verdict on a run: what happened and why."""

from collections.abc import Callable, Mapping

from gd.explain.along import along, slowest_name
from gd.explain.change import change, early_end
from gd.explain.methods import BATCHES, about_the_rate, beta, method, no_theory, pulls_apart
from gd.explain.progress import done, goal, goal_ahead, goal_reached
from gd.explain.reasons import (
    above_limit,
    cannot_settle,
    starts_at_optimum,
    why_diverging,
    why_oscillating,
    why_slow,
    without_optimum,
)
from gd.explain.scaling import Scaling
from gd.explain.warnings import OTHER_STARTS, instability, overflow, undefined
from gd.problem import optimum_name
from gd.run import Stop
from gd.schedules import CONSTANT
from gd.text import bound, capitalised, count, number
from gd.theory.analysis import Analysis
from gd.theory.forecast import Forecast
from gd.theory.key_rates import key_rates
from gd.theory.optimum import is_searched
from gd.theory.outcome import Outcome, epochs_to_converge, outcome, pace_of, run_on
from gd.theory.regime import Regime

FEW = 10
"""Where a run has converged after so many epochs, no direction is called slow."""


def verdict(analysis: Analysis, scaling: Callable[[], Scaling | None] = lambda: None) -> str:
    """Say how the cost changed and in how many epochs; then in one to three sentences how the run ended, and why.

    scaling: returns what standardising the table's columns would do, or None; asked only if the run is too slow.
    """
    result, expected = outcome(analysis), analysis.expected
    advice = scaling() if result is Outcome.TOO_SLOW else None
    if expected is None and analysis.arguments.plain and result is not Outcome.UNDEFINED:
        reason = "At the start J is too steep for theory to predict this run. Start closer to the optimum"
    elif analysis.began_at_optimum and result is Outcome.CONVERGED:
        reason = f"{starts_at_optimum(analysis)}{instability(analysis)}"
    else:
        reason = SAYINGS[result](analysis)
    told = capitalised(reason) if reason.endswith("…") else f"{capitalised(reason)}."  # a name may be cut short
    return f"{change(analysis)}. {early_end(analysis)}{told}{f' {advice.advice}.' if advice else ''}"


def _converged(analysis: Analysis) -> str:
    expected = _global(analysis)
    if expected is None:
        return f"{goal_reached(analysis)}{about_the_rate(analysis)}"
    slow = analysis.epochs_needed is not None and analysis.epochs_needed > FEW
    return (
        f"{_overshooting(expected)}{goal_reached(analysis)}{_slowest(expected) if slow else ''}{instability(analysis)}"
    )


def _improving(analysis: Analysis) -> str:
    expected, needed = _global(analysis), analysis.epochs_needed
    if analysis.left is None:
        assert analysis.at_start is not None
        others = "" if is_searched(analysis.problem) else f", and {OTHER_STARTS}"
        return f"{without_optimum(analysis, analysis.at_start)}{others}"
    if expected and needed and needed > analysis.last_epoch:
        ahead = goal_ahead(analysis, needed)
        return f"{_overshooting(expected)}{ahead}{_slowest(expected)}{instability(analysis)}"
    another = "another epoch" if analysis.arguments.schedule == CONSTANT else "another epoch at the last rate"
    moving = f"{done(analysis)}, and {another} would still change a weight by {number(analysis.next_change)}"
    if analysis.cannot_settle:
        return f"{moving}. {cannot_settle(analysis)}"
    return f"{moving}{about_the_rate(analysis) or no_theory(analysis)}"


def _too_slow(analysis: Analysis) -> str:
    expected, needed = _global(analysis), analysis.epochs_needed
    if not analysis.next_change:
        return _stuck(analysis)
    if expected and needed:
        reason = f"{why_slow(analysis, expected, needed)}{instability(analysis)}"
        return f"{goal_ahead(analysis, needed)}{reason}"
    further = run_on(analysis)
    there, pace = epochs_to_converge(further), pace_of(further)
    if there is not None:
        slow = goal_ahead(analysis, there)
    elif pace is not None:
        slow = (
            f"{done(analysis)}; even without slowing down, {goal(analysis)} would take until epoch {count(round(pace))}"
        )
    else:
        return f"{done(analysis)}, and the run comes no closer"
    if analysis.expected is None:
        return f"{slow}{about_the_rate(analysis) or no_theory(analysis)}"
    return f"{slow}{why_slow(analysis, analysis.expected, there or pace or 0)}"


def _stuck(analysis: Analysis) -> str:
    """Of a run that is short of the optimum, and that another epoch wouldn't change."""
    level = not analysis.problem.gradient(analysis.run.final_weights).any()
    why = "the gradient is 0 here" if level else "each step is smaller than the rounding of the weights"
    start = analysis.at_start
    return f"{done(analysis) or (without_optimum(analysis, start) if start else '')}, and {why}"


def _oscillating(analysis: Analysis) -> str:
    start = analysis.at_start
    if analysis.along(Regime.OSCILLATING) and start:
        return why_oscillating(analysis, start)
    return f"{_so_far(analysis)}{_why_restless(analysis)}"


def _why_restless(analysis: Analysis) -> str:
    """Why a run comes no closer for now, led by a comma or a full stop."""
    rate, known, ball = analysis.arguments.learning_rate, key_rates(analysis), analysis.heavy_ball
    if analysis.cannot_settle:
        return f". {cannot_settle(analysis)}"
    if analysis.arguments.plain and known and rate > known.limit:
        return f". {above_limit(rate, known.limit, ' from here')}"
    there = epochs_to_converge(run_on(analysis))
    if there is not None:
        return f", but if it ran longer, it would come back and converge by epoch {count(there)}"
    if ball:
        limit = bound(ball.largest_stable_rate)
        return f". The oscillations die out, as with {beta(ball)} the stability limit is {limit}"
    return f". {BATCHES if pulls_apart(analysis) else 'Try a smaller rate, or one that falls over the epochs'}"


def _so_far(analysis: Analysis) -> str:
    """How far a run has come that comes no closer, or is worse off than at its start."""
    if analysis.began_at_optimum:
        return f"{starts_at_optimum(analysis)}, but the steps lead away from it"
    if analysis.left is not None and analysis.left > 1:
        return f"J is further from its {optimum_name(analysis.arguments.goal)} than at the start"
    if analysis.left == 0:
        return f"J is at its {optimum_name(analysis.arguments.goal)}, up to rounding, but the weights don't settle"
    if analysis.cannot_settle:
        return done(analysis)
    longer = run_on(analysis) is not analysis
    further = "but if it ran longer, it would oscillate" if longer else "and it oscillates"
    return f"{done(analysis)}, {further} without coming closer"


def _diverging(analysis: Analysis) -> str:
    given, start, ball = analysis.arguments, analysis.at_start, analysis.heavy_ball
    if given.optimizer.finds_own_rate and analysis.run.stop is Stop.DIVERGED:
        return f"Line search fails: J has no {optimum_name(given.goal)} along its gradient"
    if start is not None and (analysis.optimum is None or given.plain):
        return f"{why_diverging(analysis, start)}{overflow(analysis)}"
    if ball and given.learning_rate > ball.largest_stable_rate:
        return above_limit(given.learning_rate, ball.largest_stable_rate, f" with {beta(ball)}")
    return f"This page has no theory for {method(analysis)}. Try a smaller rate"


SAYINGS: Mapping[Outcome, Callable[[Analysis], str]] = {
    Outcome.CONVERGED: _converged,
    Outcome.IMPROVING: _improving,
    Outcome.TOO_SLOW: _too_slow,
    Outcome.OSCILLATING: _oscillating,
    Outcome.DIVERGING: _diverging,
    Outcome.UNDEFINED: undefined,
}
"""What is said of a run with each outcome, without the last full stop."""


def _global(analysis: Analysis) -> Forecast | None:
    """The forecast of a run of plain descent that holds all along its path."""
    return None if analysis.expected is None or analysis.expected.local else analysis.expected


def _overshooting(expected: Forecast) -> str:
    over = expected.along(Regime.OVERSHOOTING)
    return f"It overshoots{along(expected, Regime.OVERSHOOTING)}, but converges: " if over else ""


def _slowest(expected: Forecast) -> str:
    name = slowest_name(expected)
    return f"; the slowest direction is {name}" if name else ""
