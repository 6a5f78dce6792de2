"""Fixtures shared by the tests of the page."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from gd import checkpoint
from gd.checkpoint import watch
from gd.experiments.shared import shared
from gd.page import turns
from gd.page import watch as watching
from tests.page.app import opened


@pytest.fixture(autouse=True)
def first_visitor() -> None:
    """Each test has a server of its own, in which no visitor has run anything yet."""
    shared.cache_clear()


@pytest.fixture
def parabola() -> AppTest:
    return opened(problem="parabola")


class Clock:
    """A clock that goes on by so much whenever it is looked at, and while somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.step, self.slept = 0.0, 0.0, 0.0

    def monotonic(self) -> float:
        self.now += self.step
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """The clock by which the page watches what it computes."""
    clock = Clock()
    monkeypatch.setattr(checkpoint, "time", clock)
    monkeypatch.setattr(watching, "time", clock)
    monkeypatch.setattr(turns, "time", clock)
    monkeypatch.setattr(turns, "_under_way", {})
    mark = watch.set(lambda: None)
    yield clock
    watch.reset(mark)
