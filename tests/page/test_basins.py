"""The switch that shows the basins of a typed function on its landscape."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gd.page import basins
from tests.page.app import BUILT_IN, charts, opened, shown

HIMMELBLAU = {
    "problem": "function",
    "f": "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    "init": "given",
    "w0": "0,0",
    "lr": "0.01",
    "epochs": "100",
}


def toggles(page: AppTest) -> list[Any]:
    return [toggle for toggle in page.toggle if toggle.key == "basins"]


def switched_on(page: AppTest) -> AppTest:
    (toggle,) = toggles(page)
    return toggle.set_value(True).run()


def on_map(page: AppTest) -> set[str]:
    """What is said to be reached from the starts on the landscape; empty if there is no map."""
    tables = charts(page)[1][1]
    return set(tables["basins"]["reaches"]) if "basins" in tables else set()


def test_the_switch_draws_the_basins_over_the_landscape() -> None:
    page = opened(**HIMMELBLAU)
    shown(page)
    assert on_map(page) == set()
    page = switched_on(page)
    shown(page)
    assert on_map(page) == {"(−3.78, −3.28)", "(−2.81, 3.13)", "(3, 2)", "(3.58, −1.85)", "diverges"}
    assert on_map(page.toggle(key="basins").set_value(False).run()) == set()


def test_one_weight_has_a_strip() -> None:
    page = switched_on(opened(**{**HIMMELBLAU, "f": "(w^2 - 1)^2", "w0": "0.05", "lr": "0.05"}))
    shown(page)
    assert on_map(page) == {"−1", "1"}


@pytest.mark.parametrize("problem", BUILT_IN)
def test_other_problems_have_no_switch(problem: str) -> None:
    assert toggles(opened(problem=problem)) == []


@pytest.mark.parametrize(("f", "w0"), [("x^2 - x y + 3 y^2", "1,1"), ("x^4 + y^4 + z^4", "1,1,1")])
def test_a_quadratic_and_three_weights_have_no_switch(f: str, w0: str) -> None:
    page = opened(**{**HIMMELBLAU, "f": f, "w0": w0})
    shown(page)
    assert toggles(page) == []


def test_the_map_is_of_plain_descent_and_not_offered_with_another_optimizer() -> None:
    (toggle,) = toggles(opened(**HIMMELBLAU, rule="momentum"))
    assert toggle.disabled
    assert "plain descent" in toggle.help


@pytest.mark.parametrize(("goal", "sought"), [("minimise", "minimum"), ("maximise", "maximum")])
def test_the_help_says_which_optimum_is_meant(goal: str, sought: str) -> None:
    (toggle,) = toggles(opened(**HIMMELBLAU, goal=goal))
    assert f"by the {sought} that" in toggle.help
    assert len({"minimum", "maximum"} & set(toggle.help.split())) == 1


def test_the_map_is_made_anew_only_if_it_would_be_another(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(*given: Any) -> Any:
        made.append(given)
        return basins_on(*given)

    basins_on = basins.basins_on
    monkeypatch.setattr(basins, "basins_on", counted)
    page = opened(**HIMMELBLAU)
    assert made == []
    page = switched_on(page)
    assert len(made) == 1
    page = page.segmented_control(key="axis").set_value("logarithmic").run()
    page = page.toggle(key="more").set_value(True).run()
    assert len(made) == 1
    page = page.number_input(key="epochs").set_value(50).run()
    assert len(made) == 2
    # The window, which also decides, is the same for these: a slightly larger rate, and a constant more.
    page.session_state.lr = 0.0101
    page = page.run()
    assert len(made) == 3
    page.session_state.f = HIMMELBLAU["f"] + " + 1"
    page = page.run()
    assert len(made) == 4
    assert all(given[1].starts.tolist() == made[0][1].starts.tolist() for given in made)
    shown(page)
