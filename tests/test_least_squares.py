"""Linear regression: the factor agrees with the rows, and the exact weights with published ones."""

from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from gd.arrays import EPS, Array
from gd.factor import Factor
from gd.least_squares import LeastSquares, Reduction
from tests import rational

# The dummy-variable trap: a column of ones, and an indicator column for each half of the rows.
TRAP_X = np.repeat([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]], 5, axis=0)
TRAP_Y = np.repeat([0.0, 1.0], 5)

rng = np.random.default_rng(0)
TABLES = {
    "more rows than columns": rng.normal(size=(20, 3)),
    "as many rows as columns": rng.normal(size=(3, 3)),
    "more columns than rows": rng.normal(size=(2, 4)),
    "one row": np.array([[1.0, 2.0, 3.0]]),
    "one column": np.array([[1.0], [2.0], [4.0]]),
    "one number": np.array([[2.0]]),
    "dependent columns": TRAP_X,
    "a column of zeros": np.column_stack([np.ones(4), np.zeros(4)]),
    "nothing but zeros": np.zeros((4, 2)),
}
every_table = pytest.mark.parametrize("X", TABLES.values(), ids=TABLES)
both_reductions = pytest.mark.parametrize("reduction", ["sum", "mean"])


@st.composite
def regressions(draw: st.DrawFn) -> tuple[Array, Array]:
    """Draw X and y of small whole numbers, of any rank, with X never close to a matrix of lower rank."""
    X = draw(arrays(float, array_shapes(min_dims=2, max_dims=2, max_side=4), elements=st.integers(-3, 3)))
    return X, draw(arrays(float, len(X), elements=st.integers(-3, 3)))


@every_table
@both_reductions
def test_the_factor_says_what_the_rows_say(X: Array, reduction: Reduction) -> None:
    y, w = np.random.default_rng(1).normal(size=len(X)), np.random.default_rng(2).normal(size=X.shape[1])
    divisor = {"sum": 1, "mean": len(y)}[reduction]
    problem = LeastSquares(X, y, reduction=reduction)
    assert problem.rows == len(y)
    assert problem.cost(w) == pytest.approx(((X @ w - y) ** 2).sum() / 2 / divisor, rel=1e-12)
    assert problem.gradient(w) == pytest.approx(X.T @ (X @ w - y) / divisor, rel=1e-12, abs=1e-12)
    assert problem.hessian(w) == pytest.approx(X.T @ X / divisor, rel=1e-12, abs=1e-12)
    assert problem.mse(w) == pytest.approx(((X @ w - y) ** 2).mean(), rel=1e-12)
    assert problem.cost(w) * problem.mse_per_cost == pytest.approx(problem.mse(w), rel=1e-12)


@both_reductions
@given(regressions())
def test_the_exact_weights_are_the_pseudo_inverses(reduction: Reduction, regression: tuple[Array, Array]) -> None:
    X, y = regression
    problem = LeastSquares(X, y, reduction=reduction)
    assert problem.exact() == pytest.approx(np.linalg.pinv(X, rcond=1e-9) @ y, abs=1e-9)
    assert problem.rank == np.linalg.matrix_rank(X, tol=1e-9)


def test_the_sum_is_taken_where_nothing_else_is_asked_for() -> None:
    assert LeastSquares([[1], [1]], [1, 3]).cost(np.zeros(1)) == pytest.approx((1 + 9) / 2)


def test_the_line_through_hubbles_nebulae_is_the_published_one() -> None:
    file = Path(__file__).parents[1] / "data" / "hubble.csv"
    distance, velocity = np.loadtxt(file, delimiter=",", skiprows=1, usecols=(1, 2), unpack=True)
    intercept, slope = LeastSquares(np.column_stack([np.ones(24), distance]), velocity).exact()
    assert (round(intercept, 2), round(slope, 2)) == (-40.78, 454.16)


HUBBLE = np.loadtxt(Path(__file__).parents[1] / "data" / "hubble.csv", delimiter=",", skiprows=1, usecols=(1, 2))
MEGAPARSEC, CHARGE = 3.0857e22, 1.602176634e-19


