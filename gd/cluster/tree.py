"""Many things on a cluster become one, a few at a time, where they lie."""

from collections.abc import Callable, Sequence
from typing import TypeVar

NEIGHBOURS = 8
"""How many are joined at a time: each time is a task for the scheduler, which takes longer than most joining does."""
Remote = TypeVar("Remote")
"""What stands for a thing on another machine: Dask's delayed object, or a future."""


def joined(things: Sequence[Remote], join: Callable[[list[Remote]], Remote]) -> Remote:
    """One thing of them all, by a tree that joins neighbours."""
    while len(things) > 1:
        things = [join(list(things[k : k + NEIGHBOURS])) for k in range(0, len(things), NEIGHBOURS)]
    return things[0]
