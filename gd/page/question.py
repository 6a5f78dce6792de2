"""One question of a lesson at a time: predict what a run will do, see it run, and read why."""

from typing import NamedTuple

import streamlit as st

from gd.experiments.settings import Settings
from gd.explain.answers import Answer, answer
from gd.explain.lessons import lesson
from gd.explain.questions import ABOUT_FACTORS, Question
from gd.page.controls import ask, close_question, lesson_settings, show_answer, try_out
from gd.page.markdown import escaped
from gd.page.session import lacks_table, session

LESSONS_OWN = (
    "The question is about the lesson's own settings, with the change that it names: plain descent, unless it says "
    "otherwise. Your answer sets them and plays the run."
)
VERDICT_LATER = "The verdict on the run appears here once you have answered."

state = st.session_state


class Given(NamedTuple):
    """An answer that the visitor gave: the option chosen, the run it is about, and what is right."""

    chosen: int
    about: Settings
    found: Answer


def open_question(problem: str) -> bool:
    """Show the question about this problem that is open; return whether one is."""
    k = _asked(problem)
    if k is None:
        return False
    with st.container(key="question", gap="xsmall"):
        _question(problem, k)
    return True


def waits(problem: str) -> bool:
    """Whether a question about this problem waits for its answer, which nothing on the page should give away."""
    k = _asked(problem)
    return k is not None and _given(lesson(problem).questions[k]) is None


def _asked(problem: str) -> int | None:
    """Which question about this problem is open; None if none is."""
    asked, k = state.get("question") or ("", 0)
    return k if asked == problem and not lacks_table(problem) else None


def _given(question: Question) -> Given | None:
    """The answer to this question, if there is one yet."""
    given: Given | None = state.given
    return given if given and given.about == lesson_settings(question.changes) else None


def _question(problem: str, k: int) -> None:
    """Show question k, its options, and once one is chosen what is right and why."""
    questions = lesson(problem).questions
    question, count = questions[k], f":small[:gray[{k + 1} of {len(questions)}]]"
    given = _given(question)
    st.markdown(f"{count} **{escaped(question.text(lesson_settings(question.changes)))}**", help=LESSONS_OWN)
    with st.container(horizontal=True, gap="small", key="options"):
        for i, option in enumerate(question.options):
            st.button(option, key=f"option {i}", icon=_mark(given, i), on_click=_choose, args=[question, i])
        st.button("Close", icon=":material/close:", type="tertiary", on_click=close_question)
    if given:
        with st.container(horizontal=True, vertical_alignment="center", key="explained"):
            _explain(question, given)
            following = "Next question" if k + 1 < len(questions) else "Done"
            st.button(following, type="primary", on_click=ask, args=[problem, k + 1])


def _mark(given: Given | None, i: int) -> str | None:
    """The icon of option i once there is an answer: the right one, and the one chosen if it is another."""
    if given and i == given.found.right:
        return ":material/check:"
    return ":material/close:" if given and i == given.chosen else None


def _explain(question: Question, given: Given) -> None:
    """Say whether the answer is right, and why; the formula only to those who ask for it."""
    found = given.found
    verdict = "Right." if given.chosen == found.right else f"No – {question.options[found.right]}."
    st.markdown(f"**{escaped(verdict)}** {escaped(found.words)}")
    if found.formula:
        with st.popover("Why", type="tertiary"):
            st.markdown(escaped(found.why))
            st.markdown(escaped(f"{found.formula}."))
            if "ηλ" in found.formula:
                st.caption(ABOUT_FACTORS)


def _choose(question: Question, i: int) -> None:
    """Answer the open question with option i, and show the run that it is about."""
    about = lesson_settings(question.changes)
    bench = session().workbench(about.problem)
    try:
        found = bench.once((question.ask, about), lambda: answer(question, bench.experiment(about)))
    except ValueError:  # there is no such run, as the page will say
        try_out(question.changes)
        return
    state.given = Given(i, about, found)
    show_answer(question.shown(found.right))
