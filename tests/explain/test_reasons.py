"""The reasons that the answers give: the factor that they name, and the rule that covers it."""

import re

import numpy as np
import pytest

from gd.explain.answers import answer
from gd.explain.long_run import long_run
from gd.explain.questions import Question, what_happens
from gd.theory.regime import Regime
from tests.explain.test_lessons import QUESTIONS, asked
from tests.explain.test_questions import WHAT_HAPPENS


@pytest.mark.parametrize(("problem", "question"), WHAT_HAPPENS)
def test_the_reason_on_a_quadratic_has_the_factor_in_it(problem: str, question: Question) -> None:
    experiment = asked(problem, question)
    if experiment.problem.spectrum is None or long_run(experiment.arguments)[0] is Regime.STILL:
        return
    eigenvalues = np.linalg.eigvalsh(experiment.problem.hessian(experiment.start))
    factors = 1 - experiment.settings.learning_rate * eigenvalues
    said = answer(question, experiment).formula.split("1 − ηλ = ")[1].replace("−", "-")
    assert np.abs(factors - float(said)).min() < 1e-3
    assert np.abs(float(said)) == pytest.approx(np.abs(factors[eigenvalues > 1e-9]).max(), abs=1e-3)


FACTOR = "Each epoch multiplies the distance from the optimum by a factor, and "
RULES = {
    "one between 0 and 1 shrinks it and keeps the side.": lambda f: 0 <= f < 1,
    "a negative one changes the side, and above −1 it also shrinks the distance.": lambda f: f < 0,
    "one of −1 only changes the side, and one below −1 makes the distance grow.": lambda f: f <= -1,
    "one above 1 or below −1 makes it grow.": lambda f: abs(f) > 1,
}
BESIDES = [("parabola", what_happens("?", learning_rate=rate)) for rate in (0.5, 0.6, 2.0)]


@pytest.mark.parametrize(("problem", "question"), WHAT_HAPPENS + BESIDES)
def test_the_rule_that_is_told_covers_the_factor(problem: str, question: Question) -> None:
    _, _, why, formula = answer(question, asked(problem, question))
    if not formula:
        assert not why
        return
    factor = float(re.findall(r"[−\d.]+(?: × 10\S+)?$", formula)[0].replace("−", "-"))
    assert RULES[why.removeprefix(FACTOR)](factor)


def test_the_full_text_of_reasons() -> None:
    found = {q.ask: answer(q, asked(p, q)) for p, q in QUESTIONS}
    assert found["At η = 1 on w², what happens?"] == (
        2,
        "Each step lands equally far away on the other side.",
        f"{FACTOR}one of −1 only changes the side, and one below −1 makes the distance grow.",
        "1 − ηλ = −1",
    )
    assert found["At η = 0.25 and starting at w₂ = 1.5, what happens?"] == (
        3,
        "The weight w₂ gets further away.",
        f"{FACTOR}one above 1 or below −1 makes it grow.",
        "Epoch 1 multiplies the distance along w₂ by −1.25",
    )
    for _, words, why, formula in found.values():
        assert re.fullmatch(r"[A-Z9].*\.", words)
        assert bool(why) == bool(formula)
        assert re.fullmatch(r"([A-Z][^.]*\.)?", why)
        assert not re.search("ηλ", words)
        assert not formula.endswith(".")
