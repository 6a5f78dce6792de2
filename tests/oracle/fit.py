"""How well a regression fits: RMSE and R² beside the mean and the best possible, from 80 digits."""

import re
from collections.abc import Iterator

import numpy as np

from tests.oracle.arithmetic import exactly, mp
from tests.oracle.rounding import EPS
from tests.oracle.shown import NUMBER, read, shown
from tests.oracle.witness import Witness

ERRORS = rf"\(RMSE\): ({NUMBER}) in .*?; predicting the mean: ({NUMBER}), best possible: ({NUMBER})\."
EXPLAINED = r"\(R²\): ([^,]+), best possible: (.+)\.$"


def fit(witness: Witness) -> Iterator[str]:
    """Each reason why the sentence is false."""
    said, table = witness.page.fit, witness.case.place.cost.table
    if table is None:
        if said:
            yield f"no regression, but: {said}"
        return
    J, w = table.quadratic, witness.page.weights[-1]
    costs = [J.at([exactly(x) for x in w]), table.at_mean, J.least]
    now, mean, best = (mp.sqrt(max(cost, 0) * table.mse_per_cost) for cost in costs)
    size = float(np.sqrt(np.mean((np.abs(table.X) @ np.abs(w) + np.abs(table.y)) ** 2)))
    noise = 64 * EPS * size
    found = re.search(ERRORS, said)
    if not found:
        yield f"not understood: {said}"
        return
    for what, text, truth in zip(("RMSE", "the mean's", "the best"), found.groups(), (now, mean, best), strict=True):
        if not shown(text).rounds(float(truth), noise):
            yield f"{what} is {float(truth):.6g}: {said}"
    if "no R²" in said:
        if mean > noise:
            yield f"there is an R²: {said}"
    elif "R² is negative" in said:
        if now < mean - noise:
            yield f"R² is {float(1 - (now / mean) ** 2):.6g}: {said}"
    elif explained := re.search(EXPLAINED, said):
        for text, error in zip(explained.groups(), (now, best), strict=True):
            yield from _share(text, float(1 - (error / mean) ** 2), 4 * noise / float(mean), said)
    else:
        yield f"not understood: {said}"


def _share(text: str, truth: float, noise: float, said: str) -> Iterator[str]:
    """A share, rounded down to three decimals; 1 only if nothing is left."""
    low, high = (0.0, 1e-3) if text == "less than 0.001" else (read(text), read(text) + 1e-3)
    if not low - noise <= truth <= high + noise or (text == "1" and truth < 1 - noise):
        yield f"R² is {truth:.6g}, not {text}: {said}"
