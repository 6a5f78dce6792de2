"""The connection to the browser: where it was cut, the page that is still open there goes on as it was.

After a restart of the server, or a long cut, the page finds a new session, which knows nothing of it. Streamlit then
says nothing until the visitor changes something; and that change would be lost, for the new session takes the link in
the address for the newer. So the browser speaks up by itself, the session opens the link, and the first change counts.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from gd.page.session import lacks_table, session
from gd.page.shared_table import is_partial


def connection() -> None:
    """Answer a page that came back, once its link is opened and before there are controls."""
    visit = session()
    wants_file = visit.tab.came_back and (lacks_table(st.session_state.problem) or is_partial())
    facts = {
        "visit": visit.tab.visit,
        "answered": visit.tab.answered,
        "opened": visit.opened,
        "uploader": visit.tab.upload_key if wants_file else None,
    }
    returned = _component()(data=facts, key="connection", on_returned_change=lambda: None).get("returned")
    if not isinstance(returned, Mapping) or returned.get("times") == visit.tab.answered:
        return
    visit.tab.answered = returned.get("times")
    if returned.get("visit") != visit.tab.visit:
        visit.tab.came_back = True
        if isinstance(opened := returned.get("opened"), int):
            visit.opened = opened  # the player then stays at its epoch
    st.rerun()


@cache
def _component() -> Any:
    js = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("connection", js=js)
