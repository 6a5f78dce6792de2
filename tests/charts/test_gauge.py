"""The gauge of the learning rate: smaller rates are further left."""

import re

import pytest

from gd.charts.gauge import gauge


def places(html: str) -> list[float]:
    """The positions of the boxes in the order in which they are written: scale, growth, fastest, stable, rate."""
    return [float(left) for left in re.findall(r"left: ([\d.]+)%", html)]


def test_a_decade_is_as_long_everywhere() -> None:
    ends = [places(gauge(rate, 0.5, 1))[4] for rate in (0.01, 0.1, 1)]
    assert ends[1] - ends[0] == pytest.approx(ends[2] - ends[1], abs=0.11)


def test_the_marks_stand_in_their_order() -> None:
    _, growth, fastest, stable, rate = places(gauge(0.6, 0.5, 1))
    assert fastest < rate < stable == growth


@pytest.mark.parametrize(("rate", "end"), [(1e-9, 0), (1e9, 100)])
def test_a_rate_off_the_scale_is_at_its_end_and_only_half_as_high(rate: float, end: float) -> None:
    html = gauge(rate, 0.5, 1)
    assert places(html)[4] == end
    assert "height: 6px" in html
    assert "height: 6px" not in gauge(0.1, 0.5, 1)
