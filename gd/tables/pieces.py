"""The pieces of work that a table is cut into for a cluster: neither so few that workers idle, nor too many to send."""

from collections.abc import Sequence
from typing import TypeVar

MOST_PIECES = 10_000
"""The most pieces. The scheduler needs a millisecond or two for each."""
T = TypeVar("T")


def bundled(things: Sequence[T], sizes: Sequence[int], least: float = 0) -> list[list[T]]:
    """Neighbours together: each bundle but the last has at least this size, and there are at most MOST_PIECES."""
    sizes = [max(size, 1) for size in sizes]
    least = max(least, sum(sizes) / MOST_PIECES)
    bundles: list[list[T]] = []
    room = 0.0
    for thing, size in zip(things, sizes, strict=True):
        if room <= 0:
            bundles.append([])
            room = least
        bundles[-1].append(thing)
        room -= size
    return bundles
