"""Basins: which minimum each start leads to agrees with symmetry, known minima, and `descend` itself."""

import numpy as np
import pytest

from gd.arrays import Array
from gd.descent import descend
from gd.expression.expression import Expression
from gd.problems import PowerSum
from gd.run import Stop
from gd.theory import basins as theory
from gd.theory.basins import DIVERGED, NO_VALUE, NOWHERE, ON_THE_WAY, Basins, basins

HIMMELBLAU = Expression("(x^2 + y - 11)^2 + (x + y^2 - 7)^2")
MINIMA = [[-3.779310, -3.283186], [-2.805118, 3.131312], [3.0, 2.0], [3.584428, -1.848126]]
"""D. M. Himmelblau, Applied Nonlinear Programming, 1972; all four are equally good."""
WELLS = Expression("(w^2 - 1)^2")


def grid(reach: float, K: int = 24) -> Array:
    """K × K starts that are symmetric about 0, with none on the axes for an even K."""
    side = np.linspace(-reach, reach, K)
    return np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)


def line(reach: float, K: int = 60) -> Array:
    return np.linspace(-reach, reach, K)[:, None]


def found(problem: Expression | PowerSum, starts: Array, rate: float, epochs: int = 400) -> Basins:
    return basins(problem, starts, rate, epochs, np.ptp(starts, axis=0))


def test_in_a_double_well_the_sign_of_the_start_decides_if_the_rate_is_small() -> None:
    """A step, from w to w (1 − 4η (w² − 1)), keeps the sign of w as long as 4η (w² − 1) < 1: here it is at most ¼."""
    starts = line(1.5)
    map_ = found(WELLS, starts, 0.05)
    assert map_.optima.tolist() == [[-1], [1]]
    assert map_.reached.tolist() == (starts[:, 0] > 0).astype(int).tolist()


def test_on_the_hill_exactly_descent_stays_and_reaches_nothing() -> None:
    assert found(WELLS, line(1.5, 61), 0.05).reached[30] == NOWHERE


def test_himmelblaus_four_minima_are_found_and_each_has_a_basin() -> None:
    map_ = found(HIMMELBLAU, grid(5), 0.01)
    assert map_.optima == pytest.approx(np.array(MINIMA), abs=1e-6)
    assert set(map_.reached.tolist()) == {0, 1, 2, 3}
    for k, minimum in enumerate(MINIMA):
        nearest = np.abs(grid(5) - minimum).sum(axis=1).argmin()
        assert map_.reached[nearest] == k


@pytest.mark.parametrize("rate", [0.002, 0.02, 0.03])
def test_each_start_has_what_an_actual_run_from_it_reaches(rate: float) -> None:
    """Also where the rate is large, so that the basins fray, some runs bounce for ever, and some diverge."""
    starts = grid(5)
    map_ = found(HIMMELBLAU, starts, rate)
    for k in range(0, len(starts), 7):
        run = descend(HIMMELBLAU, starts[k], learning_rate=rate, epochs=400, keep=2)
        near = (np.abs(run.final_weights - map_.optima) <= theory.NEAR * 10).all(axis=1)
        expected = DIVERGED if run.stop is Stop.DIVERGED else int(near.argmax()) if near.any() else ON_THE_WAY
        assert map_.reached[k] == expected


def test_a_larger_rate_changes_the_basins() -> None:
    small, large = (found(HIMMELBLAU, grid(5), rate).reached for rate in (0.002, 0.02))
    assert (small != large).sum() > 20


@pytest.mark.parametrize(("rate", "diverges"), [(0.999, False), (1.001, True)])
def test_beyond_the_stability_limit_everything_diverges(rate: float, diverges: bool) -> None:
    """On J = w² the update is w ← (1 − 2η) w: the limit is η = 1, and overflow comes after some 355,000 epochs."""
    map_ = found(PowerSum((2,)), line(1.0, 8), rate, 400_000)
    assert set(map_.reached.tolist()) == ({DIVERGED} if diverges else {0})


def test_where_a_run_comes_to_where_j_has_no_value_is_told_from_divergence() -> None:
    """On J = w − log w the step from w is η (1 − 1/w): at η = 5 it leads from 4 to 0.25, and then to above 4."""
    logarithm = Expression("w - log(w)")
    map_ = basins(logarithm, np.array([[-1.0], [0.9], [1.1], [4.0]]), 5.0, 50, np.array([2.0]))
    stops = [descend(logarithm, [w], learning_rate=5.0, epochs=50).stop for w in (0.9, 1.1, 4.0)]
    assert map_.reached[0] == NO_VALUE
    assert [stop is Stop.UNDEFINED for stop in stops] == (map_.reached[1:] == NO_VALUE).tolist()
    assert Stop.UNDEFINED in stops


