"""What a file says of its columns is refused in a sentence where it can't be so."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gd.experiments.upload import read_table
from gd.tables.folded import FoldedFile
from gd.tables.folding import fold_files
from gd.text import DataError

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("folded") / "t.csv"
    path.write_text("size,kind,flag,y\n1,a,0,3\n2,b,1,5\n,c,1,6\n4,c,0,8\n5,a,1,9\n7,b,0,11\n")
    folded: dict[str, Any] = json.loads(fold_files(path, "y").to_json())
    return folded


def test_a_file_says_what_its_columns_mean(file: dict[str, Any]) -> None:
    assert (file["format"], file["version"]) == ("gd factor", 2)
    assert {**file["table"], "sources": None} == {
        "columns": [
            {"name": "size", "kind": "number", "missing": 1},
            {"name": "kind", "kind": "category", "missing": 0, "levels": ["a", "b", "c"]},
            {"name": "flag", "kind": "number", "missing": 0},
        ],
        "target": {"name": "y", "kind": "number", "missing": 0},
        "rows read": 6,
        "notes": ["1 of 6 rows is left out: no value in size (1)."],
        "sources": None,
        "gd": "0.1.0",
    }


def column(place: int, **changed: Any) -> Change:
    return lambda table: table["columns"][place].update(changed)


def at(key: str, value: Any) -> Change:
    return lambda table: table.update({key: value})


WITHOUT_MEANING = "it doesn't say what its columns mean"
OTHERS = "what its columns mean isn't told of the columns that it has"
NO_KIND = "a column holds neither numbers nor the levels of a category"
CATEGORICAL = "its target holds categories"
MISSING = "the missing values of a column aren't among the rows that were left out"
TOO_FEW = "a category hasn't two levels or more"
NO_SOURCE = "it doesn't say which files it was folded from"
NO_CHECKSUM = "the checksum of a file that it was folded from isn't one"
NO_SIZE = "a file that it was folded from has no name or no size"
NO_ROWS = "it doesn't say how many rows were read"
NO_VERSION = "it doesn't say which version of gd folded it"
HALF = "one of its texts holds half of a character, which no file can hold"
SOURCE = {"name": "t.csv", "size": 1, "sha256": "0" * 64}
WRONG: list[tuple[Change, str]] = [
    *((at("columns", value), WITHOUT_MEANING) for value in (None, {}, "size", 3)),
    (at("columns", []), "There are no columns to predict the target from"),
    *((at("columns", [value]), "what its columns mean is told of one without a name") for value in (None, [], "a", {})),
    (lambda table: table["columns"].pop(), OTHERS),
    (lambda table: table["columns"].reverse(), OTHERS),
    (column(0, name="length"), OTHERS),
    (column(1, name="sort"), OTHERS),
    (column(0, name="flag"), "The name “flag” is given twice"),
    (column(0, name="y"), "The name “y” is given twice"),
    (column(0, name=5), "what its columns mean is told of one without a name"),
    *((column(0, kind=value), NO_KIND) for value in ("category", "date", None, [], 1)),
    (column(0, levels=["a", "b"]), NO_KIND),
    (column(1, kind="number"), NO_KIND),
    *((column(1, levels=value), TOO_FEW) for value in (None, [], ["a"], "abc", [1, 2, 3], ["a", None, "c"], {"a": 1})),
    (column(1, levels=["a", "b", "b"]), "a category has the same level twice"),
    (column(1, levels=["a", "c", "b"]), OTHERS),
    (column(1, levels=["a", "b"]), OTHERS),
    (column(1, levels=["a", "b", "c", "d"]), OTHERS),
    *((column(0, missing=value), MISSING) for value in (None, -1, 1.0, "1", True, 2, 10**30)),
    *((column(0, unit=value), "a column's unit isn't a text") for value in (None, 3, ["mm"])),
    (column(1, unit="mm"), "a category has a unit, which only numbers have"),
    (column(0, unit="\ud800"), HALF),
    (column(1, levels=["a", "b", "\udc00"]), HALF),
    (at("target", None), "what its columns mean is told of one without a name"),
    (at("target", {"name": "z", "kind": "number", "missing": 0}), OTHERS),
    (at("target", {"name": "y", "kind": "category", "missing": 0, "levels": ["a", "b"]}), CATEGORICAL),
    *((at("rows read", value), NO_ROWS) for value in (None, 4, -1, 6.0, "6", True, 2**53)),
    *((at("notes", value), "its notes aren't sentences") for value in (None, "A note.", [3], {"a": 1}, [["a"]])),
    *((at("sources", value), NO_SOURCE) for value in (None, "t.csv", [3], {"name": "t.csv"})),
    *((at("sources", [{**SOURCE, "sha256": v}]), NO_CHECKSUM) for v in (None, "", "0" * 63, "G" * 64, "0" * 64 + "\n")),
    *((at("sources", [{**SOURCE, "size": value}]), NO_SIZE) for value in (None, -1, 1.5, "1", True)),
    *((at("sources", [{**SOURCE, "name": value}]), NO_SIZE) for value in (None, 1, ["t.csv"])),
    *((at("gd", value), NO_VERSION) for value in (None, "", 1, ["0.1.0"])),
]


@pytest.mark.parametrize(("change", "message"), WRONG)
def test_each_field_that_is_wrong_is_refused_in_a_sentence(file: dict[str, Any], change: Change, message: str) -> None:
    changed = json.loads(json.dumps(file))
    change(changed["table"])
    with pytest.raises(DataError) as refusal:
        read_table(json.dumps(changed).encode())
    assert message in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("table", [None, [], "table", 3])
def test_a_file_of_version_2_says_what_its_columns_mean(file: dict[str, Any], table: Any) -> None:
    with pytest.raises(DataError, match=WITHOUT_MEANING):
        read_table(json.dumps({**file, "table": table}).encode())


def claimed(values: np.ndarray, path: Path) -> str:
    """A file that claims that these columns are the levels of a category."""
    names = [f"x{k}" for k in range(values.shape[1])]
    rows = [",".join(map(repr, [*row, float(k)])) for k, row in enumerate(values.tolist())]
    path.write_text("\n".join([",".join([*names, "y"]), *rows]) + "\n")
    file = json.loads(fold_files(path, "y").to_json())
    levels = [str(k) for k in range(values.shape[1])]
    file["columns"] = [f"c={level}" for level in levels]
    file["table"]["columns"] = [{"name": "c", "kind": "category", "missing": 0, "levels": levels}]
    return json.dumps(file)


ONE_OF_THREE = np.eye(3)[[0, 1, 2, 0, 1, 2, 2]]
TWICE, NEVER, HALVES, MINUS = (ONE_OF_THREE.copy() for _ in range(4))
TWICE[0, 1], NEVER[0, 0], HALVES[0, :2], MINUS[0] = 1, 0, 0.5, [1, 1, -1]

ONLY_THE_SUMS = np.array([[2, -1], *[[0.5, 0.5]] * 8])
"""AᵀA holds the columns' sums, which add up to N: to be found out by the rows alone."""


@pytest.mark.parametrize("values", [TWICE, NEVER, HALVES, MINUS, 2 * ONE_OF_THREE, ONLY_THE_SUMS])
def test_levels_of_which_a_row_has_not_exactly_one_are_refused(values: np.ndarray, tmp_path: Path) -> None:
    assert FoldedFile.from_json(claimed(ONE_OF_THREE, tmp_path / "t.csv")).categories == ("c",)
    with pytest.raises(ValueError, match="aren't ones and zeros of which each row has a single one"):
        FoldedFile.from_json(claimed(values, tmp_path / "t.csv"))


@pytest.mark.parametrize(
    ("row", "place"),
    [(600, 0), (601, 1), (602, 2)],
)
def test_a_row_that_is_not_in_the_sample_is_found_out_by_the_sums(row: int, place: int, tmp_path: Path) -> None:
    values = np.resize(ONE_OF_THREE, (4001, 3))
    values[row, place] = 1 - values[row, place]
    text = claimed(values, tmp_path / "t.csv")
    assert row + 2 not in json.loads(text)["sample"]["rows"]
    with pytest.raises(ValueError, match="aren't ones and zeros of which each row has a single one"):
        FoldedFile.from_json(text)
