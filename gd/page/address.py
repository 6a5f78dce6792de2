"""Where this page is: what goes before the query of its links."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import streamlit as st

Link = dict[str, str | list[str]]
"""The query of an address."""


def address(link: Mapping[str, str | list[str]]) -> str:
    """The whole address of a link."""
    return f"{(st.context.url or '').rstrip('/')}/?{urlencode(link, doseq=True)}"


def is_here_only() -> bool:
    """Whether the page's address leads only this computer to it."""
    host = urlsplit(st.context.url or "").hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")
