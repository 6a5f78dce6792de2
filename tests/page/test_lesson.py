"""Changes to try, and questions to answer."""

import numpy as np
import pytest

from gd.arrays import Array
from gd.experiments.link import to_link
from gd.experiments.scenarios import SCENARIOS, TUTORIAL, Scenario, defaults
from gd.experiments.settings import Settings
from gd.explain.lessons import LESSONS, with_changes
from gd.problem import MINIMISE
from tests.page.app import BUILT_IN, link, opened, press, shown, tab


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_try_of_a_lesson_sets_its_controls(problem: str) -> None:
    for one in LESSONS[problem].tries:
        page = press(opened(problem=problem), one.label)
        shown(page)
        assert link(page) == {
            "v": "1",
            **{
                k: v[0] if isinstance(v, list) and len(v) == 1 else v
                for k, v in to_link(with_changes(defaults(problem), one.changes)).items()
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
    assert page.session_state.lr == 1.0
    page = page.radio(key="question 1 of parabola").set_value(question.options[0]).run()
    assert "No – the answer is: oscillates for ever. 1 − ηλ = −1" in shown(page)
    assert "λ, the curvature of J along a direction" in shown(page)


def test_a_question_that_this_table_cannot_answer_is_explained() -> None:
    page = opened(problem="table", scale="0", lr="0.01")
    content = b"a,c,y\n1,0.3,2\n2,0.30000000000000004,3\n3,0.3,5\n4,0.3,1\n"
    page = page.file_uploader(key="upload").upload("mine.csv", content, "text/csv").run()
    shown(tab(page, "Why"))
    radio = page.radio(key="question 0 of table")
    assert "too close together" in shown(radio.set_value(radio.options[0]).run())


class Rosenbrock:
    """J = (1 − x)² + 100 (y − x²)², a kind of problem that the lab doesn't know (Rosenbrock 1960)."""

    goal, spectrum, names = MINIMISE, None, ("x", "y")

    def cost(self, w: Array) -> float:
        return float((1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2)

    def gradient(self, w: Array) -> Array:
        slope = 200 * (w[1] - w[0] ** 2)
        return np.array([-2 * (1 - w[0]) - 2 * w[0] * slope, slope])

    def hessian(self, w: Array) -> Array:
        return np.array([[2 - 400 * (w[1] - 3 * w[0] ** 2), -400 * w[0]], [-400 * w[0], 200.0]])

    def exact(self) -> Array:
        return np.ones(2)


def test_a_built_in_problem_is_one_entry_even_of_a_new_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    start = Settings("banana", learning_rate=0.001, epochs=1, init="given", w0=(0.0, 1.0))
    banana = Scenario("Banana", "A curved valley. Its floor is flat.", "Rosenbrock 1960.", start, problem=Rosenbrock)
    monkeypatch.setitem(SCENARIOS, "banana", banana)
    page = opened(problem="banana")
    # By hand: J(0, 1) = 101 with the gradient (−2, 200), so w becomes (0.002, 0.8) and J 64.9954.
    assert "J fell from 101 to 65 in 1 epoch." in shown(page)
    assert page.subheader[0].value == "Banana"
    assert link(page)["problem"] == "banana"
    for name in ("Why", "Step by step", "Dependent columns", "Code", "Download"):
        shown(tab(page, name))
    assert "no program for Rosenbrock" in tab(page, "Code").code[-1].value
