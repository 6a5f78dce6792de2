"""What became of a run and why: from the forecast's factors and the run's weights, never from the look of its curve."""

from dataclasses import replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.descent import Run, Stop
from gd.experiment import Experiment
from gd.forecast import Forecast, Regime, forecast
from gd.formulas import number
from gd.least_squares import LeastSquares
from gd.phrases import LONGEST, amount
from gd.problems import MAXIMISE

ARRIVED = 1e-3
"""The share of the way, in cost, that may be left where a run counts as arrived."""
LONG = 1000
"""A run crawls that needs more epochs than this, and than ten times those it has run, to arrive."""


class Outcome(Enum):
    """What became of a run, in a word or two."""

    CONVERGED = "Converged"
    AT_REST = "At rest"
    MOVING = "Still moving"
    CRAWLING = "Crawling"
    CYCLING = "Endless cycle"
    GROWING = "Growing"
    DIVERGED = "Diverged"


def foretell(experiment: Experiment) -> Forecast:
    """The forecast of the experiment's run."""
    s = experiment.settings
    return forecast(experiment.problem, experiment.start, s.learning_rate, s.goal)


def outcome(experiment: Experiment, run: Run) -> Outcome:
    """What became of the run.

    Where J isn't quadratic there are no factors that hold all the way: there, growth is that of the cost.
    """
    if run.stop is Stop.DIVERGED:
        return Outcome.DIVERGED
    expected = foretell(experiment)
    if _grows(experiment, run, expected):
        return Outcome.GROWING
    if not expected.local and expected.along(Regime.CYCLING):
        return Outcome.CYCLING
    return _arrival(experiment, run, expected)


def verdict(experiment: Experiment, run: Run) -> str:
    """How many epochs, from what cost to what cost; then, in at most two sentences, how it ended and why."""
    name = "The mean squared error" if isinstance(experiment.problem, LeastSquares) else "J"
    last = int(run.epochs[-1])
    went = f"{name} {_went(experiment.curve(run))} in {amount(last, 'epoch')}"
    try:
        expected = foretell(experiment)
    except ValueError:  # J is finite at the start, but its curvature is not
        return f"{went}. At the start J is too steep to foretell anything. Start closer to the optimum."
    match outcome(experiment, run):
        case Outcome.DIVERGED:
            return f"{went}, and {_passed(last, expected)}. {_reason(experiment, expected)}."
        case Outcome.GROWING:
            rose = run.costs[-1] > run.costs[0]
            wrong_way = ": the wrong way" if rose == (experiment.settings.goal != MAXIMISE) else ""
            return f"{went}{wrong_way}. {_ended(experiment, run)}{_reason(experiment, expected)}{_overflow(expected)}."
        case Outcome.CYCLING:
            return f"{went}. {_ended(experiment, run)}{_cycle(expected)}."
        case found:
            return f"{went}. {_ended(experiment, run)}{_way(experiment, run, expected, found)}"


def next_change(experiment: Experiment, run: Run) -> float:
    """By how much one more update would change the weight that it changes most."""
    w = run.final_weights
    with np.errstate(all="ignore"):
        w_next = w - experiment.settings.learning_rate * experiment.problem.gradient(w)
        return float(np.abs(w_next - w).max())


def ways_left(experiment: Experiment, run: Run, expected: Forecast) -> Array | None:
    """The share of the way, in cost, that was left at each of the K recorded epochs: [K]. None without an optimum.

    Zeros where the start is the optimum already.
    """
    if expected.local:
        if experiment.exact is None:
            return None
        costs = np.abs(run.costs - experiment.problem.cost(experiment.exact))
        return np.asarray(costs / costs[0]) if costs[0] else np.zeros(len(costs))
    if expected.unbounded:
        return None
    whole = expected.parts.sum()
    return expected.costs(run.weights) / whole if whole else np.zeros(len(run.epochs))


def predicted_and_actual(experiment: Experiment, run: Run, expected: Forecast) -> list[dict[str, str]]:
    """When it came within 10, 1 and 0.1 % of the way, and when it overflowed: as predicted, and as recorded.

    A row each: what, predicted, actual. “a–b” where the epochs in between weren't recorded, — where it didn't happen
    or nothing is predicted.
    """
    left = ways_left(experiment, run, expected)
    known = left is not None and not expected.unbounded
    rows = []
    for fraction in (0.1, 0.01, ARRIVED):
        needed = expected.epochs_to(fraction)
        predicted = "—" if not known else "never" if needed is None else count(needed)
        actual = "—" if left is None else _reached(run, left <= fraction)
        rows.append({"what": f"{percent(fraction)} of the way left", "predicted": predicted, "actual": actual})
    overflow = "—" if expected.local else "never" if expected.overflow_epoch is None else count(expected.overflow_epoch)
    passed = count(int(run.epochs[-1]) + 1) if run.stop is Stop.DIVERGED else "—"
    return [*rows, {"what": "the cost overflows", "predicted": overflow, "actual": passed}]


