"""A lesson for each scenario: changes to try, and questions to answer before the run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from gd.experiments.scenarios import TUTORIAL, defaults
from gd.experiments.settings import Settings
from gd.explain.questions import Question, how_long, how_many_times, solvable, what_differs, what_happens, which_rate

INTRODUCTION = """
**Gradient descent** looks for the weights *w* at which a cost *J* is smallest, as one walks downhill in fog: feel
which way the ground slopes, take a step down, and again.

- The **cost** *J(w)* says how bad the weights are. For a table it is the error of the predictions.
- The **gradient** ∇*J* is the slope at the present weights, and points uphill.
- The **learning rate** *η* is how large a step is: *w* ← *w* − *η* ∇*J(w)*.
- One such step is an **epoch**; the **initial weights** are where the walk begins.
- The **exact** solution is what algebra gives where it can: where the walk ought to end.

Choose a problem and change the learning rate in the sidebar (on a phone: **»** at the top left). Then move the
slider above the pictures, or press play.
"""


@dataclass(frozen=True)
class Try:
    """A button that changes settings: its label, and the new values of fields of `Settings`."""

    label: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Lesson:
    """Three or four changes to try, and two or three questions."""

    tries: tuple[Try, ...]
    questions: tuple[Question, ...]


def with_changes(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """The problem's default settings with the changes applied; a visitor's own table keeps its target and features."""
    base = defaults(settings.problem)
    if settings.problem == "table":
        base = replace(base, target=settings.target, features=settings.features)
    return replace(base, **changes)


def next_problem(problem: str) -> str | None:
    """The problem that follows in the tutorial; None after the last one and for problems outside the tutorial."""
    return dict(pairwise(TUTORIAL)).get(problem)


LESSONS: Mapping[str, Lesson] = {
    "parabola": Lesson(
        (
            Try("Rate 0.6: overshoots", {"learning_rate": 0.6}),
            Try("Rate 1: jumps for ever", {"learning_rate": 1.0}),
            Try("Rate 1.1: leaves", {"learning_rate": 1.1}),
            Try("Rate 0.5: there in one step", {"learning_rate": 0.5}),
        ),
        (
            what_happens("At η = 0.3 on w², what happens?", learning_rate=0.3),
            what_happens("At η = 1 on w², what happens?", learning_rate=1.0),
            what_happens("At η = 0.9, and starting at w = 0, what happens?", learning_rate=0.9, w0=(0.0,)),
        ),
    ),
    "valley": Lesson(
        (
            Try("Rate 0.2: overshoots along w₂", {"learning_rate": 0.2}),
            Try("Rate 0.25: leaves", {"learning_rate": 0.25}),
            Try("Rate 0.25 from (2, 1.2): closes in", {"learning_rate": 0.25, "w0": (2.0, 1.2)}),
            Try("10,000 epochs: closer, but slowly", {"epochs": 10_000}),
        ),
        (
            what_happens("At η = 0.25 and starting at w₂ = 1.5, what happens?", learning_rate=0.25),
            what_happens("At η = 1 and starting at (2, 0.1), what happens?", learning_rate=1.0, w0=(2.0, 0.1)),
            how_many_times(
                "After 500 epochs, for w₂ to come ten times closer, how many are needed in all?", epochs=500
            ),
        ),
    ),
    "likelihood": Lesson(
        (
            Try("Rate 0.01: slower", {"learning_rate": 0.01}),
            Try("Rate 0.12: never settles", {"learning_rate": 0.12}),
            Try("Downhill: leaves", {"goal": "minimise"}),
        ),
        (
            what_happens("Forget to swap the sign, and go downhill. What happens?", goal="minimise"),
            what_happens("At η = 0.12, what happens?", learning_rate=0.12),
        ),
    ),
    "line": Lesson(
        (
            Try("Rate 0.0001: crawls", {"learning_rate": 0.0001}),
            Try("Rate 0.04: overshoots", {"learning_rate": 0.04}),
            Try("Rate 0.042: leaves", {"learning_rate": 0.042}),
            Try("Mean, not sum: slower", {"reduction": "mean"}),
        ),
        (
            what_happens("At η = 0.04, what happens?", learning_rate=0.04),
            what_happens("At η = 0.042, what happens?", learning_rate=0.042),
            how_long(
                "At η = 0.01, but dividing by the 24 rows (the mean): until 0.1 % of J's way is left?",
                (10, 100, 10_000),
                reduction="mean",
            ),
        ),
    ),
    "ravine": Lesson(
        (
            Try("Rate 0.02: no more jumps", {"learning_rate": 0.02}),
            Try("Rate 0.001: far too small", {"learning_rate": 0.001}),
            Try("Rate 0.08: jumps for ever", {"learning_rate": 0.08}),
            Try("Rate 0.085: out of the ravine", {"learning_rate": 0.085}),
        ),
        (
            which_rate("Which rate arrives first?", (0.001, 0.04, 0.0769, 0.0799)),
            what_happens("At η = 0.08, what happens?", learning_rate=0.08),
            what_happens("At η = 0.02, what happens?", learning_rate=0.02),
        ),
    ),
    "dummy-trap": Lesson(
        (
            Try("Another start: other weights", {"seed": 1, "epochs": 10_000}),
            Try("From zeros: the shortest weights", {"init": "zeros", "epochs": 10_000}),
            Try("Drop the first level: solved", {"drop_first": True, "epochs": 10_000}),
            Try("Rate 0.14: leaves", {"learning_rate": 0.14}),
        ),
        (
            what_differs("Draw the initial weights again. After 10,000 epochs, what is different?", epochs=10_000),
            solvable("Drop the first level. Does `np.linalg.solve` then find the weights?", drop_first=True),
            what_happens("At η = 0.14, what happens?", learning_rate=0.14),
        ),
    ),
    "unscaled": Lesson(
        (
            Try("Standardise, rate 0.1: arrives", {"scale": True, "learning_rate": 0.1}),
            Try("Rate 1.1 × 10⁻⁷: leaves", {"learning_rate": 1.1e-7}),
            Try("A million epochs: still not there", {"epochs": 1_000_000}),
        ),
        (
            how_long(
                "Standardised, at η = 0.1: how many epochs until 0.1 % of J's way is left?",
                (100, 10_000, 1_000_000),
                scale=True,
                learning_rate=0.1,
            ),
            how_long("Not standardised: how many epochs until 0.1 % of J's way is left?", (100, 10_000, 1_000_000)),
            what_happens("At η = 1.1 × 10⁻⁷, what happens?", learning_rate=1.1e-7),
        ),
    ),
    "table": Lesson(
        (
            Try("Rate 0.001: slower", {"learning_rate": 0.001}),
            Try("From ones", {"init": "ones"}),
            Try("Rate 3: leaves", {"learning_rate": 3.0}),
        ),
        (
            what_happens("At η = 3, what happens?", learning_rate=3.0),
            how_long(
                "At η = 0.1: how many epochs until 0.1 % of J's way is left?",
                (100, 10_000, 1_000_000),
            ),
        ),
    ),
}


def lesson(problem: str) -> Lesson:
    """The lesson of a problem: of one without an entry above, nothing to try and no questions."""
    return LESSONS.get(problem, Lesson((), ()))