def badly_scaled() -> dict[str, tuple[Array, Array]]:
    """X and y with columns in units that are far apart."""
    distance, velocity = HUBBLE.T
    noise = np.random.default_rng(7).normal(size=(24, 3))
    charges = CHARGE * np.arange(1, 25)
    trap, ones = np.repeat([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]], 12, axis=0), np.ones(24)
    return {
        "megaparsecs": (np.column_stack([ones, distance]), velocity),
        "metres": (np.column_stack([ones, MEGAPARSEC * distance]), 1000 * velocity),
        "charges": (np.column_stack([ones, charges]), charges / CHARGE + 0.2 * noise[:, 0]),
        "metres and charges": (np.column_stack([MEGAPARSEC * distance, ones, charges, noise]), velocity),
        "the trap and metres": (np.column_stack([trap, MEGAPARSEC * distance]), velocity),
        "charges and the trap": (np.column_stack([charges, trap]), velocity),
        "charges, once more times 4, and ones": (np.column_stack([charges, ones, 4 * charges]), velocity),
        "the trap, and metres in light years": (
            np.column_stack([trap, 2.0**74 * distance, 2.0**21 * distance]),
            velocity,
        ),
    }


every_bad_scale = pytest.mark.parametrize(("X", "y"), badly_scaled().values(), ids=badly_scaled())


@every_bad_scale
@both_reductions
def test_units_cost_neither_the_rank_nor_the_exact_weights_a_digit(X: Array, y: Array, reduction: Reduction) -> None:
    problem = LeastSquares(X, y, reduction=reduction)
    rows = rational.rows_of(X.tolist())
    assert problem.rank == X.shape[1] - len(rational.null_space(rows))
    true = [float(w) for w in rational.shortest(rows, rational.rows_of([y.tolist()])[0])]
    assert problem.exact() == pytest.approx(true, rel=1e-11, abs=0)
    assert problem.spectrum.stationary() == pytest.approx(true, rel=1e-11, abs=0)


def test_metres_leave_hubbles_line_as_it_is() -> None:
    problem = LeastSquares(*badly_scaled()["metres"])
    assert problem.rank == 2
    assert problem.exact()[0] == pytest.approx(-40783.65, abs=0.005)


def test_a_column_of_charges_explains_what_it_explains() -> None:
    X, y = badly_scaled()["charges"]
    problem = LeastSquares(X, y)
    unexplained = problem.mse(problem.exact()) / y.var()
    assert unexplained == pytest.approx(1 - np.corrcoef(np.arange(24), y)[0, 1] ** 2, rel=1e-9)
    assert unexplained < 0.01


@every_bad_scale
def test_every_eigenvalue_of_badly_scaled_columns_has_its_digits(X: Array, y: Array) -> None:
    spectrum = LeastSquares(X, y).spectrum
    with mpmath.workdps(200):
        A = mpmath.matrix(X.tolist())
        values = sorted(mpmath.eigsy(A.T * A, eigvals_only=True))
        flat = sum(abs(value) < mpmath.mpf(10) ** -100 * values[-1] for value in values)
    assert (spectrum.eigenvalues == 0).sum() == flat
    assert spectrum.eigenvalues[flat:] == pytest.approx([float(v) for v in values[flat:]], rel=1e-11, abs=0)
    assert not spectrum.slopes[:flat].any()
    assert spectrum.directions.T @ spectrum.directions == pytest.approx(np.eye(len(X.T)), abs=1e-14)


@every_bad_scale
def test_an_epoch_of_badly_scaled_columns_is_that_of_exact_arithmetic(X: Array, y: Array) -> None:
    spectrum = LeastSquares(X, y).spectrum
    rate = 0.3 / float(spectrum.eigenvalues[-1])
    rows, (targets,), step = rational.rows_of(X.tolist()), rational.rows_of([y.tolist()]), Fraction(rate)
    w = [Fraction(0)] * len(rows[0])
    for epoch in range(1, 6):
        errors = [sum(map(Fraction.__mul__, row, w), -target) for row, target in zip(rows, targets, strict=True)]
        w = [
            x - step * sum(map(Fraction.__mul__, column, errors))
            for x, column in zip(w, rational.transposed(rows), strict=True)
        ]
        leapt = spectrum.leap(np.zeros(len(w)), rate, np.array([epoch]))[0]
        assert leapt == pytest.approx([float(x) for x in w], rel=1e-9, abs=0)


