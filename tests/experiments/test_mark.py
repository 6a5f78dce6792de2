"""A table's mark tells it from others, and is read back from a link."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from gd.experiments.mark import Mark, read_mark
from gd.experiments.table_link import checksum, mark_of
from gd.factor import Factor
from gd.tables.dataset import Dataset, read_csv
from gd.tables.folded import FoldedFile
from tests.experiments.test_table_link import TEN


def test_the_checksum_is_of_names_and_values_not_of_the_file() -> None:
    table = read_csv(TEN)
    as_saved_by_a_spreadsheet = TEN.decode().replace(".", "\0").replace(",", ";").replace("\0", ",").encode("utf-16")
    assert checksum(read_csv(as_saved_by_a_spreadsheet)) == checksum(table)
    others = [
        TEN.replace(b"21", b"22"),
        TEN.replace(b"hours", b"days"),
        TEN.replace(b"8,,b", b"8,0,b"),
        TEN.replace(b"9,44,\n", b"9,44,a\n"),
        TEN.replace(b"1,12,a\n2,15,b\n", b"2,15,b\n1,12,a\n"),
        TEN.removesuffix(b"10,51,b\n"),
    ]
    found = {checksum(read_csv(other)) for other in others} | {checksum(table)}
    assert len(found) == 1 + len(others)


def test_names_and_levels_do_not_run_into_each_other() -> None:
    def of(*names: str) -> str:
        return checksum(Dataset(pd.DataFrame([[1.0] * len(names)] * 2, columns=list(names)), {}, ()))

    assert of("ab", "c") != of("a", "bc")


def test_a_folded_table_has_a_checksum_of_its_own() -> None:
    X = np.random.default_rng(0).normal(size=(20, 2))
    factor = Factor.of(X, X @ [1.0, 2.0])
    assert checksum(FoldedFile.of(factor)) == checksum(FoldedFile.of(Factor.from_json(factor.to_json())))
    assert checksum(FoldedFile.of(factor)) != checksum(FoldedFile.of(Factor.of(X, X @ [1.0, 2.5])))


def test_the_mark_is_read_back_whatever_the_name_of_the_file() -> None:
    table = read_csv(TEN)
    for name in ("ten.csv", "a_b_3x4_.csv", "größe 1.csv", "x" * 300, "a\nb.csv"):
        mark = mark_of(table, name)
        assert read_mark(str(mark)) == mark
        assert (mark.rows, mark.columns) == (10, 3)
        assert len(str(mark)) <= 90
    assert mark.words == "a\nb.csv (10 rows, 3 columns)"


@given(st.text(max_size=100))
def test_any_text_is_a_mark_or_none(text: str) -> None:
    mark = read_mark(text)
    assert mark is None or str(mark) == text


def test_a_mark_that_is_none() -> None:
    for text in ("", "a.csv", "a.csv_3x4", "a.csv_3x4_short", "_3x4_12345678", "a_-3x4_12345678", "a_3x4_1234567é"):
        assert read_mark(text) is None
    assert read_mark("a_3x4_12345678") == Mark("a", 3, 4, "12345678")
