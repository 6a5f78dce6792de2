"""The weight that is furthest off although the run has converged, and why, from 80 digits."""

import re
from collections.abc import Iterator

import numpy as np

from tests.oracle.shown import NUMBER, shown
from tests.oracle.witness import Witness

SAID = re.compile(
    rf"The weight (.+) ends at ({NUMBER}), and ({NUMBER}) (?:(would be exact: J is nearly flat in between, so "
    r"it is almost at its (?:minimum|maximum))|is shown as exact: the columns depend on one another, so "
    r"many weights fit equally well)\."
)


def far_weights(witness: Witness) -> Iterator[str]:
    """Each reason why the sentence is false, or missing."""
    said, exact, J = witness.page.far_weights, witness.page.exact, witness.case.place.cost.quadratic
    final, start = witness.page.weights[-1], witness.case.start
    dependent = J is not None and any(not x for x in J.spectrum[0])
    if not said:
        if exact is not None and not dependent and witness.page.badge == "Converged":
            shares = np.abs(final - exact) / np.maximum(np.abs(exact), np.abs(start - exact)).max()
            if shares.max() > 0.051:
                yield f"the weights end at {final}, and {exact} is exact"
        return
    found = SAID.fullmatch(said)
    if not found or exact is None:
        yield f"not understood: {said}"
        return
    name, there, ideal, flat = found.groups()
    d = witness.case.experiment.problem.names.index(name)
    if not shown(there).rounds(float(final[d])):
        yield f"the weight is {final[d]}: {said}"
    if witness.page.badge != "Converged":
        yield f"the run has not converged: {said}"
    if not dependent and not shown(ideal).rounds(float(exact[d])):
        yield f"exact is {exact[d]}: {said}"
    if not flat and not dependent:
        yield f"the columns are independent: {said}"
    if witness.left > float(witness.enough) * (1 + 1e-9) + witness.floor:
        yield f"J isn't near its optimum: {said}"
