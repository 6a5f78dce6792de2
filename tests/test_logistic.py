"""Logistic regression: its definition, a published fit, its derivative, and where it has no minimum."""

import math

import numpy as np
import pytest

from gd.arrays import Array
from gd.descent import descend
from gd.logistic import Logistic
from gd.optimizers import Adam
from gd.run import Stop
from tests.test_problems import central_differences

HOURS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5]
PASSED = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1]
STUDENTS = Logistic(np.column_stack([np.ones(20), HOURS]), PASSED, names=("intercept", "hours"))
"""Hours that students spent on studying, and whether they passed the exam."""

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(50, 3)), rng.random(50) < 0.4
anywhere = pytest.mark.parametrize("w", rng.normal(size=(3, 3)) * [[0.1], [1], [5]])


def test_the_students_weights_are_those_that_r_finds() -> None:
    # glm(Passed ~ Hours, family = binomial) has −4.077713 and 1.504645, and a residual deviance of 16.060 = 2 J.
    run = descend(STUDENTS, [0, 0], learning_rate=0.02, epochs=20_000, tolerance=1e-10)
    assert run.stop is Stop.TOLERANCE
    assert run.final_weights == pytest.approx([-4.077713, 1.504645], abs=1e-6)
    assert 2 * run.final_cost == pytest.approx(16.060, abs=5e-4)


@anywhere
def test_the_cost_is_minus_the_logarithm_of_the_likelihood(w: Array) -> None:
    likelihood = 1.0
    for x, y in zip(X, Y, strict=True):
        p = 1 / (1 + math.exp(-(x @ w)))
        likelihood *= p if y else 1 - p
    assert Logistic(X, Y).cost(w) == pytest.approx(-math.log(likelihood), rel=1e-12)


@anywhere
def test_the_gradient_is_the_slope_of_the_cost(w: Array) -> None:
    problem = Logistic(X, Y)
    np.testing.assert_allclose(problem.gradient(w), central_differences(problem.cost, w), rtol=1e-6, atol=1e-7)


def test_rows_that_a_plane_parts_have_no_minimum() -> None:
    parted = Logistic([[1, -2], [1, -1], [1, 1], [1, 3]], [0, 0, 1, 1])
    for t in (10.0, 100.0, 500.0):  # two rows are at the distance 1 from the plane, and the others further
        assert parted.cost(np.array([0, t])) == pytest.approx(2 * math.exp(-t), rel=1e-4, abs=0)
    run = descend(parted, [0, 0], learning_rate=0.5, epochs=2000)
    assert (np.diff(run.costs) < 0).all()
    assert (np.diff(np.abs(run.weights[1:, 1])) > 0).all()
    assert run.final_cost < 0.01


def test_the_largest_numbers_overflow_nowhere() -> None:
    problem = Logistic([[1.0], [1.0]], [0, 1])
    with np.errstate(all="raise", under="ignore"):
        for w in (1e3, -1e3, 1e300, -1e300):
            assert problem.cost(np.array([w])) == abs(w)
            assert problem.gradient(np.array([w])) == pytest.approx([math.copysign(1, w)])
    certain = Logistic([[1.0]], [1])
    assert certain.cost(np.array([50.0])) == pytest.approx(math.exp(-50), rel=1e-12, abs=0)
    assert certain.gradient(np.array([50.0])) == pytest.approx([-math.exp(-50)], rel=1e-12, abs=0)


def test_optimizers_that_have_a_step_for_each_weight_find_the_same_weights() -> None:
    run = descend(STUDENTS, [0, 0], learning_rate=0.1, epochs=2000, optimizer=Adam())
    assert run.final_weights == pytest.approx([-4.0777, 1.5046], abs=1e-4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1], [2]], [0, 2]), r"^y holds 2, but 1 and 0 are wanted: 1 for yes and 0 for no\.$"),
        (([[1], [2]], [-1, 1]), r"^y holds -1, but 1 and 0 are wanted"),
        (([[1], [2]], [0]), r"^X has 2 rows and y has 1; each row needs one target\.$"),
        (([[1], [np.nan]], [0, 1]), r"^X holds a value that is not a finite number\."),
        (([1, 2], [0, 1]), r"^X has the shape \(2,\), but a table of numbers that is not empty is wanted\.$"),
    ],
)
def test_what_is_no_logistic_regression_is_refused(arguments: tuple[list[object], list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Logistic(*arguments)


def test_each_column_has_a_name() -> None:
    assert Logistic([[1, 2]], [True]).names == ("w₁", "w₂")
    assert STUDENTS.names == ("intercept", "hours")
    with pytest.raises(ValueError, match=r"^There are 1 names for 2 columns; each column needs one\.$"):
        Logistic([[1, 2]], [1], names=["a"])
