"""The code for a table of one's own reads it as the page does, and reproduces the page's run."""

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.settings import Settings
from gd.experiments.upload import read_table
from gd.explain.code import code
from gd.explain.table_code import clean_name, reading_code
from gd.optimizers import Adam, LineSearch, Optimizer, Plain
from gd.tables.dataset import Dataset, read_csv
from gd.tables.folded import FoldedFile
from gd.tables.folding import fold_files
from gd.tables.regression import fold_table
from gd.tables.spreadsheet import shielded, unshielded
from tests.explain.test_code import ROOT, executed, weights_of
from tests.tables.test_dataset import FILES as READ_FILES

FILES = {
    "German": "Größe;Art;Preis\n1,5;süß;1.200,5\n2,25;herb;k.A.\n4,0;herb;1.900,0\n4,75;süß;2.150,25\n7,5;herb;900,0\n",
    "tabs": "a\tb\tc\n1\t2.5\t3\n2\t0.5\t5\n4\t-\t8\n5\t1.25\t9\n7\t4.5\t2\n",
    "no header, three columns": "1,2.5,3\n2,0.5,5\n4,3.5,8\n5,1.25,9\n7,4.5,2\n",
    "the same name twice": "a,a,y\n1,2.5,3\n2,0.5,5\n4,3.5,8\n5,1.25,9\n7,4.5,2\n",
    "a title above": "Measured on Monday\n\na,b,y\n1,2.5,3\n2,0.5,5\n4,3.5,8\n5,1.25,9\n7,4.5,2\n",
    "intercept": "intercept,epoch,y\n1,2.5,3\n2,0.5,5\n4,3.5,8\n5,1.25,9\n7,4.5,2\n",
    "an equals sign": "a=b,a,y\n1,p,3\n2,q,5\n4,p,8\n5,q,9\n7,p,2\n",
    "formulas": "=1+1,@kind,'=y\n1,=a,3\n2,-b c,5\n4,=a,8\n5,'=a,9\n7,-b c,2\n3,'=a,4\n",
    "words for missing": "a,b,y\n1,?,3\n2,0.5,5\n4,unknown,8\n5,1.25,9\n7,4.5,2\n8,5.5,NULL\n9,3.5,1\n",
}


KINDS = {name: content.encode("cp1252") for name, content in FILES.items()} | {
    name: content.encode() if isinstance(content, str) else content for name, (content, _) in READ_FILES.items()
}


TOO_SMALL = {"one column of numbers", "infinities", "errors of a spreadsheet"}  # too small for a fit


TO_FIT = [name for name in KINDS if name not in TOO_SMALL]


def cleaned(content: bytes, folder: Path, name: str = "mine.csv") -> Dataset:
    """Read an uploaded file, and write the cleaned table, which the page offers for download, into the folder."""
    table = read_csv(content)
    (folder / clean_name(name)).write_text(table.to_csv(), encoding="utf-8", newline="")
    return table


def of_all_columns(table: Dataset, learning_rate: float, epochs: int, **wished: Any) -> Experiment:
    """The regression of the last numeric column on all others."""
    target = table.numbers[-1]
    features = tuple(name for name in table.names if name != target)
    return prepare(Settings("table", learning_rate, epochs, target=target, features=features, **wished), table)


def test_ones_own_table_is_read_from_the_cleaned_file(tmp_path: Path) -> None:
    content = 'size;"the ""kind""";price\n1;a;2,5\n2;b;3\n4;;9\n4;a;5\n7;b;\n6;b;9\n'
    table = cleaned(content.encode(), tmp_path, "my own.csv")
    assert (tmp_path / "my_own.clean.csv").read_text() == (
        'size,"the ""kind""",price\n1.0,a,2.5\n2.0,b,3.0\n4.0,,9.0\n4.0,a,5.0\n7.0,b,\n6.0,b,9.0\n'
    )
    settings = Settings("table", 0.1, 50, target="price", features=("size", 'the "kind"'), scale=True)
    experiment = prepare(settings, table)
    run = experiment.run()
    program = code(experiment, run, "my own.csv")
    assert weights_of(program, tmp_path) == pytest.approx(run.final_weights, rel=1e-9)
    assert "# The table as the lab read it: download it from the page, and put it next to this program.\n" in program
    assert 'pd.read_csv("my_own.clean.csv"' in program


@pytest.mark.parametrize(
    ("upload", "name"),
    [
        ("penguins.csv", "penguins.clean.csv"),
        ("Größe 2020.tar.tsv", "Größe_2020_tar.clean.csv"),
        ("../../etc/passwd", "etc_passwd.clean.csv"),
        ('a"b\\c\n.csv', "a_b_c.clean.csv"),
        (".csv", "table.clean.csv"),
        ("", "table.clean.csv"),
        ("x" * 60 + ".csv", "x" * 60 + ".clean.csv"),
        ("x" * 61, "x" * 60 + ".clean.csv"),
    ],
)
def test_the_cleaned_table_has_a_name_that_suits_every_system(upload: str, name: str) -> None:
    assert clean_name(upload) == name


@pytest.mark.parametrize("kind", TO_FIT)
def test_the_weights_equal_the_pages_for_every_kind_of_file(kind: str, tmp_path: Path) -> None:
    table = cleaned(KINDS[kind], tmp_path)
    experiment = of_all_columns(table, 0.05, 50, scale=True, reduction="mean")
    run = experiment.run()
    assert weights_of(code(experiment, run, "mine.csv"), tmp_path) == pytest.approx(run.final_weights, rel=1e-9)