@given(regressions(), st.data())
def test_dependent_columns_in_any_units_have_the_shortest_solution_in_these_units(
    regression: tuple[Array, Array], data: st.DataObject
) -> None:
    X, y = regression
    units = 2.0 ** data.draw(arrays(float, X.shape[1], elements=st.integers(-70, 70)))
    problem, rows = LeastSquares(X * units, y), rational.rows_of((X * units).tolist())
    assert problem.rank == np.linalg.matrix_rank(X, tol=1e-9)
    true = np.array([float(w) for w in rational.shortest(rows, rational.rows_of([y.tolist()])[0])])
    assert np.abs(units * (problem.exact() - true)).max() <= 1e-11 * np.abs(y).sum()


def test_dependent_columns_make_a_zero_eigenvalue() -> None:
    trap = LeastSquares(TRAP_X, TRAP_Y)
    assert np.linalg.eigvalsh(trap.hessian(np.zeros(3))) == pytest.approx([0, 5, 15], abs=1e-12)
    assert trap.rank == 2


def test_the_textbook_solution_fails_where_columns_are_dependent() -> None:
    with pytest.raises(np.linalg.LinAlgError, match=r"^Singular matrix$"):
        LeastSquares(TRAP_X, TRAP_Y).solve()


@pytest.mark.parametrize("X", [X for X in TABLES.values() if np.linalg.matrix_rank(X) == X.shape[1]])
def test_the_textbook_solution_is_the_exact_one_where_columns_are_independent(X: Array) -> None:
    problem = LeastSquares(X, np.arange(len(X)))
    assert problem.solve() == pytest.approx(problem.exact(), rel=1e-9)


def test_columns_too_close_for_the_textbook_are_told_apart_by_the_factor() -> None:
    # Läuchli (1961): 1 + ε² is 1 in float64, so XᵀX is singular where X is not.
    epsilon = 1e-8
    problem = LeastSquares([[1, 1], [epsilon, 0], [0, epsilon]], [2, epsilon, epsilon])
    assert problem.rank == 2
    assert problem.exact() == pytest.approx([1, 1], rel=1e-6)
    with pytest.raises(np.linalg.LinAlgError):
        problem.solve()


def test_the_exact_weights_stay_whatever_is_done_to_those_handed_out() -> None:
    problem = LeastSquares([[1], [1]], [1, 3])
    problem.exact()[:] = 99
    assert problem.exact() == pytest.approx([2])


def test_the_weights_have_the_columns_names_or_numbers() -> None:
    assert LeastSquares(TRAP_X, TRAP_Y, names=("ones", "first", "last")).names == ("ones", "first", "last")
    assert LeastSquares(TRAP_X, TRAP_Y).names == ("w₁", "w₂", "w₃")


@both_reductions
@pytest.mark.parametrize("intercept", [False, True])
@given(regressions())
def test_from_a_factor_it_is_the_problem_of_its_rows(
    intercept: bool, reduction: Reduction, regression: tuple[Array, Array]
) -> None:
    X, y = regression
    A = np.column_stack([np.ones(len(X)), X]) if intercept else X
    problem = LeastSquares.from_factor(Factor.of(X, y), intercept=intercept, reduction=reduction)
    rows = LeastSquares(A, y, reduction=reduction)
    w = np.arange(A.shape[1]) - 1.0
    assert problem.names == ("intercept", *Factor.of(X, y).columns)[not intercept :]
    assert (problem.rows, problem.rank, problem.mse_per_cost) == (rows.rows, rows.rank, rows.mse_per_cost)
    assert problem.cost(w) == pytest.approx(rows.cost(w), abs=1e-9)
    assert problem.gradient(w) == pytest.approx(rows.gradient(w), abs=1e-9)
    assert problem.exact() == pytest.approx(np.linalg.pinv(A, rcond=1e-9) @ y, abs=1e-9)


