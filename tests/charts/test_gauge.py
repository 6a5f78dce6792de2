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


@pytest.mark.parametrize(("decades", "place"), [(-2.9, 0.1), (-1, 2), (0, 3), (0.4, 3.4)])
def test_the_scale_goes_from_a_thousandth_of_the_stability_limit_to_half_a_decade_above_it(
    decades: float, place: float
) -> None:
    for stable in (1, 0.08):
        html = gauge(stable * 10**decades, stable / 2, stable)
        assert places(html)[4] == pytest.approx(100 * place / 3.5, abs=0.06)  # written with one decimal
        assert "height: 6px" not in html


@pytest.mark.parametrize("decades", [-3.1, 0.6])
def test_a_little_past_its_ends_a_rate_is_off_the_scale(decades: float) -> None:
    assert "height: 6px" in gauge(0.08 * 10**decades, 0.04, 0.08)


def test_the_red_part_goes_from_the_stability_limit_to_the_end() -> None:
    widths = re.findall(r"width: ([\d.]+)%", gauge(0.1, 0.5, 1))
    assert list(map(float, widths)) == pytest.approx([300 / 3.5, 50 / 3.5], abs=0.06)
    assert "The learning rate is 0.1 times the stability limit" in gauge(0.1, 0.5, 1)
