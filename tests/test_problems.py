"""Problems: costs against their definitions, derivatives against the costs, and optima against known results."""

import statistics
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gd.arrays import Array
from gd.least_squares import LeastSquares
from gd.likelihood import GaussianLikelihood
from gd.problem import MAXIMISE, Explained, weight_names
from gd.problems import PowerSum, Quadratic

SAMPLE = [5.5, 5.61, 4.88, 5.07, 5.26]
TALL = np.array([[1.0, 2.0], [1.0, -1.0], [1.0, 0.5]])

PROBLEMS: dict[str, Explained] = {
    "bowl": PowerSum((2,)),
    "valley": PowerSum((2, 4)),
    "odd powers": PowerSum((1, 3)),
    "ravine": Quadratic([[13, 12], [12, 13]], [37, 38]),
    "gutter": Quadratic([[1, -1], [-1, 1]], [2, -2]),
    "saddle": Quadratic([[1, 2], [2, -3]], [1, 0]),
    "likelihood": GaussianLikelihood(SAMPLE),
    "regression": LeastSquares(TALL, [1, 2, 4]),
    "regression by the mean": LeastSquares(TALL, [1, 2, 4], reduction="mean"),
    "more columns than rows": LeastSquares(TALL.T, [1, 2]),
}
WITHOUT_OPTIMUM = ("odd powers", "saddle")
every_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


def anywhere(problem: Explained, seed: int = 0) -> Array:
    return np.random.default_rng(seed).normal(size=len(problem.names))


def central_differences(f: Callable[[Array], float | Array], w: Array, h: float = 1e-5) -> Array:
    """Central differences of f along each axis: [D, …]."""
    return np.array([(f(w + h * axis) - f(w - h * axis)) / (2 * h) for axis in np.eye(w.size)])


@every_problem
@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_is_the_slope_of_the_cost(problem: Explained, seed: int) -> None:
    w = anywhere(problem, seed)
    np.testing.assert_allclose(problem.gradient(w), central_differences(problem.cost, w), rtol=1e-6, atol=1e-6)


@every_problem
@pytest.mark.parametrize("seed", range(3))
def test_the_hessian_is_the_slope_of_the_gradient(problem: Explained, seed: int) -> None:
    w = anywhere(problem, seed)
    np.testing.assert_allclose(problem.hessian(w), central_differences(problem.gradient, w), rtol=1e-6, atol=1e-6)


@every_problem
def test_a_quadratic_problem_is_one_with_the_same_hessian_everywhere(problem: Explained) -> None:
    here, there = problem.hessian(anywhere(problem, 1)), problem.hessian(anywhere(problem, 2))
    assert (problem.spectrum is not None) == np.array_equal(here, there)


@pytest.mark.parametrize("name", [name for name in PROBLEMS if name not in WITHOUT_OPTIMUM])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_near_the_exact_weights_is_better(name: str, seed: int) -> None:
    problem = PROBLEMS[name]
    exact = problem.exact()
    assert exact is not None
    sign = -1 if problem.goal == MAXIMISE else 1
    assert problem.gradient(exact) == pytest.approx(0, abs=1e-12)
    assert sign * problem.cost(exact + 0.1 * anywhere(problem, seed)) >= sign * problem.cost(exact)


def test_the_bowl_is_w_squared() -> None:
    bowl = PowerSum((2,))
    assert (bowl.cost(np.array([-20.0])), bowl.gradient(np.array([-20.0]))) == (400, [-40])


def test_the_exercise_is_a_square_and_a_fourth_power() -> None:
    assert PowerSum((2, 4)).cost(np.array([3.0, -2.0])) == 9 + 16


def test_powers_have_derivatives_at_the_origin() -> None:
    w = np.zeros(3)
    assert PowerSum((1, 2, 3)).gradient(w).tolist() == [1, 0, 0]
    assert PowerSum((1, 2, 3)).hessian(w).tolist() == [[0, 0, 0], [0, 2, 0], [0, 0, 0]]


def test_even_powers_are_least_at_the_origin_and_odd_ones_nowhere() -> None:
    exact = PowerSum((2, 4)).exact()
    assert exact is not None
    assert exact.tolist() == [0, 0]
    assert PowerSum((2, 3)).exact() is None


def test_a_quadratic_is_half_the_form_less_the_slope() -> None:
    # ½ (13·1² + 2·12·1·2 + 13·2²) − (37·1 + 38·2)
    assert Quadratic([[13, 12], [12, 13]], [37, 38]).cost(np.array([1.0, 2.0])) == 56.5 - 113


def test_a_quadratic_that_curves_up_everywhere_is_least_where_its_gradient_is_zero() -> None:
    assert PROBLEMS["ravine"].exact() == pytest.approx([1, 2], rel=1e-12)


