"""The controls in the sidebar; a control's key is also its key in the link."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import MAX_EPOCHS, MAX_ROWS, MAX_SEED
from gd.explain.introduction import INTRODUCTION
from gd.optimizers import OPTIMIZERS
from gd.page.columns import columns, upload
from gd.page.controls import restore_if_empty
from gd.page.session import session
from gd.parameters import Parametric
from gd.schedules import SCHEDULES
from gd.tables.folded import FoldedFile
from gd.tables.regression import Table

INITIAL = {"normal": "random: normal, variance 1/D", "zeros": "zeros", "ones": "ones", "given": "your own numbers"}
WHAT_IT_IS = "A laboratory for gradient descent"

state = st.session_state


def sidebar() -> DeltaGenerator:
    """Show the controls of what is rarely changed while a run is watched; return a container for notes on a table."""
    with st.sidebar:
        about()
        if state.problem == "table":
            upload()
        table = session().workbench(state.problem).table
        if table is not None:
            columns(table)
        notes = st.container(key="notes")
        epochs()
        initial_weights()
        method(table)
    return notes


def about() -> None:
    """Say what this page is, and offer an introduction."""
    with st.container(key="about", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader("gd", anchor=False, width="content")
            introduction(icon=":material/school:")
        st.caption(WHAT_IT_IS)


def first_words() -> None:
    """Say so at the top of the page too: page.css shows this on a phone, where the sidebar is closed."""
    with st.container(key="first-words", horizontal=True, vertical_alignment="center"):
        st.caption(WHAT_IT_IS, width="content")
        introduction()


def introduction(icon: str | None = None) -> None:
    """Offer to explain how to begin; on a phone there is no room for an icon."""
    st.popover("New here?", icon=icon).markdown(INTRODUCTION)


def epochs() -> None:
    """Show the number of epochs."""
    one_epoch = "An epoch is one update; with batches, one update for each batch."
    whole_number("Epochs", "epochs", 1, MAX_EPOCHS, f"How many to run, at most: 1 to {MAX_EPOCHS:,}. {one_epoch}")


def initial_weights() -> None:
    """Show the choice of the initial weights, and the seed if they or the order of the rows are random."""
    st.selectbox(
        "Initial weights",
        list(INITIAL),
        key="init",
        format_func=lambda init: INITIAL[init],
        help="D is the number of weights.",
    )
    # The container is always there: elements that come and go would shift those below, which then lose their state.
    with st.container(key="start", horizontal=True, vertical_alignment="bottom"):
        if state.init == "normal" or state.batch:
            drawn = "The same seed always draws the same weights and the same order of the rows."
            whole_number("Seed", "seed", 0, MAX_SEED, drawn)
            st.button("Draw again", on_click=_draw_again)
        if state.init == "given":
            st.text_input("One number for each weight", key="w0", help="Separated by commas, for example 1.5, −2.")


def method(table: Table | None) -> None:
    """Show what is rarely changed, folded away until it is opened."""
    folded = st.expander("More: optimizer, schedule, …", key="method", on_change="rerun")
    if folded.open:
        with folded:
            optimizer()
            batch(table)
            tolerance()
            goal()


def optimizer() -> None:
    """Show the choices of optimizer and schedule with their parameters."""
    st.selectbox(
        "Optimizer",
        list(OPTIMIZERS),
        key="rule",
        format_func=lambda name: OPTIMIZERS[name].title,
        help="How the gradient becomes a step.",
    )
    _parameters(OPTIMIZERS[state.rule])
    st.selectbox(
        "Learning-rate schedule",
        list(SCHEDULES),
        key="schedule",
        format_func=lambda name: SCHEDULES[name].title,
        help="How the learning rate changes from its initial value η. In a formula, e is how many epochs are done.",
    )
    _parameters(SCHEDULES[state.schedule])


def batch(table: Table | None) -> None:
    """Show the batch size if the table still has its rows."""
    if table is not None and not isinstance(table, FoldedFile):
        goes_through = "Rows for each update. An epoch goes once through all rows in a random order. "
        whole_number("Batch size", "batch", 0, MAX_ROWS, goes_through + "0: all rows at once, one update in an epoch.")


def tolerance() -> None:
    """Show the tolerance for stopping early."""
    st.number_input(
        "Stop tolerance",
        0.0,
        1e300,
        None,
        step=None,
        format="%.17g",
        key="tol",
        on_change=restore_if_empty,
        args=["tol", state.tol],
        help="The run ends after an epoch in which every weight changed by less than this. 0: run all epochs.",
    )


def goal() -> None:
    """Show the reduction of the cost for a table, or the goal for a function of the weights."""
    if SCENARIOS[state.problem].problem is None:
        st.segmented_control(
            "Sum or mean over the rows",
            ["sum", "mean"],
            key="reduction",
            required=True,
            help="J is half the sum, or half the mean, of the squared errors. With the mean, the same learning rate "
            "suits any number of rows.",
        )
    else:
        st.segmented_control("Goal", ["minimise", "maximise"], key="goal", required=True)


def whole_number(label: str, key: str, low: int, high: int, explanation: str) -> None:
    """Show a field for a whole number; if it is emptied, its previous value returns."""
    st.number_input(
        label, low, high, None, key=key, on_change=restore_if_empty, args=[key, state[key]], help=explanation
    )


def _parameters(choice: Parametric) -> None:
    """Show a field for each parameter of an optimizer or schedule."""
    for parameter in choice.parameters:
        key = parameter.key
        before = [key, state[key]]
        st.number_input(
            parameter.symbol,
            value=None,
            step=None,
            format="%.17g",
            key=key,
            on_change=restore_if_empty,
            args=before,
            help=f"{parameter.range.wanted.capitalize()}.",
        )


def _draw_again() -> None:
    state.seed = (state.seed + 1) % (MAX_SEED + 1)
