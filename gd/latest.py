"""What was found last, kept so that it needn't be found again."""

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")


class Latest(Generic[Key, Found]):
    """The latest things found, at most so many; the one that was not asked for longest gives way.

    Several threads may use it: the mapping is never changed in place.

    >>> squares = Latest(2)
    >>> [squares.once(n, lambda: n * n) for n in (2, 3, 2, 4)]
    [4, 9, 4, 16]
    >>> squares.get(2), squares.get(3)
    (4, None)
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._found: dict[Key, Found] = {}

    def get(self, key: Key) -> Found | None:
        """What is kept for this key; None if nothing is."""
        found = self._found
        if key not in found:
            return None
        self.add(key, found[key])
        return found[key]

    def add(self, key: Key, value: Found) -> None:
        """Keep a value as the latest."""
        others = [(other, kept) for other, kept in self._found.items() if other != key]
        self._found = dict([*others, (key, value)][-self.most :])

    def once(self, key: Key, compute: Callable[[], Found]) -> Found:
        """What is kept for this key, or else what is computed now."""
        found = self._found
        value = found[key] if key in found else compute()
        self.add(key, value)
        return value
