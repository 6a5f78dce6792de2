"""The datasets of charts as they go to the browser."""

import zlib

import numpy as np
import pyarrow as pa
import pytest

from gd.charts.columns import arrow
from gd.charts.style import LINEAR
from gd.charts.views import main_views
from tests.experiments.test_scenarios import built_in

GAP = np.nan


def sent(*numbers: float) -> pa.ChunkedArray:
    """A column of these numbers as the browser reads it."""
    return pa.ipc.open_stream(arrow({"column": np.array(numbers)})).read_all()["column"]


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [
        ((0, 1, 127), "int8"),
        ((0, -128), "int8"),
        ((0, -129), "int16"),
        ((0, -(2**63)), "int64"),
        ((0, 300), "int16"),
        ((0.0, 300.0, GAP), "int16"),
        ((5.0, GAP, GAP), "int8"),
        ((0, 2**31 - 1), "int32"),
        ((0, 2**31), "int64"),
        ((0.0, 2.0**31), "double"),
        ((0.0, 0.5), "double"),
        ((0.0, np.inf), "double"),
        ((GAP, 1.0), "double"),
    ],
)
def test_whole_numbers_go_in_as_few_bytes_as_they_need_and_stay_what_they_are(
    numbers: tuple[float, ...], kind: str
) -> None:
    column = sent(*numbers)
    assert str(column.type) == kind
    assert column.to_pylist() == [None if np.isnan(number) else number for number in numbers]


def test_a_path_is_compressed_to_its_points() -> None:
    trap = built_in("dummy-trap")
    run = trap.run()
    frames = main_views(trap, run, None, LINEAR)[0]["landscape"]["datasets"]["frames"]
    compressor = zlib.compressobj(wbits=-12, memLevel=5)  # as the server does
    size = len(compressor.compress(arrow(frames)) + compressor.flush())
    numbers = 8 * 2 * len(frames["x"])  # x and y of each epoch, which are irregular
    assert size < 1.7 * numbers < 0.5 * len(arrow(frames))
