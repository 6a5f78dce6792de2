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
which way the ground slopes, take a step down, and repeat.

- The **cost** *J(w)* says how bad the weights are. For a table it measures the errors of the predictions.
- The **gradient** ∇*J* holds the slope of *J* along each weight. It points where *J* rises fastest.
- An **update** is one step: *w* ← *w* − *η* ∇*J(w)*. Its length is the **learning rate** *η* times the length of the
  gradient.
- An **epoch** is one update. If the rows of a table are split into batches, an epoch is one update for each batch.
- The **initial weights** are where the walk begins.
- The **optimum** is the minimum of *J*, or its maximum where *J* is to be as large as possible. The **exact** weights
  are those of the optimum, found by algebra: where the walk should end (with dependent columns, one of many such
  places).
- The **possible drop** (uphill: rise) is the difference of *J* between the start and the optimum.
- A **direction** combines weights: along *w*₁ − *w*₂, *w*₁ goes up and *w*₂ down by the same amount. A name gives only
  the largest parts.
- The **curvature** *λ* says how fast the slope changes along a direction. The larger it is, the smaller *η* has to be.
  If *J* is quadratic, there are directions along which a step multiplies the distance from the optimum by 1 − *ηλ*,
  whatever happens along the others.

Choose a problem and change the learning rate in the sidebar (on a phone: **»** at the top left). Then move the
slider above the pictures, or press play.
"""

TAKES = "how many epochs does 99.9 % of the possible drop of J take?"
"""The end of a question about time."""


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
            Try("η = 0.6: overshoots", {"learning_rate": 0.6}),
            Try("η = 1", {"learning_rate": 1.0}),
            Try("η = 1.1: diverges", {"learning_rate": 1.1}),
            Try("η = 0.5: done in one step", {"learning_rate": 0.5}),
        ),
        (
            what_happens("At η = 0.3 on w², what happens?", learning_rate=0.3),
            what_happens("At η = 1 on w², what happens?", learning_rate=1.0),
            what_happens("At η = 0.9, and starting at w = 0, what happens?", learning_rate=0.9, w0=(0.0,)),
        ),
    ),
    "valley": Lesson(
        (
            Try("η = 0.2: overshoots along w₂", {"learning_rate": 0.2}),
            Try("η = 0.25", {"learning_rate": 0.25}),
            Try("η = 0.25 from (2, 1.2): converges", {"learning_rate": 0.25, "w0": (2.0, 1.2)}),
            Try("10,000 epochs: closer, but slowly", {"epochs": 10_000}),
        ),
        (
            what_happens("At η = 0.25 and starting at w₂ = 1.5, what happens?", learning_rate=0.25),
            what_happens("At η = 1 and starting at (2, 0.1), what happens?", learning_rate=1.0, w0=(2.0, 0.1)),
            how_many_times(
                "500 epochs bring w₂ to some distance from 0. How many epochs bring it ten times closer?", epochs=500
            ),
        ),
    ),
    "likelihood": Lesson(
        (
            Try("η = 0.01: slower", {"learning_rate": 0.01}),
            Try("η = 0.12", {"learning_rate": 0.12}),
            Try("Go downhill", {"goal": "minimise"}),
        ),
        (
            what_happens("Forget to swap the sign, and go downhill. What happens?", goal="minimise"),
            what_happens("At η = 0.12, what happens?", learning_rate=0.12),
        ),
    ),
    "line": Lesson(
        (
            Try("η = 0.0001: slower", {"learning_rate": 0.0001}),
            Try("η = 0.04", {"learning_rate": 0.04}),
            Try("η = 0.042", {"learning_rate": 0.042}),
            Try("Mean instead of sum", {"reduction": "mean"}),
        ),
        (
            what_happens("At η = 0.04, what happens?", learning_rate=0.04),
            what_happens("At η = 0.042, what happens?", learning_rate=0.042),
            how_long(
                f"At η = 0.01, but with the mean over the 24 rows: {TAKES}",
                (10, 100, 10_000),
                reduction="mean",
            ),
        ),
    ),
    "ravine": Lesson(
        (
            Try("η = 0.02", {"learning_rate": 0.02}),
            Try("η = 0.001", {"learning_rate": 0.001}),
            Try("η = 0.08", {"learning_rate": 0.08}),
            Try("η = 0.085: diverges", {"learning_rate": 0.085}),
        ),
        (
            which_rate(
                "Which learning rate needs the fewest epochs for 99.9 % of the possible drop of J?",
                (0.001, 0.04, 0.0769, 0.0799),
            ),
            what_happens("At η = 0.08, what happens?", learning_rate=0.08),
            what_happens("At η = 0.02, what happens?", learning_rate=0.02),
        ),
    ),
    "dummy-trap": Lesson(
        (
            Try("Another start, 10,000 epochs", {"seed": 1, "epochs": 10_000}),
            Try("From zeros: ends at the shortest exact weights", {"init": "zeros", "epochs": 10_000}),
            Try("Drop the first level", {"drop_first": True, "epochs": 10_000}),
            Try("η = 0.14", {"learning_rate": 0.14}),
        ),
        (
            what_differs("Draw the initial weights again. After 10,000 epochs, what is different?", epochs=10_000),
            solvable("Drop the first level. Does `np.linalg.solve` then find the weights?", drop_first=True),
            what_happens("At η = 0.14, what happens?", learning_rate=0.14),
        ),
    ),
    "unscaled": Lesson(
        (
            Try("Standardise, η = 0.1", {"scale": True, "learning_rate": 0.1}),
            Try("η = 1.1 × 10⁻⁷", {"learning_rate": 1.1e-7}),
            Try("A million epochs", {"epochs": 1_000_000}),
        ),
        (
            how_long(
                f"Standardised, at η = 0.1: {TAKES}",
                (100, 10_000, 1_000_000),
                scale=True,
                learning_rate=0.1,
            ),
            how_long(f"Not standardised, at η = 10⁻⁷: {TAKES}", (100, 10_000, 1_000_000)),
            what_happens("At η = 1.1 × 10⁻⁷, what happens?", learning_rate=1.1e-7),
        ),
    ),
    "table": Lesson(
        (
            Try("η = 0.001: slower", {"learning_rate": 0.001}),
            Try("From ones", {"init": "ones"}),
            Try("η = 3", {"learning_rate": 3.0}),
        ),
        (
            what_happens("At η = 3, what happens?", learning_rate=3.0),
            how_long(
                f"At η = 0.1: {TAKES}",
                (100, 10_000, 1_000_000),
            ),
        ),
    ),
}


def lesson(problem: str) -> Lesson:
    """The lesson of a problem: of one without an entry above, nothing to try and no questions."""
    return LESSONS.get(problem, Lesson((), ()))
