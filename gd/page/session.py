"""The state of a visit that persists between runs of the script, besides the values of the controls."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeVar

import streamlit as st

from gd.checkpoint import Progress, checkpoint
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.first_run import choose_columns, first_rate
from gd.experiments.pins import Pins
from gd.experiments.scenarios import SCENARIOS, defaults
from gd.experiments.settings import MAX_FOLD_WORK, MAX_WEIGHTS, Settings
from gd.experiments.shared import Shared, built_in, shared
from gd.latest import Latest
from gd.page.tab import Tab
from gd.run import Run
from gd.tables.first_choice import FirstFeatures, first_features
from gd.tables.folded import FoldedFile
from gd.tables.regression import Table, fold_table
from gd.theory.basins import Basins

KEPT_FOLDS = 4
"""Choices of columns for which the folded table is cached."""
ANSWERS = 16
"""Answers to questions that are kept."""

Found = TypeVar("Found")
CompletedRun = tuple[Experiment, Run]
"""An experiment and its run."""


class Workbench:
    """The experiments on one table, each computed once. Without a table they are those on functions of the weights.

    A different table gets a workbench of its own, so that cached results can't be confused.
    """

    def __init__(self, table: Table | None = None, name: str = "table.csv", shared: Shared | None = None) -> None:
        self.table = table
        self.name = name
        """The name of the table's file."""
        self._fold = shared.fold if shared else lru_cache(maxsize=KEPT_FOLDS)(fold_table)
        self._first_features = lru_cache(maxsize=KEPT_FOLDS)(first_features)
        self._answers: Latest[Hashable, Any] = Latest(ANSWERS)
        # Never changed in place: an interrupted run of the script may still be active in another thread.
        self._runs: dict[Settings, CompletedRun] = {}
        self._shared = shared
        self.stopped: frozenset[Settings] = frozenset()
        """The settings whose runs the visitor has stopped, until they are run again or no longer shown."""

    def experiment(self, settings: Settings) -> Experiment:
        """Return the experiment that the settings describe. Raises ValueError if they don't fit the table."""
        return prepare(settings, self.table, fold=self._fold)

    def first_features(self, target: str) -> FirstFeatures:
        """The features to begin with for a target in the table."""
        assert self.table is not None
        return self._first_features(self.table, target, MAX_WEIGHTS, MAX_FOLD_WORK)

    def run(self, settings: Settings, progress: Progress = checkpoint) -> CompletedRun:
        """Return the experiment and its run. If it raises an exception, even from `progress`, nothing is cached."""
        completed = self.finished(settings)
        if completed is None:
            experiment = self.experiment(settings)
            completed = experiment, experiment.run(progress)
            if self._shared:
                self._shared.add(settings, *completed)
        self._runs = {**self._runs, settings: completed}
        return completed

    def finished(self, settings: Settings) -> CompletedRun | None:
        """Return the cached run of these settings, perhaps another visitor's, or None if there is none."""
        return self._runs.get(settings) or (self._shared.get(settings) if self._shared else None)

    def stop(self, settings: Settings) -> None:
        """Don't run these settings until they are run again."""
        self.stopped |= {settings}

    def run_again(self, settings: Settings) -> None:
        """Run these settings anew, whether they were stopped or cut short."""
        self.stopped -= {settings}
        self._runs = {kept: completed for kept, completed in self._runs.items() if kept != settings}

    def once(self, key: Hashable, compute: Callable[[], Found]) -> Found:
        """Return what was computed for this key before, of the last ANSWERS; otherwise compute it."""
        found: Found = self._answers.once(key, compute)
        return found

    def keep_only(self, shown: Collection[Settings]) -> None:
        """Forget the runs of all other settings, since an experiment on many rows is large."""
        self.stopped &= set(shown)
        self._runs = {settings: completed for settings, completed in self._runs.items() if settings in shown}


