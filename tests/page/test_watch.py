"""Long computations are watched by the clock: progress is shown, and Stop and the budget end them."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from streamlit.testing.v1 import AppTest

from gd.checkpoint import watch
from gd.experiments.scenarios import defaults
from gd.experiments.settings import MAX_SECONDS, Settings
from gd.experiments.shared import built_in
from gd.optimizers import OPTIMIZERS
from gd.page import watch as watching
from gd.page.session import Workbench
from gd.page.turns import TURN
from gd.page.watch import SLOW, Watch
from gd.run import Stop
from tests.page.app import charts, opened, press, shown
from tests.page.conftest import Clock

EPS = 1e-6


class Place:
    """Where progress is shown: remembers what is, and does `then` after each time."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.words: list[str] = []
        self.shares: list[float] = []
        self.then = then

    def progress(self, share: float, words: str = "") -> None:
        self.shares.append(share)
        self.words.append(words)
        self.then()


def watched(monkeypatch: pytest.MonkeyPatch, then: Callable[[], None] = lambda: None) -> tuple[Watch, Place]:
    """A watch, and what it shows."""
    place = Place(then)
    monkeypatch.setattr(watching.st, "progress", lambda _: place)
    found = Watch()
    found.show_in(MagicMock())
    return found, place


STOCHASTIC = replace(defaults("line"), batch=1, epochs=5)
"""24 updates in each epoch."""


def bench() -> Workbench:
    return Workbench(built_in("hubble.csv"))


# --- Progress ---


@pytest.mark.parametrize(("seconds", "bars"), [(SLOW - 0.02, 0), (SLOW + 0.02, 1), (3.5 * SLOW, 3)])
def test_progress_is_shown_when_it_takes_long_and_then_as_often(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, seconds: float, bars: int
) -> None:
    found, place = watched(monkeypatch)
    found.run(bench(), STOCHASTIC)
    while clock.now < seconds:
        clock.now += TURN / 4
        found()
    assert len(place.words) == bars


