"""The lessons: every button does what it says, and the plain loop confirms every right answer."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gd import initial
from gd.arrays import Array
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import DATA, SCENARIOS, TUTORIAL, defaults
from gd.experiments.settings import Settings
from gd.explain.answers import answer
from gd.explain.lessons import LESSONS, Try, next_problem, with_changes
from gd.explain.long_run import long_run
from gd.explain.questions import Question, QuestionKind
from gd.tables.dataset import read_csv
from gd.theory.predict import forecast
from gd.theory.regime import Regime
from tests.experiments.test_scenarios import BUILT_IN, built_in

QUESTIONS = [(problem, question) for problem in BUILT_IN for question in LESSONS[problem].questions]
WHAT_HAPPENS = [(p, q) for p, q in QUESTIONS if q.kind is QuestionKind.WHAT_HAPPENS]
OTHERS = [(p, q) for p, q in QUESTIONS if (p, q) not in WHAT_HAPPENS]


def own_table(**changes: Any) -> Experiment:
    settings = replace(defaults("table"), target="flipper_length_mm", features=("body_mass_g", "species"))
    return prepare(with_changes(settings, changes), read_csv(DATA / "penguins.csv"))


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


def looks_like(experiment: Experiment) -> Regime:
    """The regime observed in a thousand epochs, along the eigen-directions of the Hessian at the optimum."""
    path = loop(experiment, 1000)
    problem, exact = experiment.problem, experiment.exact
    if len(path) < 1001 or exact is None:
        return Regime.DIVERGING
    if (path == path[0]).all():
        return Regime.STILL
    eigenvalues, V = np.linalg.eigh(problem.hessian(exact))
    away = (path - exact) @ V[:, np.abs(eigenvalues) > 1e-12 * np.abs(eigenvalues).max()]
    if not away.size or (away.shape[1] < path.shape[1] and problem.spectrum is None):
        away = path - exact
    away[np.abs(away) < 1e-9 * np.abs(away[0]).max()] = 0
    if (np.abs(away[-1]) > 2 * np.abs(away[0]).max()).any():
        return Regime.DIVERGING
    turning = away[1:] * away[:-1] < 0
    if (turning[-1] & (np.abs(away[-1]) > 0.99 * np.abs(away[-101]))).any():
        return Regime.OSCILLATING
    return Regime.OVERSHOOTING if turning.any() else Regime.SHRINKING


def mse(experiment: Experiment, w: Array) -> float:
    return experiment.measure(w)


# What each button promises, as a check of its run's weights against those of the scenario's default run.
def _seen(kind: Regime) -> Any:
    return lambda e, before: looks_like(e) is kind


def _fell(e: Experiment, before: Experiment) -> bool:
    return e.run().final_cost < before.run().final_cost


def _arrived(e: Experiment) -> bool:
    start, end, best = (e.problem.cost(w) for w in (e.start, e.run().final_weights, e.exact))
    return abs(end - best) <= 1e-3 * abs(start - best)


def _slower(e: Experiment, before: Experiment) -> bool:
    ways = []
    for x in (e, before):
        start, end, best = (x.measure(w) for w in (x.start, x.run().final_weights, x.exact))
        ways.append((end - best) / (start - best))
    return bool(ways[0] > 2 * ways[1])


def _predictions_same(e: Experiment, other: Experiment) -> bool:
    d = e.run().final_weights - other.run().final_weights
    return bool(d @ e.problem.hessian(d) @ d < 1e-12)


CLAIMS = {
    "η = 0.6: overshoots": _seen(Regime.OVERSHOOTING),
    "η = 1.1: diverges": _seen(Regime.DIVERGING),
    "η = 0.5: done in one step": lambda e, before: loop(e, 1)[-1] == [0.0],
    "η = 0.2: overshoots along w₂": lambda e, before: (
        looks_like(e) is Regime.OVERSHOOTING and loop(e, 1)[-1][1] < 0 < loop(e, 1)[-1][0]
    ),
    "η = 0.25 from (2, 1.2): converges": _seen(Regime.OVERSHOOTING),
    "10,000 epochs: closer, but slowly": lambda e, before: (
        1e-3 < e.run().final_weights[1] < before.run().final_weights[1] / 5
    ),
    "η = 0.01: slower": _slower,
    "η = 0.0001: slower": _slower,
    "η = 0.085: diverges": _seen(Regime.DIVERGING),
    "From zeros: ends at the shortest exact weights": lambda e, before: np.allclose(
        e.run().final_weights, np.linalg.pinv([[1, 1, 0], [1, 0, 1]]) @ [0, 1]
    ),
    "η = 0.001: slower": _slower,
}
"""The buttons that say what will happen; the others say only what they set."""


@pytest.mark.parametrize(("problem", "i"), [(p, i) for p in SCENARIOS for i in range(len(LESSONS[p].tries))])
def test_every_button_does_what_it_says(problem: str, i: int) -> None:
    button = LESSONS[problem].tries[i]
    make = own_table if problem == "table" else lambda **changes: built_in(problem, **changes)
    before, after = make(), make(**button.changes)
    assert after.settings != before.settings
    assert all(getattr(after.settings, name) != getattr(before.settings, name) for name in button.changes)
    assert (button.label in CLAIMS) == (": " in button.label)
    assert button.label not in CLAIMS or CLAIMS[button.label](after, before)


@pytest.mark.parametrize(("problem", "button"), [(p, button) for p in SCENARIOS for button in LESSONS[p].tries])
def test_a_button_sets_the_rate_that_it_names(problem: str, button: Try) -> None:
    named = re.findall(r"η = ([\d.]+)(?: × 10⁻⁷)?", button.label)
    scale = 1e-7 if "10⁻⁷" in button.label else 1.0
    rates = [button.changes["learning_rate"]] if "learning_rate" in button.changes else []
    assert [float(text) * scale for text in named] == pytest.approx(rates, rel=1e-12)


@pytest.mark.parametrize("problem", SCENARIOS)
def test_no_button_gives_away_an_answer(problem: str) -> None:
    lesson = LESSONS[problem]
    for button in (button for button in lesson.tries if button.label in CLAIMS):
        assert all(button.changes != question.changes for question in lesson.questions)
        rates = [rate for q in lesson.questions if q.kind is QuestionKind.WHICH_RATE for rate in q.numbers]
        assert button.changes.get("learning_rate") not in rates


def test_every_problem_has_a_lesson_of_the_right_size() -> None:
    assert LESSONS.keys() == SCENARIOS.keys()
    assert all(3 <= len(lesson.tries) <= 4 and 2 <= len(lesson.questions) <= 3 for lesson in LESSONS.values())
    assert {button.label for lesson in LESSONS.values() for button in lesson.tries} >= CLAIMS.keys()


@pytest.mark.parametrize(("problem", "question"), WHAT_HAPPENS)
def test_what_is_said_to_happen_is_seen_in_the_loop(problem: str, question: Question) -> None:
    experiment = asked(problem, question)
    assert question.options[answer(question, experiment)[0]] == looks_like(experiment).value


@pytest.mark.parametrize("rate", [0.3, 0.5, 0.6, 0.99, 1.0, 1.01, 2.0])
def test_the_answer_follows_the_settings(rate: float) -> None:
    question, experiment = LESSONS["parabola"].questions[0], built_in("parabola", learning_rate=rate)
    assert question.options[answer(question, experiment)[0]] == looks_like(experiment).value


@pytest.mark.parametrize(("problem", "question"), WHAT_HAPPENS)
def test_the_reason_on_a_quadratic_has_the_factor_in_it(problem: str, question: Question) -> None:
    experiment = asked(problem, question)
    if experiment.problem.spectrum is None or long_run(experiment.arguments)[0] is Regime.STILL:
        return
    eigenvalues = np.linalg.eigvalsh(experiment.problem.hessian(experiment.start))
    factors = 1 - experiment.settings.learning_rate * eigenvalues
    said = answer(question, experiment)[1].split("1 − ηλ = ")[1].split(":")[0].replace("−", "-")
    assert np.abs(factors - float(said)).min() < 1e-3
    assert np.abs(float(said)) == pytest.approx(np.abs(factors[eigenvalues > 1e-9]).max(), abs=1e-3)


def test_the_full_text_of_reasons() -> None:
    ask = {q.ask: answer(q, asked(p, q))[1] for p, q in QUESTIONS}
    assert ask["At η = 1 on w², what happens?"] == "1 − ηλ = −1: each step lands equally far away on the other side."
    assert (
        ask["At η = 0.25 and starting at w₂ = 1.5, what happens?"]
        == "Epoch 1 multiplies the distance along w₂ by −1.25: further away."
    )
    assert all(sentence.endswith(".") and sentence.count(". ") == 0 for sentence in ask.values())
    assert all(sentence[0].isupper() or sentence.startswith("1 − ηλ") for sentence in ask.values())


def _question(problem: str, start: str) -> Question:
    return next(q for q in LESSONS[problem].questions if q.ask.startswith(start))


def first_within(experiment: Experiment, rate: float | None = None, epochs: int = 20_000) -> int | None:
    """The first epoch of the loop at which 0.1 % of the initial J − J* is left."""
    cost = experiment.problem.cost
    costs = np.array([cost(w) for w in loop(experiment, epochs, rate)]) - cost(experiment.exact)
    return next(iter(np.flatnonzero(costs <= 1e-3 * costs[0]).tolist()), None)


@pytest.mark.parametrize("problem", ["line", "unscaled"])
def test_how_long_it_takes_is_what_the_loop_needs(problem: str) -> None:
    limits = {"line": [10, 100, 10_000], "unscaled": [100, 10_000, 1_000_000]}[problem]
    for question in LESSONS[problem].questions:
        if not question.options[0].startswith("at most"):
            continue
        experiment = asked(problem, question)
        found = first_within(experiment)
        if found is None:
            assert question.options[answer(question, experiment)[0]] == "more, or never"
        else:
            assert answer(question, experiment)[0] == sum(found > limit for limit in limits)
            assert f"99.9 % of the possible drop takes {found:,} epochs." in answer(question, experiment)[1]


def test_the_rate_that_arrives_first_does_so_in_the_loop() -> None:
    question, ravine = _question("ravine", "Which learning rate"), built_in("ravine")
    needed = [first_within(ravine, float(rate), 5000) or 10**9 for rate in question.options]
    assert answer(question, ravine)[0] == int(np.argmin(needed))
    assert f"{min(needed)} epochs" in answer(question, ravine)[1]


@pytest.mark.parametrize(("drop_first", "right"), [(False, "only the weights"), (True, "neither")])
def test_what_another_start_changes_is_seen_in_the_loop(drop_first: bool, right: str) -> None:
    question = _question("dummy-trap", "Draw the initial")
    experiment = built_in("dummy-trap", **question.changes, drop_first=drop_first)
    D = len(experiment.start)
    one, other = (loop(experiment, 10_000, start=initial.normal(D, seed))[-1] for seed in (0, 1))
    assert (np.abs(one - other).max() > 0.05) == (right == "only the weights")
    assert (one - other) @ experiment.problem.hessian(one) @ (one - other) < 1e-12
    assert question.options[answer(question, experiment)[0]] == right
    along = "Along intercept − group=a − group=b, 1 − ηλ = 1: "
    assert answer(question, experiment)[1].startswith(along) == (not drop_first)


@pytest.mark.parametrize("drop_first", [True, False])
def test_whether_solve_finds_the_weights(drop_first: bool) -> None:
    question = _question("dummy-trap", "Drop the first")
    experiment = built_in("dummy-trap", drop_first=drop_first)
    try:
        experiment.problem.solve()
        found = "yes"
    except np.linalg.LinAlgError:
        found = "no"
    assert question.options[answer(question, experiment)[0]] == found
    assert ("eigenvalues 0, 5, 15" in answer(question, experiment)[1]) == (not drop_first)


def test_ten_times_closer_takes_a_hundred_times_the_epochs_in_the_loop() -> None:
    question = _question("valley", "500 epochs")
    experiment = asked("valley", question)
    w = loop(experiment, 60_000)[:, 1]
    then = int(np.flatnonzero(w <= w[500] / 10)[0])
    assert question.options[answer(question, experiment)[0]] == f"{round(then / 500, -2):.0f} times as many"
    assert f"{then:,} epochs" in answer(question, experiment)[1]


def test_ones_own_table_keeps_its_columns() -> None:
    settings = Settings("table", 5.0, 7, target="a", features=("b", "c"))
    assert with_changes(settings, {"init": "ones"}) == replace(
        defaults("table"), target="a", features=("b", "c"), init="ones"
    )
    assert with_changes(Settings("parabola", 5.0), {"seed": 2}) == replace(defaults("parabola"), seed=2)
    for question in LESSONS["table"].questions:
        experiment = own_table(**question.changes)
        assert answer(question, experiment)[1]
        found = forecast(experiment.problem, experiment.start, experiment.settings.learning_rate)
        leaves = experiment.settings.learning_rate > found.largest_stable_rate
        assert (answer(question, experiment)[0] == list(Regime).index(Regime.DIVERGING)) == leaves


def test_the_tutorial_goes_through_the_problems_one_after_the_other() -> None:
    assert set(TUTORIAL) == SCENARIOS.keys() - {"table"}
    way = [TUTORIAL[0]]
    while (following := next_problem(way[-1])) is not None:
        way.append(following)
    assert way == list(TUTORIAL) == ["parabola", "valley", "likelihood", "line", "ravine", "dummy-trap", "unscaled"]
    assert next_problem("table") is None
