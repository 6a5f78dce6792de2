"""Four learning rates to compare on one problem: too small, the fastest, at the limit of stability, and too large."""

from dataclasses import replace

from gd.arguments import Arguments
from gd.experiments.pins import RATE_NAMES
from gd.experiments.settings import MAX_RATE, MIN_RATE
from gd.explain.long_run import long_run
from gd.explain.reasons import none_found
from gd.problem import Explained, optimum_name
from gd.theory.analysis import Analysis
from gd.theory.fastest import shortest
from gd.theory.key_rates import key_rates
from gd.theory.optimum import has_kink, is_searched
from gd.theory.predict import forecast

SMALL, LARGE = 1 / 20, 1.1
"""The rate that is too small, as a multiple of the fastest from this start; the one that is too large, of the limit."""


def rates_to_compare(given: Arguments[Explained]) -> list[tuple[str, float]]:
    """Return the names and values of the four rates, in increasing order; empty if no rate leads to an optimum."""
    known = key_rates(Analysis.before_a_run(given))
    if known is None or not known.known or known.fastest is None:
        return []
    fastest, limit = known.fastest[0], known.limit
    rates = SMALL * fastest, fastest, limit, LARGE * limit
    if not all(MIN_RATE <= rate <= MAX_RATE for rate in rates):
        return []
    return [(name, _rounded(given, rate)) for name, rate in zip(RATE_NAMES, rates, strict=True)]


def why_none_to_compare(given: Arguments[Explained]) -> str:
    """Why there are no four rates to compare."""
    before = Analysis.before_a_run(given)
    return why_no_rates(before) if key_rates(before) is None else "None that may be set leads to an optimum."


def why_no_rates(analysis: Analysis) -> str:
    """Why no rates are marked."""
    optimum, best = analysis.optimum, optimum_name(analysis.arguments.goal)
    if analysis.arguments.plain and optimum is not None:
        kink = f"At its {best} J has a kink, where no constant rate settles."
        return kink if has_kink(analysis.problem, optimum) else "J is too steep at the start for theory to mark rates."
    if analysis.arguments.plain and is_searched(analysis.problem):
        return f"{none_found(analysis.arguments.goal)}, so no rates are marked."
    if analysis.arguments.plain:
        return f"J has no {best}, so no rate leads to one."
    return "No theory says which rates are stable with this optimizer, schedule or batch size."


def _rounded(given: Arguments[Explained], rate: float) -> float:
    """The rate in the fewest digits with which a run does the same."""
    unchanged = _behaviour(given, rate)
    return shortest(rate, lambda r: _behaviour(given, r) == unchanged)


def _behaviour(given: Arguments[Explained], rate: float) -> object:
    """The regimes of all directions; of the run, if J isn't quadratic."""
    if given.problem.spectrum is None:
        return long_run(replace(given, learning_rate=rate))[0]
    return forecast(given.problem, given.start, rate, given.goal).regimes
