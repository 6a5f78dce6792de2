"""The weight that is furthest off although the run has converged, and why: the exact weights are from 80 digits."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tests.oracle.costs import ROUNDED
from tests.oracle.shown import NUMBER, shown
from tests.oracle.witness import Witness

Array = NDArray[np.float64]
SAID = re.compile(
    rf"The weight (.+) ends at ({NUMBER}), and ({NUMBER}) (?:(would be exact: J is nearly flat in between, so "
    r"J is almost at its (?:minimum|maximum))|is shown as exact: the columns depend on one another, so "
    r"many weights fit equally well)\."
)
VISIBLE, NEGLIGIBLE = 0.05, 1e-6
"""What is off by less than the second share of the largest weight, in units in which J curves by 1, is left out."""
COARSE = 1e-9
"""How exact the exact weights of the page are, in the same units: see `notes.exact_weights`."""


def far_weights(witness: Witness) -> Iterator[str]:
    """Each reason why the sentence is false, or missing."""
    said, exact, J = witness.page.far_weights, witness.optimum, witness.case.place.cost.quadratic
    if exact is None or witness.page.badge != "Converged":
        if said:
            yield f"there are no exact weights, or the run has not converged: {said}"
        return
    start, final = witness.case.start, witness.page.weights[-1]
    units = np.ones(len(exact)) if J is None else np.sqrt([abs(float(row[d])) for d, row in enumerate(J.A)])
    off, sizes = units * np.abs(final - exact), units * np.maximum(np.abs(exact), np.abs(start - exact))
    largest = sizes.max()
    shares = np.where(off > NEGLIGIBLE * largest, off / np.maximum(sizes, ROUNDED * largest), 0)
    if not said:
        if shares.max() > 1.01 * VISIBLE:
            yield f"the weights end at {final}, and {exact} is exact"
        return
    found = SAID.fullmatch(said)
    if not found:
        yield f"not understood: {said}"
        return
    name, there, ideal, flat = found.groups()
    d = witness.case.experiment.problem.names.index(name)
    if not shown(there).rounds(float(final[d])):
        yield f"the weight is {final[d]}: {said}"
    if not shown(ideal).rounds(float(exact[d]), COARSE * float(largest / units[d])):
        yield f"exact is {exact[d]}: {said}"
    if shares[d] < max(0.99 * VISIBLE, (1 - 1e-6) * shares.max()):
        yield f"of the weights {shares} are left: {said}"
    if bool(flat) is (J is not None and any(not x for x in J.spectrum[0])):
        yield f"the columns are {'' if flat else 'in'}dependent: {said}"
    if witness.left > float(witness.enough) * (1 + 1e-9) + witness.floor:
        yield f"J isn't near its optimum: {said}"
