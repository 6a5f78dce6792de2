"""The code of a typed function repeats the run, whatever its formula."""

import random
from dataclasses import replace

import numpy as np
import pytest

from gd.arrays import Array
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import FUNCTION, defaults
from gd.explain.code import closeness, code
from gd.explain.expression_code import WIDTH, expression_code
from gd.expression.expression import Expression
from gd.optimizers import OPTIMIZERS
from tests.explain.test_code import ROOT, executed, weights_of
from tests.expression.formulas import BEALE, ROSENBROCK, readable, wild_formulas
from tests.expression.test_symbolic import FORMULAS

ODD = [
    "lambda np + (lambda - 2)^4 + t1^2",
    "w^2 weights^2 + w_^2",
    "np^2 + np_^2",
    "-2^x + (-2)^2 x^2",
    "x^-2 + (x^2)^3 + x^2^3 - (x - (y - 3)) + x/(y/2) - -x",
    "(x - 1)^2 + (y x)^2/(1 + (y x)^2) + sin(y x)^3",
    "relu(x) + relu(2 - y) + max(x, y, 1) - min(x, 3)",
    "2x - 3y",
    "123456789 x + 1e300 y^2",
    "-0.0 x^2 + x",
]


def typed(formula: str, start: Array | None = None, **changes: object) -> Experiment:
    D = len(Expression(formula).names)
    w0 = tuple((0.3 + 0.5 * np.arange(D) if start is None else start).tolist())
    return prepare(
        replace(defaults(FUNCTION), formula=formula, w0=w0, **{"learning_rate": 0.01, "epochs": 40, **changes})
    )


@pytest.mark.parametrize("optimizer", ["plain", "adam"])
@pytest.mark.parametrize("formula", [*FORMULAS, *ODD])
def test_the_weights_of_a_typed_function_equal_the_pages_to_the_last_bit(formula: str, optimizer: str) -> None:
    experiment = typed(formula, optimizer=OPTIMIZERS[optimizer])
    run = experiment.run()
    assert weights_of(code(experiment, run)).tolist() == run.final_weights.tolist()
    assert "the same to the last digit" in closeness(experiment, run)


@pytest.mark.parametrize("optimizer", ["plain", "momentum", "rmsprop"])
@pytest.mark.parametrize(
    ("formula", "start", "rate"),
    [
        (ROSENBROCK, [-1.2, 1.0], 0.1),  # overflows
        ("log(x)", [0.5], 0.3),  # reaches 0 or below, where J has no value
        ("x - sqrt(x)^3", [0.1], 1.0),
        ("exp(exp(x))", [6.56], 10.0),  # x is −∞ after one step, where J is 1
        ("1/x", [1e-160], 1.0),
    ],
)
def test_a_run_that_leaves_where_j_has_values_ends_there(
    formula: str, start: list[float], rate: float, optimizer: str
) -> None:
    experiment = typed(formula, np.array(start), learning_rate=rate, epochs=400, optimizer=OPTIMIZERS[optimizer])
    run = experiment.run()
    found = executed(code(experiment, run), ROOT)
    assert found["w"].tolist() == run.final_weights.tolist()
    if run.broken_off:
        assert found["epoch"] == run.epochs[-1]
    assert run.broken_off or optimizer == "rmsprop"


@pytest.mark.parametrize("optimizer", [name for name in OPTIMIZERS if name != "plain"])
def test_a_typed_quadratic_is_run_with_every_optimizer(optimizer: str) -> None:
    experiment = typed("x^2 + x y + 3 (y - 1)^2", epochs=6, optimizer=OPTIMIZERS[optimizer])
    run = experiment.run()
    assert weights_of(code(experiment, run)) == pytest.approx(run.final_weights, rel=1e-12)


@pytest.mark.parametrize("seed", range(2))
def test_the_program_computes_random_formulas_to_the_last_bit(seed: int) -> None:
    compared = 0
    for J in readable(wild_formulas(seed + 200)):
        names: dict[str, object] = {"np": np}
        exec("\n".join(expression_code(J)), names)
        choose = random.Random(seed)
        for _ in range(3):
            w = np.array([choose.uniform(-2, 2) for _ in J.names])
            with np.errstate(all="ignore"):
                cost, gradient = names["cost"](w), names["gradient"](w)  # type: ignore[operator]
            assert np.array_equal(cost, J.cost(w), equal_nan=True), J.text
            assert np.array_equal(gradient, J.gradient(w), equal_nan=True), J.text
            compared += 1
    assert compared > 60


def test_the_program_reads_like_the_formula() -> None:
    assert expression_code(Expression(ROSENBROCK)) == [
        "",
        "",
        "def cost(w):",
        "    x, y = w",
        "    return (1 - x) ** 2 + 100 * (y - x**2) ** 2",
        "",
        "",
        "def gradient(w):",
        "    x, y = w",
        "    t1 = 2 * (y - x**2)",
        "    return np.array([2 * (1 - x) * -1 + 100 * (t1 * -(2 * x)), 100 * t1])",
    ]


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        ("w^2", "    w = weights[0]"),
        ("lambda^2 + x", "    lambda_, x = w"),
        ("np^2 + np_^2", "    np__, np_ = w"),
        ("w weights", "    w, weights = w_"),
        ("α^2 + β", "    α, β = w"),
    ],
)
def test_the_weights_get_their_names(formula: str, line: str) -> None:
    assert line in expression_code(Expression(formula))


def test_long_formulas_have_short_lines() -> None:
    for formula in (BEALE, "+".join(["sin(x)^2 y"] * 16), "(x + 1) " * 24, "exp(" * 30 + "x" + ")" * 30):
        assert max(map(len, expression_code(Expression(formula)))) <= WIDTH + 24


def test_a_part_used_once_has_no_name() -> None:
    lines = "\n".join(expression_code(Expression("sin(x) + exp(y)")))
    assert "t1" not in lines
    assert "t1 = np.sin(x)" in "\n".join(expression_code(Expression("sin(x) + sin(x)^2")))


def test_nothing_that_was_typed_is_in_the_program_but_names() -> None:
    formula = "x^2 +\n\r y^2"
    program = "\n".join(expression_code(Expression(formula)))
    assert program == "\n".join(expression_code(Expression("x^2 + y^2")))
