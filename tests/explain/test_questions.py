"""A loop of its own confirms the right answer to every question of the lessons."""

from dataclasses import replace

import numpy as np
import pytest

from gd import initial
from gd.experiments.experiment import Experiment
from gd.explain.answers import answer
from gd.explain.lessons import LESSONS
from gd.explain.questions import Question, QuestionKind, how_long, which_rate
from gd.text import parameter
from gd.theory.regime import Regime
from tests.experiments.test_scenarios import built_in, rows
from tests.explain.test_lessons import QUESTIONS, asked, asked_how_long, first_within, loop, question_beginning

WHAT_HAPPENS = [(p, q) for p, q in QUESTIONS if q.kind is QuestionKind.WHAT_HAPPENS]


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


@pytest.mark.parametrize(("problem", "question"), QUESTIONS)
def test_a_question_names_what_it_changes_and_one_option_at_most_is_right(problem: str, question: Question) -> None:
    assert len(set(question.options)) == len(question.options) > 1
    assert not question.numbers or list(question.numbers) == sorted(question.numbers)
    text = question.text(asked(problem, question).settings)
    if (rate := question.changes.get("learning_rate")) and "4/9" not in text:
        assert f"η = {parameter(rate)}".replace("\u00a0", " ") in text
    assert "{" not in text
    assert len(text) < 200


@pytest.mark.parametrize(("problem", "question"), WHAT_HAPPENS)
def test_what_is_said_to_happen_is_seen_in_the_loop(problem: str, question: Question) -> None:
    experiment = asked(problem, question)
    assert question.options[answer(question, experiment)[0]] == looks_like(experiment).value


@pytest.mark.parametrize("rate", [0.3, 0.5, 0.6, 0.99, 1.0, 1.01, 2.0])
def test_the_answer_follows_the_settings(rate: float) -> None:
    question, experiment = LESSONS["parabola"].questions[0], built_in("parabola", learning_rate=rate)
    assert question.options[answer(question, experiment)[0]] == looks_like(experiment).value


@pytest.mark.parametrize("problem", ["line", "unscaled"])
def test_how_long_it_takes_is_what_the_loop_needs(problem: str) -> None:
    question = asked_how_long(problem)
    experiment = asked(problem, question)
    found = first_within(experiment)
    assert answer(question, experiment).right == sum(found > limit for limit in question.numbers)
    assert answer(question, experiment).words == f"99.9 % of the possible drop takes {found:,} epochs."
    assert found < experiment.settings.epochs  # so that it is seen in the run


def test_the_options_are_ranges_of_which_one_is_right() -> None:
    question = how_long("?", (10, 100, 10_000))
    assert question.options == ("up to 10", "11 to 100", "101 to 10,000", "more, or never")
    for rate, needed in ((0.15, 10), (0.145, 11)):  # |1 − 2η|ᵗ ≤ √0.001
        experiment = built_in("parabola", learning_rate=rate)
        assert np.ceil(np.log(1e-3) / 2 / np.log(1 - 2 * rate)) == needed
        assert question.options[answer(question, experiment).right] == ("up to 10" if needed == 10 else "11 to 100")
    assert answer(question, built_in("parabola", learning_rate=1.0)).right == 3


def test_how_long_momentum_takes_is_what_its_loop_needs() -> None:
    question, ravine = asked_how_long("ravine"), built_in("ravine")
    J, w, v, needed = ravine.problem, ravine.start, np.zeros(2), 0
    best = J.cost(ravine.exact)
    enough = 1e-3 * (J.cost(w) - best)
    while J.cost(w) - best > enough:
        v = 4 / 9 * v + J.gradient(w)
        w = w - v / 9
        needed += 1
    found = answer(question, asked("ravine", question))
    assert found == (
        sum(needed > limit for limit in question.numbers),
        f"99.9 % of the possible drop takes {needed} epochs.",
        "",
        "",
    )
    short = replace(asked("ravine", question), settings=replace(asked("ravine", question).settings, epochs=needed - 1))
    assert answer(question, short) == (3, f"{needed - 1} epochs are not enough.", "", "")


