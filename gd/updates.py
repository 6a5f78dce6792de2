"""The updates of gradient descent, one after another: w ← w − step."""

from collections.abc import Iterator
from itertools import count
from typing import cast

from gd.arguments import Arguments
from gd.arrays import Array
from gd.batches import Batched
from gd.problem import Problem, slope

UPDATE, FETCH = 10_000, 10
"""The work of an update however few its rows are, and of fetching a row: as that of multiplying so many numbers."""


def plain(given: Arguments[Problem], w: Array) -> Iterator[Array]:
    """The weights after each epoch of plain descent from w [D], as the textbook has it."""
    step, gradient = given.signed_rate, given.problem.gradient
    while True:
        w = w - step * gradient(w)
        yield w


def after_each_update(given: Arguments[Problem]) -> Iterator[Array]:
    """The weights [D] after each update with an optimizer, a schedule or batches: with these, several in an epoch."""
    problem, w, batches = given.problem, given.start, given.batches
    state, updates = given.optimizer.begin(problem, w), count(1)
    several = updates_per_epoch(given) > 1  # one batch of all rows is the whole problem, which is folded
    last = max(int(given.epochs), 1)
    for epoch in count(1):
        # A schedule is over with the last epoch: what one more would change is asked of that one's rate.
        rate = given.schedule(given.signed_rate, min(epoch, last) - 1, last)
        for part in batches.parts(cast(Batched, problem), epoch) if batches and several else (problem,):
            g = slope(part, w) if given.optimizer.normalises else part.gradient(w)
            step, state = given.optimizer.step(state, g, rate, next(updates))
            w = w - step
            yield w


def updates_per_epoch(given: Arguments[Problem]) -> int:
    """How many updates an epoch has: one for each batch."""
    return given.batches.count(cast(Batched, given.problem)) if given.batches else 1


def work_of_update(given: Arguments[Problem]) -> int:
    """The work of an update, in numbers that are multiplied, each in about a billionth of a second: rows × weights.

    All rows at once are folded: then it is no more than UPDATE.
    """
    updates = updates_per_epoch(given)
    if updates == 1:
        return UPDATE
    rows = -(-cast(Batched, given.problem).rows // updates)
    return max(UPDATE, rows * (len(given.start) + FETCH))
