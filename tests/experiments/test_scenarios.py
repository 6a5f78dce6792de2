"""The built-in problems: each runs, and the statements of its lesson are true."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gd.arrays import Array
from gd.experiments.built_in import DATA
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import SCENARIOS, defaults
from gd.explain.lessons import LESSONS
from gd.tables.dataset import read_csv
from gd.theory.predict import largest_stable_rate

BUILT_IN = ["parabola", "valley", "likelihood", "line", "ravine", "dummy-trap", "unscaled"]


def built_in(problem: str, **changes: Any) -> Experiment:
    """A built-in problem with its default settings, except for the changes."""
    table = SCENARIOS[problem].table
    return prepare(replace(defaults(problem), **changes), read_csv(DATA / table) if table else None)


def rows(experiment: Experiment) -> tuple[Array, Array]:
    """X and y in the table's order, as used by descent; the sample of a small table contains all rows."""
    sample = experiment.regression.factor.sample
    values = sample.values[np.argsort(sample.rows)]
    return values[:, :-1], values[:, -1]


def test_there_are_seven_built_in_problems_and_ones_own_table_and_function() -> None:
    assert list(SCENARIOS) == [*BUILT_IN, "table", "function"]


@pytest.mark.parametrize("problem", SCENARIOS)
def test_every_problem_has_a_title_a_lesson_of_sentences_and_a_source(problem: str) -> None:
    scenario = SCENARIOS[problem]
    assert scenario.title
    assert scenario.title.startswith(scenario.short) or problem in ("dummy-trap", "table", "function")
    assert len(scenario.short) <= len("Your function")
    assert len(re.findall(r"[.?!](?= [A-Z]|$)", scenario.lesson)) >= 2
    assert scenario.source.endswith(".")


@pytest.mark.parametrize("problem", SCENARIOS)
def test_every_source_names_the_file_it_is_read_from(problem: str) -> None:
    named = re.findall(r"data/([\w-]+\.csv)", SCENARIOS[problem].source)
    assert named == {"likelihood": ["cavendish.csv"]}.get(problem, [t] if (t := SCENARIOS[problem].table) else [])
    assert all((DATA / file).is_file() for file in named)


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_built_in_problem_runs_all_its_epochs_and_gets_better(problem: str) -> None:
    experiment = built_in(problem)
    run = experiment.run()
    assert run.epochs[-1] == experiment.settings.epochs
    assert np.isfinite(run.weights).all()
    assert np.isfinite(run.costs).all()
    assert (run.final_cost > run.costs[0]) == (problem == "likelihood")


def test_one_epoch_of_the_bowl_takes_off_a_fifth() -> None:
    assert "at η = 0.1 that is a fifth of w: 20, 16, 12.8, …" in SCENARIOS["parabola"].lesson
    assert built_in("parabola").run().weights[:3, 0] == pytest.approx([20, 16, 12.8], rel=1e-12)


@pytest.mark.parametrize(("rate", "factor"), [(0.6, -0.2), (1.0, -1.0), (1.1, -1.2)])
def test_the_rates_to_try_on_the_bowl_overshoot_repeat_and_grow(rate: float, factor: float) -> None:
    assert {"learning_rate": rate} in [one.changes for one in LESSONS["parabola"].tries]
    w = built_in("parabola", learning_rate=rate).run().weights[:, 0]
    assert w[1:] / w[:-1] == pytest.approx(factor, rel=1e-12)


def test_in_the_valley_each_epoch_takes_the_same_share_along_w1() -> None:
    w1 = built_in("valley").run().weights[:, 0]
    assert w1[1:] / w1[:-1] == pytest.approx(0.9, rel=1e-12)
    assert abs(w1[-1]) < 1e-8


def test_in_the_valley_the_closer_w2_comes_to_zero_the_slower_it_gets() -> None:
    assert "the closer w₂ comes to 0, the slower it gets" in SCENARIOS["valley"].lesson
    w2 = built_in("valley").run().weights[:, 1]
    assert (np.diff(w2[1:] / w2[:-1]) > 0).all()
    near, nearer = (built_in("valley", epochs=epochs).run().final_weights[1] for epochs in (500, 50_000))
    assert near / nearer == pytest.approx(10, rel=0.01)


def test_the_ravine_has_the_eigenvalues_and_the_edge_that_it_speaks_of() -> None:
    assert "eigenvalues 25 and 1" in SCENARIOS["ravine"].source
    assert "curves 25 times as much across" in SCENARIOS["ravine"].lesson
    ravine = built_in("ravine")
    assert np.linalg.eigvalsh(ravine.problem.hessian(ravine.start)) == pytest.approx([1, 25])
    assert largest_stable_rate(ravine.problem, ravine.start) == pytest.approx(0.08, rel=1e-12)


