"""A file folded in chunks gives the same fit as in memory, and needs the memory of only one chunk."""

import gzip
import os
import re
import signal
import subprocess
import sys
from functools import partial
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gd.arrays import Array
from gd.factor import Factor
from gd.least_squares import LeastSquares
from gd.tables import fold as command
from gd.tables.dataset import read_csv
from gd.tables.fold import bar, main
from gd.tables.regression import Regression, fold_table
from gd.tables.stream import Stream
from gd.text import DataError
from tests.tables.unpacked import fold_files

ROOT = Path(__file__).parents[2]
rng = np.random.default_rng(0)
N = 1000
A, B, NOISE = rng.normal(5, 2, N), rng.normal(-300, 100, N), rng.normal(size=N)
COLOURS = np.array(["red", "green", "blue"])[rng.integers(0, 3, N)]
ODD = [
    "“weight” has 1 cell without a number, taken as missing; the first is “unknown” in row 22.",
    "“weight” has 1 infinite value, taken as missing; the first is in row 42.",
]
Y = 3 * A - B / 7 + 2 * (COLOURS == "red") + NOISE


def write(path: Path, lines: list[str], encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def rows_of(regression: Regression) -> tuple[Array, Array]:
    """[1 X] and y."""
    rows = regression.rows()
    return rows.X, rows.y


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """Write a file with two numeric columns and a text column that starts late, with missing and unreadable cells."""
    rows = [
        f"{a!r},{b!r},{c},{y!r}" for a, b, c, y in zip(A.tolist(), B.tolist(), sorted(COLOURS), Y.tolist(), strict=True)
    ]
    rows[10] = f",{B[10]},blue,1"
    rows[20] = f"{A[20]},unknown,blue,2"
    rows[30] = f"{A[30]},{B[30]},,3"
    rows[40] = f"{A[40]},inf,NA,4"
    rows[50] = f"{A[50]},{B[50]},blue,-"
    return write(tmp_path / "big.csv", ["size,weight,colour,price", *rows])


@pytest.mark.parametrize("chunk_rows", [1, 7, 333, 999, 1000, 1001, None])
def test_in_chunks_of_any_size_it_is_the_fit_in_memory(big: Path, chunk_rows: int | None) -> None:
    table = fold_table(read_csv(big), "price", ["size", "weight", "colour"], drop_first=False)
    factor, notes = fold_files(big, "price", chunk_rows=chunk_rows)
    assert factor.columns == table.names[1:]
    assert factor.rows == table.factor.rows == N - 5
    folded, rows = LeastSquares.from_factor(factor, intercept=True), LeastSquares(*rows_of(table), names=table.names)
    assert folded.names == rows.names
    assert folded.exact() == pytest.approx(rows.exact(), rel=1e-9)
    dropped = [name for name in factor.columns if name != "colour=blue"]
    compared = LeastSquares.from_factor(factor.select(dropped), intercept=True)
    table = fold_table(read_csv(big), "price", ["size", "weight", "colour"])
    assert compared.names == table.names
    assert compared.exact() == pytest.approx(np.linalg.lstsq(*rows_of(table))[0], rel=1e-9)
    assert notes == [*ODD, "5 of 1,000 rows are left out: no value in weight (2), colour (2), price (1), size (1)."]


def test_the_sample_holds_rows_of_the_file_by_their_numbers(big: Path) -> None:
    sample = fold_files(big, "price", features=["weight", "size"], chunk_rows=300)[0].sample
    assert len(set(sample.rows)) == 500
    lines = big.read_text().splitlines()
    for number, (one, weight, size, price) in zip(sample.rows.tolist(), sample.values.tolist(), strict=True):
        cells = lines[number - 1].split(",")
        assert [one, size, weight, price] == [1, float(cells[0]), float(cells[1]), float(cells[3])]
    assert min(sample.rows) < 100
    assert max(sample.rows) > 900


def test_chosen_features_come_in_their_order_and_others_cost_no_rows(big: Path) -> None:
    factor, notes = fold_files(big, "price", features=["weight", "size", "weight"])
    assert factor.columns == ("weight", "size")
    assert factor.rows == N - 4
    assert notes == [*ODD, "4 of 1,000 rows are left out: no value in weight (2), price (1), size (1)."]


def test_a_name_alone_is_that_one_feature(big: Path) -> None:
    factor, _ = fold_files(big, "price", features="size")
    assert factor.columns == ("size",)
    with pytest.raises(DataError, match="There is no column “weigth”"):
        fold_files(big, "price", features="weigth")


def test_progress_goes_from_chunk_to_chunk_up_to_the_whole_file(big: Path) -> None:
    seen: list[tuple[int, int]] = []
    fold_files(big, "price", chunk_rows=100, progress=lambda done, total: seen.append((done, total)))
    assert len(seen) == 10
    assert {total for _, total in seen} == {big.stat().st_size}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == big.stat().st_size


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encoding_separator_and_decimal_mark_are_found_from_the_head(
    tmp_path: Path, encoding: str, newline: str
) -> None:
    rows = [
        f"{str(a).replace('.', ',')};{'ja' if a > 5 else 'nö'};{str(y).replace('.', ',')}"
        for a, y in zip(A, Y, strict=True)
    ]
    file = tmp_path / "t.csv"
    file.write_bytes(newline.join(["größe;da;preis", *rows, ""]).encode(encoding))
    factor, notes = fold_files(file, "preis", chunk_rows=300)
    X, y = rows_of(fold_table(read_csv(file), "preis", ["größe", "da"], drop_first=False))
    assert factor.columns == ("größe", "da=ja", "da=nö")
    assert LeastSquares.from_factor(factor).exact() == pytest.approx(np.linalg.lstsq(X[:, 1:], y)[0])
    not_utf = "The file is not in UTF-8; it is read as Western European text (Windows-1252)."
    assert notes == [*[not_utf] * (encoding == "cp1252"), "Numbers are read with a decimal comma."]


def test_runs_of_blanks_separate_and_remarks_stand_above(tmp_path: Path) -> None:
    rows = [f"  {a:9.4f}   {b:12.5f}  {y:10.3f}  " for a, b, y in zip(A, B, Y, strict=True)]
    file = write(tmp_path / "t.txt", ["# made by hand", "a b y", *rows])
    factor, _ = fold_files(file, "y", chunk_rows=300)
    assert factor.rows == N
    assert factor.means == pytest.approx([A.mean(), B.mean()], abs=1e-3)


def test_numbers_written_as_text_are_read_in_every_chunk(tmp_path: Path) -> None:
    lines = ["a,y", '"$1,200",1', "(3),2", *["5,1"] * 5, '"€1,000,000",2', "7-,9"]
    factor, _ = fold_files(write(tmp_path / "t.csv", lines), "y", chunk_rows=2)
    assert factor.normal[0, 1] == 1200 - 3 + 25 + 1_000_000 - 7


def test_two_words_for_true_and_false_are_one_and_zero_in_every_chunk(tmp_path: Path) -> None:
    lines = ["a,b,y", "yes,True,1", "no,False,2", "YES,TRUE,3", ",true,4", "yes,,4", "No ,false,6", "Yes,true,7"]
    factor, _ = fold_files(write(tmp_path / "t.csv", lines), "y", chunk_rows=2)
    assert factor.columns == ("a", "b")
    assert factor.sample.values[np.argsort(factor.sample.rows), 1:].tolist() == [
        [1, 1, 1],
        [0, 0, 2],
        [1, 1, 3],
        [0, 0, 6],
        [1, 1, 7],
    ]


def test_texts_that_look_like_numbers_in_one_chunk_stay_texts(tmp_path: Path) -> None:
    lines = ["zip,y", "A1,1", "B2,2", "A1,3", "007,1", "007,2", "007,4", "B2,2"]
    assert fold_files(write(tmp_path / "t.csv", lines), "y", chunk_rows=3)[0].columns == ("zip=007", "zip=A1", "zip=B2")


@pytest.mark.parametrize("head", range(200, 213))
def test_the_head_may_end_anywhere_in_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: int) -> None:
    monkeypatch.setattr("gd.tables.stream.HEAD_BYTES", head)
    file = write(tmp_path / "t.csv", ["c,x,y", *['"ö, a",1,2', '"ö, b",2,3', '"ö, a",3,5'] * 40])
    factor, notes = fold_files(file, "y")
    assert (factor.columns, factor.rows, notes) == (("c=ö, a", "c=ö, b", "x"), 120, [])


