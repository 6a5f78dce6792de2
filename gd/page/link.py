"""The link between address and page: load its query into the controls, and write their values back."""

from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gd.experiments.fingerprint import LENGTH
from gd.experiments.keys import CARRIED, EPOCH, LOOKS, PIN_KEYS, RESULT
from gd.experiments.link import from_link, link_with_pins, pins_from_link, to_link
from gd.experiments.near import MOST_TOLD, understood
from gd.experiments.scenarios import defaults
from gd.experiments.settings import MAX_LINK, Settings
from gd.page.address import Link, address
from gd.page.controls import current_settings, keep_hidden, load
from gd.page.look import look, look_as_asked
from gd.page.look_words import CHOICES
from gd.page.markdown import escaped
from gd.page.session import session
from gd.page.shared_table import open_table, table_in_link
from gd.text import amount

state = st.session_state


def open_link() -> None:
    """Load the query of the address unless the page wrote it itself: on opening, and after Back, Forward or an edit."""
    visit, query = session(), _query()
    if query == visit.tab.query:
        visit.tab.replaced = []
    if query == visit.tab.query or (query in visit.tab.replaced and not _went_back()):
        keep_hidden(CHOICES)
        return
    asked = understood({key: texts for key, texts in query.items() if key not in CARRIED})
    settings, refused = from_link({key: texts for key, texts in asked.items() if key not in LOOKS})
    refused += open_table(query, settings.problem)
    pins, state.own_starts, refused_pins = pins_from_link(asked, settings)
    problems = {settings.problem, *(pin.settings.problem for pin in pins)}
    visit.pins |= {problem: tuple(pin for pin in pins if pin.settings.problem == problem) for problem in problems}
    load(settings)
    refused += refused_pins + look_as_asked(asked, current_settings())
    visit.refused = [*refused, *visit.refused]
    visit.offered_rate = None if "lr" in asked and settings.target else defaults("table").learning_rate
    visit.link, _ = link_to(current_settings())
    visit.tab.query = query


def link_to(settings: Settings) -> tuple[Link, list[str]]:
    """Return the link to these settings with as many of the problem's pins as fit, and the labels of those left out."""
    seen = look(settings)
    room = MAX_LINK - len(address({**seen, RESULT: "0" * LENGTH})) - len("&")  # Share adds the fingerprint
    pins = session().pins.get(settings.problem, ())
    table = table_in_link(settings, pins, room - len(urlencode(to_link(settings), doseq=True)))
    room -= len(f"&{urlencode(table)}") if table else 0
    link, left_out = link_with_pins(settings, pins, room, own_starts=state.own_starts)
    return {**link, **seen, **table}, left_out


def write_link(link: Link) -> None:
    """Write the link into the address if the page has changed since the link was opened.

    An opened link stays as it is until then, so that the browser's Back and Forward still work.
    """
    visit = session()
    if _run(link) != _run(visit.link):
        visit.refused = []  # those concerned the previous run
    if link != visit.link or _query() != visit.tab.query:
        visit.tab.replaced = [*visit.tab.replaced, _query()]
        st.query_params.from_dict(link)
        visit.tab.query, visit.link = _query(), link


def tell_refused(place: DeltaGenerator) -> None:
    """Show a sentence for each request of a link or a button that could not be met; of very many, only the first."""
    refused = session().refused
    for sentence in refused[:MOST_TOLD]:
        place.warning(escaped(sentence))
    if (more := len(refused) - MOST_TOLD) > 0:
        place.warning(f"{amount(more, 'more value')} of the link can't be used.")


def _run(link: Link) -> Link:
    """What a link says of the run, and not of how it is looked at."""
    return {key: value for key, value in link.items() if key not in {*LOOKS} - PIN_KEYS}


def _went_back() -> bool:
    """Whether the browser's Back or Forward led here."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _query() -> dict[str, list[str]]:
    """The query without the epoch: the browser may write it at any time, and it makes no other run."""
    return {key: st.query_params.get_all(key) for key in st.query_params if key != EPOCH}
