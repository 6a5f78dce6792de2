"""How far a run has come, in words: the share of the possible drop of J that is done."""

from gd.problem import wanted_change
from gd.text import bound, count, percent_done
from gd.theory.analysis import CLOSE, Analysis
from gd.theory.outcome import epochs_to_converge

HARDLY = 1e-4
"""A share done that is smaller than this isn't written out."""


def done(analysis: Analysis) -> str:
    """“98 % of the possible drop is done”; empty if J has no optimum in this direction."""
    left = analysis.left
    if left is None:
        return ""
    if left == 0:
        return f"all of {possible(analysis)} is done"
    if left >= 1:
        return f"none of {possible(analysis)} is done"
    share = percent_done(left) if 1 - left >= HARDLY else f"less than {bound(100 * HARDLY)} %"
    return f"{share} of {possible(analysis)} is done"


def goal(analysis: Analysis) -> str:
    """What has to be done for a run to have converged: “99.9 % of the possible drop”."""
    share = percent_done(CLOSE)
    if analysis.enough == CLOSE:
        return f"{share} of {possible(analysis)}"
    return "the best fit, up to rounding," if analysis.explains_nothing else f"{share} of what the features can explain"


def goal_reached(analysis: Analysis) -> str:
    """“99.9 % of the possible drop was done by epoch 16”, of a run that has converged."""
    verb = "was done" if analysis.enough == CLOSE else "was reached"
    return f"{goal(analysis)} {verb} by epoch {count(_reached(analysis))}"


def goal_ahead(analysis: Analysis, epoch: int) -> str:
    """“98 % of the possible drop is done, and 99.9 % would take until epoch 44”, of a run that has not converged."""
    aim = percent_done(CLOSE) if analysis.enough == CLOSE else goal(analysis)
    return f"{done(analysis)}, and {aim} would take until epoch {count(epoch)}"


def _reached(analysis: Analysis) -> int:
    """The epoch by which a run had converged for good: by theory, otherwise by its record."""
    if analysis.epochs_needed is not None and analysis.epochs_needed <= analysis.last_epoch:
        return analysis.epochs_needed
    return epochs_to_converge(analysis) or 0


def possible(analysis: Analysis) -> str:
    """What there is to do, from the start to the optimum."""
    return f"the possible {wanted_change(analysis.arguments.goal)}"
