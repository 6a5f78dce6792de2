"""A typed cost as a problem: central differences, known minima, quadratics by NumPy, and where J has no value."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from gd import Expression, PowerSum, descend
from gd.arrays import EPS, Array
from gd.problem import MAXIMISE, MINIMISE
from gd.run import Stop
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


@pytest.mark.parametrize(
    ("text", "A", "b"),
    [
        ("w^2", [[2]], [0]),
        ("(x + 2y - 7)^2 + (2x + y - 5)^2", [[10, 8], [8, 10]], [34, 38]),
        ("x^2 - y^2", [[2, 0], [0, -2]], [0, 0]),
        ("(x + y)^2/3", [[2 / 3, 2 / 3], [2 / 3, 2 / 3]], [0, 0]),
        ("x + 2y", [[0, 0], [0, 0]], [-1, -2]),
        ("3x y - z(x - 4) + 2z^2/5", [[0, 3, -1], [3, 0, 0], [-1, 0, 0.8]], [0, 0, -4]),
        ("-w^2 + sqrt(4)*w + log(3)", [[-2]], [-2]),
    ],
)
def test_a_quadratic_is_seen_with_its_spectrum(text: str, A: list[list[float]], b: list[float]) -> None:
    formula = Expression(text)
    spectrum, size = formula.spectrum, np.abs(A).max()
    assert spectrum is not None
    V = spectrum.directions
    np.testing.assert_allclose(V.T @ V, np.eye(len(b)), atol=1e-12)
    np.testing.assert_allclose(V @ np.diag(spectrum.eigenvalues) @ V.T, A, atol=1e-12 * size)
    np.testing.assert_allclose(V @ spectrum.slopes, b, atol=1e-12 * max(1, np.abs(b).max()))
    np.testing.assert_allclose(spectrum.eigenvalues, np.linalg.eigvalsh(A), atol=1e-12 * size)


def test_the_exact_minimum_of_a_quadratic() -> None:
    def exact(text: str) -> list[float] | None:
        found = Expression(text).exact()
        return None if found is None else found.round(12).tolist()

    assert exact("(x + 2y - 7)^2 + (2x + y - 5)^2") == [1, 3]
    assert exact("w^2 - 3w") == [1.5]
    assert exact("(x + y - 2)^2/3") == [1, 1]  # the shortest of a line of them
    assert exact("x + 2y") is None  # falls for ever
    assert exact("x^2 - y^2") is None  # a saddle
    assert exact("4w - w^2") == [2.0]
    assert Expression("4w - w^2").goal == MAXIMISE
    assert exact("x^2 + y") is None
    assert exact("w^4") is None  # no quadratic


@pytest.mark.parametrize(
    "text",
    [
        "w1^2 + w2^4",
        "|w|",
        "w|w|",
        "max(w, 2w)",
        "min(w, 0) w",
        "relu(w)",
        "sin(w)",
        "w^2.5",
        "1/w",
        "x^2/y",
        "w^2/e^w",
    ],
)
def test_what_is_no_quadratic_has_no_spectrum(text: str) -> None:
    formula = Expression(text)
    assert formula.spectrum is None
    assert formula.exact() is None
    assert formula.gradient_rounding(np.ones(len(formula.names))).tolist() == [0] * len(formula.names)


def test_a_quadratic_out_of_range_is_not_seen() -> None:
    for within in ("1e99x^2 - y", "1e-99x^2 + x y", "0x^2 + y^2"):
        assert Expression(within).spectrum is not None
    for beyond in ("1e101x^2 - y", "1e-101x^2 + x y", "x^2 - 1e101x", "1e300*(1e300*x)"):
        assert Expression(beyond).spectrum is None


def test_at_the_minimum_of_a_quadratic_the_gradient_is_below_its_rounding() -> None:
    formula = Expression("(0.1x + 0.7y - 0.3)^2 + (0.2x - 0.1y - 0.7)^2")
    minimum = formula.exact()
    assert minimum is not None
    assert (np.abs(formula.gradient(minimum)) <= formula.gradient_rounding(minimum)).all()
    beside = minimum + 1e-6
    assert (np.abs(formula.gradient(beside)) > formula.gradient_rounding(beside)).all()


@pytest.mark.parametrize(
    ("text", "without", "why", "beside"),
    [
        ("log(w)", -0.2, "the logarithm of −0.2", 0.2),
        ("log(w)", 0, "the logarithm of 0", 1e-300),
        ("sqrt(w)", -4, "the square root of −4", 4),
        ("sqrt(w)", 0, "a division by 0", 1e-300),  # of the slope: J is 0
        ("1/(w - 1)", 1, "a division by 0", 1.5),
        ("0w/w", 0, "a division by 0", 1),
        ("w^-2", 0, "0 to a negative power", 0.5),
        ("w^0.5", -2, "−2 to the power 0.5", 2),
        ("w^0.5", 0, "0 to a negative power", 2),
        ("w^w", -0.5, "−0.5 to the power −0.5", 0.5),
        ("w + 0 log(w + 12345)", -12346, "the logarithm of −1", -12344),
        ("exp(log(w) - 1)", -1, "the logarithm of −1", 1),
        ("tan(w)/w^3", 0, "a division by 0", 1),
    ],
)
def test_where_j_has_no_value_is_said(text: str, without: float, why: str, beside: float) -> None:
    formula = Expression(text)
    assert formula.undefined(np.array([without])) == why
    assert not np.isfinite([formula.cost(np.array([without])), *formula.gradient(np.array([without]))]).all()
    assert formula.undefined(np.array([beside])) == ""
    assert np.isfinite([formula.cost(np.array([beside])), *formula.gradient(np.array([beside]))]).all()


def test_a_number_too_large_to_be_held_is_not_undefined() -> None:
    for text in ("exp(w)", "exp(w) - exp(w)/w", "log(-exp(w))", "sin(exp(w))", "w^w"):
        formula = Expression(text)
        assert not np.isfinite(formula.cost(np.array([1e3])))
        assert formula.undefined(np.array([1e3])) == ""


@pytest.mark.parametrize(
    ("text", "kink", "names", "left", "right", "subgradient"),
    [
        ("|w - 1|", 1, ["abs"], -1, 1, 0),
        ("relu(2w)", 0, ["relu"], 0, 2, 0),
        ("max(w, 3w)", 0, ["max"], 1, 3, 3),
        ("max(3w, w)", 0, ["max"], 1, 3, 1),
        ("min(w, 3w)", 0, ["min"], 3, 1, 3),
        ("min(3w, w)", 0, ["min"], 3, 1, 1),
        ("|w| + relu(w)", 0, ["abs", "relu"], -1, 2, 0),
        ("max(w, -w, w - 1)", 0, ["max"], -1, 1, -1),
    ],
)
def test_at_a_kink_the_slope_jumps_and_a_subgradient_is_taken(
    text: str, kink: float, names: list[str], left: float, right: float, subgradient: float
) -> None:
    formula = Expression(text)
    before, at, after = (np.array([w]) for w in (kink - 0.25, float(kink), kink + 0.25))
    assert [formula.gradient(w)[0] for w in (before, at, after)] == [left, subgradient, right]
    assert [formula.kinks(w) for w in (before, at, after)] == [[], names, []]
    assert formula.crosses_kink(before, after)
    assert formula.crosses_kink(after, before)
    assert not formula.crosses_kink(before, at)
    assert not formula.crosses_kink(at, after)
    assert not formula.crosses_kink(before, before - 1)
    assert not formula.crosses_kink(after, after + 1)


def test_a_smooth_formula_has_no_kink() -> None:
    formula = Expression("w^2")
    assert formula.kinks(np.zeros(1)) == []
    assert not formula.crosses_kink(np.array([-1.0]), np.array([1.0]))


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


def test_a_run_into_where_j_has_no_value_ends_there() -> None:
    formula = Expression("w - log(w)")
    run = descend(formula, [0.1], learning_rate=0.5, epochs=10)
    assert run.stop is Stop.EPOCHS
    assert descend(Expression("sqrt(w)"), [0.1], learning_rate=1, epochs=10).stop is Stop.UNDEFINED
    with pytest.raises(ValueError, match="J has no value at the start, w = −1: it would need the logarithm of −1"):
        descend(formula, [-1], learning_rate=0.1, epochs=10)


@pytest.mark.parametrize(
    "formula", ["1/(1 + exp(x))", "1/(1 + e^x)", "1/cosh(x)", "x/(x^2 + exp(x))", "1/(2 + sinh(x))^2"]
)
@pytest.mark.parametrize("x", [300.0, 500.0, 709.7, 709.9, 711.0, 800.0])
def test_the_slope_of_a_quotient_is_0_where_its_denominator_overflows(formula: str, x: float) -> None:
    # Each is at most x e⁻ˣ and so is each slope but for a factor of 4.
    typed, w = Expression(formula), np.array([x])
    bound = 16 * x * np.exp(-x)
    assert abs(typed.gradient(w)[0]) <= bound
    assert abs(typed.hessian(w)[0, 0]) <= bound


def test_where_the_quotient_has_no_value_its_slope_has_none_either() -> None:
    typed, w = Expression("sinh(x)/cosh(x)"), np.array([800.0])
    assert np.isnan(typed.cost(w))
    assert np.isnan(typed.gradient(w)[0])
