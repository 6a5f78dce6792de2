"""What goes to the browser after a change of the rate, compressed as it is on the wire."""

import zlib

import pytest
from streamlit.testing.v1 import AppTest

from tests.page.app import instrument, opened, with_rate


def answer(page: AppTest) -> int:
    """The bytes of the pictures and of the instrument, which change with each run."""
    kinds = page.get("vega_lite_chart"), [e for e in page.get("bidi_component") if e.proto.id.endswith("-instrument")]
    messages = [element.proto.SerializeToString() for kind in kinds for element in kind]
    compressor = zlib.compressobj(wbits=-12, memLevel=5)  # as Streamlit's server does
    return sum(len(compressor.compress(m) + compressor.flush(zlib.Z_SYNC_FLUSH)) for m in messages)


@pytest.mark.parametrize(
    ("problem", "kilobytes"),
    [
        ("parabola", 14),
        ("valley", 41),
        ("likelihood", 31),
        ("line", 32),
        ("ravine", 28.5),
        ("dummy-trap", 46),
        ("unscaled", 51),
    ],
)
def test_an_answer_is_small(problem: str, kilobytes: float) -> None:
    page = opened(problem=problem, seed="1")
    changed = with_rate(page, 0.55 * instrument(page)["rate"]["value"])
    assert answer(changed) < 1000 * kilobytes
