"""What can be taken away from the page; each file is made only when it is asked for."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from gd.experiments.experiment import Experiment
from gd.experiments.keys import DETAILS, RESULT
from gd.experiments.record import to_csv, to_json
from gd.explain.code import closeness, code
from gd.explain.details import comparison, notes, rows_used
from gd.explain.notebook import notebook
from gd.explain.report import PAPER, Told, report
from gd.page.address import address
from gd.page.cleaned import DOWNLOAD_ICON, cleaned_table
from gd.page.promise import fingerprint_of
from gd.page.session import Workbench, session
from gd.run import Run
from gd.tables.dataset import Dataset
from gd.tables.spreadsheet import shielded

WHAT = (
    "The run in all digits (CSV, JSON), as a Jupyter notebook that repeats it, as a report of one page; and the "
    "pictures as they stand."
)
NO_CSV = '[data-testid="stElementToolbarButton"]:has([aria-label^="Download as CSV"]) { display: none; }'
FOLDER = Path(__file__).parent

state = st.session_state


def take_away(experiment: Experiment, run: Run, bench: Workbench, told: Callable[[], Told] | None) -> None:
    """Offer the run as files.

    told: returns what the page says of the run, see `report`; None if it keeps that to itself.
    """
    problem, result = experiment.settings.problem, fingerprint_of((experiment, run))
    shown = {key: value for key, value in session().link.items() if key != DETAILS}
    link = address(shown | ({RESULT: result} if result else {}))
    file = bench.name if problem == "table" else ""
    table = bench.table if isinstance(bench.table, Dataset) else None

    def as_notebook() -> str:
        program = code(experiment, run, bench.name, table=table, keep_costs=True)
        return notebook(experiment, run, program, closeness(experiment, run), link)

    def about_table() -> str:
        used = rows_used(experiment, bench.table)
        return " ".join([f"Table: {file}{f', {used}' if used else ''}.", *notes(experiment, bench.table)])

    def as_report() -> str:
        said, weights = told() if told else None, comparison(experiment, run)
        return report(experiment, run, weights, said, link, result, about_table() if file else "")

    st.markdown(WHAT)
    with st.container(horizontal=True, key="take-away"):
        _file("CSV", lambda: to_csv(experiment, run), f"gd-{problem}.csv", "text/csv")
        _file("JSON", lambda: to_json(experiment, run, link, file), f"gd-{problem}.json", "application/json")
        _file("Notebook", as_notebook, f"gd-{problem}.ipynb", "application/x-ipynb+json")
        cleaned_table(experiment, bench)
        _pictures(f"gd-{problem}", as_report)


def without_formulas(names: Iterable[str]) -> None:
    """Take “Download as CSV” off Streamlit's tables where one of the names is a formula: it writes them as they are."""
    if any(shielded(name) != name for name in names):
        st.html(f"<style>{NO_CSV}</style>")


def _file(label: str, made: Callable[[], str], name: str, mime: str) -> None:
    st.download_button(label, made, name, mime, on_click="ignore", icon=DOWNLOAD_ICON)


def _pictures(name: str, as_report: Callable[[], str]) -> None:
    """Offer the pictures, and a report that holds them; the browser, which has drawn them, makes these files."""
    data: dict[str, Any] = {"name": name}
    if asked := state.pop("report_asked", 0):
        data["report"] = {"number": asked, "html": as_report(), "paper": PAPER}
    _saver()(data=data, key="save", width="content", on_report_change=_ask_for_report)


def _ask_for_report() -> None:
    state.reports = state.report_asked = state.get("reports", 0) + 1


@cache
def _saver() -> Any:
    files = "save.html", "save.css", "save.js", "drawing.js"
    html, css, *js = ((FOLDER / name).read_text(encoding="utf-8") for name in files)
    return st.components.v2.component("save", html=html, css=css, js="\n".join(js))
