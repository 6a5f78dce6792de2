"""Below the learning rate: its position relative to the rates known from theory, and buttons that set these."""

import streamlit as st

from gd.charts.gauge import gauge
from gd.experiments.settings import MAX_RATE, MIN_RATE, Settings
from gd.page.controls import set_rate
from gd.theory.analysis import Analysis
from gd.theory.rates import marks

FASTEST = "Fastest from here", "From this start, no other constant rate converges in fewer epochs."
BEST_GUARANTEED = (
    "Best guaranteed",
    "With this rate and β, even the slowest direction converges as fast as it can, whatever the start.",
)
LIMIT = "From this start, runs converge at rates below it, and not above."


def marked_rates(settings: Settings, analysis: Analysis) -> None:
    """Show the fastest rate and the stability limit, or a sentence if theory provides none."""
    if marked := marks(analysis):
        st.html(gauge(settings.learning_rate, marked.fastest, marked.limit))
        st.caption(marked.sentence)
        with st.container(horizontal=True, gap="small"):
            if marked.fastest is not None:
                name, explanation = FASTEST if marked.momentum is None else BEST_GUARANTEED
                _button(name, marked.fastest, marked.momentum, explanation)
            _button("Stability limit", marked.limit, None, LIMIT)
    elif not settings.plain:
        st.caption("This page has no theory for this optimizer, schedule or batch size.")


def _button(name: str, rate: float, momentum: float | None, explanation: str) -> None:
    out_of_range = not MIN_RATE <= rate <= MAX_RATE
    st.button(name, on_click=set_rate, args=[rate, momentum], help=explanation, disabled=out_of_range)
