"""Whether a run's badge is true: what it says of the run is looked for in theory, and in the run's next epochs."""

from collections.abc import Callable, Iterator

import numpy as np

from tests.oracle.paths import unsure
from tests.oracle.witness import ARRIVED, LONG, Witness

STEADY = "plain", "momentum", "nesterov"
"""Optimizers that stay where they have converged: their steps shrink with the slope."""

MARGIN = 1e-6
"""Shares are compared with this relative margin."""


def badge(run: Witness) -> Iterator[str]:
    """Each reason why the badge is false."""
    check = BADGES.get(run.page.badge)
    if check is None:
        yield f"no such badge: {run.page.badge}"
    else:
        yield from check(run)


def _converged(run: Witness) -> Iterator[str]:
    if run.optimum is None:
        yield "converged, but J has no optimum"
        return
    if run.left > run.enough * (1 + MARGIN) and run.exact_excess[1] > run.floor:
        yield f"converged, but {float(run.left):.4g} is left, where {float(run.enough):.4g} is enough"
    if (table := run.case.place.cost.table) and run.exact_excess[1] > run.floor:
        worse = run.exact_excess[1] - (table.at_mean - table.quadratic.least)
        if worse > 1e-9 * table.at_mean + run.floor:
            yield "converged, but predicting the mean is better"
    if run.theory and run.theory.diverges and "rounding errors will make the run diverge" not in run.page.verdict:
        yield "converged, but it diverges"
    if run.goes_on and run.case.settings.optimizer.name in STEADY and not run.at_optimum:
        if run.overflows:
            yield "converged, but run on it overflows"
        elif run.later_shares[-1] > max(100 * run.enough, ARRIVED):
            yield f"converged, but run on {run.later_shares[-1]:.4g} is left"


def _not_yet(run: Witness, name: str) -> Iterator[str]:
    """What "still improving" and "too slow" have in common."""
    if run.theory and run.theory.diverges:
        yield f"{name}, but it diverges"
    close = run.optimum is not None and run.left < run.enough * (1 - MARGIN)
    if run.exactly_at_optimum and run.left <= 1:
        yield f"{name}, but the start is the optimum"
    elif close and run.case.settings.plain and not run.cannot_settle:
        yield f"{name}, but only {float(run.left):.4g} is left, where {float(run.enough):.4g} is enough"
    if run.optimum is not None and run.left > 1 + MARGIN and run.exact_excess[1] > 100 * run.floor:
        yield f"{name}, but {float(run.left):.4g} is left"
    if not run.theory and run.goes_on and run.overflows:
        yield f"{name}, but run on it overflows"


def _improving(run: Witness) -> Iterator[str]:
    yield from _not_yet(run, "improving")
    if run.at_optimum or run.optimum is None:
        return
    if run.plain_theory:
        if run.plain_theory.share(int(run.patience * 1.001) + 1) > run.enough and run.enough:
            yield f"improving, but it needs more than {run.patience} epochs"
    elif run.goes_on and not run.overflows:
        best = run.later_shares[1:].min()
        if best >= run.later_shares[0] * (1 - 1e-12) and best > run.enough:
            yield f"improving, but in {run.patience} more epochs it gets no better than {run.later_shares[0]:.4g}"


def _too_slow(run: Witness) -> Iterator[str]:
    yield from _not_yet(run, "too slow")
    step, rounding = run.next_step
    stuck = step <= rounding
    if run.optimum is None or run.at_optimum or stuck:
        return
    if run.plain_theory:
        if run.plain_theory.share(int(run.patience * 0.999)) <= run.enough:
            yield f"too slow, but it needs {run.plain_theory.needed(run.enough)} epochs"
    elif run.goes_on and (run.later_shares[: LONG + 1] <= run.enough).any() and run.later_shares[-1] <= run.enough:
        more = int((run.later_shares <= run.enough).argmax())
        yield f"too slow, but {more} more epochs are enough"


def _oscillating(run: Witness) -> Iterator[str]:
    if run.theory and run.theory.diverges:
        yield "oscillating, but it diverges"
    if run.plain_theory and run.plain_theory.oscillates is False:
        yield "oscillating, but no factor is −1"
    if run.plain_theory:
        return
    steps = np.diff(run.path, axis=0)
    if not run.exactly_at_optimum and not ((steps > 0).any(axis=0) & (steps < 0).any(axis=0)).any():
        yield "oscillating, but no weight turns back"
    if not run.goes_on:
        return
    if run.overflows:
        yield "oscillating, but run on it overflows"
    elif run.optimum is not None and not run.at_optimum and not run.cannot_settle:
        left = run.later_shares[-len(run.later_shares) // 10 :].max()
        if left <= run.enough / 10 and "die out" not in run.page.verdict and "come back" not in run.page.verdict:
            yield f"oscillating, but run on only {left:.4g} is left"


def _diverging(run: Witness) -> Iterator[str]:
    if run.page.stop == "DIVERGED":
        if run.goes_on and not (run.theory or run.overflows or run.at_optimum) and np.isfinite(unsure(run)).all():
            yield "diverging, but the oracle's run doesn't overflow"
        return
    if run.theory:
        if run.theory.diverges is False:
            yield "diverging, but along no direction does it diverge"
        return
    if run.goes_on and not run.overflows:
        if run.optimum is None:
            if not np.ptp(run.page.weights, axis=0).any():
                yield "diverging, but nothing moves"
        elif run.later_shares[-1] < min(1.0, run.later_shares[0]):
            yield f"diverging, but run on {run.later_shares[-1]:.4g} is left after {run.later_shares[0]:.4g}"


BADGES: dict[str, Callable[[Witness], Iterator[str]]] = {
    "Converged": _converged,
    "Still improving": _improving,
    "Too slow": _too_slow,
    "Oscillating": _oscillating,
    "Diverging": _diverging,
}
