"""Runs that come to where J has no value: they end there, and say what has none and where."""

import numpy as np
import pytest

from gd import Expression, Stop, descend
from gd.optimizers import Momentum


@pytest.mark.parametrize(
    ("formula", "start", "rate", "epochs", "what"),
    [
        # From x the step is 1 / (2√x): 1, 0.5, and then −0.2071
        ("sqrt(x)", 1.0, 1.0, 1, "the square root of −0.2071, at x = −0.2071"),
        ("x + log(x)", 1.0, 1.0, 0, "the logarithm of −1, at x = −1"),
        ("x^1.5 + x", 1.0, 1.0, 0, "−1.5 to the power 1.5, at x = −1.5"),
    ],
)
def test_the_run_ends_before_it(formula: str, start: float, rate: float, epochs: int, what: str) -> None:
    problem = Expression(formula)
    run = descend(problem, [start], learning_rate=rate, epochs=50)
    assert run.stop is Stop.UNDEFINED
    assert run.broken_off
    assert run.undefined == what
    assert np.isfinite(run.weights).all()
    assert np.isfinite(run.costs).all()
    after = run.final_weights - rate * problem.gradient(run.final_weights)
    assert np.isnan(problem.cost(after))
    assert run.next_change == np.inf
    assert run.epochs[-1] == epochs


def test_a_slope_without_a_value_ends_it_too() -> None:
    run = descend(Expression("sqrt(x)"), [0.25], learning_rate=0.25, epochs=5)  # 0.25 − 0.25 / (2 · 0.5) = 0
    assert run.stop is Stop.UNDEFINED
    assert run.undefined == "a division by 0, at x = 0"
    assert run.final_weights.tolist() == [0.0]


def test_what_grows_too_large_diverges_instead() -> None:
    run = descend(Expression("x^4"), [3.0], learning_rate=1.0, epochs=50)
    assert run.stop is Stop.DIVERGED
    assert run.undefined == ""


def test_an_optimizer_ends_there_too() -> None:
    run = descend(Expression("x + log(x)"), [3.0], learning_rate=0.5, epochs=50, optimizer=Momentum(0.9))
    assert run.stop is Stop.UNDEFINED
    assert run.undefined.startswith("the logarithm of −")
