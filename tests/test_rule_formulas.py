"""Each rule's update as LaTeX."""

import pytest

from gd.problems import MAXIMISE
from gd.rule_formulas import rule_formula
from gd.rules import RULES, Momentum, Rule

FORMULAS = {
    "plain": r"w \leftarrow w - 0.001\, g",
    "momentum": r"v \leftarrow 0.9\, v + g, \quad w \leftarrow w - 0.001\, v",
    "nesterov": r"v \leftarrow 0.9\, v + g, \quad w \leftarrow w - 0.001\, (g + 0.9\, v)",
    "adagrad": r"s \leftarrow s + g^2, \quad w \leftarrow w - 0.001\, \frac{g}{\sqrt{s} + 10^{-10}}",
    "rmsprop": r"s \leftarrow 0.99\, s + (1 - 0.99)\, g^2, \quad w \leftarrow w - 0.001\, \frac{g}{\sqrt{s} + 10^{-8}}",
    "adam": (
        r"m \leftarrow 0.9\, m + (1 - 0.9)\, g, \quad v \leftarrow 0.999\, v + (1 - 0.999)\, g^2, \quad "
        r"\hat m = \frac{m}{1 - 0.9^t}, \quad \hat v = \frac{v}{1 - 0.999^t}, \quad "
        r"w \leftarrow w - 0.001\, \frac{\hat m}{\sqrt{\hat v} + 10^{-8}}"
    ),
    "linesearch": r"w \leftarrow w - \frac{g^\top g}{g^\top A g}\, g",
}


@pytest.mark.parametrize(("name", "rule"), RULES.items())
def test_the_formula_has_this_runs_numbers(name: str, rule: Rule) -> None:
    assert rule_formula(rule, 0.001) == FORMULAS[name]


def test_the_formula_follows_the_rules_own_settings() -> None:
    assert rule_formula(Momentum(0.25), 1e-7) == (r"v \leftarrow 0.25\, v + g, \quad w \leftarrow w - 10^{-7}\, v")


@pytest.mark.parametrize("name", ["plain", "momentum", "nesterov", "adagrad", "rmsprop", "adam"])
def test_to_climb_the_step_is_added(name: str) -> None:
    assert rule_formula(RULES[name], 0.001, MAXIMISE) == FORMULAS[name].replace("w - 0.001", "w + 0.001")


def test_line_search_climbs_by_the_same_formula() -> None:
    assert rule_formula(RULES["linesearch"], 0.001, MAXIMISE) == FORMULAS["linesearch"]
