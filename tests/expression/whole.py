"""What any text at all has to come to: a formula that can be worked with, or one sentence."""

import builtins
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np

from gd import Expression
from gd.expression.tokens import ExpressionError

PROGRAMS = re.compile(r"Traceback|Error|Exception|object at 0x|unexpected keyword|NoneType|<class|recursion", re.ASCII)
"""Words of Python that no sentence for people has."""


@contextmanager
def nothing_runs() -> Iterator[None]:
    """A text that is run, or that imports or opens something, is an AssertionError here."""

    def ran(*arguments: Any, **named: Any) -> None:
        raise AssertionError(f"this was run: {arguments[0]}")

    def imported(name: str, *arguments: Any, real: Callable[..., Any] = builtins.__import__) -> Any:
        return real(name, *arguments) if name.partition(".")[0] == "numpy" else ran(name)  # it looks up its own parts

    doors = [(builtins, name) for name in ("eval", "exec", "compile", "open")]
    with ExitStack() as closed:
        for owner, name in [*doors, (os, "system"), (subprocess, "Popen")]:
            closed.enter_context(patch.object(owner, name, ran))
        closed.enter_context(patch.object(builtins, "__import__", imported))
        yield


def outcome(text: str) -> tuple[Expression | None, str, float]:
    """The formula that a text is read as, or the sentence that says why it isn't, and the seconds of work."""
    with nothing_runs():
        began = time.process_time()
        try:
            formula = Expression(text)
            for w in points(len(formula.names)):
                evaluate(formula, w)
        except ExpressionError as error:
            sentence = str(error) if (error.position or 1) in range(1, len(text) + 2) else "beyond the text"
            return None, sentence, time.process_time() - began
        return formula, "", time.process_time() - began


def points(count: int) -> list[np.ndarray]:
    """Weights at which much goes wrong: 0, negative, huge and tiny."""
    return [np.full(count, value) for value in (0.0, 1.5, -2.0, 1e200, -1e-200)]


def evaluate(formula: Expression, w: np.ndarray) -> None:
    """All that a formula can be asked at one place, with the shapes that it should have."""
    D = len(formula.names)
    assert isinstance(formula.cost(w), float)
    assert formula.gradient(w).shape == (D,)
    assert formula.hessian(w).shape == (D, D)
    assert formula.costs(np.array([w, w])).shape == (2,)
    assert formula.gradients(np.array([w, w])).shape == (2, D)
    assert isinstance(formula.undefined(w), str)
    assert isinstance(formula.kinks(w), list)
    assert isinstance(formula.crosses_kink(w, -w), bool)
    assert formula.gradient_rounding(w).shape == (D,)
    exact = formula.exact()
    assert exact is None or exact.shape == (D,)


def faults(sentence: str) -> list[str]:
    """What keeps a sentence from being one for people."""
    found = []
    if not re.fullmatch(r"[^\n]+\.", sentence) or not (sentence[0].isupper() or sentence[0] == "“"):
        found.append("no sentence")
    if not sentence.isprintable():
        found.append("characters that can't be seen")
    if len(sentence) > 200:
        found.append("too long")
    if PROGRAMS.search(sentence):
        found.append("words of a program")
    return found


evaluate(Expression("(x + y)^2/3 + z^2 - z"), np.ones(3))  # loads what NumPy loads only when it is used first