@pytest.mark.parametrize("drop_first", [False, True])
@pytest.mark.parametrize("kind", TO_FIT)
def test_x_and_y_equal_the_pages_to_the_last_bit_for_every_kind_of_file(
    kind: str, drop_first: bool, tmp_path: Path
) -> None:
    table = cleaned(KINDS[kind], tmp_path)
    experiment = of_all_columns(table, 1e-9, 1, drop_first=drop_first)
    found = executed(code(experiment, experiment.run(), "mine.csv"), tmp_path)
    rows = experiment.regression.rows()
    assert found["X"].tolist() == rows.X.tolist()
    assert found["y"].tolist() == rows.y.tolist()


@pytest.mark.parametrize("optimizer", [Plain(), Adam(), LineSearch()])
def test_a_folded_table_is_read_from_its_triangle(optimizer: Optimizer, tmp_path: Path) -> None:
    table = read_csv(ROOT / "data" / "penguins.csv")
    features = ("bill_length_mm", "body_mass_g")
    factor = fold_table(table, "flipper_length_mm", features).factor
    (tmp_path / "big.json").write_text(factor.to_json())
    wished = {"target": "flipper_length_mm", "features": features, "scale": True, "reduction": "mean", "init": "ones"}
    settings = Settings("table", 0.1, 5, optimizer=optimizer, **wished)
    experiment = prepare(settings, FoldedFile.of(factor))
    run = experiment.run()
    program = code(experiment, run, "big.json")
    assert weights_of(program, tmp_path) == pytest.approx(run.final_weights, rel=1e-9)
    assert "pandas" not in program


@pytest.mark.parametrize("drop_first", [False, True])
@pytest.mark.parametrize("target", ["y", "size"])
def test_a_folded_category_is_read_from_its_triangle(target: str, drop_first: bool, tmp_path: Path) -> None:
    """Also where names are such that the page shows them otherwise, or two columns would be called alike."""
    kinds = "u", "v\u200b"
    rows = "".join(f"{k % 5},{'bcd'[k % 3]},{kinds[k % 2]},{k * k % 7},{k % 4}\n" for k in range(40))
    (tmp_path / "t.csv").write_text("a=b,a,kind\u202e,size,y\n" + rows, encoding="utf-8")
    text = fold_files(tmp_path / "t.csv", "y").to_json()
    (tmp_path / "big.json").write_text(text, encoding="utf-8")
    table = read_table(text.encode())
    features = tuple(name for name in table.names if name != target)
    wished = {"scale": True, "drop_first": drop_first, "reduction": "mean", "init": "ones"}
    experiment = prepare(Settings("table", 0.1, 20, target=target, features=features, **wished), table)
    run = experiment.run()
    assert len(experiment.start) == (6 if drop_first else 8)
    assert weights_of(code(experiment, run, "big.json"), tmp_path) == pytest.approx(run.final_weights, rel=1e-9)


@pytest.mark.parametrize("kind", [*KINDS, *(file.name for file in (ROOT / "data").glob("*.csv"))])
def test_every_choice_of_columns_is_read_as_it_is_read_here(kind: str, tmp_path: Path) -> None:
    table = cleaned(KINDS.get(kind) or (ROOT / "data" / kind).read_bytes(), tmp_path)
    for columns in [*([name] for name in table.names), list(table.names)]:
        categories = [shielded(name) for name in columns if name in table.categories]
        names = [shielded(name) for name in columns]
        found = executed("\n".join(reading_code("mine.clean.csv", names, categories)), tmp_path)["table"]
        found = found.rename(columns=unshielded).map(lambda cell: unshielded(cell) if isinstance(cell, str) else cell)
        levels = dict.fromkeys((name for name in columns if name in table.categories), "str")
        wanted = table.frame[columns].dropna().set_axis(found.index).astype(levels)
        pd.testing.assert_frame_equal(found, wanted, check_exact=True)


@pytest.mark.parametrize("file", [file for file in (ROOT / "data").glob("*.csv") if file.name != "cavendish.csv"])
def test_a_built_in_table_is_read_by_pandas_alone_as_it_is_read_here(file: Path) -> None:
    frame = read_csv(file).frame
    found = pd.read_csv(file)[list(frame)]
    assert found.astype(frame.dtypes).set_axis(frame.index).equals(frame)


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.none() | st.just(-0.0)


LEVELS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1) | st.sampled_from(
    [
        "=1",
        "'=1",
        "-b",
        "1",
        "-2.5",
        "1e5",
        "inf",
        "True",
        "false",
        "NA.",
        "#NA",
        "-1.#IND",
        "N/A N/A",
        "0x1",
        "1_000",
        '"',
        ",",
        "a\nb",
    ]
)


@given(st.lists(st.tuples(NUMBERS, LEVELS | st.none(), NUMBERS), min_size=2))
def test_numbers_and_texts_of_a_cleaned_table_come_back_to_the_last_bit(rows: list[tuple[Any, Any, Any]]) -> None:
    frame = pd.DataFrame(rows, columns=["x", "c, d", 'y "z"']).astype({"x": float, "c, d": "str", 'y "z"': float})
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "t.csv").write_text(Dataset(frame, {}, ()).to_csv(), encoding="utf-8", newline="")
        for columns in (["x"], ["c, d"], ['y "z"', "c, d", "x"]):
            lines = reading_code("t.csv", columns, [name for name in columns if name == "c, d"])
            found, complete = executed("\n".join(lines), Path(folder))["table"], frame[columns].dropna()
            found["c, d"] = found["c, d"].map(unshielded) if "c, d" in columns else None
            assert [list(map(repr, found[name])) for name in columns] == [
                list(map(repr, complete[name])) for name in columns
            ]


def test_long_lists_of_categories_go_over_several_lines() -> None:
    names = [f"a category with a long name {k}" for k in range(9)]
    lines = reading_code("mine.clean.csv", names, names)
    assert lines[0] == "dtype = {"
    assert max(map(len, lines)) <= 100
