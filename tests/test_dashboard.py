"""The page without a browser: every scenario, every control, every kind of link and file."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

import gd.tables.design
from gd.experiments.link import to_link
from gd.experiments.scenarios import DATA, SCENARIOS, TUTORIAL, defaults
from gd.explain.lessons import LESSONS, changed
from gd.factor import Factor

PAGE = str(Path(__file__).parents[1] / "dashboard.py")
BUILT_IN = [name for name in SCENARIOS if name != "table"]


def opened(**query: str | list[str]) -> AppTest:
    """The page opened with a link."""
    page = AppTest.from_file(PAGE, default_timeout=60)
    page.query_params.update({"v": "1", **query} if query else {})
    return page.run()


def shown(page: AppTest) -> str:
    """All that the page says, the exceptions included."""
    assert not page.exception, [e.message for e in page.exception]
    kinds = [page.markdown, page.caption, page.warning, page.error, page.info, page.latex]
    return re.sub(r"\\([^\w\s\\])", r"\1", "\n".join(element.value for kind in kinds for element in kind))


def charts(page: AppTest) -> list[tuple[dict, dict[str, pd.DataFrame]]]:
    """The specification of each view, and its tables."""
    return [
        (
            json.loads(element.proto.spec),
            {d.name: pa.ipc.open_stream(d.data.data).read_pandas() for d in element.proto.datasets},
        )
        for element in page.get("vega_lite_chart")
    ]


def link(page: AppTest) -> dict[str, str | list[str]]:
    """The query of the link that Share shows."""
    query = parse_qs(page.code[0].value.partition("?")[2], keep_blank_values=True)
    return {key: texts[0] if len(texts) == 1 else texts for key, texts in query.items()}


def tab(page: AppTest, name: str) -> AppTest:
    """The page with another of the tabs open."""
    page.session_state["details"] = name
    return page.run()


@pytest.fixture
def parabola() -> Iterator[AppTest]:
    return opened(problem="parabola")


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_scenario_renders(problem: str) -> None:
    page = opened(problem=problem)
    assert SCENARIOS[problem].lesson in shown(page)
    assert page.subheader[0].value == SCENARIOS[problem].title
    assert len(charts(page)) >= 3
    assert all(len(tables["frames"]) > 1 for _, tables in charts(page))


def test_the_page_opens_with_the_parabola_of_the_tutorial() -> None:
    page = opened()
    assert "J fell from 400 to 0.000613 in 30 epochs." in shown(page)
    assert page.dataframe[0].value["final"][0] == pytest.approx(0.0247588, rel=1e-6)
    assert tab(page, "Step by step").dataframe[0].value["w"][0] == "20 − 0.1 · 2 · 20 = 16"


def test_a_hundred_epochs_of_the_parabola(parabola: AppTest) -> None:
    page = parabola.number_input(key="epochs").set_value(100).run()
    assert page.dataframe[0].value["final"][0] == pytest.approx(4.074e-9, rel=1e-4)


def test_the_trap_shows_what_solve_says_and_the_shortest_weights() -> None:
    page = opened(problem="dummy-trap")
    assert "“Singular matrix”" in shown(page)
    table = page.dataframe[0].value
    assert table["exact"].tolist() == pytest.approx([1 / 3, -1 / 3, 2 / 3])
    assert list(table["weight"]) == ["intercept", "group=a", "group=b"]


def test_out_of_the_trap_by_dropping_a_level() -> None:
    page = opened(problem="dummy-trap").toggle(key="drop_first").set_value(True).run()
    assert "Singular" not in shown(page)
    assert list(page.dataframe[0].value["weight"]) == ["intercept", "group=b"]


def test_draw_again_draws_other_weights_and_the_same_predictions() -> None:
    page = opened(problem="dummy-trap")
    before = page.dataframe[0].value
    next(button for button in page.button if button.label == "Draw again").click().run()
    after = page.dataframe[0].value
    assert page.number_input(key="seed").value == 1
    assert (before["initial"] != after["initial"]).all()
    assert (before["final"][0] + before["final"][1]) == pytest.approx(after["final"][0] + after["final"][1], abs=0.01)


@pytest.mark.parametrize(
    ("control", "key", "value", "told"),
    [
        ("number_input", "lr", 0.2, "w &\\leftarrow w - 0.2"),
        ("select_slider", "slider", 0.3, "w &\\leftarrow w - 0.3"),
        ("number_input", "epochs", 7, "in 7 epochs"),
        ("text_input", "w0", "−3", "J fell from 9 to"),
        ("selectbox", "init", "ones", "J fell from 1 to"),
        ("selectbox", "init", "zeros", "J stayed at 0"),
        ("number_input", "tol", 1.0, "changed every weight by less than 1."),
        ("segmented_control", "goal", "maximise", "w &\\leftarrow w + 0.1"),
        ("selectbox", "problem", "valley", "w_{2}^{4}"),
        ("selectbox", "rule", "momentum", "With momentum 0.9 the largest stable rate is 1.9."),
        ("selectbox", "rule", "adam", "\\hat v"),
        ("selectbox", "schedule", "cosine", "plain descent alone"),
    ],
)
def test_every_control_changes_what_it_should(
    parabola: AppTest, control: str, key: str, value: object, told: str
) -> None:
    assert told not in shown(parabola)
    assert told in shown(getattr(parabola, control)(key=key).set_value(value).run())


@pytest.mark.parametrize(
    ("control", "key", "value", "told"),
    [
        ("toggle", "scale", True, "the table's units"),
        ("segmented_control", "reduction", "sum", "\\frac{1}{2}"),
        ("selectbox", "target", "bill_depth_mm", "targets: bill_depth_mm"),
        ("multiselect", "features", ["species"], "species=Chinstrap"),
    ],
)
def test_every_control_of_a_table_changes_what_it_should(control: str, key: str, value: object, told: str) -> None:
    page = opened(problem="unscaled")
    everything = lambda: shown(page) + str(page.dataframe[0].value) + str([spec["title"] for spec, _ in charts(page)])  # noqa: E731
    assert told not in everything()
    getattr(page, control)(key=key).set_value(value).run()
    assert told in everything()


def test_slider_and_exact_rate_are_in_step(parabola: AppTest) -> None:
    parabola.number_input(key="lr").set_value(0.0123).run()
    assert parabola.select_slider(key="slider").value == 0.0123
    parabola.select_slider(key="slider").set_value(0.3).run()
    assert parabola.number_input(key="lr").value == 0.3


def test_choosing_a_problem_loads_its_defaults(parabola: AppTest) -> None:
    page = parabola.selectbox(key="problem").set_value("dummy-trap").run()
    assert page.number_input(key="lr").value == 0.001
    assert page.number_input(key="epochs").value == 1000
    assert page.selectbox(key="init").value == "normal"


def test_the_logarithmic_axis_changes_only_the_picture(parabola: AppTest) -> None:
    before = link(parabola)
    page = parabola.segmented_control(key="axis").set_value("logarithmic").run()
    assert '"log"' in json.dumps(charts(page)[0][0])
    assert link(page) == before


def test_a_rate_that_is_too_large_is_a_result() -> None:
    page = opened(problem="parabola", lr="1.1", epochs="5000")
    assert "epoch 1,931 passed the largest number" in shown(page)
    assert "above 1, the largest stable one" in shown(page)


def test_weights_by_hand_that_do_not_fit_are_explained_and_kept(parabola: AppTest) -> None:
    page = parabola.text_input(key="w0").set_value("1, 2").run()
    assert "2 numbers for 1 weight" in shown(page)
    assert page.text_input(key="w0").value == "1, 2"
    page = page.text_input(key="w0").set_value("a").run()
    assert "“a”" in shown(page)
    assert "in 30 epochs" in shown(page.text_input(key="w0").set_value("5").run())


def test_the_link_holds_every_setting_and_a_version(parabola: AppTest) -> None:
    expected = {
        "v": "1",
        "problem": "parabola",
        "lr": "0.1",
        "epochs": "30",
        "init": "given",
        "w0": "20",
        "rule": "plain",
        "schedule": "constant",
        "tol": "0.0",
        "goal": "minimise",
    }
    assert link(parabola) == expected


@pytest.mark.parametrize("problem", BUILT_IN)
def test_a_link_opens_the_same_run(problem: str) -> None:
    first = opened(problem=problem, lr="0.010000000000000002")
    second = opened(**link(first))
    assert link(second) == link(first)
    for (spec, tables), (other_spec, other_tables) in zip(charts(first), charts(second), strict=True):
        assert spec == other_spec
        for name, table in tables.items():
            pd.testing.assert_frame_equal(table, other_tables[name], check_exact=True)


def test_what_a_link_has_wrong_is_named_and_the_rest_works() -> None:
    page = opened(problem="parabola", lr="abc", epochs="100", colour="red")
    assert "lr=“abc”" in shown(page)
    assert "“colour”" in shown(page)
    assert "in 100 epochs" in shown(page)


def test_a_column_of_a_link_that_the_table_lacks_is_named() -> None:
    page = opened(problem="line", features=["distance_mpc", "mass"])
    assert "“mass”" in shown(page)
    assert link(page)["features"] == "distance_mpc"


def test_without_a_table_the_page_says_what_to_do() -> None:
    assert "Load a CSV file in the sidebar" in shown(opened(problem="table"))


FILES = {
    "comma": b"x,y\n1,2\n2,4.5\n3,6\n4,8\n",
    "semicolon and decimal comma": b"x;y\n1;2,0\n2;4,5\n3;6,0\n4;8,0\n",
    "tab": b"x\ty\n1\t2\n2\t4.5\n3\t6\n4\t8\n",
    "byte-order mark": b"\xef\xbb\xbfx,y\n1,2\n2,4.5\n3,6\n4,8\n",
    "UTF-16": "x,y\n1,2\n2,4.5\n3,6\n4,8\n".encode("utf-16"),
    "Latin-1": "x,y,stra\u00dfe\n1,2,\u00e4\n2,4.5,\u00f6\n3,6,\u00e4\n4,8,\u00f6\n".encode("latin-1"),
    "quoted": b'"x","y"\n"1","2"\n"2","4.5"\n"3","6"\n"4","8"\n',
    "blank and duplicate headers": b"x,,x,y\n1,5,3,2\n2,7,1,4.5\n3,5,2,6\n4,6,2,8\n",
    "missing values": b"x,y\n1,2\n2,NA\n,4.5\n3,6\n4,8\n",
    "text, dates and ids": b"id,day,x,y\n"
    b"11,2020-01-01,1,2\n12,2020-01-02,2,4.5\n13,2020-01-03,3,6\n14,2020-01-04,4,8\n",
    "categories and booleans": b"c,b,y\na,true,2\nb,false,4.5\na,false,6\nb,true,8\n",
}


def uploaded(content: bytes) -> AppTest:
    page = opened(problem="table")
    return page.file_uploader(key="upload").upload("mine.csv", content, "text/csv").run()


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_every_kind_of_file_is_fitted(content: bytes) -> None:
    page = uploaded(content)
    assert page.selectbox(key="target").value == "y"
    assert "The mean squared error fell" in shown(page)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"PK\x03\x04xl/worksheets", "Excel"),
        (b"x,y\n", "row"),
        (b"a,b\nu,v\nw,z\n", "number"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(content: bytes, told: str) -> None:
    page = uploaded(content)
    shown(page)
    assert told in page.error[0].value


def test_a_bad_file_leaves_the_good_one_in_use() -> None:
    page = uploaded(FILES["comma"])
    page.file_uploader(key="upload").upload("bad.csv", b"", "text/csv").run()
    assert "In use: mine.csv" in shown(page)
    assert "The mean squared error fell" in shown(page)


def test_rows_left_out_are_counted() -> None:
    assert "2 of 5 rows" in shown(uploaded(FILES["missing values"]))


def test_the_table_stays_when_another_problem_is_looked_at() -> None:
    page = uploaded(FILES["comma"])
    page.selectbox(key="problem").set_value("parabola").run()
    page.selectbox(key="problem").set_value("table").run()
    assert "In use: mine.csv" in shown(page)


def test_the_target_is_no_feature_of_itself() -> None:
    page = uploaded(FILES["blank and duplicate headers"])
    page.selectbox(key="target").set_value("x").run()
    assert "x" not in page.multiselect(key="features").value
    assert "fell" in shown(page)


def test_what_is_in_data_is_what_the_scenarios_use() -> None:
    used = {scenario.table for scenario in SCENARIOS.values() if scenario.table} | {"cavendish.csv"}
    assert {path.name for path in DATA.glob("*.csv")} == used


def test_weights_by_hand_that_a_link_lacks_are_asked_for_and_the_page_goes_on() -> None:
    page = opened(problem="line", init="given")
    assert "wants w0" in shown(page)
    page.number_input(key="epochs").set_value(7).run()
    assert "in 7 epochs" in shown(page)
    assert "wants w0" not in shown(page)


def test_what_a_link_has_wrong_is_said_until_the_next_change() -> None:
    page = opened(problem="parabola", lr="abc")
    page.segmented_control(key="axis").set_value("logarithmic").run()
    assert "lr=“abc”" in shown(page)
    page.number_input(key="epochs").set_value(7).run()
    assert "lr=“abc”" not in shown(page)


def test_an_opened_link_stays_as_it_came_until_something_changes() -> None:
    page = opened(problem="valley")
    assert set(page.query_params) == {"v", "problem"}
    page.number_input(key="epochs").set_value(7).run()
    assert page.query_params["epochs"] == "7"


@pytest.mark.parametrize(("key", "kept"), [("lr", 0.1), ("epochs", 30), ("tol", 0.0)])
def test_an_emptied_field_gets_back_what_it_had(parabola: AppTest, key: str, kept: float) -> None:
    page = parabola.number_input(key=key).set_value(None).run()
    assert page.number_input(key=key).value == kept
    assert "in 30 epochs" in shown(page)


def test_the_seed_is_kept_while_it_is_not_shown() -> None:
    page = opened(problem="dummy-trap", seed="5")
    page.selectbox(key="init").set_value("zeros").run()
    page.selectbox(key="init").set_value("normal").run()
    assert page.number_input(key="seed").value == 5


def test_a_second_table_with_the_same_columns_is_another_run() -> None:
    page = uploaded(b"x,y\n1,2\n2,4\n3,6\n")
    slope = page.dataframe[0].value["exact"][1]
    page.file_uploader(key="upload").upload("other.csv", b"x,y\n1,-2\n2,-4\n3,-6\n", "text/csv").run()
    assert "In use: other.csv" in shown(page)
    assert page.dataframe[0].value["exact"][1] == pytest.approx(-slope)


def test_a_second_table_with_other_columns_is_no_mistake() -> None:
    page = uploaded(FILES["comma"])
    page.file_uploader(key="upload").upload("other.csv", b"u,v\n1,2\n2,4\n3,7\n", "text/csv").run()
    assert not page.error
    assert page.selectbox(key="target").value == "v"


def test_a_table_wider_than_allowed_is_refused() -> None:
    names, row = ",".join(f"c{i}" for i in range(1001)), ",".join(map(str, range(1001)))
    page = uploaded(f"{names}\n{row}\n{row}1\n".encode())
    assert "1,001 columns" in shown(page)


def test_a_wide_table_begins_with_as_many_features_as_there_may_be() -> None:
    table = np.random.default_rng(0).normal(size=(30, 300)).round(3)
    content = (
        ",".join(f"c{i}" for i in range(300)) + "\n" + "\n".join(",".join(map(str, row)) for row in table.tolist())
    )
    page = uploaded(content.encode())
    assert len(page.multiselect(key="features").value) == 199
    assert "The mean squared error fell" in shown(page)


def test_more_columns_than_there_may_be_weights_are_refused() -> None:
    rows = [",".join(f"{c}{(i + k) % 50}" for k, c in enumerate("abcde", 1)) + f",{i}" for i in range(100)]
    page = uploaded(("a,b,c,d,e,y\n" + "\n".join(rows)).encode())
    assert "200 are allowed" in shown(page)


def test_names_from_a_file_and_a_link_are_shown_as_they_are() -> None:
    page = opened(problem="parabola", **{"![x](//ev.il.test/a.png)": "1"})
    assert "!\\[x\\]\\(//ev" in page.warning[0].value
    page = uploaded(b"![x](//ev.il.test/k.png),x,y\n1,1,2\n1,2,4\n1,3,7\n")
    assert "!\\[x\\]" in "".join(caption.value for caption in page.caption)


def test_nothing_runs_again_when_only_the_picture_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(problem="valley")
    monkeypatch.setattr("gd.experiments.experiment.descend", lambda *_, **__: pytest.fail("The run was made again."))
    shown(page.segmented_control(key="axis").set_value("logarithmic").run())


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def test_the_rates_that_theory_names_are_set_by_a_button(parabola: AppTest) -> None:
    assert "Fastest 0.5, stable below 1." in shown(parabola)
    assert press(parabola, "Fastest").number_input(key="lr").value == 0.5
    page = press(parabola, "Largest")
    assert page.number_input(key="lr").value == 1.0
    assert page.select_slider(key="slider").value == 1.0
    assert "Endless cycle" in shown(page)


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
    assert "was left after" in shown(page)
    assert "The condition number is" not in shown(page)


def test_predicted_and_actual_epochs_stand_side_by_side() -> None:
    table = tab(opened(problem="parabola"), "Why").dataframe[0].value
    # 0.8²ᵗ ≤ 0.1, 0.01, 0.001
    assert table["predicted"].tolist()[:3] == table["actual"].tolist()[:3] == ["6", "11", "16"]


def test_the_trap_names_the_direction_in_which_nothing_moves() -> None:
    page = tab(opened(problem="dummy-trap"), "Dependent columns")
    assert "Nothing moves along intercept − group=a − group=b" in shown(page)
    starts, solvers = (element.value for element in page.dataframe)
    assert len(starts) == 3
    assert starts["intercept"].nunique() == 3
    assert solvers["gives"][0] == "Singular matrix"


def test_a_thousand_million_epochs_are_run_where_they_can_be_leapt_over() -> None:
    assert "in 1,000,000,000 epochs" in shown(opened(problem="dummy-trap", epochs="1000000000"))
    assert "1,000,000 are the most" in shown(opened(problem="valley", epochs="1000001"))


def test_a_folded_table_takes_the_place_of_its_rows() -> None:
    X = np.random.default_rng(1).normal(size=(50, 2))
    factor = Factor.of(X, X @ [2, -3] + 1, names=["a", "b"], target="price")
    page = opened(problem="table", scale="0")
    page.file_uploader(key="upload").upload("big.json", factor.to_json().encode(), "application/json").run()
    assert page.selectbox(key="target").value == "price"
    assert "The table came folded" in shown(page)
    assert page.dataframe[0].value["exact"].tolist() == pytest.approx([1, 2, -3])


def test_what_is_no_folded_table_is_refused() -> None:
    assert "no file of folded rows" in uploaded(b'{"a": 1}').error[0].value


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_try_of_a_lesson_sets_its_controls(problem: str) -> None:
    for one in LESSONS[problem].tries:
        page = press(opened(problem=problem), one.label)
        shown(page)
        assert link(page) == {
            "v": "1",
            **{
                k: v[0] if isinstance(v, list) and len(v) == 1 else v
                for k, v in to_link(changed(defaults(problem), one.changes)).items()
                if k != "v"
            },
        }


def test_the_tutorial_can_be_gone_through_with_next() -> None:
    page = opened(problem=TUTORIAL[0])
    for problem in TUTORIAL[1:]:
        page = press(page, f"Next: {SCENARIOS[problem].title}")
        assert page.selectbox(key="problem").value == problem


def test_a_question_is_answered_with_a_reason_and_can_be_run() -> None:
    page = opened(problem="parabola")
    question = LESSONS["parabola"].questions[1]
    assert "η = 1 on" in question.ask
    radio = page.radio(key="question 1 of parabola")
    page = radio.set_value(next(option for option in question.options if "for ever" in option)).run()
    assert page.success[0].value.startswith("Right")
    page = press(page, "Run it")
    assert page.number_input(key="lr").value == 1.0
    page = page.radio(key="question 1 of parabola").set_value(question.options[0]).run()
    assert page.error[0].value.startswith("No")


def test_the_code_of_a_run_is_shown() -> None:
    page = tab(opened(problem="parabola"), "Code")
    assert any("import numpy as np" in block.value for block in page.code)
    page = tab(opened(problem="parabola", rule="adam", beta1="0.5"), "Code")
    assert any("m = 0.5 * m + (1 - 0.5) * g" in block.value for block in page.code)


@pytest.mark.parametrize("problem", BUILT_IN)
def test_more_pictures_are_shown_when_asked_for(problem: str) -> None:
    page = opened(problem=problem)
    before = len(charts(page))
    page = page.toggle(key="more").set_value(True).run()
    shown(page)
    assert len(charts(page)) >= before + 2


def test_a_pinned_run_stays_while_the_settings_change_and_is_in_the_link() -> None:
    page = press(opened(problem="parabola"), "Pin this run")
    page = page.number_input(key="lr").set_value(0.3).run()
    assert page.text_input(key=next(t.key for t in page.text_input if t.key.startswith("name 0"))).label == "η = 0.1"
    assert link(page)["pin"] == "lr=0.1"
    assert link(opened(**link(page)))["pin"] == "lr=0.1"
    page = press(press(page, "Use"), "Remove")
    assert page.number_input(key="lr").value == 0.1
    assert "pin" not in link(page)


def test_a_pin_can_be_named_and_hidden() -> None:
    page = press(opened(problem="parabola"), "Pin this run")
    page = next(t for t in page.text_input if t.key.startswith("name 0")).set_value("slow").run()
    page = press(page, "Hide")
    assert link(page)["pin"] == "name=slow&hidden=1"
    assert link(press(page, "Show"))["pin"] == "name=slow"


def test_four_rates_are_pinned_at_once() -> None:
    page = press(opened(problem="ravine"), "Compare four rates")
    names = [t.label for t in page.text_input if t.key.startswith("name ")]
    assert names == ["too small", "good", "at the edge", "too large"]


def test_pins_and_questions_go_through_no_rows_again(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[object] = []
    made = gd.tables.design.design
    monkeypatch.setattr(gd.tables.design, "design", lambda *a, **k: (passes.append(a), made(*a, **k))[1])
    page = press(opened(problem="line"), "Compare four rates")
    radio = page.radio(key="question 0 of line")
    page = radio.set_value(radio.options[0]).run()
    page = page.number_input(key="lr").set_value(0.02).run()
    assert len(link(page)["pin"]) == 4
    assert len(passes) == 1


def test_before_a_run_and_with_another_optimizer_there_is_nothing_to_compare() -> None:
    assert "pin" not in press(opened(problem="table"), "Compare four rates").query_params
    page = press(opened(problem="parabola").selectbox(key="problem").set_value("table").run(), "Compare four rates")
    assert not page.exception
    assert "pin" not in page.query_params
    button = next(b for b in opened(problem="ravine", rule="adam").button if b.label == "Compare four rates")
    assert button.disabled


def test_where_no_rate_leads_anywhere_that_is_said() -> None:
    page = press(opened(problem="ravine", goal="maximise"), "Compare four rates")
    assert "no rate leads to an optimum" in shown(page)


def test_a_pinned_run_lies_over_the_pictures_until_it_is_hidden() -> None:
    page = press(opened(problem="ravine"), "Pin this run")
    page = page.number_input(key="lr").set_value(0.02).run()
    pinned = [tables["pinned"] for _, tables in charts(page) if "pinned" in tables]
    assert len(pinned) == 3
    assert pinned[0]["run"].unique().tolist() == ["η = 0.076"]
    assert not any("pinned" in tables for _, tables in charts(press(page, "Hide")))


def test_pinned_runs_begin_where_this_one_does_unless_asked_otherwise() -> None:
    page = opened(problem="ravine", init="normal", seed="1", pin="lr=0.02&seed=2")

    def starts() -> set[tuple[float, float]]:
        tables = next(tables for _, tables in charts(page) if "lines" in tables)
        return {(float(t["x"].iloc[0]), float(t["y"].iloc[0])) for t in (tables["frames"], tables["pinned"])}

    assert len(starts()) == 1
    page = page.toggle(key="own_starts").set_value(True).run()
    assert len(starts()) == 2
    assert link(page)["starts"] == "own"


@pytest.mark.parametrize(
    ("optimizer", "numbers"),
    [
        ("plain", set()),
        ("momentum", {"momentum"}),
        ("nesterov", {"momentum"}),
        ("adagrad", set()),
        ("rmsprop", {"alpha"}),
        ("adam", {"beta1", "beta2"}),
        ("linesearch", set()),
    ],
)
def test_each_optimizer_has_fields_for_its_own_numbers(optimizer: str, numbers: set[str]) -> None:
    page = opened(problem="ravine", rule=optimizer, lr="0.01")
    assert {field.key for field in page.number_input} & {"momentum", "alpha", "beta1", "beta2"} == numbers
    for key in numbers:
        page = page.number_input(key=key).set_value(0.5).run()
        assert link(page)[key] == "0.5"
        assert "0.5" in page.latex[1].value


@pytest.mark.parametrize(("schedule", "key"), [("inverse", "decay"), ("exponential", "gamma")])
def test_a_schedule_has_a_field_for_its_number(schedule: str, key: str) -> None:
    page = opened(problem="ravine", schedule=schedule).number_input(key=key).set_value(0.25).run()
    assert link(page)[key] == "0.25"
    assert "0.25" in page.latex[1].value


def test_the_heavy_balls_fastest_rate_and_momentum_are_a_button() -> None:
    page = press(opened(problem="ravine", rule="momentum", lr="0.01"), "Fastest")
    assert page.number_input(key="momentum").value == pytest.approx(4 / 9)
    assert page.number_input(key="lr").value == pytest.approx(1 / 9)


def test_line_search_takes_no_rate() -> None:
    page = opened(problem="ravine", rule="linesearch")
    assert page.number_input(key="lr").disabled
    assert page.select_slider(key="slider").disabled


def test_out_of_an_optimizer_that_does_not_suit_leads_a_button() -> None:
    page = opened(problem="valley", rule="linesearch")
    assert "needs a quadratic cost" in shown(page)
    page = press(page, "Back to plain descent")
    assert not page.error
    assert len(charts(page)) >= 3


def test_a_table_can_be_run_in_batches() -> None:
    page = opened(problem="unscaled", scale="1", lr="0.1").number_input(key="batch").set_value(16).run()
    assert link(page)["batch"] == "16"
    assert "16 \\text{ rows at a time}" in page.latex[1].value
    first = charts(page)[0][1]["frames"]["shown"].tolist()
    page = page.number_input(key="seed").set_value(1).run()
    assert charts(page)[0][1]["frames"]["shown"].tolist() != first


def test_a_batch_may_be_larger_than_the_table() -> None:
    page = opened(problem="line", batch="1000")
    assert not page.error
    assert page.number_input(key="batch").value == 1000


def test_a_folded_table_is_run_on_all_rows_at_once() -> None:
    rng = np.random.default_rng(0)
    factor = Factor.of(rng.normal(size=(50, 2)), rng.normal(size=50), names=("a", "b"), target="y")
    page = opened(problem="table", batch="5", rule="adam", lr="0.1")
    page = page.file_uploader(key="upload").upload("big.json", factor.to_json().encode(), "application/json").run()
    assert "all are used at once" in shown(page)
    assert page.number_input(key="beta1").value == 0.9
    assert len(charts(page)) >= 3


def test_a_rate_out_of_range_is_not_offered() -> None:
    page = opened(problem="table", scale="0", lr="1e-15")
    content = b"x,y\n1e9,1\n2e9,2\n3e9,4\n"
    page = page.file_uploader(key="upload").upload("large.csv", content, "text/csv").run()
    shown(page)
    assert next(button for button in page.button if button.label == "Largest").disabled


def test_a_question_that_this_table_cannot_answer_is_explained() -> None:
    page = opened(problem="table", scale="0", lr="0.01")
    content = b"a,c,y\n1,0.3,2\n2,0.30000000000000004,3\n3,0.3,5\n4,0.3,1\n"
    page = page.file_uploader(key="upload").upload("mine.csv", content, "text/csv").run()
    shown(tab(page, "Why"))
    radio = page.radio(key="question 0 of table")
    assert "too close together" in shown(radio.set_value(radio.options[0]).run())


def test_pins_with_the_same_name_are_told_apart() -> None:
    page = opened(problem="parabola", pin=["lr=0.2&name=a", "lr=0.3&name=a"])
    pinned = next(tables["pinned"] for _, tables in charts(page) if "pinned" in tables)
    assert pinned["run"].unique().tolist() == ["a", "a (2)"]


def test_columns_called_as_the_page_calls_its_own_stay_apart() -> None:
    page = uploaded(b"epoch,seed,intercept,y\n1,5,1,2\n2,2,4,3\n3,7,3,5\n4,1,8,1\n")
    assert not page.error
    rows = tab(page, "Step by step").dataframe[0].value
    assert rows["epoch"].tolist()[:3] == ["1", "2", "3"]