def test_what_is_constant_in_the_head_may_vary_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gd.tables.stream.HEAD_BYTES", 200)
    file = write(tmp_path / "t.csv", ["a,b,c,y", *["1,x,3,2"] * 40, *["2,y,3,4"] * 40])
    factor, notes = fold_files(file, "y", chunk_rows=7)
    assert factor.columns == ("a", "b=x", "b=y")
    assert factor.rows == 80
    assert notes == ["“c” is 3 in every row, so it can't tell rows apart; the intercept does its job."]


def test_a_column_with_ever_more_texts_is_left_out_and_its_rows_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gd.tables.stream.HEAD_BYTES", 300)
    rows = [f"{k % 3 if k < 60 else k},word {k % 4 if k < 60 else k},{k % 7}" for k in range(150)]
    rows[70] = "1,,3"
    file = write(tmp_path / "t.csv", ["a,b,y", *rows])
    factor, notes = fold_files(file, "y", chunk_rows=20)
    assert (factor.columns, factor.rows) == (("a",), 150)
    assert factor.means == pytest.approx(np.mean([1 if k == 70 else k % 3 if k < 60 else k for k in range(150)]))
    assert notes == ["“b” has more than 50 different texts: it looks like an id or free text, so it is left out."]
    with pytest.raises(DataError, match=r"^“b” has more than 50 .* text\. Take it out of the features\.$"):
        fold_files(file, "y", features=["a", "b"], chunk_rows=20)


