"""The factor of the rows agrees with the rows, in whatever pieces and order they were folded."""

import json
import sys
import tracemalloc
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gd import tsqr
from gd.arrays import Array
from gd.factor import Factor
from gd.least_squares import LeastSquares
from gd.sample import MOST


def table(N: int, D: int, seed: int = 0) -> tuple[Array, Array]:
    """Columns with different means and standard deviations, and a target."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, D)) * 10.0 ** (np.arange(D) % 4) + np.arange(D)
    return X, X @ np.arange(1, D + 1) + rng.normal(size=N)


def rows_of(X: Array, y: Array) -> Array:
    return np.column_stack([np.ones(len(X)), X, y])


def same(factor: Factor, other: Factor, rel: float = 1e-12) -> None:
    """Assert that two factors agree, column by column, up to rounding."""
    lengths = np.linalg.norm(other.R, axis=0)
    assert (factor.columns, factor.target, factor.rows) == (other.columns, other.target, other.rows)
    assert (np.abs(factor.R.T @ factor.R - other.R.T @ other.R) <= rel * np.outer(lengths, lengths)).all()
    assert (np.abs(factor.normal - other.normal) <= rel * np.outer(lengths, lengths)).all()


@st.composite
def tables(draw: st.DrawFn, least: int = 1) -> tuple[Array, Array]:
    """Draw X and y of small whole numbers, of any rank and shape."""
    N, D = draw(st.integers(least, 12)), draw(st.integers(1, 4))
    whole = st.integers(-9, 9)
    return draw(arrays(float, (N, D), elements=whole)), draw(arrays(float, N, elements=whole))


# --- the triangle ---


@pytest.mark.parametrize("N", [1, 2, 5, 6, 7, 1000, 1638, 1639, 60_001])
def test_the_triangle_is_numpys_up_to_signs(N: int) -> None:
    X, y = table(N, 3)
    factor = Factor.of(X, y)
    expected = np.linalg.qr(rows_of(X, y), mode="r")
    assert factor.R.shape == (5, 5)
    assert np.array_equal(factor.R, np.triu(factor.R))
    assert (np.diagonal(factor.R) >= 0).all()
    off = np.abs(np.abs(factor.R[: len(expected)]) - np.abs(expected))
    assert (off <= 1e-11 * np.linalg.norm(expected, axis=0)).all()  # for condition numbers up to a few thousand
    assert factor.R[N:] == pytest.approx(0)
    assert factor.normal == pytest.approx(rows_of(X, y).T @ rows_of(X, y), rel=1e-12)


@pytest.mark.parametrize("D", [1, 20, 70, 120])
def test_narrow_and_wide_tables_are_folded_alike(D: int) -> None:
    X, y = table(6_000, D)
    A = rows_of(X, y)
    factor, lengths = Factor.of(X, y), np.linalg.norm(A, axis=0)
    assert (np.abs(factor.R.T @ factor.R - A.T @ A) <= 1e-12 * np.outer(lengths, lengths)).all()
    assert LeastSquares.from_factor(factor).exact() == pytest.approx(np.linalg.lstsq(X, y)[0], rel=1e-9)


@pytest.mark.parametrize(("N", "D"), [(5, 3), (2_000, 4), (6_000, 70)])
def test_every_column_has_digits_of_its_own_whatever_the_units_of_the_others(N: int, D: int) -> None:
    X, y = table(N, D)
    units = 2.0 ** np.random.default_rng(1).integers(-75, 75, D)  # exact: from charges to the distances of galaxies
    whole = np.concatenate([[1], units, [1]])
    factor, plain = Factor.of(X * units, y), Factor.of(X, y)
    assert (np.abs(factor.R / whole - plain.R) <= 1e-12 * np.linalg.norm(plain.R, axis=0)).all()
    names = factor.columns[::-1]
    mapped, same_columns = factor.select(names).standardise(), plain.select(names).standardise()
    assert (np.abs(mapped.R - same_columns.R) <= 1e-11 * np.linalg.norm(same_columns.R, axis=0)).all()


def test_the_number_of_cores_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    X, y = table(100_000, 5)
    found = []
    for cores in (1, 2, 7):
        monkeypatch.setattr(tsqr.os, "cpu_count", lambda cores=cores: cores)
        found.append(Factor.of(X, y))
    assert np.array_equal(found[0].R, found[1].R)
    assert np.array_equal(found[0].R, found[2].R)
    assert np.array_equal(found[0].normal, found[2].normal)


def test_folding_takes_no_more_memory_for_more_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tsqr.os, "cpu_count", lambda: 1)
    peaks = []
    for N in (100_000, 400_000):
        X, y = np.ones((N, 2)), np.ones(N)
        tracemalloc.start()
        tsqr.fold(X, y)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
    assert peaks[1] < X.nbytes


def test_whole_numbers_make_an_exact_normal_matrix() -> None:
    X = np.random.default_rng(1).integers(-9, 9, size=(50_000, 4)).astype(float)
    y = X @ [1, 2, 3, 4]
    assert np.array_equal(Factor.of(X, y).normal, rows_of(X, y).T @ rows_of(X, y))


# --- merging ---


@given(tables(least=2), st.data())
def test_parts_merge_in_any_order(rows: tuple[Array, Array], data: st.DataObject) -> None:
    X, y = rows
    cuts = sorted(data.draw(st.sets(st.integers(1, len(y) - 1), min_size=1, max_size=4)))
    parts = list(zip(np.split(X, cuts), np.split(y, cuts), strict=True))
    factors = [Factor.of(*part, seed=k) for k, part in enumerate(parts)]
    merged = reduce(Factor.merge, data.draw(st.permutations(factors)))
    same(merged, Factor.of(X, y))
    straight = reduce(Factor.merge, factors).sample
    assert np.array_equal(merged.sample.keys, straight.keys)
    assert np.array_equal(merged.sample.values, straight.values)
    assert len(straight.rows) == len(y)


def test_merging_either_way_round_and_in_a_tree_is_the_same() -> None:
    X, y = table(9_000, 4)
    parts = [Factor.of(X[k::4], y[k::4], seed=k) for k in range(4)]
    whole = Factor.of(X, y)
    same(reduce(Factor.merge, parts), whole)
    same(reduce(Factor.merge, parts[::-1]), whole)
    same(parts[2].merge(parts[0]).merge(parts[3].merge(parts[1])), whole)


# --- means, scales, and linear maps of the columns ---


@pytest.mark.parametrize("N", [1, 2, 100, 30_000])
def test_means_and_scales_are_those_of_the_columns(N: int) -> None:
    X, y = table(N, 5)
    factor = Factor.of(X, y)
    assert factor.means == pytest.approx(X.mean(axis=0), rel=1e-12, abs=1e-12)
    assert factor.scales == pytest.approx(X.std(axis=0), rel=1e-12, abs=1e-12)


@given(tables(), st.data())
def test_choosing_and_standardising_are_what_they_are_on_the_rows(
    rows: tuple[Array, Array], data: st.DataObject
) -> None:
    X, y = rows
    D = X.shape[1]
    names = [f"x{d}" for d in range(D)]
    factor = Factor.of(X, y, names=names)
    *order, last = data.draw(st.permutations(range(D + 1)))
    order = order[: data.draw(st.integers(1, D))]
    wanted = data.draw(st.sets(st.sampled_from(range(len(order)))))
    both = np.column_stack([X, y])
    chosen = both[:, order]
    names = [*names, "y"]
    picked = factor.select([names[j] for j in order], names[last])
    same(picked, Factor.of(chosen, both[:, last], names=[names[j] for j in order], target=names[last]))
    assert np.array_equal(picked.normal, rows_of(chosen, both[:, last]).T @ rows_of(chosen, both[:, last]))
    assert np.array_equal(picked.sample.values, rows_of(chosen, both[:, last])[picked.sample.rows])
    varied = [k for k in wanted if np.ptp(chosen[:, k]) > 0]
    if varied:
        X = chosen.copy()
        X[:, varied] = (X[:, varied] - X[:, varied].mean(axis=0)) / X[:, varied].std(axis=0)
        scaled = picked.standardise([names[order[k]] for k in varied])
        same(scaled, Factor.of(X, both[:, last], names=picked.columns, target=picked.target))
        assert scaled.sample.values == pytest.approx(rows_of(X, both[:, last])[scaled.sample.rows], abs=1e-12)


def test_further_columns_are_zero_in_every_row() -> None:
    X, y = table(50, 2)
    extended = Factor.of(X, y, names=["a", "b"]).extend(["c", "d"])
    same(extended, Factor.of(np.column_stack([X, np.zeros((50, 2))]), y, names=["a", "b", "c", "d"]))
    assert np.array_equal(extended.R, np.triu(extended.R))
    assert not extended.sample.values[:, 3:5].any()
    same(extended.select(["a", "b"]), Factor.of(X, y, names=["a", "b"]))


def test_the_target_stays_where_no_other_is_named() -> None:
    X, y = table(50, 3)
    same(Factor.of(X, y).select(["w₃"]), Factor.of(X[:, 2:], y, names=["w₃"]))


def test_all_columns_are_standardised_where_none_are_named() -> None:
    scaled = Factor.of(*table(1000, 4)).standardise()
    assert scaled.means == pytest.approx(np.zeros(4), abs=1e-12)
    assert scaled.scales == pytest.approx(np.ones(4), rel=1e-12)


def test_the_textbooks_matrix_of_standardised_columns_keeps_the_digits_that_centring_would_cancel() -> None:
    X = np.random.default_rng(3).normal(size=(1000, 2)) + 1e7
    y = X @ [1, 2]
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    factor = Factor.of(X, y).standardise()
    assert factor.normal[1:3, 1:3] == pytest.approx(Z.T @ Z, abs=1e-7 * 1000)
    raw = Factor.of(X, y).normal
    mean = raw[0, 1:3] / 1000
    careless = (raw[1:3, 1:3] / 1000 - np.outer(mean, mean)) * 1000 / np.outer(X.std(axis=0), X.std(axis=0))
    assert np.abs(careless - Z.T @ Z).max() > 1e3 * np.abs(factor.normal[1:3, 1:3] - Z.T @ Z).max()


# --- the sample ---


def test_few_rows_are_all_in_the_sample() -> None:
    X, y = table(MOST, 2)
    sample = Factor.of(X, y, rows=np.arange(MOST) + 2).sample
    assert sorted(sample.rows) == list(range(2, MOST + 2))
    assert np.array_equal(sample.values, rows_of(X, y)[sample.rows - 2])


def test_of_many_rows_as_many_as_allowed_are_drawn_by_the_seed() -> None:
    X, y = table(5000, 2)
    first, again, other = (Factor.of(X, y, seed=seed).sample for seed in (1, 1, 2))
    assert len(set(first.rows)) == MOST
    assert np.array_equal(first.values, rows_of(X, y)[first.rows])
    assert np.array_equal(first.rows, again.rows)
    assert not np.array_equal(first.rows, other.rows)
    assert np.array_equal(first.keys, np.sort(first.keys))


def test_merging_keeps_the_sample_fair() -> None:
    # Parts of 600, 3,000 and 400 rows: each of the 4,000 rows is drawn with probability 1/8. Over 400 draws, part k
    # contributes 500 N_k/N rows per draw on average; 6 standard errors of a hypergeometric mean are allowed.
    sizes, repeats, N = (600, 3000, 400), 400, 4000
    seeds = iter(np.random.SeedSequence(0).spawn(3 * repeats))
    starts = np.cumsum([0, *sizes])
    drawn = np.zeros(N)
    for _ in range(repeats):
        parts = [
            Factor.of(np.ones((n, 1)), np.ones(n), rows=np.arange(n) + start, seed=next(seeds))
            for n, start in zip(sizes, starts, strict=False)
        ]
        drawn[reduce(Factor.merge, parts).sample.rows] += 1
    for n, start in zip(sizes, starts, strict=False):
        share = n / N
        error = np.sqrt(MOST * share * (1 - share) * (N - MOST) / (N - 1) / repeats)
        assert abs(drawn[start : start + n].sum() / repeats - MOST * share) < 6 * error
    # No row is drawn far more or less often than 50 times (standard deviation 6.6).
    assert drawn.min() > 50 - 6 * 6.6
    assert drawn.max() < 50 + 6 * 6.6


# --- the file ---

finite = st.floats(-1e150, 1e150)


@given(
    st.integers(1, 6).flatmap(
        lambda N: st.tuples(arrays(float, (N, 2), elements=finite), arrays(float, N, elements=finite))
    )
)
def test_every_number_comes_back_exactly(rows: tuple[Array, Array]) -> None:
    factor = Factor.of(*rows, names=["π\U0001f427", 'a "b"\\ud800'], target="ÿ", seed=3)
    again = Factor.from_json(factor.to_json())
    assert (again.columns, again.target, again.rows) == (factor.columns, factor.target, factor.rows)
    for mine, back in [
        (factor.R, again.R),
        (factor.normal, again.normal),
        (factor.sample.values, again.sample.values),
        (factor.sample.keys, again.sample.keys),
        (factor.sample.rows, again.sample.rows),
    ]:
        assert mine.dtype == back.dtype
        assert mine.tobytes() == back.tobytes()


@pytest.mark.parametrize("N", [1, 3, 40_000])
def test_a_factor_that_was_merged_and_standardised_is_read_again(N: int) -> None:
    X, y = table(2 * N, 3)
    merged = Factor.of(X[:N], y[:N]).merge(Factor.of(X[N:], y[N:], seed=1))
    same(Factor.from_json(merged.standardise(["w₂"]).to_json()), merged.standardise(["w₂"]))


FILE = json.loads(Factor.of(*table(4, 1)).to_json())


HALF = "one of its texts holds half of a character, which no file can hold"


def changed(**parts: Any) -> str:
    return json.dumps({**FILE, **parts})


def of_sample(**parts: Any) -> str:
    return changed(sample={**FILE["sample"], **parts})


def with_number(name: str, i: int, j: int, value: Any) -> str:
    rows = [list(row) for row in FILE[name]]
    rows[i][j] = value
    return changed(**{name: rows})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it isn't JSON"),
        ("{", "it isn't JSON"),
        ("[" * 100_000, "it isn't JSON"),
        ("9" * 10_000, "it isn't JSON"),
        (" " * 64_000_001, "it has 64,000,001 characters; at most 64,000,000 are allowed"),
        ("[1, 2]", "it is JSON of another kind"),
        ('{"format": "other"}', "it is JSON of another kind"),
        (changed(version=3), "its version is 3, and 1 or 2 is wanted"),
        (changed(version=None), "its version is None, and 1 or 2 is wanted"),
        (changed(version=True), "its version is True, and 1 or 2 is wanted"),
        (changed(version=2.0), "its version is 2.0, and 1 or 2 is wanted"),
        (changed(columns=["\ud800"]), HALF),
        (changed(target="\ud800").replace("\\ud800", "\ud800"), HALF),
        (changed(columns="a"), "its columns and target have no names"),
        (changed(columns=[1]), "its columns and target have no names"),
        (changed(target=None), "its columns and target have no names"),
        (changed(rows=0), "it doesn't say how many rows there were"),
        (changed(rows=4.0), "it doesn't say how many rows there were"),
        (changed(rows=True), "it doesn't say how many rows there were"),
        (changed(rows=10**30), "it doesn't say how many rows there were"),
        (
            changed(rows=5, sample=FILE["sample"]),
            "the first column of “R” isn't that of as many ones as there are rows",
        ),
        (changed(columns=["a", "b"]), "“R” has to be 4 × 4 finite numbers"),
        (changed(R=None), "“R” has to be 3 × 3 finite numbers"),
        (changed(R=[[1], [1, 2], [3]]), "“R” has to be 3 × 3 finite numbers"),
        (changed(R=[["1", "2", "3"]] * 3), "“R” has to be 3 × 3 finite numbers"),
        (with_number("R", 0, 2, float("nan")), "“R” has to be 3 × 3 finite numbers"),
        (with_number("R", 0, 2, float("inf")), "“R” has to be 3 × 3 finite numbers"),
        (with_number("R", 0, 2, 10**400), "“R” has to be 3 × 3 finite numbers"),
        (with_number("R", 2, 0, 1e-300), "“R” isn't triangular with nothing below zero on its diagonal"),
        (with_number("R", 0, 0, -2.0), "“R” isn't triangular with nothing below zero on its diagonal"),
        (with_number("R", 0, 2, 1e200), "“normal” isn't RᵀR"),
        (with_number("normal", 1, 1, 0.0), "“normal” isn't RᵀR"),
        (with_number("normal", 1, 1, None), "“normal” has to be 3 × 3 finite numbers"),
        (changed(sample=[]), "it has no sample of the rows"),
        (of_sample(values=FILE["sample"]["values"][1:]), "“values” has to be 4 × 3 finite numbers"),
        (of_sample(keys=[0.1, 0.2, 0.3]), "“keys” has to be 4 finite numbers"),
        (of_sample(rows=[0, 1, 2, 3.5]), "“rows” has to be 4 whole numbers"),
        (of_sample(rows=[0, 1, 2, 2**63]), "“rows” has to be 4 whole numbers"),
        (of_sample(keys=[0.4, 0.3, 0.2, 0.1]), "its sample of the rows isn't one that was drawn"),
        (of_sample(keys=[-0.1, 0.3, 0.4, 0.5]), "its sample of the rows isn't one that was drawn"),
        (of_sample(keys=[0.1, 0.3, 0.4, 1.0]), "its sample of the rows isn't one that was drawn"),
        (of_sample(values=[[2, 1, 1]] * 4), "its sample of the rows isn't one that was drawn"),
    ],
)
def test_what_is_no_factor_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(ValueError, match="folded rows") as refused:
        Factor.from_json(text)
    assert str(refused.value) == f"This isn't a file of folded rows: {why}. Make one with `python -m gd.tables.fold`."


def test_lists_in_lists_are_refused_however_deep() -> None:
    for depth in range(2, sys.getrecursionlimit() + 1):
        with pytest.raises(ValueError, match="folded rows"):
            Factor.from_json(changed(columns=0).replace('"columns": 0', f'"columns": {"[" * depth + "]" * depth}'))


X3, Y3 = [[1.0, 2.0], [3.0, 5.0], [4.0, 7.0]], [1.0, 2.0, 4.0]
SMALL = Factor.of(X3, Y3, names=["a", "b"])


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: Factor.of([1, 2], [1, 2]), r"^X has the shape \(2,\), but a table of numbers that is not empty"),
        (lambda: Factor.of(np.ones((2, 0)), [1, 2]), r"^X has the shape \(2, 0\), but a table"),
        (lambda: Factor.of([[1], [2]], [[1], [2]]), r"^y has the shape \(2, 1\), but a list"),
        (lambda: Factor.of(np.ones((1200, 1)), [1]), r"^X has 1,200 rows and y has 1; each row needs one target"),
        (lambda: Factor.of([[np.nan]], [1]), r"^X holds a value that is not a finite number"),
        (lambda: Factor.of([[1]], [np.inf]), r"^y holds a value that is not a finite number"),
        (lambda: Factor.of([[1]], [1], names=("a", "b")), r"^There are 2 names for 1 columns; each column needs one"),
        (lambda: Factor.of(X3, Y3, names=["a", "a"]), r"^The name “a” is given twice; each column and the target"),
        (lambda: Factor.of(X3, Y3, names=["a", "y"]), r"^The name “y” is given twice"),
        (lambda: Factor.of(X3, Y3, rows=[1, 2]), r"^The row numbers have the shape \(2,\); one for each of 3 rows is"),
        (lambda: Factor.of([[1e200], [1]], [1, 0]), r"so large that their squares overflow\. Scale them down\.$"),
        (lambda: Factor.of([[1], [1]], [1e200, 0]), r"so large that their squares overflow\. Scale them down\.$"),
        (lambda: Factor.of(np.full((10**5, 1), 1e153), np.ones(10**5)), r"so large that their squares overflow"),
        (
            lambda: reduce(Factor.merge, [Factor.of([[1.2e154]], [1])] * 2),
            r"so large that their squares overflow\. Scale them down\.$",
        ),
        (
            lambda: SMALL.merge(Factor.of(X3, Y3, names=["b", "a"])),
            r"^One factor has the columns “a”, “b” and the target “y”, the other “b”, “a” and the target “y”\. "
            r"Fold the same columns in the same order\.$",
        ),
        (lambda: SMALL.merge(SMALL.select(["a", "b"]).select(["a"])), r"the other “a” and the target “y”"),
        (lambda: SMALL.merge(Factor.of(X3, Y3, names=["a", "b"], target="z")), r"the other .* and the target “z”"),
        (lambda: SMALL.select(["a", "c"]), r"^There is no column “c”\. There are “a”, “b”, “y”\.$"),
        (lambda: SMALL.select(["a"], "z"), r"^There is no column “z”\."),
        (lambda: SMALL.select(["a", "a"]), r"^The name “a” is given twice"),
        (lambda: SMALL.select(["a", "b"], "b"), r"^The name “b” is given twice"),
        (lambda: SMALL.select([]), r"^There are no columns to predict the target from\. Name at least one\.$"),
        (lambda: SMALL.extend(["b"]), r"^The name “b” is given twice"),
        (lambda: SMALL.standardise(["c"]), r"^There is no column “c”\."),
        (lambda: SMALL.standardise(["y"]), r"^“y” is the target, which is not standardised\. Take it out\.$"),
        (
            lambda: Factor.of(np.full((999, 1), 1 / 3), np.ones(999), names=["a"]).standardise(),
            r"^The numbers in “a” are too close together to standardise\. Leave it out\.$",
        ),
        (lambda: Factor.of(np.zeros((9, 1)), np.ones(9)).standardise(), r"too close together"),
    ],
)
def test_what_cant_be_done_is_refused_in_a_sentence(build: Callable[[], Factor], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        build()
