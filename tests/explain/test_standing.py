"""What is said of the place where a run on a typed function ended."""

from dataclasses import replace
from math import pi
from typing import Any

import pytest

from gd.adaptive import AdaGrad
from gd.experiments.experiment import prepare
from gd.experiments.scenarios import defaults
from gd.explain.standing import standing
from gd.schedules import InverseTime
from gd.theory.analysis import Analysis
from tests.experiments.test_scenarios import built_in


def said(
    formula: str, *w0: float, learning_rate: float = 0.05, epochs: int = 50, goal: str = "minimise", **others: Any
) -> str:
    numbers = {"learning_rate": learning_rate, "epochs": epochs, "goal": goal, **others}
    experiment = prepare(replace(defaults("function"), formula=formula, w0=w0, **numbers))
    return standing(Analysis(experiment.arguments, experiment.run()))


LOCAL = "The minimum is a local one, near the end of the run: from elsewhere a better one may be reached."


def test_a_minimum_is_called_local() -> None:
    assert said("(w^2 - 1)^2", 0.05) == LOCAL
    assert said("1 - (w^2 - 1)^2", 0.05, goal="maximise") == LOCAL.replace("minimum", "maximum")


def test_on_top_of_a_hill_it_is_no_minimum() -> None:
    assert said("(w^2 - 1)^2", 0.0) == (
        "The slope is 0 here, yet this is no minimum: J curves down along w. A start a hair beside it would slide off."
    )


def test_a_level_saddle_without_curvature_is_no_minimum_either() -> None:
    assert said("x^3 - 3 x y^2", 0.0, 0.0) == (
        "The slope is 0 here, yet this is no minimum: J is lower close by. A start a hair beside it would slide off."
    )


@pytest.mark.parametrize(("y", "ridge"), [(0.0, True), (1e-6, False)])
def test_a_run_on_a_ridge_is_told_so(y: float, ridge: bool) -> None:
    assert ("This is a ridge: J curves down along y" in said("x^3 - 3 x y^2", 1.0, y)) is ridge


@pytest.mark.parametrize(("start", "flat"), [(6.0, True), (1.0, False)])
def test_a_plateau_is_told_where_the_run_is_too_slow(start: float, flat: bool) -> None:
    text = said("1 - exp(-w^2 / 2)", start, epochs=20, learning_rate=0.01)
    assert text.startswith("J is nearly flat here: its slope is ") is flat


def test_kinks_are_told_on_them_and_across_them() -> None:
    for formula in ("|w|", "max(w, -2w)"):
        assert said(formula, 1.0, learning_rate=0.3).startswith("The steps jump across a kink of J again and again")
    assert said("|w|", 1.0, learning_rate=0.5) == (
        "J has a kink here, where the slope of abs jumps; the slope taken is 0."
    )
    assert said("max(w, -w)", 1.0, learning_rate=0.5, epochs=2).endswith(
        "the slope taken is that of the last of its equal arguments."
    )
    assert "kink" not in said("|w|", 1.0, learning_rate=0.01, epochs=20)


def test_nothing_is_said_of_a_quadratic_or_another_problem_or_a_run_that_broke_off() -> None:
    assert said("(x + 2y - 7)^2 + (2x + y - 5)^2", 0.0, 0.0) == ""
    assert said("w^4", 3.0, learning_rate=5.0) == ""
    valley = built_in("valley")
    assert standing(Analysis(valley.arguments, valley.run())) == ""


ACROSS = "The steps jump across a kink of J again and again: there the slope changes at once instead of becoming small"
NO_SMALLER = f"{ACROSS}, so the steps don't become smaller either."
ONLY = f"{NO_SMALLER} Only a smaller rate comes closer."


@pytest.mark.parametrize(
    ("formula", "w0", "rate", "expected"),
    [
        ("|w|", (1.0,), 0.3, ONLY),
        ("|w^2 - 2|", (1.0,), 0.1, ONLY),
        ("max(x, y)", (1.0, 1.1), 0.3, NO_SMALLER),  # falls without end, to and fro across x = y
        ("max(x, y) + (x + y)^2 / 1000", (1.0, 1.1), 0.3, NO_SMALLER),  # on its way to −250
        ("max(x^2, y^2)", (1.0, 0.5), 0.3, LOCAL),  # the steps shrink
        ("|x|^2", (1.0,), 0.9, LOCAL),  # smooth
        ("|x|^2 + y^2", (1.0, 1.0), 0.8, LOCAL),
    ],
)
def test_what_is_said_of_steps_across_a_kink_is_so(formula, w0, rate, expected) -> None:
    assert said(formula, *w0, learning_rate=rate) == expected


@pytest.mark.parametrize("change", [{"optimizer": AdaGrad()}, {"schedule": InverseTime(0.1)}])
def test_where_the_steps_do_shrink_across_a_kink_that_is_not_denied(change: dict[str, Any]) -> None:
    assert said("|w|", 1.0, learning_rate=0.3, epochs=200, **change) == f"{ACROSS}."


@pytest.mark.parametrize(("formula", "w0"), [("|x|^2", (0.0,)), ("max(|x|, 5) + (y - 1)^4", (0.0, 0.0))])
def test_where_only_a_part_of_j_has_a_kink_none_is_told(formula: str, w0: tuple[float, ...]) -> None:
    assert "kink" not in said(formula, *w0)


def test_of_equal_arguments_the_last_ones_slope_is_taken() -> None:
    # From (1, 1), where y is taken, to (1, 0.875), and from there to (0.875, 0.875).
    assert said("max(x, y, -5)", 1.0, 1.0, learning_rate=0.125, epochs=2) == (
        "J has a kink here, where the slope of max jumps; the slope taken is that of the last of its equal arguments."
    )


@pytest.mark.parametrize(("y", "ridge"), [(0.0, True), (1e-6, False)])
def test_of_a_quadratic_only_its_ridge_is_told(y: float, ridge: bool) -> None:
    text = said("x^2 - y^2", 2.0, y, learning_rate=0.1, epochs=60)
    assert text == (
        "This is a ridge: J curves down along y, but has no slope that way. A start a hair beside it would slide off."
        if ridge
        else ""
    )
    assert said("x^2 - y^2", 0.0, 0.0).startswith("The slope is 0 here, yet this is no minimum: J curves down along y.")


def test_a_hilltop_is_no_ridge_though_its_slope_is_rounding() -> None:
    assert said("sin(x)", pi / 2) == (
        "The slope is 0 here, yet this is no minimum: J curves down along x. A start a hair beside it would slide off."
    )


def test_a_pole_is_no_plateau() -> None:
    assert "nearly flat" not in said("tan(w)", 1.0, learning_rate=0.3)
