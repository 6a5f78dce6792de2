"""What a person chose to look at: beside the run in the link, where it isn't the default."""

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from gd.experiments.keys import BASINS, EPOCH, HIDE, PLANE, QUESTION, RESULT
from gd.experiments.kinds import one_of
from gd.experiments.near import did_you_mean
from gd.experiments.scenarios import FUNCTION
from gd.experiments.settings import Settings
from gd.explain.lessons import lesson
from gd.page.hide import hidden_parts
from gd.page.look_words import CHOICES, plane_named, plane_words
from gd.page.session import lacks_table, session
from gd.problem import Explained
from gd.text import quoted

LONGEST_NUMBER = 20
"""Characters of a fingerprint in a link."""

state = st.session_state


def look_as_asked(query: Mapping[str, Sequence[str]], settings: Settings) -> list[str]:
    """Set what is looked at as a link to these settings says; return a sentence for each value that was rejected."""
    refused = []
    for key, choice in CHOICES.items():
        word = query.get(key, [choice.word(choice.default)])[-1]
        if word not in choice.words:
            wanted = f"{one_of(choice.words).wanted}; its default is used.{did_you_mean(word, key)}"
            refused.append(f"{key}={quoted(word)} in the link is not {wanted}")
        state[key] = choice.words.get(word, choice.default)
    if BASINS in query and settings.problem != FUNCTION:
        state[BASINS] = False
        refused.append(f"{quoted(BASINS)} in the link does not apply to this problem and is left out.")
    visit, epoch = session(), st.query_params.get(EPOCH)
    if epoch is not None and not (epoch.isascii() and epoch.isdigit()):
        refused.append(f"epoch={quoted(epoch)} in the link is not a whole number; the last epoch is shown.")
        epoch = None
    refused += _ask(query, settings)
    visit.looked_at = None if epoch is None else int(epoch[:15])
    visit.opened += 1
    visit.plane = tuple(query.get(PLANE, ()))
    visit.hidden, unknown = hidden_parts(query.get(HIDE, ()))
    visit.hidden_for_others = visit.hidden
    refused += unknown
    promised = query.get(RESULT, [""])[-1]
    visit.promised = (promised, settings) if _is_number(promised) else None
    if RESULT in query and visit.promised is None:
        refused.append(f"result={quoted(promised)} in the link is not a number, so nothing is compared with it.")
    problem = _problem(settings) if visit.plane else None
    if problem and plane_named(problem, visit.plane) is None:
        given, visit.plane = quoted(", ".join(visit.plane)), ()
        refused.append(f"plane={given} in the link is not two of this run's weights; its default is used.")
    return refused


def _ask(query: Mapping[str, Sequence[str]], settings: Settings) -> list[str]:
    """Open the question that a link names, or none; return a sentence if the lesson has no such question."""
    count, text = len(lesson(settings.problem).questions), query.get(QUESTION, [""])[-1]
    numbers = {str(k + 1): (settings.problem, k) for k in range(count)}
    state.question, state.given = numbers.get(text), None
    state.before_questions = state.of_question = settings
    if QUESTION not in query or state.question:
        return []
    wanted = f"a whole number from 1 to {count}" if count else "a question of this problem, which has none"
    return [f"question={quoted(text)} in the link is not {wanted}; nothing is asked."]


def look(settings: Settings) -> dict[str, str | list[str]]:
    """What is looked at beside a run with these settings, as a link says it."""
    shown = {key: choice.word(state[key]) for key, choice in CHOICES.items() if state[key] != choice.default}
    if settings.problem != FUNCTION:
        shown.pop(BASINS, None)
    problem, k = state.question or ("", 0)
    if problem == settings.problem:
        shown[QUESTION] = str(k + 1)
    plane, hidden = _plane(settings), session().hidden
    return {**shown, **({PLANE: list(plane)} if plane else {}), **({HIDE: ",".join(hidden)} if hidden else {})}


def hidden_here() -> tuple[str, ...]:
    """The parts of the page that the link hides; the sidebar stays while a table is to be loaded there."""
    waits = lacks_table(state.problem)
    return tuple(part for part in session().hidden if part != "sidebar" or not waits)


def choose_plane(problem: Explained) -> list[str]:
    """Set the control of the landscape's plane to the one chosen; return the names of all."""
    offered = list(plane_words(problem))
    state[PLANE] = plane_named(problem, session().plane) or next(iter(offered), None)
    return offered


def take_plane(problem: Explained) -> None:
    """Keep the plane that the control shows."""
    session().plane = plane_words(problem)[state[PLANE]]


def _plane(settings: Settings) -> tuple[str, ...]:
    """The words of the plane that was chosen, if it is another than the default; those of a link if nobody can tell."""
    words = session().plane
    problem = _problem(settings) if words else None
    if problem is None:
        return words
    offered, name = plane_words(problem), plane_named(problem, words)
    return () if name in (None, next(iter(offered))) else offered[name]


def _is_number(text: str) -> bool:
    try:
        return len(text) <= LONGEST_NUMBER and text.isascii() and math.isfinite(float(text))
    except ValueError:
        return False


def _problem(settings: Settings) -> Explained | None:
    """The problem that these settings make; None if they make none, as the page then says."""
    try:
        return session().workbench(settings.problem).experiment(settings).problem
    except ValueError:
        return None
