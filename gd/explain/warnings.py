"""Warnings of what theory foresees although the run doesn't show it yet."""

from gd.run import Stop
from gd.text import LARGEST, bound, count
from gd.theory.analysis import Analysis
from gd.theory.milestones import overflow_epoch
from gd.theory.outcome import run_on
from gd.theory.regime import Regime

OTHER_STARTS = "from almost any other start the run would diverge"
FORESEEABLE = 10**9
"""An overflow after more epochs than this isn't worth a warning."""


def instability(analysis: Analysis) -> str:
    """A warning if the rate is unstable and the run doesn't diverge only because of its start; otherwise empty."""
    start, ball = analysis.at_start, analysis.heavy_ball
    if start is None or start.unbounded or Regime.DIVERGING not in (analysis.regimes or ()):
        return ""
    limit = bound(ball.largest_stable_rate if ball else start.largest_stable_rate)
    why = "rounding errors will make the run diverge" if analysis.began_at_optimum else OTHER_STARTS
    return f"; the rate is above {limit}, the stability limit, and {why}"


def overflow(analysis: Analysis) -> str:
    """When a run that diverges but hasn't overflowed would do so; empty where that is too far off, or unknown."""
    expected = analysis.expected
    if expected is None or expected.local or analysis.run.stop is Stop.DIVERGED:
        return ""
    epoch = overflow_epoch(expected)
    if epoch is None or epoch > FORESEEABLE:
        return ""
    return f"; epoch {count(epoch)} would pass {LARGEST}"


def undefined(analysis: Analysis) -> str:
    """What has no value at the next step of a run, or at a later one if it ran on."""
    advice = "Take a smaller rate, or start elsewhere"
    if analysis.run.undefined:
        return f"The next step would need {analysis.run.undefined}. {advice}"
    later = run_on(analysis)
    return f"If it ran on, epoch {count(later.last_epoch + 1)} would need {later.run.undefined}. {advice}"
