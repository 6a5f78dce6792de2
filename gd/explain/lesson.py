"""What a lesson is made of: changes to try, and questions to answer before the run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings
from gd.explain.questions import Question


@dataclass(frozen=True)
class Try:
    """A button that changes settings: its label, and the new values of fields of `Settings`.

    The label says only what is set: what comes of it is to be seen, and may be the answer to a question.
    """

    label: str
    changes: Mapping[str, Any]
    look: str = ""
    """What to look for, which takes the place of the lesson's text while these settings are shown."""
    against: tuple[str, Mapping[str, Any]] | None = None
    """The name and the changes of a run to compare with."""
    axis: str | None = None
    """The scales of the cost curve on which to look, if not those that are chosen."""


@dataclass(frozen=True)
class Lesson:
    """Three or four changes to try, and two or three questions."""

    tries: tuple[Try, ...]
    questions: tuple[Question, ...]


def with_changes(problem: str, columns: Mapping[str, Any], changes: Mapping[str, Any]) -> Settings:
    """The problem's default settings with the changes applied.

    columns: the target and the features that a visitor's own table has; of other problems they are the default ones.
    """
    own = columns if problem == "table" else {}
    return replace(defaults(problem), **own, **changes)
