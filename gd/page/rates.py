"""Below the learning rate: its position relative to the rates known from theory, and buttons that set these."""

import streamlit as st

from gd.charts.gauge import gauge
from gd.experiments.settings import MAX_RATE, MIN_RATE, Settings
from gd.page.controls import set_rate
from gd.theory.analysis import Analysis
from gd.theory.rates import marks


def marked_rates(settings: Settings, analysis: Analysis) -> None:
    """Show the fastest and the largest stable rate, or a sentence if theory provides none."""
    if marked := marks(analysis):
        st.html(gauge(settings.learning_rate, marked.fastest, marked.stable))
        st.caption(marked.sentence)
        with st.container(horizontal=True, gap="small"):
            explanation = "The slowest direction as fast as can be."
            _button("Fastest", marked.fastest, marked.momentum, explanation)
            _button("Largest", marked.stable, None, "The edge of stability: an endless cycle.")
    elif not settings.plain:
        st.caption("Theory marks no rates for this optimizer, schedule or batch.")


def _button(name: str, rate: float, momentum: float | None, explanation: str) -> None:
    out_of_range = not MIN_RATE <= rate <= MAX_RATE
    st.button(name, on_click=set_rate, args=[rate, momentum], help=explanation, disabled=out_of_range)