def direction_name(names: tuple[str, ...], direction: Array) -> str:
    """The largest one or two components of a direction [D], in the columns' own names: age − tenure."""
    sizes = np.abs(direction)
    # A component much under the largest does not turn the direction far.
    large = np.flatnonzero(sizes > 0.6 * sizes.max())
    shown = np.sort(large[np.argsort(-sizes[large].round(9), kind="stable")][:2])
    signs = np.sign(direction[shown])
    return combination([names[d] for d in shown], signs * signs[0]) + (" + …" if len(large) > 2 else "")


def combination(names: list[str], coefficients: Array) -> str:
    """The columns added up: intercept − group=a − 0.5 · size."""
    text = ""
    for name, x in zip(names, coefficients.tolist(), strict=True):
        short = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
        size = "" if abs(abs(x) - 1) < 1e-9 else f"{number(abs(x))} · "
        text += f"{' − ' if x < 0 else ' + '}{size}{short}" if text else f"{'−' if x < 0 else ''}{size}{short}"
    return text


def percent(share: float) -> str:
    """A share as people write it: 0.1 %."""
    return f"{number(100 * share)} %"


def count(epochs: int) -> str:
    """A number of epochs: in full, or of very many the first digits."""
    return f"{epochs:,}" if epochs < 10**7 else number(epochs)


def _grows(experiment: Experiment, run: Run, expected: Forecast) -> bool:
    if expected.local:
        rise = float(run.costs[-1] - run.costs[0])
        return (-rise if experiment.settings.goal == MAXIMISE else rise) > 0
    return bool(expected.along(Regime.GROWING)) or _seeded(experiment, run, expected)


def _arrival(experiment: Experiment, run: Run, expected: Forecast) -> Outcome:
    """How near to the optimum a run has come that neither grows nor cycles."""
    left = ways_left(experiment, run, expected)
    if left is not None and left[0] == 0:
        return Outcome.AT_REST
    needed = None if expected.local else expected.epochs_to(ARRIVED)
    if needed is not None and needed > max(LONG, 10 * int(run.epochs[-1])):
        return Outcome.CRAWLING
    if run.stop is Stop.TOLERANCE:
        return Outcome.CONVERGED
    return Outcome.MOVING if next_change(experiment, run) else Outcome.AT_REST


def _seeded(experiment: Experiment, run: Run, expected: Forecast) -> bool:
    """Whether rounding has set the run off in a direction that grows, in which the start had no part."""
    end = forecast(experiment.problem, run.final_weights, expected.learning_rate, experiment.settings.goal)
    return bool(end.along(Regime.GROWING)) and not expected.along(Regime.GROWING)


def _went(curve: Array) -> str:
    start, end = float(curve[0]), float(curve[-1])
    if start == end:
        return f"stayed at {number(start)}"
    if number(start) == number(end):
        return f"hardly moved from {number(start)}"
    return f"{'rose' if end > start else 'fell'} from {number(start)} to {number(end)}"


def _passed(last: int, expected: Forecast) -> str:
    predicted = "" if expected.overflow_epoch is None else f" (predicted: {count(expected.overflow_epoch)})"
    return f"epoch {last + 1:,} passed the largest number a computer can hold{predicted}"


def _overflow(expected: Forecast) -> str:
    if expected.local or expected.overflow_epoch is None:
        return ""
    return f"; epoch {count(expected.overflow_epoch)} will pass the largest number a computer can hold"


def _reason(experiment: Experiment, expected: Forecast) -> str:
    """Why a run grows, without the full stop."""
    optimum = "maximum" if experiment.settings.goal == MAXIMISE else "minimum"
    if expected.unbounded if not expected.local else experiment.exact is None:
        return f"J has no {optimum} to arrive at{_downhill(expected)}"
    rate, stable = number(expected.learning_rate), number(expected.largest_stable_rate)
    if expected.learning_rate <= expected.largest_stable_rate:
        return f"The rate {rate} looked safe at the start, but where the path led J is steeper. Try a smaller one"
    if expected.local:
        return (
            f"The rate {rate} is above {stable}, the largest stable one at the start (J isn't quadratic, so elsewhere "
            "it is another): each step overshoots by more than it corrects"
        )
    where = f"along {_names(expected, Regime.GROWING)} " if expected.along(Regime.GROWING) else ""
    why = f"{where}each step overshoots by more than it corrects"
    return f"The rate {rate} is above {stable}, the largest stable one: {why}"


def _downhill(expected: Forecast) -> str:
    away = [i for i in expected.along(Regime.GROWING) if expected.eigenvalues[i] <= 0]
    return f": along {_name(expected, away[0])} it goes on for ever" if away and not expected.local else ""


def _cycle(expected: Forecast) -> str:
    share = expected.parts[expected.along(Regime.CYCLING)].sum() / expected.parts.sum()
    return (
        f"At {number(expected.learning_rate)}, the edge of stability, it jumps back and forth along "
        f"{_names(expected, Regime.CYCLING)} for ever, and {percent(float(share))} of the way is never covered"
    )


