"""The tabs below the charts."""

import json

import pytest

from tests.page.app import BUILT_IN, opened, press, shown, tab, uploaded


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_tab_of_every_problem_renders(problem: str) -> None:
    page = opened(problem=problem)
    for name in ["Why", "Step by step", "Dependent columns", "Code", "Download"]:
        shown(tab(page, name))


def test_a_badly_scaled_table_is_standardised_with_one_click() -> None:
    page = tab(opened(problem="unscaled"), "Why")
    assert "The condition number is" in shown(page)
    page = press(page, "Standardise")
    assert page.toggle(key="scale").value is True
    assert "was reached by epoch" in shown(page)
    assert "The condition number is" not in shown(page)


def test_predicted_and_actual_epochs_stand_side_by_side() -> None:
    table = tab(opened(problem="parabola"), "Why").dataframe[0].value
    # 0.8²ᵗ ≤ 0.1, 0.01, 0.001
    assert table["predicted"].tolist()[:3] == table["actual"].tolist()[:3] == ["6", "11", "16"]


def test_the_epoch_stays_in_sight_beside_the_arithmetic() -> None:
    (table,) = tab(opened(problem="unscaled"), "Step by step").dataframe
    columns = json.loads(table.proto.columns)
    assert [name for name, settings in columns.items() if settings.get("pinned")] == ["epoch"]


def test_the_trap_names_the_direction_in_which_nothing_moves() -> None:
    page = tab(opened(problem="dummy-trap"), "Dependent columns")
    assert "Nothing moves along intercept − group=a − group=b" in shown(page)
    starts, solvers = (element.value for element in page.dataframe)
    assert len(starts) == 3
    assert starts["intercept"].nunique() == 3
    assert solvers["gives"][0] == "Singular matrix"


def test_the_code_of_a_run_is_shown() -> None:
    page = tab(opened(problem="parabola"), "Code")
    assert any("import numpy as np" in block.value for block in page.code)
    page = tab(opened(problem="parabola", rule="adam", beta1="0.5"), "Code")
    assert any("m = 0.5 * m + (1 - 0.5) * g" in block.value for block in page.code)


def test_the_code_for_an_uploaded_table_reads_the_cleaned_one_which_is_offered_beside_it() -> None:
    page = tab(uploaded("Größe;Preis\n1,5;2\n2;3\n4;9\n".encode("cp1252")), "Code")
    assert any('pd.read_csv("mine.clean.csv"' in block.value for block in page.code)
    (button,) = page.get("download_button")
    assert button.proto.label == "Cleaned table"
    for problem in ("unscaled", "parabola"):
        assert not tab(opened(problem=problem), "Code").get("download_button")
