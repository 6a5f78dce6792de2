"""What the weights do in the long run: both sides of each limit, on quadratics whose factors are known."""

import re
from typing import Any

import numpy as np
import pytest

from gd.arguments import Arguments
from gd.explain.long_run import factor_text, long_run
from gd.problem import Explained
from gd.problems import Quadratic
from gd.text import number
from gd.theory.predict import forecast
from gd.theory.regime import Regime
from tests.experiments.test_scenarios import built_in
from tests.theory.test_forecast import BOWL, RAVINE


class Untold:
    """A problem that does not tell that it is quadratic, so that its run is looked at."""

    spectrum = None

    def __init__(self, problem: Explained) -> None:
        self._problem = problem

    def __getattr__(self, name: str) -> Any:
        return getattr(self._problem, name)


def told(given: Arguments[Explained]) -> tuple[Regime, str]:
    found = long_run(given)
    return found.regime, found.sentence


def seen(problem: Explained, start: list[float], rate: float) -> tuple[Regime, str]:
    return told(Arguments(Untold(problem), np.array(start), rate, epochs=10))


# Of J = w² the factor is 1 − 2η. Between the third and the last quarter of 1,000 epochs are 250.
@pytest.mark.parametrize(("kept", "expected"), [(0.9992, Regime.OSCILLATING), (0.9988, Regime.OVERSHOOTING)])
def test_jumps_go_on_for_ever_that_lose_less_than_a_thousandth_in_a_quarter_of_a_thousand_epochs(
    kept: float, expected: Regime
) -> None:
    rate = (1 + kept ** (1 / 250)) / 2
    assert np.abs(1 - 2 * rate) ** 250 == pytest.approx(kept, abs=1e-9)
    assert seen(BOWL, [20], rate)[0] is expected


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (
            0.3,
            (
                Regime.SHRINKING,
                "Epoch 1 multiplies the distance along w by 0.4: the weight w comes closer, on the same side.",
            ),
        ),
        (
            0.8,
            (
                Regime.OVERSHOOTING,
                "Epoch 1 multiplies the distance along w by −0.6: the weight w goes over to the other side, and comes "
                "closer later.",
            ),
        ),
        (1.0, (Regime.OSCILLATING, "Near the minimum, 1 − ηλ = −1: a step lands equally far away on the other side.")),
        (
            1.2,
            (Regime.DIVERGING, "Epoch 1 multiplies the distance along w by −1.4: the weight w gets further away."),
        ),
    ],
)
def test_what_is_seen_is_what_the_factor_does(rate: float, expected: tuple[Regime, str]) -> None:
    assert seen(BOWL, [20], rate) == expected
    assert told(Arguments(BOWL, np.array([20.0]), rate, epochs=10))[0] is expected[0]


def test_a_run_that_stays_is_still() -> None:
    still = Regime.STILL, "The gradient is 0 at the start, so no step changes anything."
    assert seen(BOWL, [0.0], 0.3) == still
    assert told(Arguments(BOWL, np.array([0.0]), 0.3, epochs=10)) == still


# Along w₁ + w₂, where λ is 25, the factor is 1 − 25η; along w₁ − w₂ it is 1 − η.
@pytest.mark.parametrize(
    ("rate", "start", "why"),
    [
        (
            0.02,
            [-3, 3],
            "Along w₁ − w₂, 1 − ηλ = 0.98: each step takes the same share off the distance, on the same side.",
        ),
        (0.06, [-3, 3], "Along w₁ + w₂, 1 − ηλ = −0.5: each step lands on the other side, and closer."),
        (0.08, [-3, 3], "Along w₁ + w₂, 1 − ηλ = −1: each step lands equally far away on the other side."),
        (0.1, [-3, 3], "Along w₁ + w₂, 1 − ηλ = −1.5: each step lands on the other side, and further away."),
    ],
)
def test_on_a_quadratic_the_factor_says_why(rate: float, start: list[float], why: str) -> None:
    assert told(Arguments(RAVINE, np.array(start, dtype=float), rate, epochs=10))[1] == why