def _ended(experiment: Experiment, run: Run) -> str:
    if run.stop is Stop.TOLERANCE:
        tolerance = number(experiment.settings.tolerance)
        return f"It ended there because the last epoch changed every weight by less than {tolerance}. "
    return "" if next_change(experiment, run) else "Another epoch would change nothing. "


def _way(experiment: Experiment, run: Run, expected: Forecast, found: Outcome) -> str:
    """How much of the way is left and what is slow, where nothing grows or cycles."""
    left = ways_left(experiment, run, expected)
    if expected.local:
        return _local(experiment, run, expected, left)
    if left is None:
        return f"{_reason(experiment, expected)}: off this very path the run would go on for ever."
    if left[0] == 0:
        return "The start is the optimum already."
    sentence = _crawl if found is Outcome.CRAWLING else _approach
    return f"{sentence(experiment, run, expected, float(left[-1]))}{_edge(expected)}."


def _approach(experiment: Experiment, run: Run, expected: Forecast, left: float) -> str:
    over = expected.along(Regime.OVERSHOOTING)
    lead = f"Overshoots along {_names(expected, Regime.OVERSHOOTING)} and still converges" if over else "Converges"
    return f"{lead}: {_left(run, expected, left)}{_slowest(expected)}"


def _crawl(experiment: Experiment, run: Run, expected: Forecast, left: float) -> str:
    needed, fastest = expected.epochs_to(ARRIVED), expected.fastest_rate
    best = replace(expected, learning_rate=fastest).epochs_to(ARRIVED)
    if needed and best and 10 * best < needed:
        rate = number(expected.learning_rate)
        why = f"the rate {rate} is far too small, and {number(fastest)}, the fastest, would need {_epochs(best)}"
    else:
        why = (
            f"J curves {number(expected.condition)} times more across the valley than along it, and no rate mends that"
        )
        if experiment.design is not None and not experiment.settings.scale:
            why += ": standardise the columns"
    return f"Crawls: {_left(run, expected, left)}{_slowest(expected)}; {why}"


def _left(run: Run, expected: Forecast, left: float) -> str:
    needed, last = expected.epochs_to(ARRIVED), int(run.epochs[-1])
    if needed is None:
        return f"{percent(left)} of the way left"
    if left <= ARRIVED:
        return f"{percent(ARRIVED)} of the way left after {_epochs(needed)}"
    return f"{percent(left)} of the way left, and {_epochs(max(needed - last, 1))} more to {percent(ARRIVED)}"


def _slowest(expected: Forecast) -> str:
    closing = expected.along(Regime.SHRINKING, Regime.OVERSHOOTING)
    if expected.slowest is None or len(closing) == 1:
        return ""
    return f"; the slowest direction is {_name(expected, expected.slowest)}"


def _edge(expected: Forecast) -> str:
    if Regime.GROWING not in expected.regimes:
        return ""
    stable = number(expected.largest_stable_rate)
    return f"; the rate is above {stable}, the largest stable one, and off this very path the run would grow"


def _local(experiment: Experiment, run: Run, expected: Forecast, left: Array | None) -> str:
    way = _reason(experiment, expected) if left is None else f"{percent(float(left[-1]))} of the way left"
    if left is not None and (change := next_change(experiment, run)):
        way += f", and another epoch would still change a weight by {number(change)}"
    return f"{way}; {_curvature(expected)}."


def _curvature(expected: Forecast) -> str:
    """What the curvature at the start says of a problem that isn't quadratic."""
    taking_part = expected.along(*Regime)
    away = [i for i in taking_part if expected.eigenvalues[i] < 0]
    if away:
        name = _name(expected, away[0])
        return (
            f"J isn't quadratic, and at the start it curves away from an optimum along {name}, so nothing is foretold"
        )
    worst = max((expected.regimes[i] for i in taking_part), key=list(Regime).index, default=Regime.STILL)
    where = f"along {_names(expected, worst)} " if taking_part else ""
    return f"J isn't quadratic, but near the start, by its curvature there, {where}it {worst.value}"


def _epochs(count_: int) -> str:
    return f"{count(count_)} {'epoch' if count_ == 1 else 'epochs'}"


def _name(expected: Forecast, i: int) -> str:
    return direction_name(expected.problem.names, expected.directions[:, i])


def _names(expected: Forecast, *regimes: Regime) -> str:
    names = [_name(expected, i) for i in expected.along(*regimes)]
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]}, {names[1]} and {amount(len(names) - 2, 'more direction')}"


def _reached(run: Run, there: NDArray[np.bool_]) -> str:
    """The first recorded epoch at which it was there; with the ones before it that weren't recorded."""
    if not there.any():
        return "—"
    k = int(there.argmax())
    earliest = int(run.epochs[k - 1]) + 1 if k else 0
    latest = int(run.epochs[k])
    return count(latest) if earliest >= latest else f"{count(earliest)}–{count(latest)}"
