"""What a fold keeps of its files: checksums that other programs give too, and units."""

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gd.tables.folding import fold_files
from gd.tables.meaning import Source
from gd.tables.sources import MOST_LISTED, digest, digests_beside, sources_of, units_of

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
"""Published: FIPS 180-2, appendix B.1."""


def written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def sources(paths: list[Path]) -> tuple[Source, ...]:
    files = {path: sorted(path.rglob("*.*")) if path.is_dir() else [path] for path in paths}
    with digests_beside([file for own in files.values() for file in own]) as digests:
        return sources_of(files, digests.result())


def of_lines(*sums: str) -> str:
    """As `sha256sum … | cut -c -64 | sha256sum` gives it."""
    return hashlib.sha256("".join(f"{one}\n" for one in sums).encode()).hexdigest()


def test_the_checksum_is_the_published_one(tmp_path: Path) -> None:
    (abc, empty) = sources([written(tmp_path / "abc.csv", b"abc"), written(tmp_path / "empty.csv", b"")])
    assert (abc.name, abc.size, abc.sha256) == ("abc.csv", 3, ABC)
    assert (empty.name, empty.size, empty.sha256) == ("empty.csv", 0, EMPTY)


def test_a_file_may_be_longer_than_what_is_read_at_a_time(tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000
    size, sha256 = digest(written(tmp_path / "long.csv", content))
    assert (size, sha256) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file")
def test_it_is_read_no_further_than_somebody_waits_for_it(tmp_path: Path) -> None:
    file = tmp_path / "endless"
    file.symlink_to("/dev/zero")
    with digests_beside([file]) as digests:
        pass
    assert digests.result()[0].size >= 0  # it has ended


def test_a_folder_has_the_checksum_of_those_of_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    for name, content in {"b/1.csv": b"", "a/2.csv": b"abc", "a/1.csv": b""}.items():
        written(folder / name, content)
    (source,) = sources([folder])
    assert (source.name, source.size, source.sha256) == ("parts", 3, of_lines(EMPTY, ABC, EMPTY))


def test_every_file_of_a_folder_that_is_folded_counts_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pa.table({"x": [1.0, 2.0, 4.0], "y": [1.0, 3.0, 2.0]})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "here").mkdir()
    for path in ("elsewhere/b.parquet", "here/a.parquet", "here/.hidden.parquet"):
        pq.write_table(table, tmp_path / path)
    (tmp_path / "here" / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    monkeypatch.chdir(tmp_path / "here")
    folded = fold_files(".", "y")
    assert folded.rows == 6
    (source,) = folded.sources
    assert (source.name, source.size) == ("here", 2 * (tmp_path / "here" / "a.parquet").stat().st_size)


def test_very_many_files_have_one_checksum(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{k:03}.csv", b"abc") for k in range(MOST_LISTED + 1)]
    assert len(sources(paths[:-1])) == MOST_LISTED
    (source,) = sources(paths)
    assert (source.name, source.size) == ("000.csv and 50 more", 3 * (MOST_LISTED + 1))
    assert source.sha256 == of_lines(*[ABC] * (MOST_LISTED + 1))


def test_a_name_that_no_text_can_hold_is_written_by_its_number(tmp_path: Path) -> None:
    (source,) = sources([written(tmp_path / "\udcff.csv", b"")])
    assert source.name == "⟨U+DCFF⟩.csv"


@pytest.mark.parametrize(
    ("metadata", "unit"),
    [
        ({"unit": "mm"}, "mm"),
        ({"units": " °C "}, "°C"),
        ({"unit": b"\xff"}, ""),
        ({"unit": "a\u202eb"}, ""),
        ({"unit": "x" * 41}, ""),
        ({"other": "mm"}, ""),
        (None, ""),
    ],
)
def test_a_parquet_file_says_the_units_of_its_columns(
    metadata: dict[str, str | bytes] | None, unit: str, tmp_path: Path
) -> None:
    schema = pa.schema([pa.field("size", pa.float64(), metadata=metadata), pa.field("y", pa.float64())])
    assert units_of(schema) == ({"size": unit} if unit else {})
    pq.write_table(pa.table({"size": [1.0, 2.0, 4.0], "y": [1.0, 3.0, 2.0]}, schema=schema), tmp_path / "t.parquet")
    folded = fold_files(tmp_path / "t.parquet", "y")
    assert folded.by_name["size"].unit == unit
    assert ("Units: size in " + unit + "." in folded.remarks) == bool(unit)
