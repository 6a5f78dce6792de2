"""Where this page is: what goes before the query of its links."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

Link = dict[str, str | list[str]]
"""The query of an address."""


def address(link: Mapping[str, str | list[str]]) -> str:
    """The whole address of a link."""
    return f"{(st.context.url or '').rstrip('/')}/?{urlencode(link, doseq=True)}"