def test_in_the_ravine_the_path_jumps_from_wall_to_wall() -> None:
    across = (built_in("ravine").run().weights - [1, 2]) @ [1, 1]
    assert across[1:10] / across[:9] == pytest.approx(1 - 0.076 * 25)


@pytest.mark.parametrize(("rate", "out"), [(0.0799, False), (0.0801, True)])
def test_above_the_edge_the_path_leaves_the_ravine(rate: float, out: bool) -> None:
    costs = built_in("ravine", learning_rate=rate, epochs=2000).run().costs
    assert (costs[-1] > costs[0]) == out


def test_the_likelihood_climbs_to_mean_and_spread_of_29_measurements() -> None:
    assert "Cavendish's 29 measurements" in SCENARIOS["likelihood"].lesson
    sample = np.loadtxt(DATA / "cavendish.csv", skiprows=1)
    assert len(sample) == 29
    mu, log_sigma = built_in("likelihood", epochs=2000).run().final_weights
    assert (mu, np.exp(log_sigma)) == pytest.approx((sample.mean(), sample.std()), rel=1e-9)


def test_the_line_rises_by_454_kilometres_a_second_for_each_megaparsec() -> None:
    assert "about 454 km/s with each megaparsec" in SCENARIOS["line"].lesson
    distance, velocity = np.loadtxt(DATA / "hubble.csv", delimiter=",", skiprows=1, usecols=(1, 2)).T
    slope, intercept = np.polyfit(distance, velocity, 1)
    line = built_in("line")
    assert line.exact == pytest.approx([intercept, slope], rel=1e-9)
    assert round(line.run().final_weights[1]) == round(slope) == 454


def test_the_trap_is_the_ten_rows_of_the_tutorial() -> None:
    X, y = rows(built_in("dummy-trap"))
    assert X.tolist() == [[1, 1, 0]] * 5 + [[1, 0, 1]] * 5
    assert y.tolist() == [0] * 5 + [1] * 5
    assert np.linalg.eigvalsh(X.T @ X) == pytest.approx([0, 5, 15], abs=1e-9)


def test_solve_fails_in_the_trap() -> None:
    assert "`solve` fails" in SCENARIOS["dummy-trap"].lesson
    with pytest.raises(np.linalg.LinAlgError, match="Singular matrix"):
        built_in("dummy-trap").problem.solve()


def test_in_the_trap_another_start_gives_other_weights_and_the_same_predictions() -> None:
    one, other = (built_in("dummy-trap", seed=seed, epochs=10_000) for seed in (0, 1))
    w_one, w_other = one.run().final_weights, other.run().final_weights
    assert np.abs(w_one - w_other).max() > 0.05
    assert rows(one)[0] @ w_one == pytest.approx(rows(other)[0] @ w_other, abs=1e-9)


def test_unscaled_features_have_the_sizes_that_the_lesson_names() -> None:
    assert "about 4,200 grams, the bill's depth about 17 millimetres" in SCENARIOS["unscaled"].lesson
    names, (X, _) = built_in("unscaled").regression.names, rows(built_in("unscaled"))
    mass, depth = (X[:, names.index(name)].mean() for name in ("body_mass_g", "bill_depth_mm"))
    assert (round(mass, -2), round(depth)) == (4200, 17)


def test_unscaled_features_are_still_worse_than_the_mean_after_a_thousand_epochs() -> None:
    unscaled = built_in("unscaled")
    assert unscaled.curve(unscaled.run())[-1] > rows(unscaled)[1].var()


def test_the_rate_that_body_mass_allows_is_the_scenarios_up_to_a_factor_of_two() -> None:
    unscaled = built_in("unscaled")
    mass = rows(unscaled)[0][:, unscaled.regression.names.index("body_mass_g")]
    assert largest_stable_rate(unscaled.problem, unscaled.start) == pytest.approx(2 / (mass**2).mean(), rel=1e-3)
    assert 1 < largest_stable_rate(unscaled.problem, unscaled.start) / unscaled.settings.learning_rate < 2


def test_standardised_with_a_rate_of_a_tenth_it_arrives() -> None:
    (button,) = (one for one in LESSONS["unscaled"].tries if one.label == "Standardise, η = 0.1")
    scaled, (X, y) = built_in("unscaled", **button.changes), rows(built_in("unscaled"))
    residuals = X @ np.linalg.lstsq(X, y)[0] - y
    assert scaled.curve(scaled.run())[-1] == pytest.approx((residuals**2).mean(), rel=1e-9)
