"""What “Share” holds: the link, to be copied or shown as a QR code, and what a teacher may leave out of the page."""

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from gd.experiments.keys import HIDE, RESULT
from gd.experiments.link import shortest
from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import MAX_LINK, Settings
from gd.page.address import Link, address, is_here_only
from gd.page.hide import PARTS
from gd.page.markdown import escaped
from gd.page.session import session
from gd.page.shared_table import about_the_table
from gd.text import listed

FRAME = (
    '<iframe src="{}" title="gd: a laboratory for gradient descent" width="100%" height="800" style="border: 0" '
    'loading="lazy" allow="clipboard-write; fullscreen"></iframe>'
)
"""Shows a link in another page. `embed=true` is Streamlit's: it takes its own header and menu away."""
MOST_IN_QR = 2_953
"""Characters of a link that the largest QR code holds."""
WHAT_TO_HIDE = "Whoever opens the link doesn't see these parts. The address in your browser stays as it is."
HERE_ONLY = (
    "This address works on this computer only. For others the page has to be served to them: see “Hosting it” in the "
    "README."
)
WHO_MAY = (
    "Paste this into a page of your course. The server must allow that site to show it: see “Hosting it” in the README."
)

state = st.session_state


def share(settings: Settings, link: Link, left_out: list[str], result: str) -> None:
    """Show the link with all that can be done with it; `left_out` are labels of pins, `result` is the fingerprint."""
    shared = _as_the_teacher_wants(link) | ({RESULT: result} if result else {})
    st.markdown("This link opens this very run.")
    st.code(address(shared), language=None, wrap_lines=True)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        copy(address(shared))
        small = address(shortest({key: text for key, text in shared.items() if key != RESULT}))
        if len(small) <= MOST_IN_QR:
            st.button("QR code", icon=":material/qr_code_2:", key="qr", on_click=_ask_for_qr, args=[small])
        else:
            st.caption("The link is too long for a QR code.")
    if is_here_only():
        st.caption(HERE_ONLY)
    _what_is_not_in_it(settings, shared, left_out)
    if result:
        st.caption(f"Fingerprint of the final weights: {result}. A browser that gets another from this link says so.")
    st.multiselect(
        "Teacher's view: hide",
        list(PARTS),
        default=list(session().hidden_for_others),
        format_func=lambda name: PARTS[name].title,
        key="hide",
        on_change=_take_hidden,
        help=WHAT_TO_HIDE,
    )
    with st.expander("In a page of a course", key="frame"):
        st.code(FRAME.format(escape(address({**shared, "embed": "true"}))), language="html", wrap_lines=True)
        st.caption(WHO_MAY)


def project() -> None:
    """Show the QR code that was asked for."""
    if text := state.pop("projected", ""):
        _qr(text)


def copy(text: str) -> None:
    """Show a button that copies a link, together with the epoch that the browser shows."""
    _copy_button()(data={"link": text}, key="copy", height="content", width="content")


@cache
def _copy_button() -> Any:
    js = Path(__file__).with_name("copy.js").read_text(encoding="utf-8")
    css = Path(__file__).with_name("copy.css").read_text(encoding="utf-8")
    html = '<button type="button">Copy link</button><span role="status"></span>'
    return st.components.v2.component("copy", html=html, css=css, js=js)


@st.dialog("Open this run", width="large")
def _qr(text: str) -> None:
    """Show the link as large as the window allows."""
    from gd.page.qr import qr_code  # loaded only where one is shown

    with st.container(key="qr-code", horizontal_alignment="center", gap="xsmall"):
        st.image(qr_code(text), width="stretch")
        st.code(text, language=None, wrap_lines=True)


def _ask_for_qr(text: str) -> None:
    state.projected, state.share = text, False


def _as_the_teacher_wants(link: Link) -> Link:
    """The link with what is hidden from those who get it."""
    hidden = session().hidden_for_others
    others = {key: text for key, text in link.items() if key != HIDE}
    return {**others, HIDE: ",".join(hidden)} if hidden else others


def _take_hidden() -> None:
    session().hidden_for_others = tuple(part for part in PARTS if part in state.hide)


def _what_is_not_in_it(settings: Settings, link: Link, left_out: list[str]) -> None:
    """Say what the link doesn't include."""
    whole = address(link)
    if settings.problem == "table":
        st.caption(escaped(about_the_table(link)))
    others = [
        SCENARIOS[problem].title for problem, pins in session().pins.items() if pins and problem != settings.problem
    ]
    if others:
        st.caption(escaped(f"Runs pinned on other problems are not in the link: {listed(others)}."))
    if left_out:
        st.caption(
            escaped(f"Some programs cut links after {MAX_LINK:,} characters, so it leaves out: {listed(left_out)}.")
        )
    elif len(whole) > MAX_LINK:
        st.caption(f"The link has {len(whole):,} characters; some mail programs cut links after {MAX_LINK:,}.")
