"""The whole page without a browser: what each scenario shows. The page's parts are tested in tests/page/."""

import subprocess
import sys

import pytest

from gd.experiments.built_in import DATA
from gd.experiments.scenarios import SCENARIOS
from tests.page.app import BUILT_IN, PAGE, charts, opened, shown, tab, uploaded, weights_table


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_scenario_renders(problem: str) -> None:
    page = opened(problem=problem)
    assert f"**{SCENARIOS[problem].title}.** {SCENARIOS[problem].lesson}" in shown(page)
    assert len(charts(page)) >= 3
    assert all(len(tables.get("frames", tables.get("updates"))) > 1 for _, tables in charts(page))


def test_the_page_opens_with_the_parabola_of_the_tutorial() -> None:
    page = opened()
    assert "J fell from 400 to 0.000613 in 30 epochs." in shown(page)
    assert weights_table(page)["final"][0] == pytest.approx(0.0247588, rel=1e-6)
    assert tab(page, "Step by step").dataframe[0].value["w"][0] == "20 − 0.1 · 2 · 20 = 16"


def test_a_hundred_epochs_of_the_parabola() -> None:
    page = opened(problem="parabola").number_input(key="epochs").set_value(100).run()
    assert weights_table(page)["final"][0] == pytest.approx(4.074e-9, rel=1e-4)


def test_the_trap_shows_what_solve_says_and_the_shortest_weights() -> None:
    page = opened(problem="dummy-trap")
    table = weights_table(page)
    assert "“Singular matrix”" in shown(page)
    assert table["exact"].tolist() == pytest.approx([1 / 3, -1 / 3, 2 / 3])
    assert list(table["weight"]) == ["intercept", "group=a", "group=b"]


def test_out_of_the_trap_by_dropping_a_level() -> None:
    page = opened(problem="dummy-trap").toggle(key="drop_first").set_value(True).run()
    assert "Singular" not in shown(page)
    assert list(weights_table(page)["weight"]) == ["intercept", "group=b"]


def test_draw_again_draws_other_weights_and_the_same_predictions() -> None:
    page = opened(problem="dummy-trap")
    before = weights_table(page)
    next(button for button in page.button if button.label == "Draw again").click().run()
    after = weights_table(page)
    assert page.number_input(key="seed").value == 1
    assert (before["initial"] != after["initial"]).all()
    assert (before["final"][0] + before["final"][1]) == pytest.approx(after["final"][0] + after["final"][1], abs=0.01)


def test_a_rate_that_is_too_large_is_a_result() -> None:
    page = opened(problem="parabola", lr="1.1", epochs="5000")
    assert "epoch 1,931 passed 1.8" in shown(page)
    assert "above 1, the stability limit" in shown(page)


def test_what_is_in_data_is_what_the_scenarios_use() -> None:
    used = {scenario.table for scenario in SCENARIOS.values() if scenario.table} | {"cavendish.csv"}
    assert {path.name for path in DATA.glob("*.csv")} == used


def test_names_from_a_file_and_a_link_are_shown_as_they_are() -> None:
    page = opened(problem="parabola", **{"![x](//ev.il.test/a.png)": "1"})
    assert "!\\[x\\]\\(//ev" in page.warning[0].value
    page = uploaded(b"![x](//ev.il.test/k.png),x,y\n1,1,2\n1,2,4\n1,3,7\n")
    assert "!\\[x\\]" in "".join(caption.value for caption in page.caption)


def test_nothing_runs_again_when_only_the_picture_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(problem="valley")
    monkeypatch.setattr("gd.experiments.experiment.descend", lambda *_, **__: pytest.fail("The run was made again."))
    shown(page.segmented_control(key="axis").set_value("logarithmic").run())


def test_a_thousand_million_epochs_are_run_where_they_can_be_leapt_over() -> None:
    assert "in 1,000,000,000 epochs" in shown(opened(problem="dummy-trap", epochs="1000000000"))
    assert "at most 1,000,000 are allowed" in shown(opened(problem="valley", epochs="1000001"))


def test_columns_called_as_the_page_calls_its_own_stay_apart() -> None:
    page = uploaded(b"epoch,seed,intercept,y\n1,5,1,2\n2,2,4,3\n3,7,3,5\n4,1,8,1\n")
    assert not page.error
    rows = tab(page, "Step by step").dataframe[0].value
    assert rows["epoch"].tolist()[:3] == ["1", "2", "3"]


def test_the_script_also_runs_without_a_server() -> None:
    """A process that another one starts runs the page once more, if it is what that one runs."""
    done = subprocess.run([sys.executable, PAGE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
