"""What a person chose to look at: beside the run in the link, by words that last, where it isn't the default."""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import streamlit as st

from gd.charts.plane import DIRECTIONS, OFFERED, pair_name, planes
from gd.charts.style import AXES, LINEAR
from gd.experiments.keys import AXIS, BASINS, DETAILS, EPOCH, HIDE, MORE, PLANE, QUESTION, RESULT
from gd.experiments.kinds import one_of
from gd.experiments.near import did_you_mean, folded
from gd.experiments.scenarios import FUNCTION
from gd.experiments.settings import Settings
from gd.explain.lessons import lesson
from gd.page.hide import hidden_parts
from gd.page.session import lacks_table, session
from gd.problem import Explained
from gd.text import quoted

DIRECTIONS_WORD = "directions"
"""The word in a link for the plane of two directions; others are two names of weights."""
LONGEST_NUMBER = 20
"""Characters of a fingerprint in a link."""


class Choice(NamedTuple):
    """A choice of what is seen: what each of its words in a link stands for, the default first."""

    words: Mapping[str, Any]

    @property
    def default(self) -> Any:
        """What is seen where a link says nothing."""
        return next(iter(self.words.values()))

    def word(self, value: Any) -> str:
        """The word for a value."""
        return next(word for word, meant in self.words.items() if meant == value)


OFF_OR_ON = Choice({"0": False, "1": True})
CHOICES = {
    # A link has a word without the dash that no keyboard has.
    AXIS: Choice({axes.replace("–", "-"): axes for axes in sorted(AXES, key=lambda axes: axes != LINEAR)}),
    MORE: OFF_OR_ON,
    BASINS: OFF_OR_ON,
    DETAILS: Choice(
        {
            "none": None,
            "weights": "Weights",
            "why": "Why",
            "steps": "Step by step",
            "dependent": "Dependent columns",
            "code": "Code",
            "download": "Download",
        }
    ),
}
"""The choices by their keys, which are those of their controls too."""

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


def plane_words(problem: Explained) -> dict[str, tuple[str, ...]]:
    """The planes that the page offers by their names, with their words in a link; the default first."""
    pairs = {pair_name(*pair): pair for pair in combinations(problem.names[:OFFERED], 2)}
    return {name: (DIRECTIONS_WORD,) if name == DIRECTIONS else pairs[name] for name in planes(problem)}


def plane_named(problem: Explained, words: Sequence[str]) -> str | None:
    """The name of the plane that these words of a link mean: w1 and w2 in any order, or what the page calls it."""
    offered = plane_words(problem)
    exact = [name for name, own in offered.items() if set(own) == set(words)]
    said = folded("".join(words))
    near = (
        name
        for name, own in offered.items()
        if said in (folded(name), folded("".join(own)), folded("".join(reversed(own))))
    )
    return exact[0] if exact else next(near, None)


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
