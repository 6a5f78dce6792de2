"""The lesson of a problem: its text, changes to try, and questions to answer before the run."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import Settings
from gd.explain.answers import answer
from gd.explain.lessons import INTRODUCTION, lesson, next_problem, with_changes
from gd.explain.questions import ABOUT_FACTORS
from gd.page.controls import PLAIN_CONTROLS, choose_problem, try_out
from gd.page.session import Workbench
from gd.text import escaped


def head(problem: str) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """Show the title and the lesson's text; return containers for the questions, the pins and the link."""
    scenario = SCENARIOS[problem]
    with st.container(key="head", horizontal=True, vertical_alignment="center"):
        st.subheader(scenario.title, anchor=False)
        st.popover("New here?", icon=":material/school:").markdown(INTRODUCTION)
        questions = st.popover("Predict", icon=":material/help:")
        pinned = st.popover("Pins", icon=":material/keep:")
        share = st.popover("Share", icon=":material/link:")
    st.markdown(f"{scenario.lesson} :small[:gray[Source: {scenario.source}]]")
    return questions, pinned, share


def tries(problem: str, compare: Callable[[], None]) -> None:
    """Show a button for each change to try, one that pins four rates by `compare`, and one for the next problem."""
    with st.container(horizontal=True, gap="small", key="tries"):
        for suggestion in lesson(problem).tries:
            st.button(suggestion.label, on_click=try_out, args=[suggestion.changes])
        st.button(
            "Compare four rates",
            on_click=compare,
            icon=":material/stacked_line_chart:",
            help="Pin four runs of plain descent: with a learning rate that is too small, the fastest one, the "
            "stability limit, and one that is too large.",
            disabled=any(st.session_state[key] != value for key, value in PLAIN_CONTROLS.items()),
        )
        if following := next_problem(problem):
            st.button(
                f"Next: {SCENARIOS[following].title}",
                on_click=choose_problem,
                args=[following],
                type="tertiary",
                icon=":material/arrow_forward:",
            )


def questions(settings: Settings, bench: Workbench) -> None:
    """Show the lesson's questions, each with the right answer once the visitor has chosen one."""
    for k, question in enumerate(lesson(settings.problem).questions):
        key = f"question {k} of {settings.problem}"
        chosen = st.radio(question.ask, question.options, index=None, key=key)
        if chosen:
            try:
                asked = bench.experiment(with_changes(settings, question.changes))
            except ValueError as error:
                st.error(escaped(str(error)))
                continue
            i, reason = answer(question, asked)
            right = question.options[i]
            show = st.success if chosen == right else st.error
            verdict = "Right." if chosen == right else f"No – the answer is: {right}."
            show(escaped(f"{verdict} {reason}"))
            st.button("Run it", key=f"run {key}", on_click=try_out, args=[question.changes])
    st.caption(ABOUT_FACTORS)
