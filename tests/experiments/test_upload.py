"""The names in an uploaded table are such that whatever shows them needs no further care."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gd.experiments.settings import MAX_COLUMN_NAME, MAX_FILE_COLUMNS
from gd.experiments.upload import read_table, readable
from gd.factor import Factor
from gd.tables.dataset import Dataset, read_csv
from gd.tables.folded import FoldedFile
from gd.tables.folding import fold_files
from gd.text import DataError


def test_invisible_characters_in_names_and_levels_are_seen() -> None:
    content = "si\u202eze,kind,y,k\u200b\n1,a,2,3\n2,a\u200b,3,3\n4,a,5,3\n4,a\u200b,6,3\n5,,1,3\n".encode()
    table = read_table(content)
    assert isinstance(table, Dataset)
    assert (table.numbers, table.categories) == (("si⟨U+202E⟩ze", "y"), ("kind",))
    assert table.frame["kind"].dropna().tolist() == ["a", "a⟨U+200B⟩"] * 2
    assert list(table.left_out) == ["k⟨U+200B⟩"]
    assert table.left_out["k⟨U+200B⟩"].startswith("“k⟨U+200B⟩” is 3 in every row")


def test_a_table_without_such_characters_is_as_it_was_read() -> None:
    content = "größe,*kind*,y\n1,![a],2\n2,<b>,3\n4,![a],5\n4,<b>,6\n".encode()
    table, read = read_table(content), read_csv(content)
    assert isinstance(table, Dataset)
    assert table.frame.equals(read.frame)


def test_long_names_are_shortened_and_stay_different() -> None:
    alike = ["x" * 150 + middle + "x" * 150 for middle in "ab"]
    assert readable(["x" * 193]) == {"x" * 193: "x" * 193}
    seen = readable(alike)
    assert list(seen) == alike
    assert len(set(seen.values())) == 2
    assert max(map(len, seen.values())) <= MAX_COLUMN_NAME
    assert all(name.startswith("x" * 96 + "…" + "x" * 96) for name in seen.values())


def test_the_names_of_a_folded_table_are_readable() -> None:
    rng = np.random.default_rng(0)
    factor = Factor.of(rng.normal(size=(9, 2)), rng.normal(size=9), names=["a", "b"], target="y")
    folded = replace(factor, columns=("a\u202e", "b" * 300), target="y\u200b")
    assert read_table(written(folded)).names == ("a⟨U+202E⟩", "b" * 96 + "…" + "b" * 96, "y⟨U+200B⟩")
    with pytest.raises(DataError, match="The name “y⟨U\\+200B⟩” is given twice"):
        read_table(written(replace(folded, columns=("y\u200b", "b"))))


def test_what_a_folded_table_tells_is_readable(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,kind,y\n1,u,2\n2,v,3\n3,u,5\n", encoding="utf-8")
    file = json.loads(fold_files(tmp_path / "t.csv", "y").to_json())
    mark, long = "<b>\u202e", "x" * 2000
    levels = [mark + long, "v" + long]
    file["columns"] = [long, *(f"kind={level}" for level in levels)]
    table = file["table"]
    table["columns"][0] |= {"name": long, "unit": mark + long}
    table["columns"][1] |= {"levels": levels}
    table |= {"notes": [mark + long], "gd": mark + long, "sources": [{**table["sources"][0], "name": mark + long}]}
    read = read_table(json.dumps(file).encode())
    assert isinstance(read, FoldedFile)
    told = [read.notes[0], read.version, read.sources[0].name, read.columns[0].unit, *read.columns[1].levels]
    assert [text.startswith("<b>⟨U+202E⟩x") for text in told] == [True] * 5 + [False]
    assert list(map(len, told)) == [1000, 40, 60, 40, 193, 193]
    assert len(read.names[0]) <= MAX_COLUMN_NAME
    assert "\u202e" not in "".join(read.remarks)
    assert read.factor.columns[0] == long  # by which a program finds it in the file


def test_more_columns_than_the_page_takes_are_refused() -> None:
    factor = Factor.of(np.ones((1, MAX_FILE_COLUMNS + 1)), [1.0])
    with pytest.raises(DataError, match="has 1,001 columns, one for each level of a category; this page takes at most"):
        read_table(written(factor).replace(b".0", b"").replace(b", ", b","))  # or it would have too many characters


def written(factor: Factor) -> bytes:
    return factor.to_json().encode()


def test_a_folded_table_in_no_known_encoding_is_refused_in_a_sentence() -> None:
    with pytest.raises(DataError, match="not in UTF-8"):
        read_table(b'{"format": "\xff"}')