@pytest.mark.parametrize(("levels", "kept"), [(50, True), (51, False)])
def test_a_category_has_at_most_fifty_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, levels: int, kept: bool
) -> None:
    monkeypatch.setattr("gd.tables.stream.HEAD_BYTES", 300)
    rows = [f"{k},word {k % 3 if k < 60 else k % levels},{k % 7}" for k in range(200)]
    factor, _ = fold_files(write(tmp_path / "t.csv", ["a,b,y", *rows]), "y", chunk_rows=20)
    assert len(factor.columns) == (1 + levels if kept else 1)


def test_a_level_that_comes_again_in_a_later_chunk_is_the_level_of_the_first(tmp_path: Path) -> None:
    words = ["a", "b", "c", "a", "c", "b", "b", "a", "c"]
    file = write(tmp_path / "t.csv", ["x,c,y", *(f"{k * k},{word},{k}" for k, word in enumerate(words))])
    factor, _ = fold_files(file, "y", chunk_rows=2)
    assert factor.columns == ("x", "c=a", "c=b", "c=c")
    values = factor.sample.values[np.argsort(factor.sample.rows), 2:5]
    assert values.tolist() == [[word == level for level in "abc"] for word in words]


@pytest.mark.parametrize(("separator", "value"), [(",", 1234 + 5678), (";", None)])
def test_a_comma_that_is_for_the_thousands_or_the_decimals_is_read_as_in_memory(
    tmp_path: Path, separator: str, value: float | None
) -> None:
    file = write(
        tmp_path / "t.csv", [separator.join(row) for row in ("axy", ('"1,234"', "1", "2"), ('"5,678"', "3", "9"))]
    )
    if value is None:
        with pytest.raises(DataError, match=r"“a” is left out: “1,234” may be 1234 or 1\.234"):
            fold_files(file, "y", features=["a", "x"])
        return
    assert fold_files(file, "y")[0].normal[0, 1] == value


