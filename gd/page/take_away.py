"""What can be taken away from the page; each file is made only when it is asked for."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from gd.experiments.experiment import Experiment
from gd.experiments.record import to_csv, to_json
from gd.explain.notebook import notebook
from gd.explain.report import PAPER, report
from gd.explain.table_code import clean_name
from gd.page.link import address_of
from gd.page.result import remarks, said
from gd.page.session import Workbench
from gd.tables.dataset import Dataset
from gd.theory.analysis import Analysis

WHAT = (
    "The run in all digits (CSV, JSON); a Jupyter notebook that repeats it; a report of one page; the pictures as they "
    "stand."
)

FOLDER = Path(__file__).parent

state = st.session_state


def take_away(experiment: Experiment, analysis: Analysis, bench: Workbench) -> None:
    """Offer the run as files."""
    run, problem, address = analysis.run, experiment.settings.problem, address_of(experiment.settings)
    file = bench.name if problem == "table" else ""
    table = bench.table if isinstance(bench.table, Dataset) else None
    st.markdown(WHAT)
    with st.container(horizontal=True, key="take-away"):
        _file("CSV", lambda: to_csv(experiment, run), f"gd-{problem}.csv", "text/csv")
        _file("JSON", lambda: to_json(experiment, run, address, file), f"gd-{problem}.json", "application/json")
        _file(
            "Notebook",
            lambda: notebook(experiment, run, address, bench.name, table),
            f"gd-{problem}.ipynb",
            "application/x-ipynb+json",
        )
        cleaned_table(experiment, bench)
        _pictures(experiment, analysis, bench, address)


def cleaned_table(experiment: Experiment, bench: Workbench) -> None:
    """Offer a table that was loaded as it was read, which the program and the notebook read."""
    if experiment.settings.problem == "table" and isinstance(bench.table, Dataset):
        _file("Cleaned table", bench.table.to_csv, clean_name(bench.name), "text/csv")


def _file(label: str, made: Callable[[], str], name: str, mime: str) -> None:
    st.download_button(label, made, name, mime, on_click="ignore", icon=":material/download:")


def _pictures(experiment: Experiment, analysis: Analysis, bench: Workbench, address: str) -> None:
    """Offer the pictures, and a report that holds them; the browser, which has drawn them, makes these files."""
    data: dict[str, Any] = {"name": f"gd-{experiment.settings.problem}"}
    if asked := state.pop("report_asked", 0):
        told = said(experiment, analysis, bench), remarks(experiment, analysis)
        data["report"] = {"number": asked, "html": report(experiment, analysis, *told, address), "paper": PAPER}
    _saver()(data=data, key="save", width="content", on_report_change=_ask_for_report)


def _ask_for_report() -> None:
    state.reports = state.report_asked = state.get("reports", 0) + 1


@cache
def _saver() -> Any:
    html, css, js = ((FOLDER / f"save.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("save", html=html, css=css, js=js)
