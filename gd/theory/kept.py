"""Keep what is computed from an object with the object, so that it is gone when the object is."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Owner = TypeVar("Owner")
Found = TypeVar("Found")


def kept(compute: Callable[[Owner], Found]) -> Callable[[Owner], Found]:
    """Compute it once for each object, as a `cached_property` does, for a function outside of the object's class."""

    @wraps(compute)
    def once(owner: Owner) -> Found:
        known = vars(owner)
        if compute.__name__ not in known:
            known[compute.__name__] = compute(owner)
        found: Found = known[compute.__name__]
        return found

    return once
