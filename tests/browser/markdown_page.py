"""A page with every payload, escaped, in every place in which Streamlit reads Markdown."""

from collections.abc import Callable

import streamlit as st

from gd.page.markdown import escaped
from tests.payloads import CHANGED, PAYLOADS

SHOWN = [*PAYLOADS.values(), *(payload for payload, _ in CHANGED.values())]
LABELS = [escaped(text) for text in SHOWN]

EACH: dict[str, Callable[[str], object]] = {
    "markdown": st.markdown,
    "caption": st.caption,
    "error": lambda label: st.error(f"Sorry: {label}"),
    "after-words": lambda label: st.markdown(f":gray-badge[a] **{label}**"),
    "badge": lambda label: st.markdown(f":gray-badge[{label}]"),
    "button": lambda label: st.button(label, key=f"button {label}"),
    "popover": st.popover,
    "expander": st.expander,
    "toggle": lambda label: st.toggle(label, key=f"toggle {label}"),
    "label": lambda label: st.text_input(label, key=f"field {label}"),
    "progress": lambda label: st.progress(0.5, label),
}
for name, show in EACH.items():
    with st.container(key=name):
        for label in LABELS:
            show(label)
with st.container(key="radio"):
    st.radio("r", LABELS, label_visibility="collapsed")
with st.container(key="pills"):
    st.pills("p", LABELS, label_visibility="collapsed")
with st.container(key="segments"):
    st.segmented_control("s", LABELS, label_visibility="collapsed")
with st.container(key="tabs"):
    st.tabs(LABELS)
with st.container(key="tooltip"):
    st.button("all", help="\n\n".join(LABELS))
