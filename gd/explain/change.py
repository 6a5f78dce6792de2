"""What a run did to the cost, in how many epochs, and what ended it."""

from gd.least_squares import LeastSquares
from gd.problem import MAXIMISE
from gd.run import Stop
from gd.text import LARGEST, amount, count, number, parameter
from gd.theory.analysis import Analysis
from gd.theory.milestones import overflow_epoch

DISTINCT = 1e-9
"""A change of the cost by a smaller share has few digits that aren't rounding: it is not written out."""


def change(analysis: Analysis) -> str:
    """The verdict's first sentence, without its full stop."""
    name, start, end = _measured(analysis)
    if analysis.last_epoch == 0:
        return f"{name} is {number(start)} at the start{_overflow(analysis)}"
    way = "rose" if end > start else "fell"
    if start == end or (analysis.began_at_optimum and analysis.close):
        movement = f"stayed at {number(start)}"
    elif number(start) == number(end):
        exact = abs(end - start) > DISTINCT * abs(start)
        movement = (
            f"{way} by {number(abs(end - start))} from {number(start)}" if exact else f"stayed near {number(start)}"
        )
    else:
        wrong = (end > start) != (analysis.arguments.goal == MAXIMISE) and analysis.optimum is not None
        movement = f"{way} from {number(start)} to {number(end)}{', the wrong way,' if wrong else ''}"
    return f"{name} {movement} in {amount(analysis.last_epoch, 'epoch')}{_overflow(analysis)}"


def early_end(analysis: Analysis) -> str:
    """A sentence about a run that its tolerance ended, or that has come to rest; otherwise empty."""
    if analysis.run.stop is Stop.TOLERANCE:
        tolerance = parameter(analysis.arguments.tolerance)
        return f"It stopped early: the last epoch changed no weight by as much as the tolerance, {tolerance}. "
    at_rest = analysis.run.stop is Stop.EPOCHS and not analysis.next_change
    return "Another epoch would change nothing. " if at_rest else ""


def _measured(analysis: Analysis) -> tuple[str, float, float]:
    """The name of what the cost curve shows, and its value at the start and at the end."""
    problem, costs = analysis.problem, analysis.run.costs
    if isinstance(problem, LeastSquares):
        return "The mean squared error", float(costs[0] * problem.mse_per_cost), float(costs[-1] * problem.mse_per_cost)
    return "J", float(costs[0]), float(costs[-1])


def _overflow(analysis: Analysis) -> str:
    """At which epoch a run overflowed, and at which one this was predicted."""
    if analysis.run.stop is not Stop.DIVERGED or analysis.arguments.optimizer.finds_own_rate:
        return ""
    already = "" if analysis.last_epoch else "already "
    predicted = overflow_epoch(analysis.expected) if analysis.expected else None
    expected = "" if predicted is None else f" (predicted: {count(predicted)})"
    return f", and {already}epoch {analysis.last_epoch + 1:,} passed {LARGEST}{expected}"
