"""Several files with the same columns fold to the factor of one file with all their rows."""

from pathlib import Path

import numpy as np
import pytest

from gd.factor import Factor
from gd.tables.fold import main
from gd.text import DataError
from tests.tables.unpacked import fold_files

rng = np.random.default_rng(2)
ROWS = [
    f"{a!r},{kind},{y!r}"
    for a, kind, y in zip(rng.normal(size=90).tolist(), "uuv" * 30, rng.normal(size=90).tolist(), strict=True)
]
ROWS[70] = "1.5,w,2.5"  # a level that the first files don't have
ROWS[80] = ",u,1"
HEADER = "a,kind,y"


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    return [written(tmp_path / f"part{k}.csv", HEADER, *ROWS[30 * k : 30 * (k + 1)]) for k in range(3)]


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return written(tmp_path / "whole.csv", HEADER, *ROWS)


def assert_same_products(one: Factor, other: Factor) -> None:
    """RᵀR holds the products of all columns; R itself may differ, as the columns of levels add up to the ones."""
    products, wanted = one.R.T @ one.R, other.R.T @ other.R
    assert np.abs(products - wanted).max() <= 1e-12 * np.abs(wanted).max()


def test_their_factor_is_that_of_all_rows(parts: list[Path], whole: Path) -> None:
    (factor, notes), (one, said) = fold_files(parts, "y"), fold_files(whole, "y")
    assert (factor.columns, factor.rows, notes) == (one.columns, one.rows, said)
    assert_same_products(factor, one)
    assert factor.sample.rows.tolist() != one.sample.rows.tolist()  # each file has a header of its own
    assert len(set(factor.sample.rows.tolist())) == factor.rows


def test_one_may_have_a_single_row(parts: list[Path], whole: Path) -> None:
    *rest, last = parts[2].read_text(encoding="utf-8").splitlines()
    written(parts[2], *rest)
    factor, _ = fold_files([*parts, written(parts[2].with_name("last.csv"), HEADER, last)], "y")
    assert_same_products(factor, fold_files(whole, "y")[0])


def test_the_order_of_their_columns_may_differ(parts: list[Path], whole: Path) -> None:
    turned = [",".join(reversed(row.split(","))) for row in (HEADER, *ROWS[30:60])]
    written(parts[1], *turned)
    assert_same_products(fold_files(parts, "y")[0], fold_files(whole, "y")[0])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["a,y", "1,2", "3,5"], "It lacks “kind”, a column of “part0.csv”. Fold files with the same columns."),
        (
            ["a,b,kind,y", "1,2,u,3", "2,1,v,4"],
            "It has “b”, a column that “part0.csv” lacks. Fold files with the same columns.",
        ),
        (["a;kind;y", "1,5;u;2,5", "2,5;v;3,5"], "Its decimal mark is another than that of “part0.csv”."),
        ([HEADER, "1,u,2", "1,u,2,3"], "Row 3 has 4 fields, but the table has 3 columns."),
    ],
)
def test_one_that_does_not_fit_is_named(parts: list[Path], lines: list[str], said: str) -> None:
    written(parts[1], *lines)
    with pytest.raises(DataError) as caught:
        fold_files(parts, "y")
    assert str(caught.value).startswith(f"“part1.csv”: {said}")


def test_none_is_too_few() -> None:
    with pytest.raises(ValueError, match="No file is named"):
        fold_files([], "y")


def test_progress_goes_on_from_one_to_the_next(parts: list[Path]) -> None:
    seen: list[tuple[int, int]] = []
    fold_files(parts, "y", progress=lambda done, total: seen.append((done, total)))
    sizes = np.cumsum([part.stat().st_size for part in parts]).tolist()
    assert seen == [(size, sizes[-1]) for size in sizes]


@pytest.mark.parametrize("names", [["part0.csv", "part1.csv", "part2.csv"], ["part*.csv"], ["part?.csv"]])
def test_the_command_folds_all_that_are_named(
    parts: list[Path], names: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(parts[0].parent)
    assert main([*names, "--target", "y", "-o", "all.json"]) == 0
    assert capsys.readouterr().out.startswith("all.json: 89 rows, 2 features in 4 columns, target “y”.")


def test_a_name_that_nothing_fits_is_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["none*.csv", "--target", "y", "-o", "all.json"]) == 1
    assert capsys.readouterr().err == "“none*.csv”: No such file or directory.\n"


def test_no_file_is_overwritten_by_the_factor_of_all(
    parts: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(parts[0].parent)
    before = parts[2].read_bytes()
    assert main(["part*.csv", "--target", "y", "-o", "part2.csv"]) == 1
    assert capsys.readouterr().err == "The output is the file itself. Give it another name.\n"
    assert parts[2].read_bytes() == before