def test_however_gently_j_curves_towards_an_optimum_a_step_too_large_is_a_jump() -> None:
    gentle = Quadratic([[0.5]], [0])
    assert told(Arguments(gentle, np.array([1.0]), 5.0, epochs=10)) == (
        Regime.DIVERGING,
        "1 − ηλ = −1.5: each step lands on the other side, and further away.",
    )


@pytest.mark.parametrize("curvature", [0.0, -0.5])
def test_where_j_does_not_curve_towards_an_optimum_the_factor_is_no_jump(curvature: float) -> None:
    slope = Quadratic(np.diag([curvature, 2.0]), [1, 0])
    regime, why = told(Arguments(slope, np.array([1.0, 0]), 0.1, epochs=10))
    assert regime is Regime.DIVERGING
    factor = "1" if curvature == 0 else "1.05"
    assert why == f"Along w₁, 1 − ηλ = {factor}: J doesn't curve towards an optimum there, so it has none."


def test_the_step_that_is_told_is_the_first_that_leads_further_away() -> None:
    # Along the floor the start is far off and comes closer; what it has along the walls is small, and grows.
    rate, start = 0.085, np.array([11.001, -7.999])
    path = [start]
    for _ in range(100):
        path.append(path[-1] - rate * RAVINE.gradient(path[-1]))
    away = np.array(path) - [1, 2]
    regime, why = seen(RAVINE, start.tolist(), rate)
    (epoch, weight, ratio) = re.fullmatch(
        r"Epoch (\d+) multiplies the distance along (w.) by (.+): the weight w. gets further away\.", why
    ).groups()
    d = ["w₁", "w₂"].index(weight)
    distance = np.abs(away[:, d])
    assert regime is Regime.DIVERGING
    assert int(epoch) == np.flatnonzero(distance[1:] > distance[:-1])[0] + 1 > 1
    k = int(epoch)
    exact = away[k, d] / away[k - 1, d]
    assert exact > 1
    assert ratio == f"1 + {number(exact - 1)}"  # four digits of the ratio itself would hide that it is above 1


def test_where_the_optimum_is_left_again_and_again_its_own_factor_says_why() -> None:
    likelihood = built_in("likelihood", learning_rate=0.11)
    curvature = 1 / np.var(likelihood.problem.sample)  # of −J along μ; along log σ it is 2
    factor = number(1 - 0.11 * curvature)
    why = (
        f"Near the maximum, along μ, 1 − ηλ = {factor}: a step lands further out on the other side, so it can't settle."
    )
    assert told(likelihood.arguments) == (Regime.OSCILLATING, why)


def test_a_weight_that_does_not_move_is_no_example_of_one_that_comes_closer() -> None:
    # From 10⁻⁹ a step along w₂ is 0.05 · 4 · 10⁻²⁷, less than the rounding of the weight.
    regime, why = told(built_in("valley", w0=(1e-9, 1e-9)).arguments)
    assert (regime, why) == (
        Regime.SHRINKING,
        "Epoch 1 multiplies the distance along w₁ by 0.9: the weight w₁ comes closer, on the same side.",
    )


# With the factors 0.4 and −0.2, the second weight changes sides, from where it starts to a fifth of that.
@pytest.mark.parametrize(("other_side", "expected"), [(1.5e-9, Regime.OVERSHOOTING), (0.7e-9, Regime.SHRINKING)])
def test_a_distance_under_a_billionth_of_the_largest_counts_as_none(other_side: float, expected: Regime) -> None:
    for size in (1.0, 1000.0):
        start = [size, 5 * other_side * size]
        assert seen(Quadratic(np.diag([1.0, 2.0]), [0, 0]), start, 0.6)[0] is expected


@pytest.mark.parametrize(("rate", "factor"), [(2.6e-4, "0.9995"), (2.4e-4, "1 − 0.00048")])
def test_a_factor_so_close_to_one_that_four_digits_hide_it_is_shown_as_what_it_takes_off(
    rate: float, factor: str
) -> None:
    assert factor_text(forecast(BOWL, [20], rate), 0) == f"1 − ηλ = {factor}"
