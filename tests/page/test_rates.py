"""Buttons that set the rates known from theory."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.page.app import opened, press, shown


def test_the_rates_that_theory_names_are_set_by_a_button(parabola: AppTest) -> None:
    assert "Stable below 1. Fastest from here: 0.5 (1 epoch)." in shown(parabola)
    assert press(parabola, "Fastest from here").number_input(key="lr").value == 0.5
    page = press(parabola, "Stability limit")
    assert page.number_input(key="lr").value == 1.0
    assert page.select_slider(key="slider").value == 1.0
    assert "Oscillating" in shown(page)


def test_the_heavy_balls_fastest_rate_and_momentum_are_a_button() -> None:
    page = press(opened(problem="ravine", rule="momentum", lr="0.01"), "Best guaranteed")
    assert page.number_input(key="momentum").value == pytest.approx(4 / 9)
    assert page.number_input(key="lr").value == pytest.approx(1 / 9)


def test_a_rate_out_of_range_is_not_offered() -> None:
    page = opened(problem="table", scale="0", lr="1e-15")
    content = b"x,y\n1e9,1\n2e9,2\n3e9,4\n"
    page = page.file_uploader(key="upload").upload("large.csv", content, "text/csv").run()
    shown(page)
    assert next(button for button in page.button if button.label == "Stability limit").disabled