@pytest.mark.parametrize(("formula", "rate"), [("sqrt(x)", 0.1), ("log(x)", 0.1), ("x^4 - 16 x^2", 1.0)])
def test_no_value_and_divergence_are_as_the_verdict_has_them(formula: str, rate: float) -> None:
    """x⁴ − 16 x² overflows as ∞ − ∞, which isn't a number either, and yet it diverges."""
    code = {Stop.UNDEFINED: NO_VALUE, Stop.DIVERGED: DIVERGED, Stop.EPOCHS: ON_THE_WAY}
    starts, J = np.linspace(0.07, 5, 40)[:, None], Expression(formula)
    expected = [code[descend(J, start, learning_rate=rate, epochs=30).stop] for start in starts]
    assert basins(J, starts, rate, 30, np.array([5.0])).reached.tolist() == expected


def test_uphill_the_maxima_are_reached() -> None:
    hills = Expression("sin(x) + cos(y)")
    map_ = basins(hills, np.array([[1.0, 0.5], [-4.0, 0.5]]), -0.5, 200, np.array([10.0, 10.0]))
    assert map_.optima == pytest.approx(np.array([[-1.5 * np.pi, 0], [np.pi / 2, 0]]), abs=1e-6)
    assert map_.reached.tolist() == [1, 0]


def test_better_optima_come_first_and_equally_good_ones_by_their_weights() -> None:
    hollows = Expression("(x^4 - 16 x^2 + 5x + y^4 - 16 y^2 + 5y) / 2")
    map_ = found(hollows, grid(4), 0.01)
    deep, flat = -2.903534, 2.746803
    assert map_.optima == pytest.approx(np.array([[deep, deep], [deep, flat], [flat, deep], [flat, flat]]), abs=1e-5)


def test_on_a_plateau_nothing_is_reached_and_its_many_ends_dont_hide_the_hollow() -> None:
    """At a distance r the slope is r exp(−r²/2): below 1e−9 of the window of 16 from r = 6.4, with room either side."""
    map_ = found(Expression("1 - exp(-(x^2 + y^2) / 2)"), grid(8), 0.5, 100)
    r = np.hypot(*grid(8).T)
    assert set(map_.reached[r > 6.8]) == {NOWHERE}
    assert set(map_.reached[(r > 5) & (r < 5.8)]) == {ON_THE_WAY}
    assert map_.optima == pytest.approx(np.zeros((1, 2)), abs=1e-6)
    assert (map_.reached[r < 2] == 0).all()


def test_what_is_on_its_way_after_the_last_epoch_has_reached_nothing_yet() -> None:
    few, many = (found(HIMMELBLAU, grid(5), 0.002, epochs) for epochs in (5, 400))
    assert (few.reached == ON_THE_WAY).sum() > 100 > (many.reached == ON_THE_WAY).sum()
    assert few.epochs == 5
    assert NOWHERE not in few.reached


def test_where_descent_is_slow_it_isnt_said_that_there_is_no_minimum() -> None:
    """On J = w⁴ from 1 at η = 0.01, w is about (1 + 8 η t)^−½: 0.62 after 20 epochs, and below 0.04 after 8000."""
    few, many = (found(PowerSum((4,)), line(1.0), 0.01, epochs) for epochs in (20, 16_000))
    assert few.reached[0] == few.reached[-1] == ON_THE_WAY
    assert NOWHERE not in few.reached
    assert set(many.reached.tolist()) == {0}


