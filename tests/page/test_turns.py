"""Pages that compute for long rest for those that have just begun, and for one another; no page rests for ever."""

import pytest

from gd.page import turns
from gd.page.turns import NAP, NEW, REST, TURN, Turn
from gd.page.watch import Watch
from tests.page.conftest import Clock

EPS = 1e-6


def long(clock: Clock, count: int) -> list[Turn]:
    """So many pages that have been computing for long."""
    found = [Turn() for _ in range(count)]
    for _ in range(4):
        clock.now += NEW / 3
        for turn in found:
            turn._seen = clock.now  # as they would after each turn
    return found


def slept(clock: Clock, turn: Turn) -> float:
    before = clock.slept
    turn.rest()
    return clock.slept - before


def test_alone_nobody_rests(clock: Clock) -> None:
    (turn,) = long(clock, 1)
    assert slept(clock, turn) == 0


def test_who_computes_for_long_rests_for_who_has_just_begun(clock: Clock) -> None:
    (slow,) = long(clock, 1)
    Turn()
    assert slept(clock, slow) == pytest.approx(REST, abs=NAP)


def test_and_no_longer_than_that_takes(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    (slow,) = long(clock, 1)
    quick = Turn()

    def sleep(seconds: float) -> None:
        clock.slept += seconds
        clock.now += seconds
        if clock.slept > 3 * NAP:
            quick.end()

    monkeypatch.setattr(clock, "sleep", sleep)
    assert slept(clock, slow) == pytest.approx(4 * NAP)


def test_who_has_just_begun_rests_for_nobody(clock: Clock) -> None:
    long(clock, 3)
    assert slept(clock, Turn()) == 0


@pytest.mark.parametrize(("passed", "rests"), [(NEW - EPS, False), (NEW + EPS, True)])
def test_a_page_becomes_one_that_computes_for_long(clock: Clock, passed: float, rests: bool) -> None:
    slow = Turn()
    clock.now += passed
    Turn()
    assert (slept(clock, slow) > 0) == rests


@pytest.mark.parametrize("count", [2, 3, 5, 50])
def test_those_that_compute_for_long_take_turns(clock: Clock, count: int) -> None:
    """Each rests for as many turns as there are others: together they take as much as one alone, up to eleven."""
    first, *_ = long(clock, count)
    assert slept(clock, first) == pytest.approx(min((count - 1) * TURN, REST))


@pytest.mark.parametrize(("passed", "rests"), [(NEW - TURN, True), (NEW + EPS, False)])
def test_nobody_rests_for_a_page_that_was_stopped_or_does_something_else(
    clock: Clock, passed: float, rests: bool
) -> None:
    first, _ = long(clock, 2)
    clock.now += passed
    assert (slept(clock, first) > 0) == rests


def test_nobody_rests_for_a_page_that_is_finished(clock: Clock) -> None:
    first, second = long(clock, 2)
    second.end()
    Turn().end()
    assert slept(clock, first) == 0


def test_what_is_over_is_forgotten(clock: Clock) -> None:
    for _ in range(5):
        Turn()
        clock.now += 2 * NEW
    assert len(turns._under_way) == 1


def test_whoever_is_watched_has_a_turn(clock: Clock) -> None:
    slow = Watch()
    clock.now += NEW + EPS
    slow()
    assert clock.slept == 0
    other = Watch()
    clock.now += TURN + EPS
    slow()
    assert clock.slept >= REST - NAP
    other.end()
    slow.end()
    assert not turns._under_way


def test_who_was_long_in_one_step_is_again_among_those_that_others_rest_for(clock: Clock) -> None:
    turn, other = long(clock, 2)
    clock.now += NEW + EPS
    other._seen = clock.now
    assert slept(clock, other) == 0  # the first counts as idle
    turn.rest()
    assert slept(clock, other) == pytest.approx(TURN)
