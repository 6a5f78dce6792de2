"""Whether the marked rates are what they are called: a dense grid of rates is searched, and both sides are run."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gd.theory.rates import Marks
from tests.oracle.arithmetic import exactly, mp
from tests.oracle.shown import NUMBER, read, shown
from tests.oracle.witness import Witness

Array = NDArray[np.float64]
LONGEST = 20_000
"""Epochs that are run to see what becomes of a rate."""
WORDS = {
    "With",
    "with",
    "β",
    "Stable",
    "stable",
    "below",
    "Fastest",
    "from",
    "here",
    "Best",
    "guaranteed",
    "epoch",
    "epochs",
}
COARSE = 1.2e-3
"""A number shown with four digits may be this much off, rounded down."""


def marks(witness: Witness) -> Iterator[str]:
    """Each reason why a marked rate is not what it is called."""
    marked, settings = witness.page.marks, witness.case.settings
    if marked is None:
        if witness.optimum is not None and settings.plain and math.isfinite(witness.case.place.cost.limit):
            yield "J has an optimum, but nothing is marked"
        return
    if witness.optimum is None:
        yield f"J has no optimum, but rates are marked: {marked.sentence}"
        return
    yield from _shown(witness, marked)
    if not witness.theory:
        yield from _by_running(witness, marked)
        return
    edge = 2 * (1 + exactly(witness.theory.beta)) / witness.theory.values[-1]
    if abs(exactly(marked.limit) / edge - 1) > 1e-9:
        yield f"the limit is {float(edge)!r}, not {marked.limit!r}"
    yield from _fastest(witness, marked) if settings.plain else _polyak(witness, marked)


def _shown(witness: Witness, marked: Marks) -> Iterator[str]:
    """The sentence's numbers are the marks', the limit rounded down."""
    said = marked.sentence
    limit = re.search(rf"[Ss]table below ({NUMBER})", said)
    if not limit or not marked.limit * (1 - COARSE) <= read(limit[1]) <= marked.limit * (1 + 1e-12):
        yield f"the limit {marked.limit!r} isn't shown, rounded down: {said}"
    fastest = re.search(rf"(?:Fastest from here|Best guaranteed): ({NUMBER})", said)
    if (fastest is None) != (marked.fastest is None):
        yield f"the fastest rate is {marked.fastest!r}: {said}"
    if fastest and marked.fastest and abs(read(fastest[1]) - marked.fastest) > COARSE * marked.fastest:
        yield f"the fastest rate is {marked.fastest!r}: {said}"
    if limit and fastest and marked.momentum is None and read(fastest[1]) > read(limit[1]):
        yield f"the fastest rate is above the limit: {said}"
    words = re.sub(rf"Fastest from here|Best guaranteed|{NUMBER}|[.,:;()=]", "", said).split()
    if not set(words) <= WORDS:
        yield f"not understood: {said}"
    needed = re.search(rf"\(({NUMBER}) epochs?\)", said)
    if needed and not shown(needed[1]).rounds(float(marked.needed or 0)):
        yield f"{marked.needed} epochs are needed: {said}"


def _fastest(witness: Witness, marked: Marks) -> Iterator[str]:
    theory, enough = witness.theory, witness.enough
    assert theory is not None
    if marked.fastest is None:
        sizes = [x for x in theory.values if x]
        if float(witness.exact_excess[0]) > 100 * witness.floor and max(sizes) < 1e11 * min(sizes):
            yield "no rate is called the fastest"
        return
    if witness.at_optimum or enough < 1e-25:
        return
    claimed = replace(theory, rate=marked.fastest).needed(enough)
    positive = [float(x) for x in theory.values if x > 0]
    edge = 2 / positive[-1]
    rates = [1 / x for x in positive] + [2 / (x + y) for x in positive for y in positive]
    grid = np.concatenate(
        [
            np.geomspace(edge / 1000, edge, 1500),
            marked.fastest * np.linspace(0.9, 1.1, 801),
            np.linspace(0.5, 1, 801)[:-1] * edge,
            [r for r in rates if r < edge],
        ]
    )
    grid = grid[grid < edge]
    epochs = theory.dense(grid, float(enough))
    best = float(grid[epochs.argmin()])
    needed = replace(theory, rate=best).needed(enough)
    if claimed is None:
        yield f"at {marked.fastest!r}, the fastest, it never converges"
    elif claimed != marked.needed and abs(claimed - (marked.needed or 0)) > 1e-9 * claimed:
        yield f"at {marked.fastest!r}, the fastest, it needs {claimed} epochs, not {marked.needed}"
    elif needed is not None and needed < claimed * (1 - 1e-3 * (claimed > 10**5)):
        yield f"the fastest, {marked.fastest!r}, needs {claimed} epochs, but {best!r} only {needed}"


def _polyak(witness: Witness, marked: Marks) -> Iterator[str]:
    """The best guaranteed rate of the heavy ball: (2/(√λ_max + √λ_min))²."""
    theory = witness.theory
    assert theory is not None
    assert marked.fastest is not None
    positive = [x for x in theory.values if x > 0]
    best = (2 / (mp.sqrt(positive[0]) + mp.sqrt(positive[-1]))) ** 2
    if abs(exactly(marked.fastest) / best - 1) > 1e-9:
        yield f"the best guaranteed rate is {float(best)!r}, not {marked.fastest!r}"


def _by_running(witness: Witness, marked: Marks) -> Iterator[str]:
    """Where J isn't quadratic: many rates at once, from this start."""
    cost = witness.case.place.cost
    if not witness.case.settings.plain or witness.at_optimum:
        return
    if marked.limit > cost.limit * (1 + 1e-9):
        yield f"{marked.limit!r} is above the limit at the optimum, {cost.limit!r}"
    below, above = marked.limit * np.array([0.5, 0.9, 0.99, 0.999]), marked.limit * np.geomspace(1.001, 1.05, 40)
    shares = _shares(witness, below, LONGEST)[1]
    if not (shares <= 1).all():
        yield f"below the limit, at {float(below[np.argmax(~(shares <= 1))])!r}, it doesn't converge"
    last = _shares(witness, above, LONGEST)[1]
    if marked.limit < cost.limit * 0.999 and (last <= 1).all():
        yield f"above the limit {marked.limit!r} it converges, up to {float(above[-1])!r}"
    if marked.fastest is None or marked.needed is None:
        return
    claimed = _shares(witness, np.array([marked.fastest]), LONGEST)[0][0]
    if claimed != marked.needed:
        yield f"at {marked.fastest!r}, the fastest, it needs {claimed} epochs, not {marked.needed}"
    grid = np.concatenate(
        [np.geomspace(marked.limit / 300, marked.limit, 800), marked.fastest * np.linspace(0.9, 1.1, 201)]
    )
    first = _shares(witness, grid[grid < marked.limit], int(min(claimed, LONGEST)))[0]
    if first.min() < claimed:
        best = float(grid[first.argmin()])
        yield f"the fastest, {marked.fastest!r}, needs {claimed} epochs, but {best!r} {first.min()}"


def _shares(witness: Witness, rates: Array, epochs: int) -> tuple[Array, Array]:
    """At each of R rates: the first epoch at which enough is done (infinite if none), and the share left at the end."""
    cost, best = witness.case.place.cost, witness.optimum
    assert best is not None
    least, start = cost.cost(best), witness.case.start
    W = np.repeat(start[None], len(rates), axis=0)
    sign = -1.0 if witness.case.settings.goal == "maximise" else 1.0
    whole, enough = abs(float(cost.cost(start) - least)), float(witness.enough)
    first, shares = np.full(len(rates), np.inf), np.ones(len(rates))
    with np.errstate(all="ignore"):
        for epoch in range(epochs + 1):
            shares = np.abs(cost.cost(W) - least) / whole
            first = np.where(np.isinf(first) & (shares <= enough), epoch, first)
            if np.isfinite(first).all() and epoch > 2000:
                break
            W = W - sign * rates[:, None] * cost.gradient(W)
    return first, shares
