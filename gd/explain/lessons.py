"""A lesson for each scenario."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from gd.experiments.scenarios import FUNCTION, SCENARIOS
from gd.explain.gallery import GALLERY
from gd.explain.lesson import Lesson, Try
from gd.explain.questions import (
    first_step,
    how_long,
    how_many_times,
    rests,
    solvable,
    what_differs,
    what_happens,
    which_rate,
)
from gd.optimizers import Adam, Momentum

TAKES = "how many epochs does 99.9 % of the possible drop of J take?"
"""The end of a question about time."""


def next_problem(problem: str) -> str | None:
    """The problem that follows; None after the last one, the visitor's own function, and for any other."""
    return dict(pairwise(SCENARIOS)).get(problem)


HEAVY_BALL: Mapping[str, Any] = {"optimizer": Momentum(4 / 9), "learning_rate": 1 / 9}
"""The best β and η that are guaranteed for the ravine, where κ = 25 (`gd.theory.heavy_ball`)."""
PLAIN_FASTEST: Mapping[str, Any] = {"learning_rate": 0.0739}
"""The rate at which plain descent is fastest in the ravine."""
WITH_ADAM: Mapping[str, Any] = {"optimizer": Adam(), "learning_rate": 0.1}

LESSONS: Mapping[str, Lesson] = {
    "parabola": Lesson(
        (
            Try("η = 0.5", {"learning_rate": 0.5}),
            Try("η = 0.6", {"learning_rate": 0.6}),
            Try("η = 1", {"learning_rate": 1.0}),
            Try("η = 1.1", {"learning_rate": 1.1}),
        ),
        (
            what_happens("At η = 0.3 on w², what happens?", learning_rate=0.3),
            what_happens("At η = 1 on w², what happens?", learning_rate=1.0),
            what_happens("At η = 0.9, and starting at w = 0, what happens?", learning_rate=0.9, w0=(0.0,)),
        ),
    ),
    "valley": Lesson(
        (
            Try("η = 0.2", {"learning_rate": 0.2}),
            Try("η = 0.25", {"learning_rate": 0.25}),
            Try("η = 0.25 from (2, 1.2)", {"learning_rate": 0.25, "w0": (2.0, 1.2)}),
            Try("10,000 epochs", {"epochs": 10_000}),
        ),
        (
            what_happens("At η = 0.25 and starting at w₂ = 1.5, what happens?", learning_rate=0.25),
            what_happens("At η = 1 and starting at (2, 0.1), what happens?", learning_rate=1.0, w0=(2.0, 0.1)),
            how_many_times(
                "At η = 0.05, 500 epochs bring w₂ to some distance from 0. How many epochs bring it ten times closer?",
                epochs=500,
            ),
        ),
    ),
    "likelihood": Lesson(
        (
            Try("η = 0.01", {"learning_rate": 0.01}),
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
            Try("η = 0.04", {"learning_rate": 0.04}),
            Try("η = 0.042", {"learning_rate": 0.042}),
            Try("Mean instead of sum", {"reduction": "mean"}),
            Try(
                "Batches of 6, η = 0.03",
                {"batch": 6, "learning_rate": 0.03, "epochs": 40},
                "Each update follows only six of the 24 rows, which want other weights than the rest. Step through the "
                "epochs: watch the thin line, which shows every update, and what it does near the exact weights.",
            ),
        ),
        (
            what_happens("At η = 0.04, what happens?", learning_rate=0.04),
            how_long(
                f"At η = 0.01, but with the mean over the 24 rows: {TAKES}",
                (10, 100, 10_000),
                reduction="mean",
                epochs=2_000,
            ),
            rests(
                "In batches of 6 rows and at η = 0.03, does the path come to rest at the exact weights?",
                batch=6,
                learning_rate=0.03,
                epochs=40,
            ),
        ),
    ),
    "ravine": Lesson(
        (
            Try("η = 0.02", {"learning_rate": 0.02}),
            Try("η = 0.08", {"learning_rate": 0.08}),
            Try("η = 0.085", {"learning_rate": 0.085}),
            Try(
                "Momentum, compared",
                HEAVY_BALL,
                "The heavy ball keeps β = 4/9 of its last step. Across the ravine it swings wide at first, but along "
                "the floor its steps add up. Plain descent is pinned, at its fastest rate: which one is there first?",
                ("plain, at its fastest rate", PLAIN_FASTEST),
            ),
        ),
        (
            which_rate(
                "Which learning rate needs the fewest epochs for 99.9 % of the possible drop of J?",
                (0.001, 0.04, 0.07, 0.0799),
            ),
            what_happens("At η = 0.08, what happens?", learning_rate=0.08),
            how_long(
                f"Plain descent needs at least 31 epochs. Momentum with β = 4/9 at η = 1/9: {TAKES}",
                (10, 20, 30),
                **HEAVY_BALL,
            ),
        ),
    ),
    "dummy-trap": Lesson(
        (
            Try("Another start", {"seed": 1, "epochs": 10_000}),
            Try("From zeros", {"init": "zeros", "epochs": 10_000}),
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
            Try(
                "Adam, compared",
                WITH_ADAM,
                "Adam divides the slope along each weight by that slope's own recent size. Plain descent (pinned) has "
                "a mean squared error of 696.7 after 1,000 epochs: compare the two on the cost's logarithmic axis.",
                ("plain, η = 10⁻⁷", {}),
                "logarithmic",
            ),
            Try("η = 1.1 × 10⁻⁷", {"learning_rate": 1.1e-7}),
            Try("A million epochs", {"epochs": 1_000_000}),
        ),
        (
            how_long(
                f"Standardised, at η = 0.1: {TAKES}",
                (10, 100, 10_000),
                scale=True,
                learning_rate=0.1,
            ),
            first_step(
                "At the start J is 4,000 times as steep along body_mass_g as along the intercept. How much further "
                "does the first step move the weight of body_mass_g, with Adam at η = 0.1?",
                (1, 60, 4_000),
                **WITH_ADAM,
            ),
            what_happens("At η = 1.1 × 10⁻⁷, what happens?", learning_rate=1.1e-7),
        ),
    ),
    "table": Lesson(
        (
            Try("η = 0.001", {"learning_rate": 0.001}),
            Try("From ones", {"init": "ones"}),
            Try("η = 3", {"learning_rate": 3.0}),
        ),
        (
            what_happens("At η = 3, what happens?", learning_rate=3.0),
            how_long(
                f"At η = {{rate}}: {TAKES}",
                (100, 10_000, 1_000_000),
            ),
        ),
    ),
    FUNCTION: Lesson(tuple(Try(example.title, example.settings, example.look) for example in GALLERY), ()),
}


def lesson(problem: str) -> Lesson:
    """The lesson of a problem: of one without an entry above, nothing to try and no questions."""
    return LESSONS.get(problem, Lesson((), ()))
