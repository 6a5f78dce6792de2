"""Whether the run that the page is about is the run: its weights against the oracle's own, and why it ended."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tests.oracle.arithmetic import dot, exactly
from tests.oracle.rules import run
from tests.oracle.witness import Witness

Array = NDArray[np.float64]
CLOSE = 1e-7
"""The largest difference between two paths, relative to how far they go."""


def path(witness: Witness) -> Iterator[str]:
    """The page's weights at each recorded epoch are those of the oracle's loop, or of its closed form."""
    page = witness.page
    if witness.left_to_rounding:
        return
    if witness.last < min(len(witness.path), witness.length):
        mine, theirs = witness.path[page.epochs], page.weights
    elif witness.plain_theory:
        mine, theirs = closed_form(witness, witness.last)[None], page.weights[-1:]
    else:
        return
    size = np.maximum.accumulate(np.abs(mine).max(axis=1)) + float(np.abs(witness.case.start).max())
    apart = np.abs(mine - theirs).max(axis=1)
    off = apart > CLOSE * size
    if off.any() and len(mine) > 1:
        off &= apart / 1e3 > np.maximum.accumulate(unsure(witness)[page.epochs])
    if off.any() and witness.optimum is not None and not witness.plain_theory:
        # Another optimizer enlarges what rounding leaves of a gradient once the run has been at the optimum.
        off &= np.minimum.accumulate(witness.shares[page.epochs]) > 1e-20
    if off.any():
        k = int(off.argmax())
        epoch = page.epochs[k] if len(mine) == len(page.epochs) else witness.last
        yield f"at epoch {epoch} the weights are {theirs[k].tolist()}, the oracle's {mine[k].tolist()}"


def unsure(witness: Witness) -> Array:
    """How far a run from a start that is a few roundings away gets away from the oracle's, at each epoch."""
    cost, s = witness.case.place.cost, witness.case.settings
    D, size = len(witness.case.start), np.abs(witness.path[0]).max() + np.abs(witness.path[-1]).max()
    nudged = witness.case.start + 8 * np.finfo(float).eps * size * np.resize([1, -1, 0.5], D)
    apart = np.full(len(witness.path), np.inf)
    with np.errstate(all="ignore"):
        for k, w in enumerate(islice(run(cost, nudged, s), len(witness.path))):
            apart[k] = np.abs(w - witness.path[k]).max() if np.isfinite(w).all() else np.inf
    return apart


def closed_form(witness: Witness, epoch: int) -> Array:
    """The weights of plain descent after so many epochs, from 80 digits."""
    theory = witness.plain_theory
    assert theory
    J, start = theory.J, [exactly(x) for x in theory.start]
    along = []
    for i, v in enumerate(J.spectrum[1]):
        if theory.steps[i] == 0:
            sign = -1 if theory.goal == "maximise" else 1
            along.append(dot(v, start) + sign * exactly(theory.rate) * J.slopes[i] * epoch)
        else:
            along.append(dot(v, J.stationary) + theory.errors[i] * (1 - theory.steps[i]) ** epoch)
    return np.array([float(dot(along, [v[d] for v in J.spectrum[1]])) for d in range(len(start))])


def ending(witness: Witness) -> Iterator[str]:
    """The tolerance ended the run at the first epoch that changed every weight by less; otherwise all were run."""
    s, page = witness.case.settings, witness.page
    if witness.left_to_rounding:
        return
    if page.stop == "EPOCHS":
        if witness.last != s.epochs:
            yield f"all epochs were run, but the last is {witness.last} of {s.epochs}"
    elif page.stop == "DIVERGED":
        if witness.last >= s.epochs:
            yield f"diverged after epoch {witness.last} of {s.epochs}"
    elif not s.tolerance:
        yield "ended by a tolerance, but it is 0"
    elif witness.last < min(len(witness.path), witness.length):
        changes = np.abs(np.diff(witness.path[: witness.last + 1], axis=0)).max(axis=1)
        slack = 16 * np.finfo(float).eps * np.abs(witness.path).max()
        if changes[-1] > s.tolerance * (1 + 1e-6) + slack or (changes[:-1] < s.tolerance * (1 - 1e-6) - slack).any():
            yield f"ended by the tolerance at epoch {witness.last}, but the last changes are {changes[-2:].tolist()}"