def test_it_is_told_inside_of_an_epoch_of_batches(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MAX_SECONDS", 10_000)
    found, place = watched(monkeypatch)
    clock.step = SLOW + EPS
    found.run(bench(), STOCHASTIC)
    within = [share * 5 for share in place.shares if 0 < share * 5 < 1]
    assert len(within) > 4
    assert within == sorted(set(within))
    assert place.words[0] == "Epoch 0 of 5"
    assert place.words[-1] == "Epoch 5 of 5"
    assert max(place.shares) == 1


def test_a_pinned_run_is_named(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MAX_SECONDS", 10_000)
    found, place = watched(monkeypatch)
    clock.step = SLOW + EPS
    found.run(bench(), STOCHASTIC, "slow_one")
    assert place.words[0] == r"“slow\_one”\: epoch 0 of 5"


def test_after_the_run_what_is_said_of_it_is_watched_too(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    found, place = watched(monkeypatch)
    found.run(bench(), STOCHASTIC)
    clock.step = SLOW + EPS
    watch.get()()
    assert place.words == ["Looking at the run"]


def test_the_progress_is_gone_at_the_end(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MAX_SECONDS", 10_000)
    found, place = watched(monkeypatch)
    where = found._place
    clock.step = SLOW + EPS
    found.run(bench(), STOCHASTIC)
    found.end()
    where.empty.assert_called_once()
    before = len(place.words)
    found()
    assert len(place.words) == before


# --- Stop ---


class Stopped(BaseException):
    """What Streamlit raises where it is called by a page that isn't wanted any more."""


@pytest.mark.parametrize("optimizer", ["plain", "adam"])
def test_stop_ends_a_run_in_the_middle_of_an_epoch_of_batches(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, optimizer: str
) -> None:
    def stop() -> None:
        if place.shares[-1] > 2 / 24 / 5:
            raise Stopped

    found, place = watched(monkeypatch, stop)
    clock.step = SLOW + EPS
    table = bench()
    with pytest.raises(Stopped):
        found.run(table, replace(STOCHASTIC, optimizer=OPTIMIZERS[optimizer]))
    assert 0 < place.shares[-1] * 5 < 1
    assert table.finished(STOCHASTIC) is None


def test_stop_is_heard_where_nothing_can_be_shown_yet(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is being read, say: asking for any value of the session is enough."""
    asked: list[str] = []

    class State:
        def __contains__(self, key: str) -> bool:
            asked.append(key)
            raise Stopped

    monkeypatch.setattr(watching.st, "session_state", State())
    found = Watch()
    found()
    clock.now += SLOW + EPS
    with pytest.raises(Stopped):
        found()
    assert asked


@pytest.mark.parametrize("name", ["", "slow"])
def test_stop_stops_the_run_that_is_shown(clock: Clock, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def press() -> None:
        found._stop()
        raise Stopped

    found, _ = watched(monkeypatch, press)
    table, other = bench(), replace(STOCHASTIC, epochs=2)
    monkeypatch.setattr(watching, "session", lambda: SimpleNamespace(workbench={STOCHASTIC.problem: table}.get))
    found.run(table, other)
    clock.step = SLOW + EPS
    with pytest.raises(Stopped):
        found.run(table, STOCHASTIC, name)
    assert table.stopped == {STOCHASTIC}
    table.run_again(STOCHASTIC)
    assert not table.stopped


def test_what_is_no_longer_shown_isnt_stopped_for_ever() -> None:
    table = bench()
    table.stop(STOCHASTIC)
    table.keep_only([STOCHASTIC])
    assert table.stopped == {STOCHASTIC}
    table.keep_only([defaults("line")])
    assert not table.stopped


# --- The budget of time ---


def page_at(clock: Clock, seconds: float, **query: Any) -> AppTest:
    """The page on a clock that goes on by so much at each look."""
    clock.step = seconds
    return opened(**query)


LONG = {"problem": "valley", "epochs": "5000", "rule": "adam"}


def test_a_run_ends_where_it_is_when_its_time_is_over_and_that_is_said(clock: Clock) -> None:
    page = page_at(clock, MAX_SECONDS / 1000, **LONG)
    (told,) = (w.value for w in page.warning)
    _, at = told.split("This run was stopped after 60 seconds, at epoch ")
    epoch = int(at.split(" of 5,000. Set fewer epochs.")[0].replace(",", ""))
    assert 100 < epoch < 1000
    assert len(charts(page)) >= 3
    clock.step = 0.0
    page = press(page, "Run again")
    assert not page.warning


def test_a_run_in_time_is_whole(clock: Clock) -> None:
    assert not page_at(clock, MAX_SECONDS / 50_000, **LONG).warning


@pytest.mark.parametrize(("share", "stop"), [(0.999, Stop.EPOCHS), (1.001, Stop.INTERRUPTED)])
def test_the_time_is_that_of_the_run_alone(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, share: float, stop: Stop
) -> None:
    clock.now += 10 * MAX_SECONDS
    found, _ = watched(monkeypatch)
    table = bench()
    told: list[float] = []
    whole = table.run

    def run(settings: Settings, progress: Callable[[float], bool]) -> Any:
        def late(done: float) -> bool:
            told.append(done)
            if len(told) == 60:
                clock.now += share * MAX_SECONDS
            return progress(done)

        return whole(settings, late)

    monkeypatch.setattr(table, "run", run)
    assert found.run(table, STOCHASTIC)[1].stop is stop


def test_of_a_run_without_a_single_epoch_there_is_nothing_to_show(clock: Clock) -> None:
    page = page_at(clock, MAX_SECONDS / 10, problem="line", batch="1", epochs="5")
    assert "not even one epoch was run. Set larger batches." in shown(page)
    assert charts(page) == []
    clock.step = 0.0
    assert len(charts(page.run())) >= 3


# --- Pins ---


def test_a_pinned_run_that_was_stopped_can_be_run_again(clock: Clock) -> None:
    page = opened(problem="valley", pin="lr=0.02&name=slow")
    visit = page.session_state["session"]
    (pin,) = visit.pins["valley"]
    table = visit.workbench("valley")
    (settings,) = (one for one in table._runs if one.learning_rate == pin.settings.learning_rate)
    table.run_again(settings)
    table.stop(settings)
    page = page.run()
    assert "The pinned run “slow” was stopped." in shown(page)
    assert not any("pinned" in tables for _, tables in charts(page))
    page = press(page, "Run it again")
    assert not page.warning
    assert any("pinned" in tables for _, tables in charts(page))


def test_a_pinned_run_ends_when_its_time_is_over_too(clock: Clock) -> None:
    page = page_at(clock, MAX_SECONDS / 1000, problem="valley", epochs="20", pin="epochs=5000&rule=adam&name=slow")
    (told,) = (w.value for w in page.warning)
    assert "The pinned run “slow” was stopped after 60 seconds, at epoch " in told
    assert any("pinned" in tables for _, tables in charts(page))


# --- The next run of the page ---


def interrupted() -> None:
    """A page whose first run gives way to another in the same thread, with a change whose callback takes long."""
    import streamlit as st
    from streamlit.proto.WidgetStates_pb2 import WidgetStates
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from gd.checkpoint import checkpoint
    from gd.experiments.scenarios import defaults
    from gd.experiments.shared import built_in
    from gd.page.session import Workbench
    from gd.page.watch import Watch

    watching = Watch()
    if st.session_state.get("changed"):
        st.caption("Changed.")
    st.checkbox("changed", key="changed", on_change=checkpoint)
    watching.show_in(st.container(key="progress").empty())
    if not st.session_state.changed:
        context = get_script_run_ctx()
        assert context
        assert context.script_requests
        states = WidgetStates()
        change = states.widgets.add(bool_value=True)
        (change.id,) = (key for key in context.shared.widget_ids_this_run.snapshot() if key.endswith("-changed"))
        context.script_requests.request_rerun(RerunData(widget_states=states))
    watching.run(Workbench(built_in("hubble.csv")), defaults("line"))


def test_a_callback_of_the_next_run_draws_nothing_where_the_last_one_did(clock: Clock) -> None:
    """Another Stop button in another place, and the page would end with the one of its own."""
    clock.step = SLOW + EPS
    page = AppTest.from_function(interrupted, default_timeout=60).run()
    assert "Changed." in shown(page)
    assert [button.key for button in page.button] == ["stop"]
