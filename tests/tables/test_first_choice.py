"""The first choice of columns: what is predicted, and from what, when nobody has chosen yet."""

import numpy as np
import pandas as pd
import pytest

from gd.experiments.built_in import DATA
from gd.factor import Factor
from gd.tables.dataset import Dataset, read_csv
from gd.tables.first_choice import first_features, first_target
from gd.tables.folded import FoldedFile
from gd.tables.regression import fold_table

RNG = np.random.default_rng(0)
ROWS = 24
QUANTITY = RNG.normal(size=ROWS)
YEARS = RNG.integers(1950, 2000, ROWS)
COUNT = np.arange(1, ROWS + 1)
DUMMY = np.resize([0, 1, 1], ROWS)
SPARSE = np.where(np.arange(ROWS) % 3, np.nan, QUANTITY)


def table(**columns: object) -> Dataset:
    frame = pd.DataFrame(columns)
    numbers = frame.select_dtypes("number").columns
    return Dataset(frame.astype(dict.fromkeys(numbers, np.float64)), {}, ())


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("year", QUANTITY),
        ("sales Year", QUANTITY),
        ("Jahr", QUANTITY),
        ("built", YEARS),
        ("built", YEARS[::-1]),
        ("patient_id", RNG.integers(1, 9, ROWS)),
        ("patientID", RNG.integers(1, 9, ROWS)),
        ("index", RNG.permutation(1000)[:ROWS]),
        ("Unnamed: 0", RNG.permutation(1000)[:ROWS]),
        ("column 1", RNG.permutation(1000)[:ROWS]),
        ("trend", COUNT),
        ("trend", COUNT - 1),
        ("firm", COUNT // 4),
        ("firm", np.where(COUNT == 5, np.nan, COUNT // 4)),
        ("treated", DUMMY),
        ("sex", DUMMY + 1),
        ("rare", SPARSE),
    ],
)
def test_a_column_that_is_no_quantity_is_not_predicted_where_another_can_be(name: str, values: np.ndarray) -> None:
    assert first_target(table(size=QUANTITY, **{name: values})) == "size"
    assert first_target(table(**{name: values})) == name


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("years", RNG.integers(1, 40, ROWS)),  # of school
        ("candid", QUANTITY),
        ("ID", QUANTITY),  # a diameter
        ("index", RNG.integers(1, 9, ROWS)),  # of prices
        ("built", np.append(YEARS[1:], 1499)),
        ("built", np.append(YEARS[1:], 2101)),
        ("built", np.append(YEARS[1:], 1999.5)),
        ("trend", np.append(COUNT[:-1], COUNT[-1] + 1)),
        ("score", COUNT[::-1]),
        ("column 1", RNG.integers(1, 9, ROWS)),
        ("column 2", RNG.permutation(1000)[:ROWS]),
        ("level", np.resize([0, 1, 2], ROWS)),
        ("rare", np.where(np.arange(ROWS) % 2, np.nan, QUANTITY)),
    ],
)
def test_the_last_quantity_is_predicted(name: str, values: np.ndarray) -> None:
    assert first_target(table(size=QUANTITY, **{name: values})) == name


@pytest.mark.parametrize(("rows", "target"), [(10, "grade"), (11, "hours")])
def test_the_numbers_of_a_short_table_may_count_up_by_themselves(rows: int, target: str) -> None:
    assert first_target(table(hours=QUANTITY[:rows], grade=COUNT[:rows])) == target


@pytest.mark.parametrize("name", ["y", "Y", "target", "Target"])
def test_a_column_called_the_target_is_the_target(name: str) -> None:
    assert first_target(table(**{name: DUMMY}, size=QUANTITY)) == name


def test_the_gravest_doubt_decides() -> None:
    assert first_target(table(treated=DUMMY, rare=SPARSE, year=YEARS)) == "treated"
    assert first_target(table(year=YEARS, rare=SPARSE)) == "rare"


