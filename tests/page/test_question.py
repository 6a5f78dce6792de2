"""Questions: asked one at a time, answered, run and explained."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import gd.page.question
from gd.experiments.experiment import Experiment
from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import from_controls
from gd.explain.answers import Answer, answer
from gd.explain.lesson import with_changes
from gd.explain.lessons import LESSONS
from gd.explain.questions import Question
from gd.page.question import VERDICT_LATER
from gd.page.session import ANSWERS, Workbench
from tests.page.app import BUILT_IN, link, opened, press, shown, tab, with_rate


def options(page: AppTest) -> dict[str, str]:
    """The open question's options with their icons."""
    return {b.label: b.icon for b in page.button if b.key and b.key.startswith("option ")}


def test_a_question_is_answered_run_played_and_explained() -> None:
    page = press(opened(problem="parabola", lr="0.2"), "Predict")
    question = LESSONS["parabola"].questions[0]
    assert question.ask in shown(page)
    assert set(options(page)) == set(question.options)
    assert set(options(page).values()) == {""}
    assert "lr" in link(page)
    assert link(page)["lr"] == "0.2"
    assert "play" not in page.session_state
    page = press(page, "converges from one side")
    assert page.session_state.lr == 0.3
    assert page.session_state.play == 1
    assert "**Right.** Each step takes the same share off the distance, on the same side." in shown(page)
    why, formula, caption = (
        "one between 0 and 1 shrinks it and keeps the side.",
        "1 − ηλ = 0.4.",
        "λ is the curvature of J",
    )
    assert shown(page).index(why) < shown(page).index(formula) < shown(page).index(caption)
    page = press(press(page, "Next question"), "diverges")
    assert "**No – oscillates for ever.** Each step lands equally far away on the other side." in shown(page)
    assert options(page)["oscillates for ever"] == ":material/check:"
    assert options(page)["diverges"] == ":material/close:"
    assert page.session_state.lr == 1.0
    assert page.session_state.play == 2
    page = press(press(page, "Next question"), "never moves")
    assert page.text_input(key="w0").value == "0"
    page = press(page, "Done")
    assert not options(page)
    assert SCENARIOS["parabola"].lesson in shown(page)


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_question_shows_the_run_that_it_is_about(problem: str) -> None:
    page = press(opened(problem=problem, rule="adam"), "Predict")
    for question in LESSONS[problem].questions:
        page = press(page, question.options[0])
        assert re.search(r"\*\*(Right\.|No – .+\.)\*\*", shown(page))
        (right,) = (i for i, icon in enumerate(options(page).values()) if icon == ":material/check:")
        about = with_changes(problem, {}, question.shown(right))
        assert from_controls(page.session_state) == about
        page = press(page, "Done" if question is LESSONS[problem].questions[-1] else "Next question")
    assert not options(page)


def test_an_answer_is_computed_once_whatever_is_pressed_and_however_often(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def watched(question: Question, experiment: Experiment) -> Answer:
        asked.append(question.ask)
        return answer(question, experiment)

    monkeypatch.setattr(gd.page.question, "answer", watched)
    page = press(opened(problem="valley"), "Predict")
    first, second, *_ = LESSONS["valley"].questions
    page = press(press(page, first.options[0]), first.options[1]).run()
    assert asked == [first.ask]
    page = press(press(page, "Next question"), second.options[1])
    page = press(press(page, "Close"), "Predict")
    page = press(press(page, first.options[2]), first.options[0])
    assert asked == [first.ask, second.ask]


def test_only_so_many_answers_are_kept() -> None:
    bench, made = Workbench(), []
    for key in [*range(ANSWERS), 0, 1, *range(ANSWERS + 1), 0]:
        bench.once(key, lambda key=key: made.append(key))
    assert made == [*range(ANSWERS), ANSWERS, 0]


def test_the_verdict_waits_for_the_answer() -> None:
    page = opened(problem="ravine")
    assert "99.9 % of the possible drop was done by epoch 35" in shown(page)
    page = press(page, "Predict")
    assert VERDICT_LATER in shown(page)
    assert "possible drop was" not in shown(page)
    page = press(page, LESSONS["ravine"].questions[0].options[0])
    assert "Converged" in shown(page)
    assert VERDICT_LATER not in shown(page)
    assert "possible drop was" in shown(press(page, "Close"))


def test_another_problem_closes_the_question_and_close_does_too() -> None:
    page = press(opened(problem="line"), "Predict")
    page = press(page, "Close")
    assert not options(page)
    page = press(page, "Predict")
    page.session_state["problem"] = "ravine"
    assert not options(page.run())


@pytest.mark.parametrize("closing", ["Close", "Done"])
def test_after_the_questions_ones_own_run_is_there_again(closing: str) -> None:
    page = opened(problem="parabola", lr="0.03", epochs="77")
    own = link(page)
    page = press(page, "Predict")
    for question in LESSONS["parabola"].questions:
        page = press(page, question.options[0])
        assert link(page) != own
        if question is not LESSONS["parabola"].questions[-1]:
            page = press(page, "Next question")
    assert link(press(page, closing)) == own


def test_what_was_set_by_hand_during_a_question_stays() -> None:
    page = press(opened(problem="parabola", lr="0.03"), "Predict")
    page = press(page, LESSONS["parabola"].questions[0].options[0])
    page = press(with_rate(page, 0.07), "Close")
    assert link(page)["lr"] == "0.07"


def test_the_question_about_a_table_is_about_the_rate_that_is_offered_for_it() -> None:
    rng = np.random.default_rng(0)
    common = rng.normal(size=(60, 1))
    columns = common + 0.1 * rng.normal(size=(60, 30))  # 30 columns that are nearly the same: λ_max is about 30
    names = ",".join([*(f"x{k}" for k in range(30)), "y"])
    lines = [",".join(map(repr, row)) for row in np.column_stack([columns, common]).tolist()]
    page = opened(problem="table").file_uploader(key="upload")
    page = page.upload("mine.csv", "\n".join([names, *lines]).encode(), "text/csv").run()
    offered = page.session_state.lr
    assert offered < 0.05
    page = press(press(page, "Predict"), "diverges")
    page = press(page, "Next question")
    assert f"At η = {offered}: how many epochs" in shown(page)
    page = press(page, "up to 100")
    assert page.session_state.lr == offered
    assert "of the possible drop takes" in shown(page)


def test_a_question_that_this_table_cannot_answer_is_explained() -> None:
    page = opened(problem="table", scale="0", lr="0.01")
    content = b"a,c,y\n1,0.3,2\n2,0.30000000000000004,3\n3,0.3,5\n4,0.3,1\n"
    page = page.file_uploader(key="upload").upload("mine.csv", content, "text/csv").run()
    shown(tab(page, "Why"))
    page = press(press(page, "Predict"), "diverges")
    assert "too close together" in shown(page)
    assert "Right." not in shown(page)