def test_a_category_with_only_one_level_in_the_complete_rows_is_left_out(tmp_path: Path) -> None:
    lines = ["x,c,y", "1,a,", "2,b,3", "4,b,5", "7,d,", "9,b,8"]
    factor, notes = fold_files(write(tmp_path / "t.csv", lines), "y", chunk_rows=2)
    assert factor.columns == ("x",)
    assert notes[-1] == "“c” is “b” in every row, so it can't tell rows apart; the intercept does its job."


def test_dates_ids_and_columns_without_values_are_left_out_with_a_sentence(tmp_path: Path) -> None:
    rows = [f"{k + 1},{2000 + k}-01-01,,{k * k},{k % 3}" for k in range(60)]
    factor, notes = fold_files(write(tmp_path / "t.csv", ["id,day,none,a,y", *rows]), "y")
    assert factor.columns == ("a",)
    assert notes == [
        "“id” has a different whole number in each row: it looks like an id, so it is left out.",
        "“day” holds dates, which can't be used as they are, so it is left out.",
        "“none” has no value in the first 60 rows, so it is left out.",
    ]


GOOD = "a,b,y\n" + "1,2,3\n2,1,4\n" * 50


@pytest.mark.parametrize(
    ("text", "chosen", "sentence"),
    [
        (GOOD + "1,2,3,4\n", {}, r"^Row 102 has 4 fields, but the table has 3 columns\. Take out what is too much"),
        (GOOD.replace("2,1,4", "2,1,4,5", 1), {}, r"^Row 3 has 4 fields, but the table has 3 columns\."),
        (GOOD + '1,"2,3\n1,2,3\n', {}, r"^A quotation mark opens in row 102 and never closes\."),
        (GOOD, {"target": "z"}, r"^There is no column “z”\. There are “a”, “b”, “y”\.$"),
        (GOOD, {"features": ["a", "z"]}, r"^There is no column “z”\."),
        (GOOD, {"features": ["a", "y"]}, r"^“y” is the target\. Take it out of the features: it can't be both\.$"),
        (GOOD, {"features": []}, r"^Choose at least one feature, a column to predict the target from\.$"),
        (GOOD.replace("1,2,3\n", "1,x,3\n").replace(",1,", ",z,"), {"target": "b"}, r"^“b” holds categories, and a"),
        ("y\n1\n2\n", {}, r"^Choose at least one feature"),
        (
            "id,y\n" + "".join(f"{k},{k % 2}\n" for k in range(50)),
            {"features": ["id"]},
            r"^“id” has .* Choose from “y”",
        ),
        ("a,b,y\n" + "1,,3\n,1,4\n" * 9, {}, r"^No row has a value in every chosen column: none in a \(9\), b \(9\)\."),
        ("a,y\n" + "1,3\n1,4\n" * 9, {}, r"^No feature differs between the rows that have every value\. “a” is 1 in"),
        ("a,y\n" + "1,3\n1e200,4\n" * 9, {}, r"so large that their squares overflow"),
        ("a,y\n", {}, r"^The file has a header but no rows"),
        ("", {}, r"^The file is empty"),
        ("PK\x03\x04", {}, r"^This looks like a ZIP archive: unpack it, and load what is in it\.$"),
    ],
)
def test_what_cant_be_folded_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, chosen: dict[str, object], sentence: str
) -> None:
    monkeypatch.setattr("gd.tables.stream.HEAD_BYTES", 300)
    (tmp_path / "t.csv").write_text(text)
    arguments = {"target": "y", "chunk_rows": 10, **chosen}
    with pytest.raises(ValueError, match=sentence):
        fold_files(tmp_path / "t.csv", **arguments)  # type: ignore[arg-type]


