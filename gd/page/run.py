"""Computing the run, and a message if it can't be computed, was stopped, or took too long."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gd.experiments.settings import Settings
from gd.expression.tokens import ExpressionError
from gd.page.controls import use_plain_descent
from gd.page.markdown import escaped
from gd.page.session import CompletedRun, Workbench, lacks_table, session
from gd.page.watch import Watch, again_button, cut_short, offer


def run_or_stop(settings: Settings, bench: Workbench, messages: DeltaGenerator, watching: Watch) -> CompletedRun:
    """Return the experiment and its run; if there is none, show the reason in `messages` and end the page there."""
    visit = session()
    if lacks_table(settings.problem):
        if visit.upload_error:
            messages.error(escaped(visit.upload_error))
        elif visit.tab.wanted:
            messages.info(escaped(visit.tab.wanted.asked_for))
        else:
            messages.info("Load a CSV file in the sidebar to begin (on a phone: » at the top left).")
        st.stop()
    if settings in bench.stopped:
        messages.info("Stopped. Set fewer epochs, or run again.")
        with messages:
            again_button("Run again", settings)
        st.stop()
    try:
        completed = watching.run(bench, settings)
    except ExpressionError:  # it is told below the formula
        st.stop()
    except ValueError as error:
        watching.end()
        messages.error(escaped(str(error)))
        if not settings.plain:
            messages.button("Back to plain descent", on_click=use_plain_descent)
        st.stop()
    if cut := cut_short(completed):
        larger = ", or larger batches" if settings.batch else ""
        offer(messages, f"This run {cut} Set fewer epochs{larger}.", "Run again", settings)
    return completed
