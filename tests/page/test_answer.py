"""What goes to the browser after a change of the rate, compressed as it is on the wire."""

import zlib

import pytest
from streamlit.testing.v1 import AppTest

from tests.page.app import instrument, opened, with_rate

# A quarter above what was measured: no two builds of zlib compress alike.


def answer(page: AppTest) -> int:
    """The bytes of the pictures and of the instrument, which change with each run."""
    kinds = page.get("vega_lite_chart"), [e for e in page.get("bidi_component") if e.proto.id.endswith("-instrument")]
    messages = [element.proto.SerializeToString() for kind in kinds for element in kind]
    compressor = zlib.compressobj(wbits=-12, memLevel=5)  # as Streamlit's server does
    return sum(len(compressor.compress(m) + compressor.flush(zlib.Z_SYNC_FLUSH)) for m in messages)


@pytest.mark.parametrize(
    ("problem", "kilobytes"),
    [
        ("parabola", 16),
        ("valley", 47),
        ("likelihood", 36),
        ("line", 37),
        ("ravine", 33),
        ("dummy-trap", 53),
        ("unscaled", 59),
    ],
)
def test_an_answer_is_small(problem: str, kilobytes: int) -> None:
    page = opened(problem=problem, seed="1")
    changed = with_rate(page, 0.55 * instrument(page)["rate"]["value"])
    assert answer(changed) < 1000 * kilobytes
