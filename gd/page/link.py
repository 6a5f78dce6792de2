"""The link between address and page: load its query into the controls, write their values back, and share it."""

from urllib.parse import urlencode

import streamlit as st

from gd.experiments.link import PIN_KEYS, from_link, link_with_pins, pins_from_link
from gd.experiments.scenarios import defaults
from gd.experiments.settings import MAX_LINK, Settings
from gd.page.controls import current_settings, keep_hidden, load
from gd.page.session import session
from gd.text import escaped, listed

Link = dict[str, str | list[str]]


def open_link() -> None:
    """Load the query of the address unless the page wrote it itself: on opening, and after Back, Forward or an edit."""
    visit, query = session(), _query()
    if query == visit.query:
        keep_hidden()
        return
    settings, visit.refused = from_link({key: texts for key, texts in query.items() if key not in PIN_KEYS})
    visit.pins, st.session_state.own_starts, refused = pins_from_link(query, settings)
    visit.refused += refused
    load(settings)
    visit.offered_rate = None if "lr" in query and settings.target else defaults("table").learning_rate
    visit.link, _ = link_to(current_settings())
    visit.query = query


def link_to(settings: Settings) -> tuple[Link, list[str]]:
    """Return the link to these settings with as many pins as fit, and the labels of the pins left out."""
    room = MAX_LINK - len(st.context.url or "")
    return link_with_pins(settings, session().pins, room, own_starts=st.session_state.own_starts)


def write_link(link: Link) -> None:
    """Write the link into the address if the page has changed since the link was opened.

    An opened link stays as it is until then, so that the browser's Back and Forward still work.
    """
    visit = session()
    if link != visit.link:
        visit.refused = []  # those concerned the previous link
        st.query_params.from_dict(link)
        visit.query, visit.link = _query(), link


def share(settings: Settings, link: Link, left_out: list[str]) -> None:
    """Show the link, and what it doesn't include; `left_out` are labels of pins."""
    address = f"{(st.context.url or '').rstrip('/')}/?{urlencode(link, doseq=True)}"
    st.markdown("This link opens this very run.")
    st.code(address, language=None, wrap_lines=True)
    if settings.problem == "table":
        st.caption("The table itself is not in the link: whoever opens it loads the same file.")
    if left_out:
        st.caption(
            escaped(f"Some programs cut links after {MAX_LINK:,} characters, so it leaves out: {listed(left_out)}.")
        )
    elif len(address) > MAX_LINK:
        st.caption(f"The link has {len(address):,} characters; some mail programs cut links after {MAX_LINK:,}.")


def _query() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}
