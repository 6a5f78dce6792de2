"""What happened and why, in at most three sentences."""

from gd.descent import Stop
from gd.explain.directions import along, slowest
from gd.explain.reasons import (
    above_edge,
    began_there,
    crawl,
    curvature,
    cycle,
    growth,
    jumps,
    no_optimum,
    way,
    way_left,
)
from gd.least_squares import LeastSquares
from gd.optimizers import LineSearch
from gd.problems import MAXIMISE
from gd.schedules import CONSTANT
from gd.text import count, epochs, number, percent
from gd.theory.analysis import ARRIVED, Course
from gd.theory.forecast import Forecast
from gd.theory.milestones import overflow_epoch
from gd.theory.outcome import Outcome, outcome
from gd.theory.regime import Regime


def verdict(course: Course) -> str:
    """How many epochs, from what cost to what cost; then, in at most two sentences, how it ended and why."""
    went, expected, found = _went(course), course.expected, outcome(course)
    if found is Outcome.DIVERGED and course.experiment.settings.optimizer != LineSearch.name:
        went += f", and {_passed(course)}"
    if not course.experiment.settings.plain:
        ended = "" if found is Outcome.DIVERGED else _ended(course)
        return f"{went}. {ended}{_other_optimizer(course, found)}"
    if expected is None:
        return f"{went}. At the start J is too steep to foretell anything. Start closer to the optimum."
    match found:
        case Outcome.DIVERGED:
            return f"{went}. {growth(course, expected)}."
        case Outcome.GROWING:
            return f"{went}{_wrong_way(course)}. {_ended(course)}{growth(course, expected)}{_overflow(expected)}."
        case Outcome.CYCLING:
            return f"{went}. {_ended(course)}{cycle(expected)}."
    return f"{went}. {_ended(course)}{_arrival(course, expected, found)}."


def _went(course: Course) -> str:
    """From what cost to what cost, in how many epochs."""
    name = "The mean squared error" if isinstance(course.experiment.problem, LeastSquares) else "J"
    curve = course.experiment.curve(course.run)
    start, end = float(curve[0]), float(curve[-1])
    if course.last == 0:
        return f"{name} is {number(start)} at the start"
    if start == end:
        how = f"stayed at {number(start)}"
    elif number(start) == number(end):
        how = f"hardly moved from {number(start)}"
    else:
        how = f"{'rose' if end > start else 'fell'} from {number(start)} to {number(end)}"
    return f"{name} {how} in {course.last:,} {'epoch' if course.last == 1 else 'epochs'}"


def _other_optimizer(course: Course, found: Outcome) -> str:
    """What can be said of an optimizer that isn't plain descent at a constant rate."""
    s = course.experiment.settings
    came = "" if course.left is None or found in (Outcome.DIVERGED, Outcome.GROWING) else f"{way_left(course.left)}. "
    if course.began_there:
        came = f"{began_there(course)}. "
    if s.optimizer == LineSearch.name and found is Outcome.DIVERGED:
        return f"Along the gradient J has no {'highest' if s.goal == MAXIMISE else 'lowest'} point to go to."
    if s.optimizer == LineSearch.name:
        return f"{came}Line search finds its own rate, so η doesn't matter."
    rows = getattr(course.experiment.problem, "rows", 0)
    if found in (Outcome.MOVING, Outcome.ARRIVED) and 0 < s.batch < rows and s.schedule == CONSTANT.name:
        return f"{came}Each batch pulls its own way, so at a constant rate the weights need not settle."
    if course.rolling is None:
        return f"{came}What theory says of the rate is said of plain descent alone."
    momentum, stable = number(course.rolling.momentum), number(course.rolling.largest_stable_rate)
    return f"{came}With momentum {momentum} the largest stable rate is {stable}."


def _passed(course: Course) -> str:
    """At which epoch a run diverged, and at which it was to."""
    already = "" if course.last else "already "
    predicted = overflow_epoch(course.expected) if course.expected else None
    told = "" if predicted is None else f" (predicted: {count(predicted)})"
    return f"{already}epoch {course.last + 1:,} passed the largest number a computer can hold{told}"


def _wrong_way(course: Course) -> str:
    rose = course.run.costs[-1] > course.run.costs[0]
    return ": the wrong way" if rose == (course.experiment.settings.goal != MAXIMISE) else ""


def _overflow(expected: Forecast) -> str:
    epoch = overflow_epoch(expected)
    return "" if epoch is None else f"; epoch {count(epoch)} will pass the largest number a computer can hold"


def _ended(course: Course) -> str:
    if course.run.stop is Stop.TOLERANCE:
        tolerance = number(course.experiment.settings.tolerance)
        return f"It ended there because the last epoch changed every weight by less than {tolerance}. "
    return "" if course.next_change else "Another epoch would change nothing. "


def _arrival(course: Course, expected: Forecast, found: Outcome) -> str:
    """How much of the way is left and what is slow, where nothing grows or cycles."""
    if course.began_there:
        return f"{began_there(course)}{_edge(expected)}"
    if not course.next_change and course.left is not None and not course.arrived:
        return f"{way_left(course.left)}, but a step is smaller than the rounding of the weights"
    if expected.local:
        return _local(course, expected)
    if course.left is None:
        return f"{no_optimum(course, expected)}: off this very path the run would go on for ever"
    slow = slowest(expected)
    middle = f"{_left(course, course.left)}{f'; the slowest direction is {slow}' if slow else ''}"
    if found is Outcome.CRAWLING:
        return f"Crawls: {middle}; {crawl(course, expected)}{_edge(expected)}"
    over = bool(expected.along(Regime.OVERSHOOTING))
    lead = f"Overshoots{along(expected, Regime.OVERSHOOTING)} and still converges" if over else "Converges"
    return f"{lead}: {middle}{_edge(expected)}"


def _left(course: Course, left: float) -> str:
    """How much of J's way to its best is left, and when it is, or was, but the share ARRIVED."""
    if course.needed is None:
        return way_left(left)
    if course.arrived:
        return f"{way(ARRIVED)} was left after {epochs(course.needed)}"
    more = epochs(max(course.needed - course.last, 1))
    return f"{way_left(left)}, and {percent(ARRIVED)} after {more} more"


def _edge(expected: Forecast) -> str:
    """That a run whose rate is too large has only had luck with its start."""
    if Regime.GROWING not in expected.regimes:
        return ""
    stable = number(expected.largest_stable_rate)
    return f"; the rate is above {stable}, the largest stable one, and off this very path the run would grow"


def _local(course: Course, expected: Forecast) -> str:
    """The same where J isn't quadratic."""
    if course.left is None:
        return f"{no_optimum(course, expected)}; {curvature(expected)}"
    left = way_left(course.left)
    if course.next_change:
        left += f", and another epoch would still change a weight by {number(course.next_change)}"
    if course.above_edge and course.next_change:
        return f"{'It jumps about: ' if jumps(course) else ''}{left}; {above_edge(course)}"
    return f"{left}; {curvature(expected)}"
