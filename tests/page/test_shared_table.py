"""The visitor's own table in the link: a small one is in it, of a larger one what it is; another is told from it."""

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from gd.experiments.settings import MAX_LINK
from tests.page.app import link, opened, shown, uploaded, weights_table

SMALL = b"hours,score,group\n1,12,a\n2,15,b\n3.5,21,a\n4,22.25,b\n5,30,a\n6,31,b\n7,38,a\n8,41,b\n9,44,a\n10,51,b\n"
NEEDED = "This run needs the file mine.csv"
OTHER = "isn't the one of the link, mine.csv"


def wide(rows: int, columns: int = 4, seed: int = 0) -> bytes:
    values = np.random.default_rng(seed).normal(size=(rows, columns)).round(4)
    return pd.DataFrame(values, columns=[f"column{k}" for k in range(columns)]).to_csv(index=False).encode()


def load(page: AppTest, content: bytes, name: str = "mine.csv") -> AppTest:
    return page.file_uploader(key="upload").upload(name, content, "text/csv").run()


def test_a_small_table_is_in_the_link_and_needs_no_file() -> None:
    first = uploaded(SMALL)
    assert "The table is in the link" in shown(first)
    query = link(first)
    assert query["table"].startswith("mine.csv_10x3_")
    second = opened(**query)
    assert "In use: mine.csv, 10 rows, from the link" in shown(second)
    assert link(second) == query
    pd.testing.assert_frame_equal(weights_table(second), weights_table(first), check_exact=True)


def test_a_large_table_is_named_in_the_link_and_asked_for() -> None:
    first = uploaded(wide(500))
    assert "The table itself is not in the link" in shown(first)
    query = link(first)
    assert "data" not in query
    second = opened(**query)
    assert f"{NEEDED} (500 rows, 4 columns). Load it in the sidebar" in shown(second)
    assert len(second.info) == 1
    load(second, wide(500), "renamed.csv")
    assert OTHER not in shown(second)
    assert "The mean squared error fell" in shown(second)
    pd.testing.assert_frame_equal(weights_table(second), weights_table(first), check_exact=True)


def test_another_file_is_told_from_the_one_of_the_link() -> None:
    page = opened(**link(uploaded(wide(500))))
    page.number_input(key="epochs").set_value(7).run()
    assert NEEDED in shown(page)  # also when something has changed before the file is there
    load(page, wide(500, seed=1), "mine.csv")
    assert f"{OTHER} (500 rows, 4 columns): the result may differ" in shown(page)
    assert "in 7 epochs" in shown(page)
    load(page, wide(300))
    assert OTHER not in shown(page)


def test_of_a_table_that_is_too_large_the_columns_in_use_are_in_the_link() -> None:
    page = uploaded(wide(80, columns=12))
    page.multiselect(key="features").set_value(["column3"]).run()
    page.selectbox(key="target").set_value("column7").run()
    assert "Of the table, the link holds 2 columns" in shown(page)
    query = link(page)
    weights = weights_table(page)
    second = opened(**query)
    assert "The link holds 2 of the table's 12 columns; load mine.csv for the others." in shown(second)
    assert link(second) == query
    pd.testing.assert_frame_equal(weights_table(second), weights, check_exact=True)
    load(second, wide(80, columns=12))
    assert link(second) == query | {"details": "weights"}
    assert "column0" in second.multiselect(key="features").options
    assert OTHER not in shown(second)


@pytest.mark.parametrize("rows", [20, 60, 100, 140, 180])
def test_the_link_is_never_longer_than_it_may_be(rows: int) -> None:
    page = uploaded(wide(rows, columns=3))
    for _ in range(3):
        next(button for button in page.button if button.label == "Pin this run").click().run()
        page.number_input(key="epochs").set_value(page.number_input(key="epochs").value + 1).run()
    address = page.code[0].value
    assert len(address) <= MAX_LINK
    assert ("data=" in address) == (rows <= 100)


def test_pins_give_way_to_the_table_and_that_is_said() -> None:
    page = uploaded(wide(120, columns=3))
    for epochs in range(100_010, 100_016):
        page.number_input(key="epochs").set_value(epochs).run()
        page.number_input(key="tol").set_value(epochs * 1e-210).run()
        next(button for button in page.button if button.label == "Pin this run").click().run()
    assert "data" in link(page)
    assert "so it leaves out" in shown(page)


def test_the_table_in_use_stays_where_the_link_names_the_same() -> None:
    page = uploaded(SMALL)
    query = link(page)
    page.number_input(key="epochs").set_value(7).run()
    page.run()
    page.query_params.clear()
    page.query_params.update(query)
    page.run()
    assert "from the link" not in shown(page)
    assert "In use: mine.csv, 10 rows" in shown(page)


def test_a_link_whose_table_is_another_than_the_one_in_use_says_so() -> None:
    asked = link(uploaded(wide(500)))
    page = uploaded(SMALL)
    page.query_params.clear()
    page.query_params.update(asked)
    page.run()
    assert f"{OTHER} (500 rows, 4 columns): the result may differ" in shown(page)


def test_what_is_no_table_is_refused_and_the_page_goes_on() -> None:
    query = link(uploaded(SMALL))
    page = opened(**{**query, "data": query["data"][:-9]})
    assert "The table in the link can't be read. The link may have been cut short." in shown(page)
    assert NEEDED in shown(page)
    load(page, SMALL)
    assert OTHER not in shown(page)
    page = opened(problem="table", table="![x](http://e.t/p.png)")
    assert "doesn't name a table" in shown(page)
    assert "Load a CSV file in the sidebar" in shown(page)
    page = opened(problem="line", table="mine.csv_10x3_12345678")
    assert "“table” in the link does not apply to this problem" in shown(page)


def test_a_table_without_a_name_is_taken_too() -> None:
    page = opened(problem="table", data=link(uploaded(SMALL))["data"])
    assert "In use: table.csv, 10 rows, from the link" in shown(page)
    assert "The mean squared error fell" in shown(page)


def test_a_table_in_a_link_is_held_to_the_mark_beside_it() -> None:
    right = link(uploaded(SMALL))
    name, shape, _ = right["table"].rsplit("_", 2)
    page = opened(**{**right, "table": f"{name}_{shape}_AAAAAAAA"})
    assert OTHER in shown(page)
    page.number_input(key="epochs").set_value(7).run()
    assert link(page)["table"] == right["table"]
    assert OTHER not in shown(opened(**right))
