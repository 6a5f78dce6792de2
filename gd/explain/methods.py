"""What can be said of the learning rate where descent isn't plain: of other optimizers, schedules and batches."""

from gd.schedules import CONSTANT
from gd.text import bound, rate
from gd.theory.analysis import Analysis
from gd.theory.heavy_ball import HeavyBall

BATCHES = "Each batch has its own best weights, so at a constant rate the weights keep moving around"


def about_the_rate(analysis: Analysis) -> str:
    """A sentence about the rate, led by a full stop; empty where there is nothing to say."""
    given, ball = analysis.arguments, analysis.heavy_ball
    if given.optimizer.finds_own_rate:
        return ". Exact line search chooses its own rate in each epoch, so η has no effect"
    if ball:
        return f". With {beta(ball)} the stability limit is {bound(ball.largest_stable_rate)}"
    if pulls_apart(analysis) and analysis.next_change:
        return f". {BATCHES}"
    return ""


def no_theory(analysis: Analysis) -> str:
    """Say that nothing is known of the rate, led by a full stop; empty for plain descent."""
    if analysis.arguments.plain or analysis.arguments.optimizer.finds_own_rate:
        return ""
    return f". This page has no theory for {method(analysis)}; if it diverges, try a smaller rate"


def beta(ball: HeavyBall) -> str:
    """The momentum, as in “β = 0.9”."""
    return f"β = {rate(ball.momentum)}"


def pulls_apart(analysis: Analysis) -> bool:
    """Whether the batches of an epoch differ, and the rate doesn't fall."""
    given = analysis.arguments
    small = given.batches is not None and given.batches.size < getattr(given.problem, "rows", 0)
    return small and given.schedule == CONSTANT


def method(analysis: Analysis) -> str:
    """What the run does that theory doesn't cover."""
    given = analysis.arguments
    if given.batches:
        return "batches"
    if given.schedule != CONSTANT:
        return "a rate that changes"
    local = " where J isn't quadratic" if analysis.problem.spectrum is None else ""
    return f"{given.optimizer.title}{local}"
