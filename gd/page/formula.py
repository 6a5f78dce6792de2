"""The field in which a person types J."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gd.experiments.first_run import first_rate
from gd.experiments.kinds import read_numbers, write_numbers
from gd.experiments.scenarios import expression
from gd.experiments.typed import first_start
from gd.expression.grammar import LENGTH
from gd.expression.tokens import ExpressionError
from gd.page.markdown import escaped
from gd.text import BLANKS, INVISIBLE

HELP = (
    "One to six weights with names of your choice; + − * / ^, brackets and |…|; 2w is 2·w. Functions: exp, log, sqrt, "
    "sin, cos, tan, sinh, cosh, tanh, abs, min, max, sigmoid, relu. Constants: pi and e."
)

state = st.session_state


def formula_field() -> DeltaGenerator:
    """Show the field for J, and below it what can't be read in it; return its row."""
    row = st.container(key="formula-field", horizontal=True, vertical_alignment="center", gap="xsmall")
    with row:
        st.markdown("$J =$", width="content", help=HELP)
        st.text_input("J", key="f", max_chars=LENGTH, on_change=_take_formula, label_visibility="collapsed")
    try:
        expression(state.f)
    except ExpressionError as error:
        st.error(escaped(str(error)))
        if error.position is not None:
            st.code(f"{_seen(state.f)}\n{' ' * (error.position - 1)}^", language=None)
    return row


def is_readable(formula: str) -> bool:
    """Whether there can be a run on this formula."""
    try:
        expression(formula)
    except ExpressionError:
        return False
    return True


def _seen(formula: str) -> str:
    """The formula in one line, in which each character takes its own place."""
    return INVISIBLE.sub(lambda found: " " if found[0] in BLANKS else "\N{REPLACEMENT CHARACTER}", formula)


def _take_formula() -> None:
    """Begin where J slopes, with a rate that suits it there, if the formula has another number of weights."""
    if state.init != "given":
        return
    try:
        problem, before = expression(state.f), read_numbers(state.w0)
    except ValueError:
        return
    start = first_start(state.f, before)
    if start != before:
        state.w0, state.lr = write_numbers(start), first_rate(problem, np.array(start))