def test_the_penguins_are_weighed_not_dated() -> None:
    penguins = read_csv(DATA / "penguins.csv")
    assert penguins.numbers[-1] == "year"
    assert first_target(penguins) == "body_mass_g"
    others = ("species", "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "sex", "year")
    assert first_features(penguins, "body_mass_g", 200) == (others, "")


def test_a_folded_table_was_folded_for_its_target() -> None:
    folded = FoldedFile.of(Factor.of(RNG.normal(size=(3, 4)), YEARS[:3], names=("id", "a", "b", "c"), target="year"))
    assert first_target(folded) == "year"
    assert first_features(folded, "year", 200) == (("id", "a", "b", "c"), "")


def test_an_id_is_no_feature_but_a_year_is() -> None:
    chosen = first_features(table(id=COUNT // 2, year=YEARS, size=QUANTITY, price=QUANTITY), "price", 200)
    assert chosen == (("year", "size"), "Not chosen to begin with: “id” (an id).")
    assert first_features(table(id=COUNT // 2, price=QUANTITY), "price", 200) == (("id",), "")


@pytest.mark.parametrize("seed", range(20))
def test_at_least_half_of_the_rows_stay_and_no_column_is_left_out_without_need(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(40, 6)), columns=[*"abcdey"])
    frame = frame.mask(rng.random(frame.shape) < rng.random(6) * 0.8)
    chosen = first_features(table(**frame), "y", 200)
    with_target = frame[frame["y"].notna()]
    complete = lambda names: len(with_target[[*names]].dropna()) / len(with_target)  # noqa: E731
    emptiest = with_target.drop(columns="y").isna().sum()
    left_out = [name for name in "abcde" if name not in chosen.names]
    assert chosen.names == tuple(name for name in "abcde" if name in chosen.names)
    assert complete(chosen.names) >= 0.5 or len(chosen.names) == 1
    assert all(emptiest[out] >= emptiest[name] for out in left_out for name in chosen.names)
    if left_out:
        fullest = min(left_out, key=lambda name: (emptiest[name], name))
        assert complete([*chosen.names, fullest]) < 0.5
        assert "(many missing values)" in chosen.note
        assert all(f"“{name}”" in chosen.note for name in left_out)


@pytest.mark.parametrize(("missing", "names"), [(12, ("a", "b")), (13, ("a",))])
def test_half_of_the_rows_are_enough(missing: int, names: tuple[str, ...]) -> None:
    half = np.where(np.arange(ROWS) < missing, np.nan, QUANTITY)
    assert first_features(table(a=QUANTITY, b=half, y=QUANTITY), "y", 200).names == names


def test_only_the_rows_that_have_a_target_count() -> None:
    early, late = (np.where(np.arange(ROWS) < 16, QUANTITY, np.nan), np.where(np.arange(ROWS) < 16, np.nan, QUANTITY))
    assert first_features(table(a=early, b=late, y=early), "y", 200).names == ("a",)
    assert first_features(table(a=early, b=late, y=late), "y", 200).names == ("b",)


def test_a_table_that_lost_all_rows_keeps_some() -> None:
    sparse = table(x=QUANTITY, rare=np.where(COUNT == 1, QUANTITY, np.nan), y=np.where(COUNT == 1, np.nan, QUANTITY))
    assert fold_table(sparse, "y", first_features(sparse, "y", 200).names).factor.rows == ROWS - 1


@pytest.mark.parametrize(("rows", "count"), [(5, 3), (6, 4), (7, 4), (2, 1), (1, 1)])
def test_there_are_fewer_weights_than_rows(rows: int, count: int) -> None:
    wide = table(**{name: RNG.normal(size=rows) for name in "abcdy"})
    chosen = first_features(wide, "y", 200)
    assert chosen.names == tuple("abcd"[:count])
    assert bool(chosen.note) == (count < 4)


def test_there_are_no_more_weights_than_allowed() -> None:
    wide = table(**{f"c{i}": RNG.normal(size=300) for i in range(250)}, y=RNG.normal(size=300))
    chosen = first_features(wide, "y", 200)
    assert chosen.names == tuple(f"c{i}" for i in range(199))
    assert chosen.note == (
        "Not chosen to begin with: “c199”, “c200”, “c201”, “c202” and 47 more (at most 200 weights are allowed)."
    )


def test_a_category_counts_for_its_levels() -> None:
    kinds = table(x=QUANTITY, kind=np.resize([*"abcde"], ROWS), z=QUANTITY, y=QUANTITY)
    assert first_features(kinds, "y", 7).names == ("x", "kind", "z")
    assert first_features(kinds, "y", 6).names == ("x", "kind")
    assert first_features(kinds, "y", 5).names == ("x", "z")
    regression = fold_table(kinds, "y", ["x", "kind", "z"], max_columns=7)
    assert len(regression.names) == 7
