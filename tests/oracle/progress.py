"""Claims of a verdict about how far a run has come, how far it has to go, and when it is there."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tests.oracle.arithmetic import exactly, mp
from tests.oracle.sentences import Check
from tests.oracle.shown import NUMBER, read, shown
from tests.oracle.witness import LONG, Witness

Array = NDArray[np.float64]
N = f"({NUMBER})"
CLOSE = 1e-9


def done_by(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """So much of the possible drop was done by an epoch and ever after, but not at the recorded epoch before."""
    if not witness.at_optimum and found[1] != "99.9":
        yield "99.9 % are enough"
    yield from reached_by(witness, found)
    if witness.enough < 1e-3 * (1 - CLOSE) and not witness.at_optimum:
        yield "the mean is nearer to the optimum than the start"


def reached_by(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """Enough was done by an epoch and ever after, but not at the recorded epoch before."""
    yield from _aims(found)
    share, epoch, noise = witness.enough, int(read(found[found.re.groups])), _noise(witness)
    if theory := witness.plain_theory:
        if epoch > witness.last:
            yield f"the last epoch is {witness.last}"
        now, before = theory.share(epoch + theory.slack(epoch)), theory.share(epoch - 1 - theory.slack(epoch))
        before = before if epoch else mp.inf
    else:
        left, k = witness.shares_of(witness.page.weights), int(np.searchsorted(witness.page.epochs, epoch))
        if k >= len(left) or witness.page.epochs[k] != epoch:
            yield "that epoch isn't recorded"
            return
        now, before = exactly(left[k:].max()), exactly(left[k - 1]) if k else mp.inf
    if now > share * (1 + CLOSE) + noise + 1e-15:
        yield f"{float(now):.6g} was left then"
    if before <= witness.enough * (1 - CLOSE) - noise:
        yield f"{float(before):.6g} was left an epoch before"


def _noise(witness: Witness) -> float:
    """The rounding of J, as a share of the initial J − J*."""
    first = float(witness.exact_excess[0])
    return witness.floor / first if first else 0.0


def is_done(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """So much is done at the end, rounded down."""
    done, said, noise = 1 - float(witness.left), read(found[2]) / 100, _noise(witness)
    if found[1]:
        if not -noise <= done <= said + noise:
            yield f"{done:.6%} is done"
    elif not said - noise - 1e-12 <= done <= said + shown(found[2]).unit / 100 * 1.001 + noise:
        yield f"{done:.8%} is done"


def all_done(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """Nothing is left but rounding."""
    if witness.exact_excess[1] > 10 * witness.floor:
        yield f"{float(witness.left):.4g} is left"


def none_done(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """J is where it was at the start."""
    if abs(witness.left - 1) > 1e-9 + _noise(witness):
        yield f"{float(witness.left):.12g} is left"


def further(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """J is further from the optimum than at the start."""
    if witness.left < 1 - _noise(witness):
        yield f"{float(witness.left):.6g} is left"


def _aims(found: re.Match[str]) -> Iterator[str]:
    """A run aims at 99.9 %, of whatever it is."""
    if found.re.groups > 1 and found[1] not in (None, "99.9"):
        yield "it aims at 99.9 %"


def needs(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """At this epoch, shown in full or with four digits, enough is done, and not before."""
    theory, epoch = witness.plain_theory, int(read(found[found.re.groups]))
    yield from _aims(found)
    if witness.enough < 1e-20 or (theory and theory.diverges is None):
        return  # as good as predicting the mean to rounding; or rounding decides
    if ("explain" in found[0]) != (witness.enough < 1e-3 * (1 - CLOSE)):
        yield f"{float(1 - witness.enough):.8%} of the drop are enough"
    if not theory:
        yield from converges_by(witness, found)
        return
    slack = max(theory.slack(epoch), 0 if epoch < 10**7 else int(epoch * 1e-3))
    reached = theory.share(epoch + slack) <= witness.enough * (1 + CLOSE)
    if not reached or theory.share(max(epoch - slack - 1, 0)) <= witness.enough * (1 - CLOSE):
        yield f"it needs {theory.needed(witness.enough)} epochs"


def converges_by(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """From this epoch on enough is done in the oracle's own run, and at the one before it isn't."""
    left, epoch = run_on(witness), int(read(found[found.re.groups]))
    if not witness.same:
        return  # rounding decides
    if epoch >= len(left):
        yield f"in {len(left)} epochs it doesn't"
        return
    missing = np.flatnonzero(left > float(witness.enough))
    if epoch != (int(missing[-1]) + 1 if missing.size else 0):
        yield f"it does so by epoch {missing[-1] + 1 if missing.size else 0}"


def run_on(witness: Witness) -> Array:
    """What is left at each epoch of the oracle's run, and over LONG epochs or 10,000 updates of a constant rate."""
    constant = witness.case.settings.schedule.name == "constant"
    return witness.shares[: max(witness.last, min(LONG, 10_000 // witness.updates) if constant else 0) + 1]


def pace(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The epoch by which it would be there at the pace of the second half of the run, run on."""
    yield from _aims(found)
    left = run_on(witness)
    if not witness.same:
        return  # rounding decides
    last = len(left) - 1
    gained = left[last // 2] - left[-1]
    ends = last + float((left[-1] - float(witness.enough)) * (last - last // 2) / gained) if gained > 0 else np.inf
    if abs(read(found[found.re.groups]) - ends) > 1 + 5e-3 * ends and gained > 1e-9 * left[-1]:
        yield f"until epoch {ends:.6g}"


def no_closer(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The second half of the run, run on, comes no closer."""
    left = run_on(witness)
    if left[-1] < left[(len(left) - 1) // 2] * (1 - CLOSE) - _noise(witness):
        yield f"{left[(len(left) - 1) // 2]:.6g} was left, then {left[-1]:.6g}"


DROP = "of the possible (?:drop|rise)"
AIM = rf"(?:{N} % of what the features can explain|[Tt]he best fit, up to rounding,)"
CLAIMS: list[tuple[str, Check]] = [
    (rf"{N} % {DROP} was done by epoch {N}", done_by),
    (rf"(less than |Less than )?{N} % {DROP} is done", is_done),
    (rf"[Aa]ll {DROP} is done", all_done),
    (rf"[Nn]one {DROP} is done", none_done),
    (r"J is at its (?:minimum|maximum), up to rounding, but the weights don't settle", all_done),
    (r"J is further from its (?:minimum|maximum) than at the start", further),
    (rf", and {N} % would take until epoch {N}", needs),
    (rf"{AIM} was reached by epoch {N}", reached_by),
    (rf", and {AIM} would take until epoch {N}", needs),
    (rf"; even without slowing down, (?:99\.9 % {DROP}|{AIM}) would take until epoch {N}", pace),
    (r", and the run comes no closer", no_closer),
    (rf", but if it ran longer, it would come back and converge by epoch {N}", converges_by),
]
