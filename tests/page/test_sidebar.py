"""Every control has its effect and keeps its value."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.page.app import charts, link, opened, shown, weights_table


@pytest.mark.parametrize(
    ("control", "key", "value", "message"),
    [
        ("number_input", "epochs", 7, "in 7 epochs"),
        ("text_input", "w0", "−3", "J fell from 9 to"),
        ("selectbox", "init", "ones", "J fell from 1 to"),
        ("selectbox", "init", "zeros", "J stayed at 0"),
        ("number_input", "tol", 1.0, "changed no weight by as much as the tolerance, 1."),
        ("segmented_control", "goal", "maximise", "w &\\leftarrow w + "),
        ("segmented_control", "problem", "valley", "w_{2}^{4}"),
        ("selectbox", "rule", "momentum", "v \\leftarrow"),
        ("selectbox", "rule", "adam", "\\hat v"),
        ("selectbox", "schedule", "cosine", "\\cos"),
    ],
)
def test_every_control_changes_what_it_should(
    parabola: AppTest, control: str, key: str, value: object, message: str
) -> None:
    assert message not in shown(parabola)
    assert message in shown(getattr(parabola, control)(key=key).set_value(value).run())


@pytest.mark.parametrize(
    ("control", "key", "value", "message"),
    [
        ("toggle", "scale", True, "the table's units"),
        ("segmented_control", "reduction", "sum", "\\frac{1}{2}"),
        ("selectbox", "target", "bill_depth_mm", "targets: bill_depth_mm"),
        ("multiselect", "features", ["species"], "species=Chinstrap"),
    ],
)
def test_every_control_of_a_table_changes_what_it_should(control: str, key: str, value: object, message: str) -> None:
    page = opened(problem="unscaled")
    everything = lambda: shown(page) + str(weights_table(page)) + str([spec["title"] for spec, _ in charts(page)])  # noqa: E731
    assert message not in everything()
    getattr(page, control)(key=key).set_value(value).run()
    assert message in everything()


def test_choosing_a_problem_loads_its_defaults(parabola: AppTest) -> None:
    page = parabola.segmented_control(key="problem").set_value("dummy-trap").run()
    assert page.session_state.lr == 0.001
    assert page.number_input(key="epochs").value == 1000
    assert page.selectbox(key="init").value == "normal"


def test_weights_by_hand_that_do_not_fit_are_explained_and_kept(parabola: AppTest) -> None:
    page = parabola.text_input(key="w0").set_value("1, 2").run()
    assert "2 numbers for 1 weight" in shown(page)
    assert page.text_input(key="w0").value == "1, 2"
    page = page.text_input(key="w0").set_value("a").run()
    assert "“a”" in shown(page)
    assert "in 30 epochs" in shown(page.text_input(key="w0").set_value("5").run())


@pytest.mark.parametrize(("key", "kept"), [("epochs", 30), ("tol", 0.0)])
def test_an_emptied_field_gets_back_what_it_had(parabola: AppTest, key: str, kept: float) -> None:
    page = parabola.number_input(key=key).set_value(None).run()
    assert page.number_input(key=key).value == kept
    assert "in 30 epochs" in shown(page)


def test_the_seed_is_kept_while_it_is_not_shown() -> None:
    page = opened(problem="dummy-trap", seed="5")
    page.selectbox(key="init").set_value("zeros").run()
    page.selectbox(key="init").set_value("normal").run()
    assert page.number_input(key="seed").value == 5


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


def test_a_table_can_be_run_in_batches() -> None:
    page = opened(problem="unscaled", scale="1", lr="0.1").number_input(key="batch").set_value(16).run()
    assert link(page)["batch"] == "16"
    assert "16 \\text{ rows at a time}" in page.latex[1].value
    first = charts(page)[0][1]["frames"]["shown"].tolist()
    page = page.number_input(key="seed").set_value(1).run()
    assert charts(page)[0][1]["frames"]["shown"].tolist() != first


def test_the_symbols_of_another_optimizer_are_explained_beside_its_formula() -> None:
    assert "t counts the updates, from 1" in opened(problem="ravine", rule="adam").latex[1].help
    assert not opened(problem="ravine").latex[1].help


def test_a_batch_may_be_larger_than_the_table() -> None:
    page = opened(problem="line", batch="1000")
    assert not page.error
    assert page.number_input(key="batch").value == 1000
