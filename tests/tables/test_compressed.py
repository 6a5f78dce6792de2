"""A compressed file folds to the same factor as the file that it holds, and a damaged one is told so."""

import bz2
import errno
import gzip
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from gd.tables.batches import Ended, batches
from gd.tables.dialect import Layout
from gd.text import DataError
from tests.tables.unpacked import fold_files

ROWS = 30_000
rng = np.random.default_rng(1)
NUMBERS = rng.normal(size=(ROWS, 8)).tolist()
CONTENT = "\n".join(["a,b,c,d,e,f,g,y", *(",".join(map(repr, row)) for row in NUMBERS)]).encode()


BY_PYTHON: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "bz2": bz2.compress}


def packed(kind: str) -> bytes:
    if kind in BY_PYTHON:
        return BY_PYTHON[kind](CONTENT)
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, kind) as file:
        file.write(CONTENT)
    return bytes(sink.getvalue())


@pytest.mark.parametrize("kind", ["gzip", "zstd", "bz2"])
@pytest.mark.parametrize("name", ["big.csv.gz", "big.csv"])  # the name says nothing
def test_it_folds_to_the_same_factor(tmp_path: Path, kind: str, name: str) -> None:
    (tmp_path / "plain.csv").write_bytes(CONTENT)
    (tmp_path / name).write_bytes(content := packed(kind))
    seen: list[tuple[int, int]] = []
    factor, _ = fold_files(tmp_path / name, "y", progress=lambda done, total: seen.append((done, total)))
    assert factor.to_json() == fold_files(tmp_path / "plain.csv", "y")[0].to_json()
    assert seen == sorted(seen)
    assert seen[-1] == (len(content), len(content))


@pytest.mark.parametrize("kind", BY_PYTHON)
def test_several_parts_in_one_file_are_one_table(tmp_path: Path, kind: str) -> None:
    """As `cat a.gz b.gz` makes it."""
    half = CONTENT.index(b"\n", len(CONTENT) // 2) + 1
    pack = BY_PYTHON[kind]
    (tmp_path / "parts").write_bytes(pack(CONTENT[:half]) + pack(CONTENT[half:]))
    assert fold_files(tmp_path / "parts", "y")[0].rows == ROWS


@pytest.mark.parametrize("kind", BY_PYTHON)
def test_a_part_may_be_empty(tmp_path: Path, kind: str) -> None:
    pack = BY_PYTHON[kind]
    (tmp_path / "parts").write_bytes(pack(b"") + pack(CONTENT))
    assert fold_files(tmp_path / "parts", "y")[0].rows == ROWS
    (tmp_path / "nothing").write_bytes(pack(b""))
    with pytest.raises(DataError, match="The file is empty"):
        fold_files(tmp_path / "nothing", "y")


@pytest.mark.parametrize("level", range(1, 10))
def test_every_level_of_bzip2_is_known_and_a_name_that_begins_like_it_is_a_name(tmp_path: Path, level: int) -> None:
    text = f"BZh{level},y\n1,2\n2,1\n3,5\n".encode()
    (tmp_path / "plain.csv").write_bytes(text)
    (tmp_path / "packed.csv").write_bytes(bz2.compress(text, level))
    for name in ("plain.csv", "packed.csv"):
        assert fold_files(tmp_path / name, "y")[0].columns == (f"BZh{level}",)


@pytest.mark.parametrize("kind", ["gzip", "zstd", "bz2"])
@pytest.mark.parametrize("share", [0.001, 0.3, 0.9])
def test_one_that_was_cut_off_is_refused(tmp_path: Path, kind: str, share: float) -> None:
    content = packed(kind)
    (tmp_path / "cut.csv").write_bytes(content[: int(share * len(content))])
    with pytest.raises(DataError, match=r"“cut.csv” is damaged: it can't be unpacked\. Compress it anew\."):
        fold_files(tmp_path / "cut.csv", "y")


class Failing:
    """A file of two columns on a disk that soon fails."""

    def __init__(self) -> None:
        self._left = [b"1,2\n" * 100_000, b"3,4\n"]

    def read(self, size: int) -> bytes:
        if self._left:
            return self._left.pop(0)
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_an_error_of_the_disk_is_raised_where_rows_are_asked_for_and_not_in_arrows_thread() -> None:
    layout = Layout(",", ".", header=["a", "b"], rows_above=0, lines_above=0, width=2)
    file = Ended(Failing(), layout, "utf-8")
    while file.read(2**18):
        pass
    assert file.error is not None
    with pytest.raises(OSError, match=os.strerror(errno.EIO)) as raised:
        list(batches(Failing(), layout, "utf-8"))
    assert raised.value.errno == errno.EIO


def test_one_that_is_missing_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        fold_files(tmp_path / "none.csv.gz", "y")
