"""A table in a link: it comes back to the last bit, a hostile one is bounded work, a checksum tells it from others."""

import base64
import string
import zlib
from dataclasses import replace
from pathlib import Path

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gd.experiments.settings import MAX_LINK
from gd.experiments.table_link import MAX_CELLS, MAX_UNPACKED, checksum, columns_to_carry, pack, unpack
from gd.factor import Factor
from gd.tables.dataset import Dataset, read_csv
from gd.tables.folded import FoldedFile
from gd.tables.folding import fold_files
from gd.tables.meaning import Column
from gd.text import DataError
from tests.tables.test_folded import OLD

DATA = Path(__file__).parents[2] / "data"


TEN = b"hours,score,group\n1,12,a\n2,15,b\n3.5,21,a\n4,22.25,b\n5,30,a\n6,31,b\n7,38,a\n8,,b\n9,44,\n10,51,b\n"


unhurried = hypothesis.settings(deadline=None)


def zipped(content: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")


def same(one: Dataset, other: Dataset) -> bool:
    frames = one.frame.reset_index(drop=True), other.frame.reset_index(drop=True)
    pd.testing.assert_frame_equal(*frames, check_exact=True)
    return True


@pytest.mark.parametrize("file", ["hubble.csv", "cavendish.csv", "dummy-trap.csv"])
def test_a_small_table_comes_back_to_the_last_bit(file: str) -> None:
    table = read_csv(DATA / file)
    packed = pack(table, table.names)
    assert 0 < len(packed) <= 200
    assert same(unpack(packed), table)


def test_numbers_categories_and_missing_cells_come_back() -> None:
    table = read_csv(TEN)
    assert same(unpack(pack(table, table.names)), table)
    assert unpack(pack(table, ["score", "hours"])).names == ("score", "hours")


@unhurried
@given(
    st.lists(
        st.tuples(st.floats(allow_infinity=False), st.floats(-1e6, 1e6), st.sampled_from(["u", "v w", 'x"y', "ä,ö"])),
        min_size=2,
        max_size=20,
    )
)
def test_what_is_packed_is_read_back_or_nothing_is_packed(rows: list[tuple[float, float, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b", "c"]).astype({"c": "str"})
    table = Dataset(frame, {}, ())
    if packed := pack(table, table.names):
        assert checksum(unpack(packed)) == checksum(table)


def test_what_would_not_fit_or_not_be_read_back_is_not_packed() -> None:
    rng = np.random.default_rng(0)
    large = read_csv(pd.DataFrame(rng.normal(size=(400, 3)), columns=list("abc")).to_csv(index=False).encode())
    assert pack(large, large.names) == ""
    long = Dataset(pd.DataFrame({"a": np.zeros(MAX_CELLS + 1)}), {}, ())
    assert pack(long, ["a"]) == ""
    years = Dataset(pd.DataFrame({"1": [1.0, 2.0, 4.0], "2": [5.0, 7.0, 6.0]}), {}, ())  # names that look like a row
    assert pack(years, years.names) == ""
    factor = Factor.of(rng.normal(size=(5, 1)), rng.normal(size=5))
    assert pack(FoldedFile.of(factor), ["w1"]) == ""


def test_the_checksum_of_a_folded_table_depends_on_its_levels_and_an_old_one_stays(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,y\nu,2\nv,3\nu,5\n")
    folded = fold_files(tmp_path / "t.csv", "y")
    others = replace(folded, columns=(Column("a", ("u", "w")), folded.columns[1]))
    assert checksum(folded) == checksum(FoldedFile.from_json(folded.to_json())) != checksum(others)
    assert checksum(FoldedFile.from_json(OLD.read_text())) == "4hrRmsws"  # as links name it that were given then


def test_a_table_that_unfolds_to_too_much_is_refused() -> None:
    bomb = zipped(b"a,b\n" + b"1,2\n" * 2_000_000)
    assert len(bomb) < 12_000
    with pytest.raises(DataError, match=f"more than {MAX_UNPACKED:,} bytes"):
        unpack(bomb)
    rows = b"1,2\n5,3\n"
    fits = b"aaa,bbb\n" + rows * ((MAX_UNPACKED - 8) // len(rows))
    assert len(fits) == MAX_UNPACKED
    assert unpack(zipped(fits)).rows == (MAX_UNPACKED - 8) // 4
    with pytest.raises(DataError, match="more than"):
        unpack(zipped(fits + b"1"))


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_link_that_was_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(DataError, match="cut short"):
        unpack(pack(read_csv(TEN), ["hours", "score", "group"])[:-cut])


@unhurried
@given(st.text(max_size=300) | st.text(string.ascii_letters + string.digits + "-_", max_size=300))
def test_any_text_is_a_table_or_is_refused_in_a_sentence(text: str) -> None:
    refused_or_read(text)


@unhurried
@given(st.binary(max_size=300))
def test_any_content_is_a_table_or_is_refused_in_a_sentence(content: bytes) -> None:
    refused_or_read(zipped(content))


@unhurried
@given(st.integers(0, 10_000), st.characters(codec="ascii"))
def test_a_changed_character_is_noticed_or_does_no_harm(place: int, other: str) -> None:
    packed = pack(read_csv(TEN), ["hours", "score", "group"])
    place %= len(packed)
    refused_or_read(packed[:place] + other + packed[place + 1 :])


def refused_or_read(text: str) -> None:
    try:
        table = unpack(text)
    except DataError:
        return
    assert table.rows > 0


def test_the_columns_in_use_are_carried_where_all_are_too_many() -> None:
    table = read_csv(b"a,b,c,d,e\n1,2,3,4,6\n2,3,5,4,9\n3,1,1,2,8\n5,2,2,7,7\n")
    assert columns_to_carry(table, [("c", "a")]) == [("a", "b", "c", "d", "e"), ("a", "c")]
    assert columns_to_carry(table, [("c", "a"), ("c", "e")]) == [
        ("a", "b", "c", "d", "e"),
        ("a", "c", "e"),
        ("a", "c"),
    ]


def test_a_table_that_is_packed_fits_into_a_link() -> None:
    rng = np.random.default_rng(1)
    lengths = []
    for rows in (50, 100, 150, 200, 250):
        values = rng.normal(size=(rows, 4)).round(2)
        table = read_csv(pd.DataFrame(values, columns=list("abcd")).to_csv(index=False).encode())
        lengths.append(len(pack(table, table.names)))
    assert max(lengths) <= MAX_LINK
    assert lengths[0] > 0
    assert lengths[-1] == 0


def test_the_names_in_a_links_table_are_readable_as_those_of_a_file_are() -> None:
    table = unpack(zipped("a\u202eb,kind,y\n1,u\u200b,2\n2,v,3\n3,u\u200b,5\n4,v,5\n".encode()))
    assert table.names == ("a⟨U+202E⟩b", "kind", "y")
    assert set(table.frame["kind"]) == {"u⟨U+200B⟩", "v"}