integers = st.integers(-3, 3)


@given(arrays(float, (3, 2), elements=integers), arrays(float, 3, elements=integers))
@example(np.array([[2.0, 0], [1, 1], [3, -1]]), np.array([-1.0, 3, 0]))
def test_where_a_quadratic_has_a_flat_direction_its_exact_weights_are_the_shortest(M: Array, w: Array) -> None:
    A = M @ M.T  # of rank 2 at most, and b = Aw, so that w is one of the minima
    assert Quadratic(A, A @ w).exact() == pytest.approx(np.linalg.pinv(A, rcond=1e-9) @ A @ w, abs=1e-9)


@pytest.mark.parametrize(
    ("A", "b"),
    [
        pytest.param([[1, 0], [0, -1]], [0, 0], id="a saddle"),
        pytest.param([[-2]], [1], id="a hill"),
        pytest.param([[1, 0], [0, 0]], [0, 1], id="a slope along the flat direction"),
        pytest.param([[0]], [1], id="a slope and nothing else"),
    ],
)
def test_a_quadratic_without_lower_bound_has_no_exact_weights(A: list[list[float]], b: list[float]) -> None:
    assert Quadratic(A, b).exact() is None


@pytest.mark.parametrize(("mu", "sigma"), [(5.0, 0.5), (0.0, 3.0), (5.26, 0.25)])
def test_the_likelihood_is_the_mean_log_density_of_the_sample(mu: float, sigma: float) -> None:
    density = statistics.NormalDist(mu, sigma).pdf
    by_hand = statistics.fmean(np.log(density(x)) for x in SAMPLE)
    assert GaussianLikelihood(SAMPLE).cost(np.array([mu, np.log(sigma)])) == pytest.approx(by_hand, rel=1e-12)


def test_the_likeliest_weights_are_the_mean_and_the_logarithm_of_the_standard_deviation() -> None:
    expected = [statistics.fmean(SAMPLE), np.log(statistics.pstdev(SAMPLE))]
    assert GaussianLikelihood(SAMPLE).exact() == pytest.approx(expected, rel=1e-12)


def test_the_weights_are_numbered_where_there_is_more_than_one() -> None:
    assert weight_names(1) == PowerSum((2,)).names == ("w",)
    assert weight_names(2) == Quadratic(np.eye(2), [0, 0]).names == ("w₁", "w₂")
    assert weight_names(12)[9:] == ("w₁₀", "w₁₁", "w₁₂")


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: PowerSum(()), r"^The powers are \(\), but whole numbers of at least 1 are wanted\.$"),
        (lambda: PowerSum((2, 0)), r"^The powers are \(2, 0\), but whole numbers"),
        (lambda: PowerSum((2.5,)), r"^The powers are \(2\.5,\), but whole numbers"),
        (lambda: Quadratic([1, 2], [1]), r"^A has the shape \(2,\), but a table of numbers"),
        (lambda: Quadratic([[1]], 1), r"^b has the shape \(\), but a list of numbers"),
        (lambda: Quadratic(np.eye(2), [1]), r"^A has the shape \(2, 2\) and b has 1 numbers; A has to be D × D"),
        (lambda: Quadratic([[1, 2]], [1, 2]), r"^A has the shape \(1, 2\) and b has 2 numbers"),
        (lambda: Quadratic([[1, 2], [3, 1]], [1, 2]), r"^A is not symmetric\. Use \(A \+ Aᵀ\)/2"),
        (lambda: Quadratic([[np.inf]], [1]), r"^A holds a value that is not a finite number"),
        (lambda: Quadratic([[1]], [np.nan]), r"^b holds a value that is not a finite number"),
        (lambda: GaussianLikelihood([]), r"^The sample has the shape \(0,\), but a list of numbers that is not empty"),
        (lambda: GaussianLikelihood([[1, 2]]), r"^The sample has the shape \(1, 2\)"),
        (lambda: GaussianLikelihood([1, np.nan]), r"^The sample holds a value that is not a finite number"),
        (lambda: GaussianLikelihood([4]), r"^All values of the sample are the same; σ needs"),
        (lambda: GaussianLikelihood([0.1, 0.1, 0.1]), r"^All values of the sample are the same; σ needs"),
    ],
)
def test_what_is_no_problem_is_refused_in_a_sentence(build: Callable[[], Explained], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        build()


@pytest.mark.parametrize("problem", [PowerSum((2, 4)), PowerSum((1, 3)), Quadratic([[13, 12], [12, 13]], [37, 38])])
def test_many_costs_at_once_are_those_one_by_one(problem: PowerSum | Quadratic) -> None:
    W = np.random.default_rng(0).normal(size=(7, 2))
    assert problem.costs(W) == pytest.approx([problem.cost(w) for w in W], rel=1e-13)
