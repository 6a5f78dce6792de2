"""A typed cost as a problem: its slopes by central differences, and minima known from the literature."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from gd import Expression, PowerSum, descend
from gd.arrays import EPS, Array
from gd.problem import MINIMISE
from tests.expression.formulas import GALLERY, KNOWN, random_formula, readable

STEP = EPS ** (1 / 3)
"""At which the errors of a central difference by rounding and by curvature are about the same."""
MODERATE = 1e6


def difference(function: Callable[[Array], Array], w: Array, d: int, step: float) -> Array:
    """The central difference of a function along weight d."""
    move = step * np.eye(len(w))[d]
    return (function(w + move) - function(w - move)) / (2 * step)


def smooth_around(formula: Expression, w: Array) -> bool:
    """Whether J and its slope have moderate values around w, on one side of every kink."""
    corners = [w + side * 2 * STEP * row for row in np.eye(len(w)) for side in (-1, 1)]
    values = [formula.cost(at) for at in corners] + [np.abs(formula.hessian(at)).max() for at in corners]
    return (
        not any(formula.undefined(at) or formula.kinks(at) or formula.crosses_kink(w, at) for at in corners)
        and bool(np.isfinite(values).all())
        and max(map(abs, values)) < MODERATE
    )


def assert_slopes_agree(formula: Expression, w: Array) -> None:
    """The gradient is the central difference of J, and the Hessian that of the gradient."""
    gradient, hessian = formula.gradient(w), formula.hessian(w)
    for d in range(len(w)):
        pairs: list[tuple[Callable[[Array], Array], Array]] = [
            (lambda at: np.array([formula.cost(at)]), gradient[d : d + 1]),
            (formula.gradient, hessian[d]),
        ]
        for function, slopes in pairs:
            near, far = (difference(function, w, d, step) for step in (STEP, 2 * STEP))
            by_curvature = np.abs(far - near)  # three times what is left of it in `near`
            by_rounding = 1e4 * EPS * (1 + np.abs(function(w)) + np.abs(slopes)) / STEP
            np.testing.assert_array_less(np.abs(near - slopes), by_curvature + by_rounding)


@pytest.mark.parametrize("text", GALLERY)
def test_gradient_and_hessian_are_central_differences(text: str) -> None:
    formula, tried = Expression(text), 0
    for w in np.random.default_rng(0).uniform(0.2, 1.5, size=(8, len(formula.names))):
        if smooth_around(formula, w):
            assert_slopes_agree(formula, w)
            tried += 1
    assert tried >= 6


def test_gradients_of_random_formulas_are_central_differences() -> None:
    chance, tried = random.Random(0), 0
    for formula in readable(random_formula(chance) for _ in range(300)):
        w = np.array([chance.uniform(-1.5, 1.5) for _ in formula.names])
        if smooth_around(formula, w):
            assert_slopes_agree(formula, w)
            tried += 1
    assert tried >= 100


@pytest.mark.parametrize("text", GALLERY)
def test_many_at_once_are_the_same_as_one_by_one(text: str) -> None:
    formula = Expression(text)
    W = np.random.default_rng(1).uniform(-1.5, 1.5, size=(7, len(formula.names)))
    pointwise = np.array([formula.cost(w) for w in W]), np.array([formula.gradient(w) for w in W])
    for together, single in zip((formula.costs(W), formula.gradients(W)), pointwise, strict=True):
        assert together.shape == single.shape
        np.testing.assert_allclose(together, single, rtol=1e-10, atol=1e-12)
    grid = formula.costs(np.stack([W, W]))
    assert grid.shape == (2, 7)


def test_what_does_not_depend_on_a_weight_has_slope_0_there() -> None:
    formula = Expression("x + 0y")
    W = np.ones((3, 2))
    assert formula.gradients(W).tolist() == [[1, 0]] * 3
    assert Expression("y - y + 2x").gradient(np.ones(2)).tolist() == [2, 0]
    assert Expression("x + y").hessian(np.ones(2)).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize("name", KNOWN)
def test_the_gradient_is_0_where_the_literature_says(name: str) -> None:
    known, formula = KNOWN[name], Expression(KNOWN[name].text)
    for place in known.stationary:
        w = np.array(place, dtype=float)
        hessian = formula.hessian(w)
        off_by_digits = 5e-7 * np.abs(hessian).sum(axis=1)  # the places are known to six digits behind the point
        np.testing.assert_array_less(np.abs(formula.gradient(w)), off_by_digits + 1e-12)
        eigenvalues = np.linalg.eigvalsh(hessian)
        assert np.count_nonzero(eigenvalues < -1e-6) == known.falling


def test_the_monkey_saddle_and_a_plateau() -> None:
    monkey = Expression(KNOWN["monkey saddle"].text)
    assert monkey.hessian(np.zeros(2)).tolist() == [[0, 0], [0, 0]]
    far = Expression(KNOWN["plateau"].text).gradient(np.array([6.0, 0.0]))
    assert 0 < far[0] < 1e-6


def test_a_formula_is_a_problem_to_descend_on() -> None:
    formula = Expression("(1 - x)^2 + 100 (y - x^2)^2")
    assert (formula.goal, formula.text, formula.names) == (MINIMISE, "(1 - x)^2 + 100 (y - x^2)^2", ("x", "y"))
    run = descend(formula, [-1.2, 1], learning_rate=0.0015, epochs=40_000, tolerance=1e-12, keep=10)
    assert run.weights[-1] == pytest.approx([1, 1], abs=1e-6)
    assert run.costs[-1] < 1e-12


def test_a_descent_is_that_of_the_same_cost_built_in() -> None:
    typed = descend(Expression("w1^2 + w2^4"), [2, 1], learning_rate=0.1, epochs=50)
    built_in = descend(PowerSum((2, 4)), [2, 1], learning_rate=0.1, epochs=50)
    np.testing.assert_allclose(typed.weights, built_in.weights, rtol=1e-12, atol=1e-15)
