"""Changes to try, and questions to answer."""

import numpy as np
import pytest

from gd.arrays import Array
from gd.charts.style import AXES, LINEAR
from gd.experiments.link import to_link
from gd.experiments.scenarios import SCENARIOS, TUTORIAL, Scenario
from gd.experiments.settings import Settings
from gd.explain.lesson import with_changes
from gd.explain.lessons import LESSONS
from gd.problem import MINIMISE
from tests.page.app import BUILT_IN, link, opened, press, shown, tab


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_try_of_a_lesson_sets_its_controls(problem: str) -> None:
    for one in LESSONS[problem].tries:
        page = press(opened(problem=problem), one.label)
        assert (one.look or SCENARIOS[problem].lesson) in shown(page)
        assert page.session_state.axis == (one.axis or LINEAR)
        assert {key: value for key, value in link(page).items() if key not in {"pin", "axis"}} == {
            "v": "1",
            **{
                k: v[0] if isinstance(v, list) and len(v) == 1 else v
                for k, v in to_link(with_changes(problem, {}, one.changes)).items()
                if k != "v"
            },
        }
        assert ("pin" in link(page)) == (one.against is not None)


def test_a_lesson_that_speaks_of_the_logarithmic_axis_shows_it() -> None:
    on = {one.axis for lesson in LESSONS.values() for one in lesson.tries if "logarithmic axis" in one.look}
    assert on == {"logarithmic"} < set(AXES)


def test_momentum_is_compared_with_plain_descent_at_its_fastest_rate() -> None:
    page = press(opened(problem="ravine"), "Momentum, compared")
    assert "lr=0.0739" in link(page)["pin"]
    assert "99.9 % of the possible drop was done by epoch 17. With β = 0.4444 the stability limit is" in shown(page)
    page = page.number_input(key="epochs").set_value(59).run()
    assert SCENARIOS["ravine"].lesson in shown(page)


def test_the_problems_can_be_gone_through_with_next() -> None:
    page = opened(problem=TUTORIAL[0])
    for problem in [*TUTORIAL[1:], "table", "function"]:
        page = next(button for button in page.button if button.label.startswith("Next: ")).click().run()
        assert page.session_state.problem == problem
    assert not [button for button in page.button if button.label.startswith("Next: ")]


def test_a_lesson_for_a_table_waits_for_the_table() -> None:
    page = opened(problem="table")
    waiting = [b for b in page.button if b.label in {*(t.label for t in LESSONS["table"].tries), "Predict"}]
    waiting += [b for b in page.button if b.label == "Compare four rates"]
    assert len(waiting) == len(LESSONS["table"].tries) + 2
    assert all(b.disabled and b.help == "Load a table first." for b in waiting)
    page = page.file_uploader(key="upload").upload("mine.csv", b"a,y\n1,2\n2,3\n3,5\n4,1\n", "text/csv").run()
    again = [b for b in page.button if b.label in {b.label for b in waiting}]
    assert len(again) == len(waiting)
    assert not [b.label for b in again if b.disabled]


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
    banana = Scenario(
        "Banana: curved",
        "Banana",
        "A curved valley. Its floor is flat.",
        "Rosenbrock 1960.",
        start,
        problem=lambda _: Rosenbrock(),
    )
    monkeypatch.setitem(SCENARIOS, "banana", banana)
    page = opened(problem="banana")
    # By hand: J(0, 1) = 101 with the gradient (−2, 200), so w becomes (0.002, 0.8) and J 64.9954.
    assert "J fell from 101 to 65 in 1 epoch." in shown(page)
    assert "**Banana: curved.** A curved valley." in shown(page)
    assert link(page)["problem"] == "banana"
    for name in ("Why", "Step by step", "Dependent columns", "Code", "Download"):
        shown(tab(page, name))
    assert "no program for Rosenbrock" in tab(page, "Code").code[-1].value