def test_the_rate_that_arrives_first_does_so_in_the_loop_and_is_the_one_that_is_run() -> None:
    question, ravine = question_beginning("ravine", "Which learning rate"), built_in("ravine")
    needed = [first_within(ravine, float(rate), 5000) or 10**9 for rate in question.options]
    right = int(np.argmin(needed))
    found = answer(question, ravine)
    assert found.right == right
    assert f"it takes {min(needed)} epochs; " in found.words
    assert all(
        f"{rate} needs {n:,}" in found.words
        for rate, n in zip(question.options, needed, strict=True)
        if n != min(needed)
    )
    assert question.shown(right) == {"learning_rate": float(question.options[right])}
    assert "1.5 never gets there" in answer(which_rate("?", (0.5, 1.5)), built_in("parabola")).words


@pytest.mark.parametrize("batch", [0, 6, 24])
def test_whether_batches_come_to_rest_is_seen_in_the_loop(batch: int) -> None:
    question = question_beginning("line", "In batches")
    experiment = built_in("line", batch=batch, learning_rate=0.03, epochs=1000)
    w, rng, last = np.zeros(2), np.random.default_rng(1), []
    X, y = rows(experiment)
    for _ in range(1000):
        for part in np.split(rng.permutation(24), 24 // (batch or 24)):
            w = w - 0.03 * X[part].T @ (X[part] @ w - y[part])
        last.append(w)
    moves = np.ptp(last[-100:], axis=0).max() > 1
    assert moves == (batch == 6)
    assert answer(question, experiment).right == int(moves)
    assert ("Each batch pulls" in answer(question, experiment).words) == moves
    assert ("cancel each other without being 0" in answer(question, experiment).why) == moves
    exact = np.linalg.lstsq(X, y, rcond=None)[0]
    slopes = np.array([X[part].T @ (X[part] @ exact - y[part]) for part in np.split(np.arange(24), 4)])
    assert np.linalg.norm(slopes.sum(axis=0)) < 1e-9 * np.linalg.norm(slopes, axis=1).min()


# At η = 0.1 an epoch takes a fifth off w, which has come 20 from its start: 4 · 0.8ᵗ/20 falls below 10⁻⁶ at t = 55.
@pytest.mark.parametrize(("epochs", "right"), [(53, 1), (56, 0)])
def test_a_run_rests_where_one_more_epoch_changes_a_millionth_of_its_way(epochs: int, right: int) -> None:
    question = question_beginning("line", "In batches")
    assert answer(question, built_in("parabola", epochs=epochs)).right == right


@pytest.mark.parametrize(("drop_first", "right"), [(False, "only the weights"), (True, "neither")])
def test_what_another_start_changes_is_seen_in_the_loop(drop_first: bool, right: str) -> None:
    question = question_beginning("dummy-trap", "Draw the initial")
    experiment = built_in("dummy-trap", **question.changes, drop_first=drop_first)
    D = len(experiment.start)
    one, other = (loop(experiment, 10_000, start=initial.normal(D, seed))[-1] for seed in (0, 1))
    assert (np.abs(one - other).max() > 0.05) == (right == "only the weights")
    assert (one - other) @ experiment.problem.hessian(one) @ (one - other) < 1e-12
    assert question.options[answer(question, experiment)[0]] == right
    along = "Along intercept − group=a − group=b, 1 − ηλ = 1"
    assert (answer(question, experiment).formula == along) == (not drop_first)


@pytest.mark.parametrize("drop_first", [True, False])
def test_whether_solve_finds_the_weights(drop_first: bool) -> None:
    question = question_beginning("dummy-trap", "Drop the first")
    experiment = built_in("dummy-trap", drop_first=drop_first)
    try:
        experiment.problem.solve()
        found = "yes"
    except np.linalg.LinAlgError:
        found = "no"
    assert question.options[answer(question, experiment)[0]] == found
    assert ("eigenvalues 0, 5, 15" in answer(question, experiment).formula) == (not drop_first)
    assert ("so XᵀX has no inverse" in answer(question, experiment).words) == (not drop_first)
