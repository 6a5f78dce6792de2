"""The result: J and its update as formulas, and a verdict on the run."""

import streamlit as st

from gd.experiments.experiment import Experiment
from gd.explain.details import notes, rows_used
from gd.explain.far_weights import far_weights
from gd.explain.fit import fit_of
from gd.explain.formulas import cost_formula, update_formula
from gd.explain.optimizer_text import legend, optimizer_formula
from gd.explain.scaling import scaling_of
from gd.explain.standing import standing
from gd.explain.verdict import verdict
from gd.page.markdown import escaped
from gd.page.session import Workbench
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, outcome

BADGES = {
    Outcome.CONVERGED: "green",
    Outcome.IMPROVING: "blue",
    Outcome.TOO_SLOW: "orange",
    Outcome.OSCILLATING: "orange",
    Outcome.DIVERGING: "red",
    Outcome.UNDEFINED: "red",
}
"""The badge's colour for each outcome."""


def formulas(experiment: Experiment) -> None:
    """Show J and its update with the run's numbers; if descent isn't plain, a tooltip says what the symbols mean."""
    st.latex(_in_two_lines(cost_formula(experiment.problem)))
    if experiment.settings.plain:
        st.latex(update_formula(experiment))
    else:
        st.latex(optimizer_formula(experiment.settings), help=legend(experiment.settings))


def _in_two_lines(formula: str) -> str:
    """A formula whose second part, if it has one, goes into a line of its own where the column is narrow: page.css."""
    first, comma, second = formula.partition(r", \quad ")
    return rf"{first},\allowbreak\quad{{{second}}}" if comma else formula


def summary(experiment: Experiment, analysis: Analysis, bench: Workbench) -> None:
    """Show the outcome and the verdict; why weights may be off although it converged; how well a regression fits."""
    _, text, remarks = told(experiment, analysis, bench)
    result = outcome(analysis)
    rows = rows_used(experiment, bench.table)
    used = f":gray-badge[{rows}] " if rows else ""
    st.markdown(f":{BADGES[result]}-badge[{result.value}] {used}{escaped(text)}")
    if remarks:
        st.caption(escaped(remarks))


def told(experiment: Experiment, analysis: Analysis, bench: Workbench) -> tuple[str, str, str]:
    """The outcome, the verdict, and what else there is to say: why weights may be off, how well a regression fits."""
    text = verdict(analysis, lambda: scaling_of(analysis, experiment, bench.experiment))
    fit = fit_of(experiment, analysis.run.final_weights)
    remarks = far_weights(analysis), standing(analysis), fit.sentence if fit else ""
    return outcome(analysis).value, text, " ".join(filter(None, remarks))


def notes_on_table(experiment: Experiment, bench: Workbench) -> None:
    """Show what was left out of the table and how it was read."""
    if sentences := notes(experiment, bench.table):
        st.caption("\n\n".join(escaped(sentence) for sentence in sentences))
