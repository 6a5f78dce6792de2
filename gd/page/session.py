"""A visit: what stays from one run of the script to the next, besides the values of the controls."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache, lru_cache

import streamlit as st

from gd.experiments.experiment import Experiment, columns_for, prepare
from gd.experiments.pins import Pin
from gd.experiments.scenarios import DATA, SCENARIOS
from gd.experiments.settings import Settings
from gd.run import Run
from gd.tables.dataset import Dataset, read_csv
from gd.tables.regression import FoldedFile, Table, fold_table

FOLDS = 4
"""Choices of a table's columns that are kept folded."""

Ran = tuple[Experiment, Run]
"""An experiment and its run."""


class Workbench:
    """The experiments on one table (None for the functions of w, which need no table), each made only once.

    Another table has another workbench, so nothing made of the first can be taken for the second's.
    """

    def __init__(self, table: Table | None = None, name: str = "table.csv") -> None:
        self.table = table
        self.name = name
        """Of the file."""
        self._fold = lru_cache(maxsize=FOLDS)(fold_table)
        # Never changed in place: a run of the script that was interrupted may still be busy in a thread of its own.
        self._runs: dict[Settings, Ran] = {}

    def experiment(self, settings: Settings) -> Experiment:
        """The problem that the settings describe, and where to start on it. ValueError where they don't fit."""
        return prepare(settings, self.table, fold=self._fold)

    def run(self, settings: Settings, progress: Callable[[int], None] | None = None) -> Ran:
        """The experiment and its run. What `progress` or the experiment raises ends it, and nothing is kept."""
        ran = self.finished(settings)
        if ran is None:
            experiment = self.experiment(settings)
            ran = experiment, experiment.run(progress)
            self._runs = {**self._runs, settings: ran}
        return ran

    def finished(self, settings: Settings) -> Ran | None:
        """The run of these settings if it has been made and is kept."""
        return self._runs.get(settings)

    def keep_only(self, shown: Collection[Settings]) -> None:
        """Forget the runs of all other settings: a run on many rows is large."""
        self._runs = {settings: ran for settings, ran in self._runs.items() if settings in shown}


@cache
def built_in(file: str) -> Dataset:
    """A table of the folder data/, the same for every visit."""
    return read_csv(DATA / file)


@dataclass
class Session:
    """All that a visit owns."""

    own: Workbench = field(default_factory=Workbench)
    """For the visitor's own table; without one until there is an upload."""
    pins: list[Pin] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """A sentence for each wish, of a link or a button, that could not be met."""
    upload_error: str = ""
    halted: bool = False
    """Whether the visitor stopped the run of what is on the page."""
    query: dict[str, list[str]] | None = None
    """The address's query as it was last loaded or written; None before the first."""
    link: dict[str, str | list[str]] = field(default_factory=dict)
    """The link to what was on the page then."""
    _built_in: dict[str | None, Workbench] = field(default_factory=dict)

    def workbench(self, problem: str) -> Workbench:
        """For the experiments on that problem."""
        scenario = SCENARIOS[problem]
        if scenario.problem is None and scenario.table is None:
            return self.own
        if scenario.table not in self._built_in:
            self._built_in[scenario.table] = Workbench(built_in(scenario.table) if scenario.table else None)
        return self._built_in[scenario.table]


def session() -> Session:
    """This visit's own."""
    if "session" not in st.session_state:
        st.session_state.session = Session()
    visit: Session = st.session_state.session
    return visit


def fit_columns() -> list[str]:
    """Choose a target and features that the table in use has; a sentence for each asked for in vain."""
    state = st.session_state
    table = session().workbench(state.problem).table
    if table is None:
        return []
    state.target, state.features, refused = columns_for(table, state.target, state.features)
    if state.batch and isinstance(table, FoldedFile):
        state.batch = 0
        refused.append("The table came folded, without the rows that batches are made of: all are used at once.")
    return refused