def test_a_first_column_of_ones_is_one_like_others() -> None:
    X, y = np.column_stack([np.ones(5), np.arange(5) ** 2]), np.arange(5.0)
    first, last = LeastSquares(X, y), LeastSquares(X[:, ::-1], y)
    assert (first.names, first.rank) == (last.names, last.rank) == (("w₁", "w₂"), 2)
    assert first.exact() == pytest.approx(last.exact()[::-1])
    assert LeastSquares(X[:, :1], y).exact() == pytest.approx([2])


def test_a_column_that_is_called_intercept_keeps_its_weight_apart() -> None:
    factor = Factor.of([[1.0], [2.0]], [1.0, 3.0], names=["intercept"])
    assert LeastSquares.from_factor(factor, intercept=True).names == ("intercept", "intercept (2)")


def test_the_trap_in_a_factor_fails_the_textbook_too() -> None:
    factor = Factor.of(TRAP_X[:5, 1:], TRAP_Y[:5]).merge(Factor.of(TRAP_X[5:, 1:], TRAP_Y[5:], seed=1))
    trap = LeastSquares.from_factor(factor, intercept=True)
    with pytest.raises(np.linalg.LinAlgError, match=r"^Singular matrix$"):
        trap.solve()
    assert trap.rank == 2
    assert trap.exact() == pytest.approx([1 / 3, -1 / 3, 2 / 3])


@every_table
@both_reductions
def test_many_costs_are_those_of_each(X: Array, reduction: Reduction) -> None:
    problem = LeastSquares(X, np.arange(len(X)), reduction=reduction)
    W = np.random.default_rng(5).normal(size=(7, X.shape[1]))
    assert problem.costs(W) == pytest.approx([problem.cost(w) for w in W], rel=1e-13)
    assert problem.costs(W[:0]).shape == (0,)


@pytest.mark.parametrize("W", [np.ones(3), np.ones((3, 1)), np.ones((3, 2)), np.ones((1, 3, 3))])
def test_the_weights_of_many_costs_have_the_problems_shape(W: Array) -> None:
    with pytest.raises(ValueError, match=r"^The weights have the shape \(.*\), but \(K, 3\) is wanted\.$"):
        LeastSquares(TRAP_X, TRAP_Y).costs(W)


def merged(X: Array, y: Array) -> LeastSquares:
    parts = [Factor.of(X[k : k + 20, 1:], y[k : k + 20], seed=k) for k in (0, 20, 40)]
    return LeastSquares.from_factor(reduce(Factor.merge, parts), intercept=True)


