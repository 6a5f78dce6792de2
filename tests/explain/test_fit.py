"""RMSE and R² against NumPy on the rows, and the sentence that says them."""

import json
import math
import re
import statistics

import numpy as np
import pytest

from gd.explain.fit import Fit, fit_of
from gd.factor import Factor
from gd.least_squares import LeastSquares, Reduction
from gd.tables.dataset import read_csv
from gd.tables.folded import FoldedFile
from gd.tables.regression import Regression, fold_table
from tests.experiments.test_scenarios import built_in, rows


def regression(X: np.ndarray, y: np.ndarray) -> Regression:
    factor = Factor.of(X, y, names=[f"x{d}" for d in range(X.shape[1])], target="price")
    return fold_table(FoldedFile.of(Factor.from_json(factor.to_json())), "price", factor.columns)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("standardised", [False, True])
def test_it_is_what_numpy_finds_on_the_rows(seed: int, reduction: Reduction, standardised: bool) -> None:
    rng = np.random.default_rng(seed)
    N, D = 30, 1 + seed % 4
    X, y = rng.normal(3, 10.0 ** rng.integers(-2, 3), size=(N, D)), rng.normal(100, 5, size=N)
    fitted = regression(X, y)
    rows_of_x = np.column_stack([np.ones(N), X])
    if standardised:
        fitted = fitted.standardised()
        rows_of_x[:, 1:] = (X - X.mean(axis=0)) / X.std(axis=0)
    problem = fitted.problem(reduction)
    w = np.linalg.lstsq(rows_of_x, y)[0] + rng.normal(size=D + 1) / 100
    fit = Fit.of(problem, fitted.factor, w)
    errors, best = y - rows_of_x @ w, y - rows_of_x @ np.linalg.lstsq(rows_of_x, y)[0]
    assert fit.rmse == pytest.approx(math.sqrt(statistics.fmean(e**2 for e in errors)), rel=1e-9)
    assert fit.rmse_of_mean == pytest.approx(statistics.pstdev(y), rel=1e-9)
    assert fit.best_rmse == pytest.approx(math.sqrt(statistics.fmean(e**2 for e in best)), rel=1e-9)
    assert fit.r2 == pytest.approx(1 - (errors**2).sum() / ((y - y.mean()) ** 2).sum(), rel=1e-9)
    # With an intercept, the largest R² is the squared correlation of predictions and targets.
    assert fit.best_r2 == pytest.approx(statistics.correlation(y, y - best) ** 2, rel=1e-9)


@pytest.mark.parametrize("problem", ["line", "dummy-trap", "unscaled"])
@pytest.mark.parametrize("changes", [{}, {"scale": True, "reduction": "mean", "learning_rate": 0.1}, {"batch": 5}])
def test_of_a_built_in_table_it_is_measured_on_the_complete_rows(problem: str, changes: dict) -> None:
    experiment = built_in(problem, epochs=20, **changes)
    w = experiment.run().final_weights
    X, y = rows(experiment)
    fit = fit_of(experiment, w)
    assert fit is not None
    assert fit.target == experiment.settings.target
    assert fit.rmse == pytest.approx(np.sqrt(np.mean((y - X @ w) ** 2)), rel=1e-9)
    assert fit.rmse_of_mean == pytest.approx(np.std(y), rel=1e-9)
    best = np.sqrt(np.mean((y - X @ np.linalg.lstsq(X, y)[0]) ** 2))
    assert fit.best_rmse == pytest.approx(best, rel=1e-9, abs=1e-13 * np.abs(y).max())


@pytest.mark.parametrize("problem", ["parabola", "ravine", "likelihood"])
def test_a_function_of_the_weights_has_none(problem: str) -> None:
    assert fit_of(built_in(problem), built_in(problem).start) is None


def test_hubbles_line_is_said_in_his_unit() -> None:
    line = built_in("line")
    fit = fit_of(line, line.problem.exact())
    assert fit is not None
    assert fit.sentence == (
        "Typical error (RMSE): 223 in the unit of “velocity_km_s”; predicting the mean: 363.4, best possible: 223. "
        "Variance explained (R²): 0.623, best possible: 0.623."
    )


X = np.arange(8.0)[:, None]
Y = 2 * X[:, 0] + 1 + np.resize([0.1, -0.1], 8)


def sentence(y: np.ndarray, *weights: float) -> str:
    fitted = regression(X, y)
    return Fit.of(fitted.problem(), fitted.factor, np.array(weights)).sentence


