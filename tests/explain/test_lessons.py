"""The lessons: every button sets what it says and no more, and a loop of its own confirms every right answer."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gd.arrays import Array
from gd.experiments.built_in import DATA
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import FUNCTION, SCENARIOS, TUTORIAL, defaults
from gd.explain.answers import answer
from gd.explain.lesson import Try, with_changes
from gd.explain.lessons import LESSONS, next_problem
from gd.explain.questions import Question, QuestionKind
from gd.explain.verdict import verdict
from gd.tables.dataset import read_csv
from gd.text import number
from gd.theory.analysis import Analysis
from gd.theory.heavy_ball import HeavyBall
from gd.theory.key_rates import key_rates
from gd.theory.predict import forecast
from gd.theory.rates import marks
from gd.theory.regime import Regime
from tests.experiments.test_scenarios import BUILT_IN, built_in

TAUGHT = [problem for problem in SCENARIOS if problem != FUNCTION]
"""The problems with a lesson; the function has a gallery instead."""
QUESTIONS = [(problem, question) for problem in BUILT_IN for question in LESSONS[problem].questions]


def own_table(**changes: Any) -> Experiment:
    columns = {"target": "flipper_length_mm", "features": ("body_mass_g", "species")}
    return prepare(with_changes("table", columns, changes), read_csv(DATA / "penguins.csv"))


def asked(problem: str, question: Question) -> Experiment:
    return own_table(**question.changes) if problem == "table" else built_in(problem, **question.changes)


def loop(experiment: Experiment, epochs: int, rate: float | None = None, start: Array | None = None) -> Array:
    """The weights after 0 … `epochs` updates of the plain loop, as far as they are finite."""
    s = experiment.settings
    step = (rate or s.learning_rate) * (-1 if s.goal == "maximise" else 1)
    path = [experiment.start if start is None else start]
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            w = path[-1] - step * experiment.problem.gradient(path[-1])
            if not np.isfinite(w).all():
                break
            path.append(w)
    return np.array(path)


OUTCOMES = re.compile(
    "overshoot|converge|diverge|oscillat|slow|fast|close|done|end|jump|never|for ever|rest|better|best"
)
"""Words that tell what comes of a run."""


@pytest.mark.parametrize(("problem", "i"), [(p, i) for p in TAUGHT for i in range(len(LESSONS[p].tries))])
def test_every_button_changes_what_it_names(problem: str, i: int) -> None:
    button = LESSONS[problem].tries[i]
    make = own_table if problem == "table" else lambda **changes: built_in(problem, **changes)
    before, after = make(), make(**button.changes)
    assert after.settings != before.settings
    assert all(getattr(after.settings, name) != getattr(before.settings, name) for name in button.changes)
    assert not OUTCOMES.search(button.label)


@pytest.mark.parametrize(("problem", "button"), [(p, button) for p in TAUGHT for button in LESSONS[p].tries])
def test_a_button_sets_the_rate_that_it_names(problem: str, button: Try) -> None:
    named = re.findall(r"η = ([\d.]+)(?: × 10⁻⁷)?", button.label)
    scale = 1e-7 if "10⁻⁷" in button.label else 1.0
    rates = [button.changes["learning_rate"]] if "learning_rate" in button.changes else []
    assert "compared" in button.label or [float(text) * scale for text in named] == pytest.approx(rates, rel=1e-12)


@pytest.mark.parametrize(("problem", "question"), QUESTIONS)
def test_nothing_beside_a_question_gives_its_answer_away(problem: str, question: Question) -> None:
    lesson = LESSONS[problem]
    found = answer(question, asked(problem, question))
    beside = [SCENARIOS[problem].lesson, *(f"{one.label} {one.look}" for one in lesson.tries)]
    assert not [text for text in beside if question.options[found.right] in text]
    # Nor what the page says of the run that it begins with, its verdict and its marks.
    run = asked(problem, question) if problem == "table" else built_in(problem)
    analysis = Analysis(run.arguments, run.run())
    marked = marks(analysis)
    first = verdict(analysis, lambda: None) + (marked.sentence if marked else "")
    counts = re.findall(r"takes ([\d,]+) epochs", found.words)
    assert problem == "table" or not [text for text in counts if re.search(rf"(?<![\d,]){text}(?![\d,])", first)]


def test_every_problem_has_a_lesson_of_the_right_size() -> None:
    assert LESSONS.keys() == SCENARIOS.keys()
    lessons = [LESSONS[problem] for problem in TAUGHT]
    assert all(3 <= len(lesson.tries) <= 4 and 2 <= len(lesson.questions) <= 3 for lesson in lessons)
    texts = [text for name in SCENARIOS for text in (SCENARIOS[name].lesson, *(t.look for t in LESSONS[name].tries))]
    assert max(map(len, texts)) <= 230


def question_beginning(problem: str, start: str) -> Question:
    return next(q for q in LESSONS[problem].questions if q.ask.startswith(start))


def first_within(experiment: Experiment, rate: float | None = None, epochs: int = 20_000) -> int | None:
    """The first epoch of the loop at which 0.1 % of the initial J − J* is left."""
    cost = experiment.problem.cost
    costs = np.array([cost(w) for w in loop(experiment, epochs, rate)]) - cost(experiment.exact)
    return next(iter(np.flatnonzero(costs <= 1e-3 * costs[0]).tolist()), None)


def asked_how_long(problem: str) -> Question:
    return next(q for q in LESSONS[problem].questions if q.kind is QuestionKind.HOW_LONG)


def test_the_heavy_ball_of_the_ravine_is_the_best_one_and_plain_descent_beside_it_at_its_fastest() -> None:
    ravine = built_in("ravine")
    best = HeavyBall(ravine.problem.spectrum.eigenvalues, 0.0).best
    button = LESSONS["ravine"].tries[-1]
    assert button.changes["optimizer"].momentum == pytest.approx(best.momentum, rel=1e-12)
    assert button.changes["learning_rate"] == pytest.approx(best.learning_rate, rel=1e-12)
    rate, needed = key_rates(Analysis.before_a_run(ravine.arguments)).fastest
    assert button.against[1] == {"learning_rate": rate}
    assert f"at least {needed} epochs" in asked_how_long("ravine").ask
    assert first_within(ravine, rate, 100) == needed
    swinging = asked("ravine", asked_how_long("ravine")).run()
    assert swinging.costs[1] > swinging.costs[0]


def test_adam_first_moves_every_weight_by_the_rate() -> None:
    question = question_beginning("unscaled", "At the start J is 4,000 times")
    experiment = asked("unscaled", question)
    slopes = np.abs(experiment.problem.gradient(experiment.start))
    assert slopes[-1] / slopes[0] == pytest.approx(4_000, rel=0.1)
    m, v = slopes * (1 - 0.9), slopes**2 * (1 - 0.999)
    steps = 0.1 * (m / (1 - 0.9)) / (np.sqrt(v / (1 - 0.999)) + 1e-8)
    assert steps == pytest.approx(0.1, rel=1e-6)
    assert question.options[answer(question, experiment).right] == "just as far"
    assert answer(question, experiment).words.count("0.1") == 2
    plain = built_in("unscaled")
    assert question.options[answer(question, plain).right] == "4,000 times as far"


def test_adam_leaves_less_of_the_error_than_plain_descent_beside_it() -> None:
    button = next(one for one in LESSONS["unscaled"].tries if one.against)
    plain, adam = built_in("unscaled", **button.against[1]), built_in("unscaled", **button.changes)
    assert plain.settings == defaults("unscaled")
    left = plain.curve(plain.run())[-1]
    assert f"a mean squared error of {number(left)} after {plain.settings.epochs:,} epochs" in button.look
    assert adam.curve(adam.run())[-1] < left / 4


def test_ten_times_closer_takes_a_hundred_times_the_epochs_in_the_loop() -> None:
    question = question_beginning("valley", "At η = 0.05, 500 epochs")
    experiment = asked("valley", question)
    w = loop(experiment, 60_000)[:, 1]
    then = int(np.flatnonzero(w <= w[500] / 10)[0])
    assert question.options[answer(question, experiment)[0]] == f"{round(then / 500, -2):.0f} times as many"
    assert f"{then:,} epochs" in answer(question, experiment)[1]


def test_ones_own_table_keeps_its_columns() -> None:
    columns = {"target": "a", "features": ("b", "c")}
    assert with_changes("table", columns, {"init": "ones"}) == replace(defaults("table"), **columns, init="ones")
    assert with_changes("line", columns, {"seed": 2}) == replace(defaults("line"), seed=2)
    for question in LESSONS["table"].questions:
        experiment = own_table(**question.changes)
        assert answer(question, experiment)[1]
        found = forecast(experiment.problem, experiment.start, experiment.settings.learning_rate)
        leaves = experiment.settings.learning_rate > found.largest_stable_rate
        assert (answer(question, experiment)[0] == list(Regime).index(Regime.DIVERGING)) == leaves


def test_the_tutorial_goes_through_the_problems_one_after_the_other() -> None:
    way = ["parabola"]
    while (following := next_problem(way[-1])) is not None:
        way.append(following)
    assert way == ["parabola", "valley", "likelihood", "line", "ravine", "dummy-trap", "unscaled", "table", "function"]
    assert set(way) == SCENARIOS.keys()
    assert way[:-2] == list(TUTORIAL)
    assert next_problem("function") is None
