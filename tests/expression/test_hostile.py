"""Whatever is typed: a formula or a sentence, and nothing runs.

`python -m tests.expression` tries 10,000 texts instead of some hundreds, and says how long the slowest took.
"""

import pytest

from gd import Expression
from tests.expression.evil import EVIL
from tests.expression.hostile import texts
from tests.expression.whole import faults, nothing_runs, outcome

TEXTS = 400


@pytest.mark.parametrize("text", EVIL, ids=ascii)
def test_what_would_run_elsewhere_is_a_formula_or_a_sentence(text: str) -> None:
    formula, sentence, _ = outcome(text)
    assert formula is not None or faults(sentence) == []


def test_random_texts_are_formulas_or_sentences() -> None:
    read = 0
    for text in texts(TEXTS):
        formula, sentence, _ = outcome(text)
        assert formula is not None or faults(sentence) == [], text
        read += formula is not None
    assert 0.1 * TEXTS < read < 0.9 * TEXTS, "both happen often"


def test_a_text_that_runs_would_be_seen() -> None:
    for run in (lambda: eval("1"), lambda: exec("1"), lambda: __import__("os"), lambda: compile("1", "", "eval")):
        with nothing_runs(), pytest.raises(AssertionError, match="this was run"):
            run()


def test_sentences_of_a_program_would_be_seen() -> None:
    assert faults("Expected a number, at position 1.") == []
    assert faults("invalid syntax") == ["no sentence"]
    assert faults("NameError: x.") == ["words of a program"]
    assert faults("A\u200fb.") == ["characters that can't be seen"]
    assert faults("A " * 200 + ".") == ["too long"]


@pytest.mark.parametrize("text", ["x^1000000000", "(x + 1)^10^9", "x^9^9"])
def test_a_huge_power_is_a_number_like_others(text: str) -> None:
    assert Expression(text).cost([0.0]) in (0.0, 1.0)
