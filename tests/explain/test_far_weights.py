"""Why weights may be visibly off although the run has converged."""

import numpy as np
import pytest

from gd.arguments import Arguments
from gd.descent import descend
from gd.explain.far_weights import far_weights
from gd.least_squares import LeastSquares
from gd.theory.analysis import Analysis
from tests.experiments.test_scenarios import built_in


def said_of(problem: LeastSquares, start: list[float], *, learning_rate: float, epochs: int) -> str:
    given = Arguments(problem, np.array(start), learning_rate, epochs)
    run = descend(problem, given.start, learning_rate=learning_rate, epochs=epochs)
    return far_weights(Analysis(given, run))


def diagonal(*curvatures: float) -> LeastSquares:
    """J = ½ Σ λᵢ (wᵢ − 1)²."""
    X = np.diag(np.sqrt(curvatures))
    return LeastSquares(X, X @ np.ones(len(curvatures)), names=["steep", "flat"])


def test_the_valley_is_flat_along_its_second_weight() -> None:
    valley = built_in("valley")
    assert far_weights(Analysis(valley.arguments, valley.run())) == (
        "The weight w₂ ends at 0.1102, and 0 would be exact: J is nearly flat in between, so J is almost at its "
        "minimum."
    )


def test_with_dependent_columns_many_weights_fit() -> None:
    trap = built_in("dummy-trap")
    assert far_weights(Analysis(trap.arguments, trap.run())).endswith(
        "−0.3333 is shown as exact: the columns depend on one another, so many weights fit equally well."
    )


def test_with_dependent_columns_the_number_is_the_one_that_is_shown_as_exact() -> None:
    # J = ½ (a + b − 2)² + ½ · 0.01 (c − 1)²: shown as exact is (1, 1, 1). From (9, −5, 0.9) the run can only approach
    # (8, −6, 1), which fits equally well, and is slow along c.
    X = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 0.1]])
    problem = LeastSquares(X, X @ np.ones(3), names=["a", "b", "c"])
    assert said_of(problem, [9.0, -5.0, 0.9], learning_rate=0.45, epochs=40) == (
        "The weight b ends at −6, and 1 is shown as exact: the columns depend on one another, so many weights fit "
        "equally well."
    )


@pytest.mark.parametrize("noise", [1e-15, 0.0])
def test_what_is_0_but_for_rounding_is_written_as_0(noise: float) -> None:
    X = np.diag([1.0, 0.1])
    text = said_of(LeastSquares(X, X @ [1.0, noise]), [0.0, 0.1], learning_rate=0.9, epochs=50)
    assert "and 0 would be exact" in text


def test_a_small_exact_weight_is_written_out() -> None:
    X = np.diag([1.0, 0.1])
    text = said_of(LeastSquares(X, X @ [1.0, 1e-9]), [0.0, 0.1], learning_rate=0.9, epochs=50)
    assert "and 10⁻⁹ would be exact" in text


def test_a_run_that_has_not_converged_is_not_excused() -> None:
    valley = built_in("valley", epochs=3)
    assert far_weights(Analysis(valley.arguments, valley.run())) == ""


@pytest.mark.parametrize(("epochs", "said"), [(28, True), (29, False)])
def test_less_than_a_twentieth_of_the_way_cannot_be_seen(epochs: int, said: bool) -> None:
    # Along the flat weight 0.9²⁸ = 0.0523 of the way is left, and 0.9²⁹ = 0.0471.
    text = said_of(diagonal(10, 1), [0.0, 0.0], learning_rate=0.1, epochs=epochs)
    assert ("The weight flat ends at 0.9477, and 1 would be exact: J is nearly flat" in text) is said
    assert bool(text) is said


@pytest.mark.parametrize("noise", [0.0, 2e-12, -2e-12])
def test_of_weights_that_begin_at_0_and_should_end_there_the_one_that_matters_most_is_told(noise: float) -> None:
    # On its way along a, where J curves most, the run takes b and c with it.
    X = np.array([[1.0, 0.2, 0.02], [0.0, 0.05, 0.0], [0.0, 0.0, 0.005]])
    problem = LeastSquares(X, X @ [1.0, noise, 0.0], names=["a", "b", "c"])
    text = said_of(problem, [0.0, 0.0, 0.0], learning_rate=0.9, epochs=20)
    assert text.startswith("The weight b ends at 0.1845, and 0 would be exact")


@pytest.mark.parametrize(("exact", "said"), [(2e-2, True), (5e-3, False)])
def test_a_weight_that_is_too_small_to_matter_to_j_is_not_told(exact: float, said: bool) -> None:
    # J = ½ (w₁ − 1000)² + ½ · 0.01 (w₂ − exact)²: along w₂ nearly all is left in both cases. In the unit in which J
    # curves by 1, that is 0.1 · exact: 2 · 10⁻⁶ of the 1000 along w₁, or half a millionth.
    X = np.diag([1.0, 0.1])
    problem = LeastSquares(X, X @ [1e3, exact])
    assert bool(said_of(problem, [0.0, 0.0], learning_rate=0.9, epochs=5)) is said
