"""A table is cut into pieces that are neither too small nor too many."""

import pytest

from gd.tables import pieces
from gd.tables.pieces import bundled


@pytest.mark.parametrize(
    ("least", "bundles"),
    [
        (0, [[1], [2], [3], [4]]),
        (1, [[1], [2], [3], [4]]),
        (2, [[1, 2], [3], [4]]),
        (3, [[1, 2], [3], [4]]),
        (4, [[1, 2, 3], [4]]),
        (99, [[1, 2, 3, 4]]),
    ],
)
def test_neighbours_are_together_up_to_a_size(least: int, bundles: list[list[int]]) -> None:
    assert bundled([1, 2, 3, 4], [1, 2, 3, 4], least) == bundles


@pytest.mark.parametrize(("most", "count"), [(4, 4), (5, 5), (10, 10), (20, 10)])
def test_there_are_not_too_many(monkeypatch: pytest.MonkeyPatch, most: int, count: int) -> None:
    monkeypatch.setattr(pieces, "MOST_PIECES", most)
    found = bundled(range(10), [7] * 10)
    assert [one for some in found for one in some] == list(range(10))
    assert len(found) == count


def test_what_has_no_size_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_PIECES", 5)
    assert len(bundled(range(20), [0] * 20)) == 5
    assert len(bundled(range(20), [0] * 19 + [10])) <= 5


def test_nothing_makes_no_pieces() -> None:
    assert bundled([], []) == []
