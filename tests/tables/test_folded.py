"""A folded table is to a regression what the table itself would be; an old file means what it meant."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from gd.experiments.built_in import DATA
from gd.factor import Factor
from gd.tables.dataset import read_csv
from gd.tables.folded import FOLDED, FoldedFile
from gd.tables.folding import fold_files
from gd.tables.meaning import Column, Source
from gd.tables.regression import fold_table
from gd.text import DataError
from gd.version import VERSION

OLD = Path(__file__).with_name("fold_version_1.json")
"""A file that was folded before files said what their columns mean."""
PENGUINS = "species", "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "sex", "year"


@pytest.fixture(scope="module")
def penguins() -> FoldedFile:
    return again(fold_files(DATA / "penguins.csv", "body_mass_g"))


def again(folded: FoldedFile) -> FoldedFile:
    """The table, written and read."""
    return FoldedFile.from_json(folded.to_json())


def random_table(path: Path, seed: int) -> Path:
    """Write a table of numbers and categories, among them names with “=”, some of whose cells are empty."""
    rng = np.random.default_rng(seed)
    levels = ["b", "c", "=d", "b=e"], ["no", "0 ", "x"]
    rows = [(f"{rng.normal():.3f}", f"{rng.normal(100):.2f}", *map(rng.choice, levels)) for _ in range(60)]
    cells = [["" if rng.random() < 0.03 else cell for cell in row] for row in rows]
    lines = [",".join([*row, f"{rng.normal():.3f}"]) for row in cells]
    path.write_text("\n".join(["a=b,size,a,a=b=c,y", *lines]) + "\n")
    return path


def assert_same_regression(path: Path, folded: FoldedFile, target: str, drop_first: bool, standardise: bool) -> None:
    features = [name for name in folded.names if name != target]
    found, wanted = (fold_table(t, target, features, drop_first=drop_first) for t in (folded, read_csv(path)))
    if standardise:
        found, wanted = found.standardised(), wanted.standardised()
    assert (found.names, found.terms, found.numeric) == (wanted.names, wanted.terms, wanted.numeric)
    assert (found.factor.target, found.factor.rows) == (target, wanted.factor.rows)
    assert list(found.notes) == [note for note in wanted.notes if "rows are left out" not in note]
    exact = wanted.problem().exact()
    assert found.problem().exact() == pytest.approx(exact, rel=1e-9, abs=1e-9 * np.abs(exact).max())
    assert found.problem().rank == wanted.problem().rank


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("drop_first", [False, True])
@pytest.mark.parametrize("target", ["body_mass_g", "bill_length_mm"])
def test_the_folded_penguins_are_the_penguins(
    penguins: FoldedFile, target: str, drop_first: bool, standardise: bool
) -> None:
    assert_same_regression(DATA / "penguins.csv", penguins, target, drop_first, standardise)


@pytest.mark.parametrize("seed", range(6))
def test_any_folded_table_is_the_table(seed: int, tmp_path: Path) -> None:
    path = random_table(tmp_path / "t.csv", seed)
    folded = again(fold_files(path, "y", chunk_rows=7))
    for target in ("y", "a=b"):
        for drop_first in (False, True):
            assert_same_regression(path, folded, target, drop_first, standardise=bool(seed % 2))


def test_it_has_the_columns_of_the_file(penguins: FoldedFile) -> None:
    assert penguins.names == (*PENGUINS, "body_mass_g")
    assert penguins.categories == ("species", "island", "sex")
    assert penguins.numbers == ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "year", "body_mass_g")
    assert penguins.by_name["species"] == Column("species", ("Adelie", "Chinstrap", "Gentoo"))
    assert penguins.by_name["sex"] == Column("sex", ("female", "male"), missing=11)
    assert penguins.columns[-1] == Column("body_mass_g", missing=2)
    assert (penguins.factor.rows, penguins.rows, penguins.target) == (333, 344, "body_mass_g")


def test_it_says_where_it_comes_from(penguins: FoldedFile) -> None:
    content = (DATA / "penguins.csv").read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    assert penguins.sources == (Source("penguins.csv", len(content), checksum),)
    assert penguins.version == VERSION
    assert penguins.remarks == (
        FOLDED,
        "11 of 344 rows are left out: no value in sex (11), body_mass_g (2), bill_length_mm (2), bill_depth_mm (2), "
        "flipper_length_mm (2).",
        "Rows that are left out stay out: to have those back that lack a feature, fold the table without it.",
        f"It was folded by gd {VERSION} from “penguins.csv” (SHA-256 {checksum[:8]}…).",
    )


def test_of_very_many_notes_and_files_the_first_are_told() -> None:
    factor = Factor.of([[1.0], [2.0]], [1.0, 2.0], names=["a"])
    sources = tuple(Source(f"{k}.csv", 1, f"{k:064}") for k in range(9))
    notes = tuple(f"Note {k}." for k in range(102))
    columns = Column("a", unit="mm"), Column("y", unit="°C")
    folded = FoldedFile(factor, columns, 2, notes, sources, "0.1")
    assert folded.remarks[100:] == (
        "Note 99.",
        "The file holds 2 more notes.",
        "Units: a in mm, y in °C.",
        "It was folded by gd 0.1 from “0.csv” (SHA-256 00000000…), “1.csv” (SHA-256 00000000…), "
        "“2.csv” (SHA-256 00000000…), 6 more.",
    )


def test_a_factor_that_is_alone_says_only_that_it_is_folded() -> None:
    folded = FoldedFile.of(Factor.of([[1.0], [2.0]], [1.0, 2.0], names=["a"]))
    assert folded.remarks == (FOLDED,)
    assert again(folded).columns == folded.columns


def test_what_is_written_is_read_back(penguins: FoldedFile, tmp_path: Path) -> None:
    for folded in (penguins, fold_files(random_table(tmp_path / "t.csv", 0), "y")):
        read = again(folded)
        assert read.columns == folded.columns
        assert (read.rows, read.notes, read.sources) == (folded.rows, folded.notes, folded.sources)
        assert read.to_json() == folded.to_json()


def test_its_text_is_that_of_a_factor_too(penguins: FoldedFile) -> None:
    factor = Factor.from_json(penguins.to_json())
    assert factor.to_json() == penguins.factor.to_json()
    assert factor.columns[:3] == ("species=Adelie", "species=Chinstrap", "species=Gentoo")


def test_a_column_of_numbers_is_one_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a=b,c,y\n0,u,1\n1,v,2\n1,u,3\n0,v,5\n")
    found = fold_table(again(fold_files(tmp_path / "t.csv", "y")), "y", ["a=b", "c"])
    assert (found.names, found.numeric) == (("intercept", "a=b", "c=v"), ("a=b",))


def test_a_level_and_a_column_of_the_same_name_are_both_kept(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a=b,a,y\n1,b,3\n2,c,5\n4,b,8\n5,c,9\n")
    folded = fold_files(tmp_path / "t.csv", "y")
    assert folded.factor.columns == ("a=b", "a=b (2)", "a=c")
    assert folded.factor.normal[0].tolist() == [4, 12, 2, 2, 25]


def test_a_target_called_like_a_level_is_kept(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,a=b\nb,3\nc,5\nb,8\nc,9\n")
    folded = again(fold_files(tmp_path / "t.csv", "a=b"))
    assert (folded.factor.columns, folded.factor.target) == (("a=b (2)", "a=c"), "a=b")
    assert fold_table(folded, "a=b", ["a"]).problem().exact() == pytest.approx([5.5, 1.5])  # the means: 5.5 and 7


def test_more_columns_than_allowed_are_refused_as_of_a_table(penguins: FoldedFile) -> None:
    for table in (penguins, read_csv(DATA / "penguins.csv")):
        assert len(fold_table(table, "body_mass_g", PENGUINS, max_columns=10).names) == 10
        with pytest.raises(DataError, match="These features make 10 columns with the intercept; 9 are allowed"):
            fold_table(table, "body_mass_g", PENGUINS, max_columns=9)


def test_a_category_is_no_target(penguins: FoldedFile) -> None:
    with pytest.raises(DataError, match="“species” holds categories, and a target has to be a number"):
        fold_table(penguins, "species", ["year"])


# --- files of version 1 ---------------------------------------------------------------------------------


def test_an_old_file_opens_with_each_of_its_columns() -> None:
    old = FoldedFile.from_json(OLD.read_text(encoding="utf-8"))
    assert old.names == old.numbers == ("size", "kind=a", "kind=b", "kind=c", "temperature=K", "price")
    assert (old.categories, old.remarks) == ((), (FOLDED,))
    assert old.to_json() == OLD.read_text(encoding="utf-8")


@pytest.mark.parametrize("drop_first", [False, True])
def test_what_an_old_file_calls_a_level_is_not_standardised_if_it_holds_ones_and_zeros(drop_first: bool) -> None:
    old = FoldedFile.from_json(OLD.read_text(encoding="utf-8"))
    found = fold_table(old, "price", ["size", "kind=b", "kind=c", "temperature=K"], drop_first=drop_first)
    assert found.numeric == ("size", "temperature=K")
    assert found.terms[1:3] == (("kind", "b"), ("kind", "c"))
    assert found.notes == ()
    # By hand: the rows of the file that have every value.
    X = [[1, 1.5, 0, 0, 280], [1, 2.25, 1, 0, 285.5], [1, 4, 1, 0, 291], [1, 3.5, 0, 1, 300], [1, 5, 0, 1, 310]]
    X, y = np.array([*X, [1, 2, 1, 0, 305]]), np.array([3, 5, 9.5, 8, 12.25, 4])
    assert found.problem().exact() == pytest.approx(np.linalg.lstsq(X, y)[0], rel=1e-9)


@pytest.mark.parametrize(("values", "is_level"), [([0, 1, 1, 0], True), ([0, 1, 1, 2], False), ([0.5, 1, 1, 0], False)])
def test_a_level_of_an_old_file_holds_only_ones_and_zeros(values: list[float], is_level: bool) -> None:
    factor = Factor.of(np.array(values)[:, None], [1.0, 2.0, 4.0, 3.0], names=["kind=b"])
    assert FoldedFile.of(factor).columns[0].is_level is is_level


def test_a_row_that_is_not_in_the_sample_counts_too() -> None:
    """Σx² = Σx is a matter of all rows; here the two rows that differ from 0 and 1 are rarely among the 500 drawn."""
    x = np.resize([0.0, 1.0], 40_000)
    x[123], x[456] = 3.0, 7.0
    factor = Factor.of(x[:, None], np.arange(40_000.0), names=["kind=b"])
    assert np.isin(factor.sample.values[:, 1], (0, 1)).all()
    assert not FoldedFile.of(factor).columns[0].is_level