@pytest.mark.parametrize("low", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("degree", range(5, 11))
@pytest.mark.parametrize("problem", [LeastSquares, merged])
def test_the_weights_of_a_polynomial_are_as_close_to_fifty_digits_as_the_rounding_of_its_rows(
    problem: Callable[[Array, Array], LeastSquares], degree: int, low: float
) -> None:
    for X, y, w in polynomials(low, degree):
        assert off(problem(X, y).exact(), w) <= bound(X, y, w)


@pytest.mark.parametrize(("low", "degree"), [(0.0, 10), (0.25, 8), (1.0, 6)])
def test_by_the_normal_equations_they_are_not(low: float, degree: int) -> None:
    # Their error grows with the square of the condition number, here 10¹³ to 10¹⁵: hundreds of times the bound.
    for X, y, w in polynomials(low, degree):
        assert off(LeastSquares(X, y).solve(), w) > 10 * bound(X, y, w)


def off(found: Array, w: Array) -> float:
    return float(np.linalg.norm(found - w) / np.linalg.norm(w))


def bound(X: Array, y: Array, w: Array) -> float:
    """A bound on the relative error of the weights if X and y have relative errors of ε = 2⁻⁵².

    To first order it is εκ (2 + (κ + 1) ‖Xw − y‖ / (σ₁ ‖w‖)), with κ = σ₁/σ_D (Wedin 1973; Higham, Accuracy and
    Stability of Numerical Algorithms, 2002, theorem 20.1). Weights computed by orthogonal transformations are exact for
    a perturbed X and y, with an ε of a few roundings (theorem 20.3), most of which cancel: the error is less than a
    tenth of the bound.
    """
    largest, *_, smallest = np.linalg.svd(X, compute_uv=False)
    condition = largest / smallest
    residual = np.linalg.norm(X @ w - y) / (largest * np.linalg.norm(w))
    return float(EPS * condition * (2 + (condition + 1) * residual))


@cache
def polynomials(low: float, degree: int) -> list[tuple[Array, Array, Array]]:
    """X and y of 15 fits of 50 points from `low` to `low` + 1, and the weights to fifty digits."""
    x = np.linspace(low, low + 1, 50)
    X = np.vander(x, degree + 1, increasing=True)
    targets = [np.sin(7 * x) + np.random.default_rng(seed).normal(size=50) for seed in range(15)]
    return [(X, y, fifty_digits(X, y)) for y in targets]


def fifty_digits(X: Array, y: Array) -> Array:
    """The solution of the normal equations with enough digits to compensate for their condition number."""
    with mpmath.workdps(50):
        A, b = mpmath.matrix(X.tolist()), mpmath.matrix(y.tolist())
        return np.array([float(w) for w in mpmath.lu_solve(A.T * A, A.T * b)])


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: LeastSquares([1, 2], [1, 2]), r"^X has the shape \(2,\), but a table of numbers that is not empty"),
        (lambda: LeastSquares(np.ones((0, 2)), []), r"^X has the shape \(0, 2\), but a table"),
        (lambda: LeastSquares(np.ones((2, 0)), [1, 2]), r"^X has the shape \(2, 0\), but a table"),
        (lambda: LeastSquares([[1], [2]], [[1], [2]]), r"^y has the shape \(2, 1\), but a list of numbers"),
        (lambda: LeastSquares([[1], [2]], [1]), r"^X has 2 rows and y has 1; each row needs one target"),
        (lambda: LeastSquares(np.ones((1200, 1)), [1]), r"^X has 1,200 rows and y has 1;"),
        (lambda: LeastSquares([[np.nan]], [1]), r"^X holds a value that is not a finite number"),
        (lambda: LeastSquares([[1]], [np.inf]), r"^y holds a value that is not a finite number"),
        (lambda: LeastSquares([[1]], [1], reduction="max"), r"^The reduction is 'max', but 'sum' or 'mean' is wanted"),
        (lambda: LeastSquares([[1]], [1], names=("a", "b")), r"^There are 2 names for 1 columns"),
        (lambda: LeastSquares([[1e200], [1]], [1, 0]), r"^The numbers of X or y are so large that their squares"),
        (lambda: LeastSquares([[1], [1]], [1e200, 0]), r"^The numbers of X or y are so large that their squares"),
    ],
)
def test_what_is_no_regression_is_refused_in_a_sentence(build: Callable[[], LeastSquares], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        build()


@pytest.mark.parametrize("N", [100, 100_000])
def test_the_rank_does_not_depend_on_the_number_of_rows(N: int) -> None:
    times = 1.7e9 + 3.15e7 * np.arange(N) / N  # timestamps in seconds over a year
    X = np.column_stack([np.ones(N), times])
    assert LeastSquares(X, times).rank == 2
    groups = np.arange(N) % 3
    trap = np.column_stack([np.ones(N), *(groups == g for g in range(3))])
    assert LeastSquares(trap, times).rank == 3


def test_along_a_direction_to_which_y_is_orthogonal_the_slope_is_zero() -> None:
    # y is constant and the other columns have the mean 0: what Xᵀy holds of them is only its rounding.
    rng = np.random.default_rng(1)
    X = rng.normal(size=(20, 3))
    problem = LeastSquares(np.column_stack([np.ones(20), X - X.mean(axis=0)]), np.full(20, 7.3))
    assert np.count_nonzero(problem.spectrum.slopes) == 1
    off = LeastSquares(np.column_stack([np.ones(20), X - X.mean(axis=0)]), 7.3 + 1e-9 * X[:, 0])
    assert np.count_nonzero(off.spectrum.slopes) == 4
