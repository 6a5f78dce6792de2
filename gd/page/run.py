"""Computing the run, with progress and a button to stop it, and a message if it can't be computed."""

import time
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gd.experiments.settings import Settings
from gd.expression.tokens import ExpressionError
from gd.page.controls import use_plain_descent
from gd.page.markdown import escaped
from gd.page.session import CompletedRun, Workbench, lacks_table, session

SLOW = 0.3
"""Seconds before progress is shown, and between two updates of it."""


def run_or_stop(
    settings: Settings, bench: Workbench, messages: DeltaGenerator, progress: DeltaGenerator
) -> CompletedRun:
    """Return the experiment and its run; if there is none, show the reason in `messages` and end the page there."""
    visit = session()
    if lacks_table(settings.problem):
        if visit.upload_error:
            messages.error(escaped(visit.upload_error))
        else:
            messages.info("Load a CSV file in the sidebar to begin (on a phone: » at the top left).")
        st.stop()
    if settings == bench.stopped:
        messages.info("Stopped. Set fewer epochs, or run again.")
        messages.button("Run again", on_click=_stop, args=[bench, None])
        st.stop()
    place = progress.empty()
    try:
        completed = bench.run(settings, shows_progress(place, settings, bench))
    except ExpressionError:  # it is told below the formula
        st.stop()
    except ValueError as error:
        messages.error(escaped(str(error)))
        if not settings.plain:
            messages.button("Back to plain descent", on_click=use_plain_descent)
        st.stop()
    place.empty()
    return completed


def shows_progress(place: DeltaGenerator, settings: Settings, bench: Workbench) -> Callable[[int], None]:
    """Return a callback for `descend` that shows the progress of a long run and a button to stop it."""
    shown = time.monotonic()
    bar: DeltaGenerator | None = None

    def progress(epoch: int) -> None:
        nonlocal shown, bar
        if time.monotonic() - shown < SLOW:
            return
        shown = time.monotonic()
        if bar is None:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar = st.progress(0.0)
                st.button("Stop", key="stop", on_click=_stop, args=[bench, settings])
        bar.progress(epoch / settings.epochs, f"Epoch {epoch:,} of {settings.epochs:,}")

    return progress


def _stop(bench: Workbench, settings: Settings | None) -> None:
    bench.stopped = settings
