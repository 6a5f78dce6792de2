"""Turns: a page that computes for long lets those go first that have just begun, and takes turns with its like.

Python runs one thread at a time, and one that computes hands over only now and then: without turns a visitor's change,
which takes some hundredths of a second, waits for whoever has a long run.
"""

import time

NEW = 0.3
"""Seconds for which a page has only just begun; one that computes for longer rests for others."""
TURN, REST, NAP = 0.01, 0.1, 0.005
"""Seconds of a turn, of the longest rest after it, and between two looks at who has just begun."""


class Turn:
    """The place of one run of the page among all that are under way, from its making on."""

    def __init__(self) -> None:
        self._began = self._seen = time.monotonic()
        _others(self)  # forgets those that ended without a word
        _under_way[self] = None

    def end(self) -> None:
        """Be no longer under way."""
        _under_way.pop(self, None)

    def rest(self) -> None:
        """Wait until no page has only just begun, and then a turn for each other that computes for long; at most REST.

        To be called after each TURN. A page that has only just begun itself doesn't wait.
        """
        self._seen = now = time.monotonic()
        _under_way[self] = None  # if it was long in one step, others took it for idle
        if self._is_new(now):
            return
        end = now + REST
        while now < end and any(other._is_new(now) for other in _others(self)):
            time.sleep(NAP)
            now = time.monotonic()
        if others := len(_others(self)):
            time.sleep(max(min(others * TURN, end - now), 0.0))
        self._seen = time.monotonic()

    def _is_new(self, now: float) -> bool:
        return now <= self._began + NEW


_under_way: dict[Turn, None] = {}
"""The runs of the page that are under way."""


def _others(turn: Turn) -> list[Turn]:
    """Those that are under way besides this one; one that hasn't been seen for NEW is idle, or was stopped."""
    now = time.monotonic()
    for other in list(_under_way):
        if now > other._seen + NEW:
            _under_way.pop(other, None)
    return [other for other in list(_under_way) if other is not turn]
