"""Checkpoints: places in a long computation where whoever started it sees how far it is, and may end it."""

import time
from collections.abc import Callable
from contextvars import ContextVar

Progress = Callable[[float], bool]
"""Called again and again with how far a computation has come; where it returns False, the computation ends there."""

watch: ContextVar[Callable[[], None]] = ContextVar("watch", default=lambda: None)
"""What this thread calls at each checkpoint. An exception that it raises ends the computation."""


def until(seconds: float) -> Progress:
    """Checkpoints that end a computation after so many seconds."""
    last = time.monotonic() + seconds
    return lambda done: checkpoint(done) and time.monotonic() < last


def checkpoint(done: float = 0.0) -> bool:
    """Be watched, and go on. Every loop that may run for long has one; it takes a ten-millionth of a second."""
    watch.get()()
    return True
