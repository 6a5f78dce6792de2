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
    st.latex(cost_formula(experiment.problem))
    if experiment.settings.plain:
        st.latex(update_formula(experiment))
    else:
        st.latex(optimizer_formula(experiment.settings), help=legend(experiment.settings))


def summary(experiment: Experiment, analysis: Analysis, bench: Workbench) -> None:
    """Show the outcome and the verdict; why weights may be off although it converged; how well a regression fits."""
    result = outcome(analysis)
    text = said(experiment, analysis, bench)
    rows = rows_used(experiment, bench.table)
    used = f":gray-badge[{rows}] " if rows else ""
    st.markdown(f":{BADGES[result]}-badge[{result.value}] {used}{escaped(text)}")
    if text := remarks(experiment, analysis):
        st.caption(escaped(text))


def said(experiment: Experiment, analysis: Analysis, bench: Workbench) -> str:
    """The verdict."""
    return verdict(analysis, lambda: scaling_of(analysis, experiment, bench.experiment))


def remarks(experiment: Experiment, analysis: Analysis) -> str:
    """Why weights may be off although the run converged, where it stands, how well a regression fits; or nothing."""
    fit = fit_of(experiment, analysis.run.final_weights)
    return " ".join(text for text in (far_weights(analysis), standing(analysis), fit.sentence if fit else "") if text)


def notes_on_table(experiment: Experiment, bench: Workbench) -> None:
    """Show what was left out of the table and how it was read."""
    if sentences := notes(experiment, bench.table):
        st.caption("\n\n".join(escaped(sentence) for sentence in sentences))
