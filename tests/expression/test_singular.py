"""Where a typed cost has no value, no slope or numbers too large to hold."""

import numpy as np
import pytest

from gd import Expression, descend
from gd.run import Stop


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
