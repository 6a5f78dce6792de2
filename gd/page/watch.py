"""Watching what a visitor's page computes: who waits sees how far it is and can stop it, and others get their turns."""

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gd.checkpoint import until, watch
from gd.experiments.settings import MAX_SECONDS, Settings
from gd.page.markdown import escaped
from gd.page.session import CompletedRun, Workbench, session
from gd.page.turns import TURN, Turn
from gd.run import Stop
from gd.text import count

SLOW = 0.3
"""Seconds before progress is shown, and between two updates of it, at which the page hears of Stop too."""


class Watch:
    """Watches all that is computed for one run of the script, from its making on."""

    def __init__(self) -> None:
        self._looked = self._shown = time.monotonic()
        self._turn = Turn()
        self._cursors = _cursors()
        self._place: DeltaGenerator | None = None
        self._bar: DeltaGenerator | None = None
        self._run: Settings | None = None
        """What Stop stops; not on which workbench, see `again_button`."""
        self._name, self._done, self._running = "", 0.0, False
        watch.set(self)

    def show_in(self, place: DeltaGenerator) -> None:
        """Show in this place from now on how far it is, as soon as it takes long."""
        self._place = place

    def end(self) -> None:
        """Show no more: all is computed."""
        self._turn.end()
        if self._place and self._bar:
            self._place.empty()
        self._place = None

    def run(self, bench: Workbench, settings: Settings, name: str = "") -> CompletedRun:
        """Return the experiment and its run, which ends where it is after MAX_SECONDS. `name`: that of a pinned run.

        Raises ValueError if there can be no run, or not even one epoch of it in this time.
        """
        before, self._run = self._run, settings
        self._name, self._done, self._running = name, 0.0, True
        in_time = until(MAX_SECONDS)

        def progress(epochs: float) -> bool:
            self._done = epochs / settings.epochs
            return in_time(epochs)

        completed = bench.run(settings, progress)
        self._run, self._running = before or self._run, False
        if completed[1].stop is Stop.INTERRUPTED and len(completed[1].epochs) == 1:
            bench.run_again(settings)  # when the page runs anew
            raise ValueError(f"In {MAX_SECONDS} seconds not even one epoch was run. Set larger batches.")
        return completed

    def __call__(self) -> None:
        """Be called at each checkpoint, and do by the clock what is due."""
        now = time.monotonic()
        if now < self._looked + TURN:
            return
        self._turn.rest()
        if now > self._shown + SLOW:
            self._show()
            self._shown = time.monotonic()
        self._looked = time.monotonic()

    def _show(self) -> None:
        """Show how far it is; a page that is no longer wanted ends here."""
        if self._place is None or self._run is None or self._cursors is not _cursors():
            "problem" in st.session_state  # noqa: B015  # asking is enough
            return
        if self._bar is None:
            with self._place.container(horizontal=True, vertical_alignment="center"):
                self._bar = st.progress(0.0)
                st.button("Stop", key="stop", on_click=self._stop)
        self._bar.progress(min(self._done, 1.0), escaped(self._words()))

    def _words(self) -> str:
        if not self._running or self._run is None:
            return "Looking at the run"
        epochs = self._run.epochs
        at = f"poch {min(int(self._done * epochs), epochs):,} of {epochs:,}"
        return f"“{self._name}”: e{at}" if self._name else f"E{at}"

    def _stop(self) -> None:
        if self._run:
            session().workbench(self._run.problem).stop(self._run)


def _cursors() -> object:
    """Where Streamlit is on the page that this thread draws: each run of the script has cursors of its own.

    Where another run follows in the same thread, the changes' callbacks come first, and what is drawn there for the
    run before stands in the new one's way.
    """
    context = get_script_run_ctx()
    return context and context.cursors


def cut_short(completed: CompletedRun) -> str:
    """What is said of a run that took too long; empty of any other."""
    experiment, run = completed
    if run.stop is not Stop.INTERRUPTED:
        return ""
    at = f"at epoch {count(int(run.epochs[-1]))} of {count(experiment.settings.epochs)}"
    return f"was stopped after {MAX_SECONDS} seconds, {at}."


def offer(place: DeltaGenerator, sentence: str, again: str, settings: Settings) -> None:
    """Say of a run that was stopped what is to be said, with a button `again` that runs it again."""
    with place.container(horizontal=True, vertical_alignment="center"):
        st.warning(escaped(sentence))
        again_button(again, settings, key=f"{again} {sentence}")


def again_button(label: str, settings: Settings, key: str | None = None) -> None:
    """Show a button that runs these settings again.

    Streamlit keeps what a button is given for as long as the visitor stays, also when it is no longer shown. So it
    isn't given the workbench, with which a table would stay.
    """
    st.button(label, key=key, on_click=_run_again, args=[settings])


def _run_again(settings: Settings) -> None:
    session().workbench(settings.problem).run_again(settings)
