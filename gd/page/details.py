"""What there is to see below the charts, of which only what is chosen is computed and sent."""

from collections.abc import Callable

import streamlit as st

from gd.charts.breakdown import by_direction, by_rate
from gd.experiments.experiment import Experiment
from gd.experiments.keys import DETAILS
from gd.explain.code import closeness, code
from gd.explain.derivatives import derivatives
from gd.explain.details import arithmetic, comparison, exact_note
from gd.explain.null_space import null_space_note, solvers, three_starts
from gd.explain.prediction import predicted_and_actual
from gd.explain.reasons import none_found
from gd.explain.scaling import scaling_of
from gd.expression.expression import Expression
from gd.page.chart import chart
from gd.page.cleaned import cleaned_table
from gd.page.controls import standardise
from gd.page.markdown import escaped
from gd.page.session import Workbench
from gd.problem import MAXIMISE, optimum_name
from gd.text import LARGEST
from gd.theory.analysis import Analysis
from gd.theory.optimum import is_searched


def details(experiment: Experiment, analysis: Analysis, bench: Workbench, download: Callable[[], None]) -> None:
    """Show the choice of what else there is to see, and what is chosen; at first nothing.

    download: offers the run as files.
    """
    chosen = st.pills("Details", [*SHOWN, DOWNLOAD], key=DETAILS, label_visibility="collapsed")
    with st.container(key="detail"):
        if chosen == DOWNLOAD:
            download()
        elif chosen:
            SHOWN[chosen](experiment, analysis, bench)


def against_the_exact_weights(experiment: Experiment, analysis: Analysis, bench: Workbench) -> None:
    """Show the final weights beside the exact ones."""
    columns = comparison(experiment, analysis.run)
    digits = st.column_config.NumberColumn(format="%.6g")
    numbers = {name: digits for name, cells in columns.items() if isinstance(cells[0], float)}
    st.dataframe(columns, hide_index=True, column_config=numbers)
    st.markdown(exact_note(experiment))


def why(experiment: Experiment, analysis: Analysis, bench: Workbench) -> None:
    """Show the effect of each direction and each rate, predicted and actual epochs, and the effect of standardising."""
    charts = [spec for spec in (by_direction(analysis), by_rate(experiment, analysis)) if spec]
    for column, spec in zip(st.columns(2), charts, strict=False):
        with column.container(border=True):
            chart(spec)
    if not charts:
        st.markdown(no_pictures(experiment))
    st.markdown("At which epoch theory predicted this, and at which epoch of the run it happened:")
    st.dataframe(predicted_and_actual(analysis), hide_index=True)
    if scaling := scaling_of(analysis, experiment, bench.experiment):
        st.markdown(scaling.sentence)
        st.button("Standardise", key="standardise", on_click=standardise, args=[scaling.rate])


def no_pictures(experiment: Experiment) -> str:
    """Say why there are no pictures of the way to the optimum."""
    best = optimum_name(experiment.settings.goal)
    if experiment.exact is None:
        none = none_found(experiment.settings.goal) if is_searched(experiment.problem) else f"J has no {best}"
        return f"{none}, so there are no pictures of the way to it."
    if not experiment.settings.plain:
        return "The pictures of the way to the optimum are for plain descent only."
    return "Pictures of the way to the optimum would need too many runs, one for each of many learning rates."


def step_by_step(experiment: Experiment, analysis: Analysis, bench: Workbench) -> None:
    """Show the derivatives of a J that was typed, and the first epochs of plain descent, written out."""
    if isinstance(experiment.problem, Expression):
        for formula in derivatives(experiment.problem):
            st.latex(formula)
    if rows := arithmetic(experiment, analysis.run):
        sign = "plus" if experiment.settings.goal == MAXIMISE else "minus"
        st.markdown(f"The first epochs, written out: each weight {sign} the learning rate times its slope.")
        st.dataframe(rows, hide_index=True, column_config={"epoch": st.column_config.TextColumn(pinned=True)})
    elif experiment.settings.plain:
        st.markdown(f"The very first update passed {LARGEST}.")
    else:
        st.markdown("Only plain descent is written out here.")


def dependent_columns(experiment: Experiment, analysis: Analysis, bench: Workbench) -> None:
    """Show which directions never change, and how exact solvers treat dependent columns."""
    if note := null_space_note(analysis):
        st.markdown(escaped(note))
        st.markdown("Three starts lead to different weights. The last column is how far apart their predictions are:")
        st.dataframe(three_starts(experiment), hide_index=True)
    if solved := solvers(experiment):
        st.markdown("What three exact solvers give:")
        st.dataframe(solved, hide_index=True)
    else:
        st.markdown("Only a table can have dependent columns. Choose the dummy-variable trap to see it.")


def in_code(experiment: Experiment, analysis: Analysis, bench: Workbench) -> None:
    """Show the run as plain NumPy code; for an uploaded table, also offer the cleaned table that it reads."""
    st.markdown(closeness(experiment, analysis.run))
    st.code(code(experiment, analysis.run, bench.name), language="python")
    cleaned_table(experiment, bench)


SHOWN: dict[str, Callable[[Experiment, Analysis, Workbench], None]] = {
    "Weights": against_the_exact_weights,
    "Why": why,
    "Step by step": step_by_step,
    "Dependent columns": dependent_columns,
    "Code": in_code,
}
DOWNLOAD = "Download"