def test_an_end_that_wasnt_examined_isnt_called_one_without_a_minimum(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tops of sin w: on each a run rests, as it does on each of the hollows."""
    tops = np.pi * (np.arange(-3, 3)[:, None] * 2 + 0.5)
    assert set(basins(Expression("sin(w)"), tops, 0.1, 50, np.array([40.0])).reached) == {NOWHERE}
    monkeypatch.setattr(theory, "MOST_FAILURES", 2)
    reached = basins(Expression("sin(w)"), tops, 0.1, 50, np.array([40.0])).reached
    assert sorted(reached) == [ON_THE_WAY] * 4 + [NOWHERE] * 2


@pytest.mark.parametrize("rate", [0.01, 0.3])
def test_around_a_kink_a_run_that_bounces_has_reached_the_minimum(rate: float) -> None:
    """On J = |w| a step is η long, and a run ends within η of 0 once it has gone |start| / η steps."""
    starts, epochs = line(3.0), 20
    map_ = found(Expression("abs(w)"), starts, rate, epochs)
    assert map_.optima.tolist() == [[0]]
    reach = epochs * rate + max(theory.NEAR * 6, theory.BOUNCE * rate)
    assert map_.reached.tolist() == np.where(np.abs(starts[:, 0]) < reach, 0, ON_THE_WAY).tolist()


def test_around_a_smooth_minimum_a_run_that_bounces_has_reached_nothing() -> None:
    """On J = w² with η = 1 a run goes from w to −w for ever."""
    map_ = found(PowerSum((2,)), line(1.0), 1.0, 50)
    assert (map_.reached[np.abs(line(1.0)[:, 0]) > 0.05] == ON_THE_WAY).all()


def test_the_work_is_bounded_and_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theory, "WORK", 20 * 576)
    map_ = found(HIMMELBLAU, grid(5), 1e-5, 10_000)
    assert map_.epochs == 20
    assert ON_THE_WAY in map_.reached


def test_progress_is_told_and_can_end_the_runs() -> None:
    shares: list[float] = []

    def progress(share: float) -> bool:
        shares.append(share)
        return len(shares) < 4

    map_ = basins(HIMMELBLAU, grid(5), 1e-4, 100, np.full(2, 10.0), progress)
    assert shares == pytest.approx([0, 0.1, 0.2, 0.3])
    assert map_.epochs == 30
    assert ON_THE_WAY in map_.reached


def test_runs_that_have_arrived_are_not_run_on() -> None:
    map_ = found(HIMMELBLAU, grid(5), 0.01, 1_000_000)
    assert map_.epochs < 2000
    assert set(map_.reached.tolist()) == {0, 1, 2, 3}


CONTINUA = {
    "ring": ("(x^2 + y^2 - 1)^2", 0.02, 400, [1]),
    "axes": ("x^2 y^2", 0.02, 2000, [1]),
    "line": ("(x + y - 1)^4 + (x + y - 1)^2", 0.002, 2000, [1]),
    "two lines": ("((x - y - 0.03)^2 - 1)^2", 0.005, 1000, [1, 1]),
    "ring around a point": ("(x^2 + y^2) (x^2 + y^2 - 2)^2", 0.002, 2000, [1, 0]),
    "floor": ("max(0, x^2 + y^2 - 1)", 0.01, 400, [1]),
    "apart": ("(x^2 - 1)^2 + (y^2 - 1)^2", 0.02, 400, [0, 0, 0, 0]),
    "flat but alone": ("x^4 + y^4", 0.01, 5000, [0]),
    "flat and apart": ("(x^2 - 1)^4 + (y^2 - 1)^4", 0.002, 5000, [0, 0, 0, 0]),
}
"""A formula, a rate, epochs, and of each optimum whether it stands for a continuum."""


@pytest.mark.parametrize("name", CONTINUA)
def test_minima_are_joined_if_and_only_if_a_path_of_equal_j_connects_them(name: str) -> None:
    formula, rate, epochs, valleys = CONTINUA[name]
    map_ = found(Expression(formula), grid(1.5), rate, epochs)
    assert sorted(map_.valley.tolist()) == sorted(map(bool, valleys))
    assert (map_.reached >= 0).mean() > 0.9
    assert NOWHERE not in map_.reached


def test_uphill_a_ridge_is_one_maximum() -> None:
    map_ = found(Expression("-(x^2 + y^2 - 1)^2"), grid(1.5), -0.02)
    assert map_.valley.tolist() == [True]


def test_of_one_weight_a_flat_floor_is_one_minimum_and_a_flat_top_is_none() -> None:
    floor = Expression("abs(w) + abs(w - 1)")
    map_ = found(floor, line(3.0), 0.1)
    assert map_.valley.tolist() == [True]
    assert set(map_.reached.tolist()) == {0}
    step = Expression("min(0, abs(w) - 2)")
    outside = np.abs(line(3.0)[:, 0]) > 2.2
    assert set(found(step, line(3.0), 0.1).reached[outside].tolist()) == {NOWHERE}
