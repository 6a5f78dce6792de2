"""The page's verdict on other optimizers, batches and line search."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gd.explain.verdict import verdict
from gd.optimizers import LineSearch, Momentum, Optimizer
from gd.problem import MAXIMISE, MINIMISE, Explained
from gd.problems import Quadratic
from gd.schedules import InverseTime
from gd.theory.analysis import Analysis
from tests.explain.test_verdict import experiment_of, said_of, sentences


def test_the_verdict_on_other_optimizers_says_how_far_they_came() -> None:
    ends = "With β = 0.9 the stability limit is 0.152."
    assert said_of("ravine", optimizer=Momentum()) == (
        "J fell from 6 to −56.4 in 60 epochs. 99.83 % of the possible drop is done, and another epoch would still "
        f"change a weight by 0.1491. {ends}"
    )
    there = said_of("ravine", optimizer=Momentum(), w0=(1.00000001, 2.00000001))
    assert there.endswith(" −56.5 in 60 epochs. The start is already the minimum, up to rounding.")
    growing = said_of("ravine", optimizer=Momentum(), learning_rate=0.3, epochs=10)
    assert growing.endswith(
        ", the wrong way, in 10 epochs. The rate 0.3 is above 0.152, the stability limit with β = 0.9."
    )


def test_batches_at_a_constant_rate_are_said_not_to_settle() -> None:
    words = "Each batch has its own best weights, so at a constant rate the weights keep moving around."
    assert said_of("line", batch=5).endswith(words)
    assert words not in said_of("line", batch=5, schedule=InverseTime())
    assert words not in said_of("line", batch=24)
    assert words not in said_of("dummy-trap", batch=2, learning_rate=0.1, epochs=5000)  # which all rows agree on


def test_the_heavy_balls_largest_rate_is_that_of_its_own_momentum() -> None:
    # 2(1 + β)/λ with λ = 2.
    told = said_of("parabola", optimizer=Momentum(0.5))
    assert told.endswith("With β = 0.5 the stability limit is 1.5.")


SADDLE = Quadratic(np.diag([3.0, -5.0]), [0, 0])


def said_with(optimizer: Optimizer, problem: Explained, start: list[float], goal: str, **changes: Any) -> str:
    plain = experiment_of(problem, np.array(start), goal, 0.1)
    experiment = replace(plain, settings=replace(plain.settings, optimizer=optimizer, **changes))
    return verdict(Analysis(experiment.arguments, experiment.run()))


@pytest.mark.parametrize(
    ("start", "goal", "cost", "point"),
    [([0.1, 1.0], MINIMISE, "−2.485", "minimum"), ([1.0, 0.1], MAXIMISE, "1.475", "maximum")],
)
def test_line_search_ends_where_along_the_gradient_there_is_no_best_point(
    start: list[float], goal: str, cost: str, point: str
) -> None:
    assert said_with(LineSearch(), SADDLE, start, goal) == (
        f"J is {cost} at the start. Line search fails: J has no {point} along its gradient."
    )


def test_of_line_search_it_is_said_that_the_rate_does_not_matter() -> None:
    same = [said_of("ravine", optimizer=LineSearch(), learning_rate=rate, epochs=3) for rate in (1e-6, 3.0)]
    assert same[0] == same[1]
    assert same[0].endswith(" Exact line search chooses its own rate in each epoch, so η has no effect.")


def test_of_another_optimizer_too_it_is_said_why_it_ended() -> None:
    momentum = "With β = 0.9 the stability limit is 1.9."
    settled = said_of("parabola", optimizer=Momentum(), epochs=10_000, tolerance=1e-3)
    assert "It stopped early: the last epoch changed no weight by as much as the tolerance, 0.001." in settled
    assert settled.endswith(momentum)
    diverged = said_of("parabola", optimizer=Momentum(), epochs=10_000, learning_rate=3.0)
    assert re.search(
        r" epochs, and epoch [\d,]+ passed 1.8\u00a0×\u00a010³⁰⁸, the largest floating-point number\. ", diverged
    )
    assert sentences(diverged) == 2
    assert diverged.endswith(" The rate 3 is above 1.9, the stability limit with β = 0.9.")


def test_of_momentum_on_the_ridge_of_a_saddle_nothing_is_said_to_be_left() -> None:
    said = said_with(Momentum(), SADDLE, [1.0, 0.0], MINIMISE)
    assert re.fullmatch(
        r"J fell from 1\.5 to \S+ in 30 epochs\. J has no minimum to converge to, and from almost any other "
        r"start the run would diverge\.",
        said,
    )