@dataclass
class Session:
    """The state of a visit."""

    tab: Tab = field(default_factory=Tab)
    own: Workbench = field(default_factory=Workbench)
    """The workbench of the visitor's own table, or one without a table before the first upload."""
    pins: dict[str, Pins] = field(default_factory=dict)
    """The pinned runs of each problem."""
    refused: list[str] = field(default_factory=list)
    """A sentence for each request of a link or a button that could not be met."""
    upload_error: str = ""
    fitted: bool = False
    """Whether the chosen columns were fitted to a table, rather than named by a link before there was one."""
    offered_rate: float | None = defaults("table").learning_rate
    """The learning rate that the page itself chose for the visitor's table; None if a link named it with columns."""
    link: dict[str, str | list[str]] = field(default_factory=dict)
    """The link to the contents of the page when the address was last loaded or written."""
    opened: int = 0
    """How many links were opened."""
    looked_at: int | None = None
    """The epoch that the link named; None for the last one."""
    hidden: tuple[str, ...] = ()
    """The parts of the page that the link hides, by their names in `gd.page.hide`."""
    hidden_for_others: tuple[str, ...] = ()
    """The parts that the link in Share hides."""
    promised: tuple[str, Settings] | None = None
    """The fingerprint of the final weights that the opened link promises for a run with these settings."""
    compared: tuple[Hashable, str] | None = None
    """What was compared with it last, and what is to be said."""
    plane: tuple[str, ...] = ()
    """The landscape's plane that was chosen, by its words in a link; empty for the default."""
    basins: tuple[Hashable, Basins] | None = None
    """The last map of starts, and what it depends on."""
    _built_in: dict[str | None, Workbench] = field(default_factory=dict)

    def refuse(self, sentence: str) -> None:
        """Say why a request could not be met, once."""
        if sentence not in self.refused:
            self.refused = [*self.refused, sentence]

    def workbench(self, problem: str) -> Workbench:
        """Return the workbench for a problem's experiments."""
        scenario = SCENARIOS[problem]
        if scenario.problem is None and scenario.table is None:
            return self.own
        if scenario.table not in self._built_in:
            table = built_in(scenario.table) if scenario.table else None
            self._built_in[scenario.table] = Workbench(table, shared=shared(scenario.table))
        return self._built_in[scenario.table]


def session() -> Session:
    """Return the state of this visit."""
    if "session" not in st.session_state:
        st.session_state.session = Session()
    visit: Session = st.session_state.session
    return visit


def lacks_table(problem: str) -> bool:
    """Whether this is a problem on the visitor's own table, before there is one."""
    return SCENARIOS[problem].on_table and session().workbench(problem).table is None


def fit_columns() -> list[str]:
    """Choose a target and features that the table in use has; return a sentence for each requested column it lacks."""
    state, visit = st.session_state, session()
    table = visit.workbench(state.problem).table
    if table is None:
        visit.fitted = False
        return []
    state.target, features, refused = choose_columns(table, state.target, state.features)
    state.features = list(features)
    if state.batch and isinstance(table, FoldedFile):
        state.batch = 0
        refused.append("This table is folded, and batches need its rows: all rows are used at once.")
    visit.fitted = True
    return refused


def suitable_rate(settings: Settings) -> float:
    """A learning rate that suits the visitor's own table with these columns; of other settings the one they have."""
    own = session().own
    if settings.problem != "table" or own.table is None:
        return settings.learning_rate
    try:
        experiment = own.experiment(settings)
        return first_rate(experiment.problem, experiment.start)
    except ValueError:  # the columns don't fit, as the run will say
        return settings.learning_rate


def offer_rate() -> None:
    """Set a learning rate that suits the visitor's own table and its chosen columns, if it is the problem shown."""
    state, visit = st.session_state, session()
    if state.problem != "table":
        return
    chosen = {key: state[key] for key in ("target", "scale", "drop_first", "reduction")}
    state.lr = rate = suitable_rate(replace(defaults("table"), features=tuple(state.features), **chosen))
    visit.offered_rate = rate  # last: if the page is ended before, it is offered again