def test_one_is_said_only_of_predictions_that_are_all_right() -> None:
    exact = 2 * X[:, 0] + 1
    assert "price”; predicting the mean: 4.583, best possible: 0. Variance" in sentence(exact, 1, 2)
    assert "explained (R²): 1, best possible: 1." in sentence(exact, 1, 2)
    for off in np.geomspace(1e-3, 1e-11, 50):
        assert "explained (R²): 0.999, best possible: 1." in sentence(exact, 1 + off, 2)
    assert "explained (R²): 0.999, best possible: 0.999." in sentence(Y, 1, 2)  # R² is 0.9995


def test_zero_is_said_only_of_the_mean_or_its_equal() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        y = Y + rng.normal(size=8) / 10
        mean = float(y.mean())
        for far in (0, 1e6):
            assert "explained (R²): 0, " in sentence(y + far, mean + far, 0)
        for slope in (1e-4, 1e-9):
            assert "explained (R²): less than 0.001, " in sentence(y, mean - 3.5 * slope, slope)
            assert "R² is negative: predicting the mean for every" in sentence(y, mean + 3.5 * slope, -slope)


def test_a_target_that_is_the_same_everywhere_has_no_r2() -> None:
    for value in (0.0, 0.1, 1e9):
        text = sentence(np.full(8, value), value + 1, 0)
        assert "predicting the mean: 0, best possible: 0. There is no R²" in text


@pytest.mark.parametrize("scale", [1e-150, 1e-9, 1.0, 1e9, 1e140])
@pytest.mark.parametrize("power", [-300, -20, -1, 0, 1, 20, 300])
def test_the_sentence_never_holds_what_is_no_number(scale: float, power: int) -> None:
    fitted = regression(X, scale * Y)
    w = np.array([1.0, 2.0]) * scale + min(scale * 10.0**power, 1e150)
    text = Fit.of(fitted.problem(), fitted.factor, w).sentence
    assert not re.search(r"nan|inf|undefined|∞|−", text)
    assert ", best possible: 0.999." in text or "R² is negative" in text


def test_of_a_run_that_diverges_the_mean_is_better() -> None:
    run = (diverging := built_in("line", learning_rate=3.0)).run()
    fit = fit_of(diverging, run.final_weights)
    assert fit is not None
    assert fit.rmse > 1e100
    assert -math.inf < fit.r2 < 0
    assert "R² is negative" in fit.sentence


def test_no_weights_are_better_than_the_best_nor_the_best_worse_than_the_mean() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        N, D = rng.integers(2, 12), rng.integers(1, 12)  # often more weights than rows
        A, y = rng.normal(size=(N, D)).round(), rng.normal(size=N)
        fitted = regression(np.where(A.any(axis=0), A, 1.0), y)
        problem = fitted.problem()
        assert isinstance(problem, LeastSquares)
        fit = Fit.of(problem, fitted.factor, problem.exact() + rng.normal(size=D + 1) * rng.choice([0, 1e-9, 1]))
        assert fit.best_rmse <= min(fit.rmse, fit.rmse_of_mean)
        assert fit.r2 <= fit.best_r2
        assert 0 <= fit.best_r2 <= 1


def test_where_the_exact_weights_are_rounded_others_may_be_the_best_known() -> None:
    class Rounded(LeastSquares):
        def exact(self) -> np.ndarray:
            return np.array([100.0, 100.0])

    ones = np.column_stack([np.ones(8), X])
    fit = Fit.of(Rounded(ones, Y), Factor.of(X, Y), np.array([1.0, 2.0]))
    assert fit.best_rmse == fit.rmse < fit.rmse_of_mean
    fit = Fit.of(Rounded(ones, Y), Factor.of(X, Y), np.array([100.0, 0.0]))
    assert fit.best_rmse == fit.rmse_of_mean < fit.rmse


def test_a_folded_file_says_the_same_as_its_rows() -> None:
    table = read_csv(b"x,z,y\n1,2,3\n2,1,5\n3,5,4\n4,3,8\n5,5,9\n")
    unfolded = fold_table(table, "y", ["x", "z"])
    stored = Factor.from_json(json.dumps(json.loads(unfolded.factor.to_json())))
    again = fold_table(FoldedFile.of(stored), "y", ["x", "z"])
    w = np.array([1.0, 1.0, 0.5])
    assert Fit.of(again.problem(), again.factor, w) == Fit.of(unfolded.problem(), unfolded.factor, w)