def test_a_change_of_encoding_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gd.tables.stream.HEAD_BYTES", 300)
    file = tmp_path / "t.csv"
    file.write_bytes(("a,ö,y\n" + "1,2,3\n2,1,4\n" * 50).encode() + "ö,2,3\n".encode("latin-1"))
    with pytest.raises(DataError, match=r"^The file begins in UTF-8, but not all of it is\. Save it in one encoding"):
        fold_files(file, "y", chunk_rows=10)


# --- the command ---


def test_the_command_writes_a_file_that_is_read_again(big: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = big.with_suffix(".json")
    output.write_text("something old")
    assert main([str(big), "--target", "price", "--features", "size", "weight", "-o", str(output)]) == 0
    factor = Factor.from_json(output.read_text(encoding="utf-8"))
    assert np.array_equal(factor.R, fold_files(big, "price", features=["size", "weight"])[0].R)
    assert capsys.readouterr() == (
        f"{output}: 996 rows, 2 features, target “price”.\n"
        f"{ODD[0]}\n{ODD[1]}\n4 of 1,000 rows are left out: no value in weight (2), price (1), size (1).\n",
        "",
    )
    assert sorted(path.name for path in big.parent.iterdir()) == ["big.csv", "big.json"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing.csv", "-o", "x.json"], "“missing.csv”: No such file or directory.\n"),
        (["big.csv", "-o", "none/x.json"], "There is no folder “none”. Make it first.\n"),
        (["big.csv", "-o", "big.csv"], "The output is the file itself. Give it another name.\n"),
        (
            ["big.csv", "-o", "x.json", "--features", "z"],
            "There is no column “z”. There are “size”, “weight”, “colour”",
        ),
    ],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(
    big: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(big.parent)
    before = big.read_bytes()
    assert main([*arguments, "--target", "price"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(sentence)
    assert [path.name for path in big.parent.iterdir()] == ["big.csv"]
    assert big.read_bytes() == before


@pytest.mark.parametrize("pad", [0, 2**21])
def test_what_is_folded_already_or_is_other_json_is_refused_in_words(
    big: Path, capsys: pytest.CaptureFixture[str], pad: int
) -> None:
    folded = big.with_suffix(".json")
    assert main([str(big), "--target", "price", "-o", str(folded)]) == 0
    others = big.with_name("others.json")
    others.write_text('{"rows": [' + " " * pad + '{"a": 1, "y": 2}]}')
    folded.write_text(folded.read_text(encoding="utf-8") + " " * pad, encoding="utf-8")  # longer than its head
    capsys.readouterr()
    for file, said in (
        (folded, "This is a folded table already: load it into the page just as the fold wrote it.\n"),
        (others, "This looks like a JSON file: save it as CSV and load that.\n"),
    ):
        assert main([str(file), "--target", "price", "-o", str(big.with_name("again.json"))]) == 1
        assert capsys.readouterr().err == said


def test_the_bar_fills() -> None:
    assert bar(0, 100) == "[" + "·" * 30 + "]   0%"
    assert bar(20, 100) == "[" + "#" * 6 + "·" * 24 + "]  20%"
    assert bar(100, 100) == bar(101, 100) == "[" + "#" * 30 + "] 100%"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_shown_the_bar(big: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    assert main([str(big), "--target", "price", "-o", str(big.with_suffix(".json"))]) == 0
    assert re.fullmatch(rf"\r{re.escape(bar(1, 1))}  \S+ MB/s, 0 s left *\n", terminal.getvalue())


def test_a_file_that_cant_be_finished_leaves_the_old_one(
    big: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = big.with_suffix(".json")
    output.write_text("something old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(output))

    monkeypatch.setattr(command.os, "replace", full)
    assert main([str(big), "--target", "price", "-o", str(output)]) == 1
    assert capsys.readouterr().err.endswith("No space left on device.\n")
    assert output.read_text() == "something old"
    assert sorted(path.name for path in big.parent.iterdir()) == ["big.csv", "big.json"]


def test_a_part_that_somebody_else_has_there_stays(big: Path) -> None:
    others = big.parent / "big.json.part"
    others.write_text("mine")
    assert main([str(big), "--target", "price", "-o", str(big.with_suffix(".json"))]) == 0
    assert others.read_text() == "mine"
    assert sorted(path.name for path in big.parent.iterdir()) == ["big.csv", "big.json", "big.json.part"]


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_a_link_a_device_or_a_folder_is_never_written_over(
    big: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = big.parent
    (folder / "old.json").write_text("something old")
    (folder / "link.json").symlink_to("old.json")
    (folder / "nowhere.json").symlink_to("missing.json")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    monkeypatch.setattr("gd.tables.folding.fold_files", lambda *_, **__: pytest.fail("it was folded"))
    before = {path: path.lstat() for path in folder.iterdir()}
    for name in ("link.json", "nowhere.json", "folder", "pipe"):
        assert main([str(big), "--target", "price", "-o", str(folder / name)]) == 1
        assert capsys.readouterr().err == (
            f"“{folder / name}” is a link, a folder or a device. Give the name of a file.\n"
        )
    assert {path: path.lstat() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0 s"), (99.4, "99 s"), (100.6, "2 min"), (5999, "100 min"), (6001, "2 h"), (36000, "10 h")],
)
def test_the_time_left_is_told_in_the_unit_that_people_use(seconds: float, said: str) -> None:
    assert command.duration(seconds) == said


@pytest.mark.parametrize(
    ("unit", "done", "total", "told"),
    [
        ("bytes", 30_500_000, 61_000_000, "[###############···············]  50%  61 MB/s, 0 s left"),
        ("bytes", 1_000_000, 1_000_000_000, "[······························]   0%  2 MB/s, 8 min left"),
        ("rows", 250_000, 1_000_000, "[########······················]  25%  0.5 million rows/s, 2 s left"),
    ],
)
def test_a_meter_tells_how_fast_it_goes_and_how_long_it_takes(
    unit: str, done: int, total: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([100.0, 100.5])  # half a second after it began
    monkeypatch.setattr(command, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    command.Meter(unit)(done, total)
    assert capsys.readouterr().err == f"\r{told:75}"


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_piped_in_is_folded_and_nothing_of_it_is_left(big: Path, tmp_path: Path, packed: bool) -> None:
    content = big.read_bytes()
    command = [sys.executable, "-m", "gd.tables.fold", "-", "--target", "price", "-o", "piped.json"]
    (temporary := tmp_path / "temporary").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    given = gzip.compress(content) if packed else content
    ran = subprocess.run(command, cwd=tmp_path, env=environment, input=given, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    piped = (tmp_path / "piped.json").read_text(encoding="utf-8")
    assert Factor.from_json(piped).to_json() == fold_files(big, "price")[0].to_json()
    assert list(temporary.iterdir()) == []


def test_without_pandas_the_command_says_what_is_needed(tmp_path: Path) -> None:
    """As where gd is installed without its extras."""
    program = "import sys; sys.modules['pandas'] = None; from gd.tables.fold import main; sys.exit(main(sys.argv[1:]))"
    arguments = ["big.csv", "--target", "price", "-o", "big.json"]
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "pandas is needed to read tables. Install gd with its extra “tables”.\n"


def command_line(folder: Path, **more: Any) -> subprocess.Popen[str]:
    """The command, started in this folder on big.csv."""
    command = [sys.executable, "-m", "gd.tables.fold", "big.csv", "--target", "price", "-o", "big.json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=folder, env=environment, **pipes, **more)


@pytest.mark.skipif(os.name == "nt", reason="there are no such limits")
def test_a_disk_that_is_full_leaves_nothing_and_names_the_file(big: Path) -> None:
    import resource

    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (5000, 5000))
    with command_line(big.parent, preexec_fn=limit) as process:
        out, err = process.communicate()
    assert (process.returncode, out, err) == (1, "", "“big.json”: File too large.\n")
    assert [path.name for path in big.parent.iterdir()] == ["big.csv"]


@pytest.mark.skipif(os.name == "nt", reason="signals are sent in another way")
@pytest.mark.parametrize("loading", ["gd.factor", "numpy", "pandas"])
def test_control_c_while_libraries_are_loaded_is_one_line(big: Path, loading: str) -> None:
    """Control-C comes where a library begins to load, whenever that is."""
    code = f"""
import signal, sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {loading!r}:
            sys.meta_path.remove(self)
            signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupt())
import runpy
sys.argv[1:] = ["big.csv", "--target", "price", "-o", "big.json"]
runpy.run_module("gd.tables.fold", run_name="__main__", alter_sys=True)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    where = {"cwd": big.parent, "env": environment, "capture_output": True, "text": True}
    ran = subprocess.run([sys.executable, "-c", code], check=False, **where)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "\nStopped. Nothing was written.\n")
    assert [path.name for path in big.parent.iterdir()] == ["big.csv"]


@pytest.mark.skipif(os.name == "nt", reason="signals are sent in another way")
def test_control_c_leaves_no_file_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_text("a,y\n" + "1,2\n2,4\n" * 3_000_000)
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "gd.tables.fold", "big.csv", "--target", "y", "-o", "big.json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # A background process of a shell ignores Control-C, and its children inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=theirs) as process:
        signal.signal(signal.SIGINT, before)
        shown = os.read(ours, 1000)  # the first of many chunks is done
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        while not shown.endswith(b"Stopped. Nothing was written.\r\n"):
            shown += os.read(ours, 1000)
    os.close(ours)
    os.close(theirs)
    assert b"100%" not in shown
    assert [path.name for path in tmp_path.iterdir()] == ["big.csv"]


def test_control_c_is_recognised_although_pandas_reports_a_failed_read(
    big: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise pd.errors.ParserError(
            "Error tokenizing data. C error: Calling read(nbytes) on source failed. Try engine='python'."
        )

    monkeypatch.setattr(Stream, "_by_pandas", stopped)
    with big.open("a", encoding="utf-8") as file:
        file.write("1,2\n")  # a row that is too short, where pandas goes on
    assert main([str(big), "--target", "price", "-o", str(big.with_suffix(".json"))]) == 130
    assert capsys.readouterr().err == "\nStopped. Nothing was written.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_memory_stays_flat_when_the_file_grows_tenfold(tmp_path: Path) -> None:
    code = (  # as on two cores: with each more chunks are in memory
        "import os, re, sys; os.cpu_count = lambda: 2; from gd.tables.fold import main; main(sys.argv[1:]); "
        "print(int(re.search(r'VmHWM:\\s+([0-9]+) kB', open('/proc/self/status').read())[1]) / 1024)"
    )
    columns = zip(A.tolist(), B.tolist(), COLOURS, Y.tolist(), strict=True)
    rows = "".join(f"{a!r},{b!r},{c},{y!r}\n" for a, b, c, y in columns)
    file, peaks, sizes = tmp_path / "t.csv", [], []
    for times in (400, 4000):  # the smaller one already has more chunks than are read ahead
        with file.open("w") as written:
            written.write("a,b,c,y\n")
            written.writelines(rows for _ in range(times))
        command = [sys.executable, "-c", code, str(file), "--target", "y", "-o", str(tmp_path / "t.json")]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        peaks.append(float(ran.stdout.split()[-1]))
        sizes.append(file.stat().st_size / 2**20)
    file.unlink()
    # Their numbers alone, without the texts, are half of the file's bytes; chunks in memory vary by 15 MB.
    assert peaks[1] - peaks[0] < (sizes[1] - sizes[0]) / 5
