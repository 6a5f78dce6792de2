"""Controls for a table: the file, its target and features, and how its columns are encoded and scaled."""

import streamlit as st

from gd.experiments.settings import MAX_FEATURES, MAX_FILE_NAME
from gd.page.markdown import escaped
from gd.page.session import fit_columns, session
from gd.tables.regression import Table
from gd.text import shortened

state = st.session_state


def upload() -> None:
    """Show the file uploader, and which table is in use."""
    visit = session()
    st.file_uploader(
        "CSV file or folded table",
        key=visit.tab.upload_key,
        help="A larger table, or Parquet, is folded first: `python -m gd.tables.fold` makes a small file of it, "
        "which is loaded here too.",
    )
    if visit.own.table is not None:
        if visit.upload_error:  # without a table the page itself says it
            st.error(escaped(visit.upload_error))
        if visit.tab.table_note:
            st.warning(escaped(visit.tab.table_note))
        name, whence = shortened(visit.own.name, MAX_FILE_NAME), ", from the link" if visit.tab.given else ""
        st.caption(escaped(f"In use: {name}, {visit.own.table.rows:,} rows{whence}"))


def columns(table: Table) -> None:
    """Show the controls for the target, the features and their treatment."""
    st.selectbox("Target (to predict)", table.numbers, key="target", on_change=_change_target)
    st.multiselect(
        "Features (to predict from)",
        [name for name in table.names if name != state.target],
        key="features",
        max_selections=MAX_FEATURES,
    )
    first = session().workbench(state.problem).first_features(state.target)
    if first.note and state.features == list(first.names):
        st.caption(escaped(f"{first.note} Add or exchange them above."))
    if not set(table.categories).isdisjoint(state.features):
        st.toggle(
            "Drop each category's first level",
            key="drop_first",
            help="Off: the columns of a category's levels add up to the intercept's column, the dummy-variable trap.",
        )
    st.toggle(
        "Standardise",
        key="scale",
        help="Shift and scale each column of numbers to mean 0 and standard deviation 1. "
        "The weights are then shown in both units.",
    )


def _change_target() -> None:
    """Take the new target out of the features; if none is left, choose some."""
    fit_columns()
