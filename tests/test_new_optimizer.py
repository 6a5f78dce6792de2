"""Adding an optimizer takes one class: links, pins, code, formula and page support it without further changes."""

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from gd.arrays import Array
from gd.experiments.experiment import prepare
from gd.experiments.link import from_link, to_link
from gd.experiments.pins import Pin, label
from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings, kinds
from gd.explain.code import code
from gd.explain.optimizer_text import optimizer_formula
from gd.optimizers import OPTIMIZERS, PLAIN, Optimizer, State
from gd.parameters import Parameter, between
from gd.text import latex_number
from tests.page.app import opened


@dataclass(frozen=True)
class Signum(Optimizer):
    """m ← βm + (1 − β)g, w ← w − η sign(m) (Bernstein et al., signSGD, 2018)."""

    forget: float = 0.9

    name = "signum"
    title = "Signum"
    parameters = (Parameter("forget", "β", between(0.0, 0.99)),)
    memory = ("m",)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        (m,) = state
        m = self.forget * m + (1 - self.forget) * gradient
        return learning_rate * np.sign(m), (m,)

    def formula(self, eta: str, sign: str) -> list[str]:
        beta = latex_number(self.forget)
        return [rf"m \leftarrow {beta}\, m + (1 - {beta})\, g", rf"w \leftarrow w {sign} {eta}\, \mathrm{{sign}}(m)"]

    def code(self, eta: str, sign: str) -> list[str]:
        beta = repr(self.forget)
        return [f"m = {beta} * m + (1 - {beta}) * g", f"w = w {sign} {eta} * np.sign(m)"]


@pytest.fixture
def signum(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A run with the new optimizer after it has been added to OPTIMIZERS."""
    monkeypatch.setitem(OPTIMIZERS, Signum.name, Signum())
    kinds.cache_clear()
    yield replace(defaults("ravine"), optimizer=Signum(0.5), learning_rate=0.25, epochs=40)
    kinds.cache_clear()


def test_the_link_carries_it(signum: Settings) -> None:
    link = to_link(signum)
    assert (link["rule"], link["forget"]) == ("signum", "0.5")
    assert from_link({key: [str(value)] for key, value in link.items()}) == (signum, [])
    _, refused = from_link({"rule": ["signum"], "forget": ["1"]})
    assert refused == ["forget=“1” in the link is not a number from 0 to 0.99; its default is used."]


def test_a_pin_is_named_by_it(signum: Settings) -> None:
    assert label(Pin(signum), replace(signum, optimizer=PLAIN)) == "signum, β = 0.5"


def test_the_code_makes_its_run_again(signum: Settings) -> None:
    experiment = prepare(signum)
    run = experiment.run()
    names: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        exec(code(experiment, run), names)
    assert names["w"].tolist() == run.final_weights.tolist()
    # From (−3, 3) the gradient is (−40, −35): the first step is η in both directions.
    assert run.weights[:2].tolist() == [[-3, 3], [-2.75, 3.25]]


def test_the_formula_has_its_numbers(signum: Settings) -> None:
    assert optimizer_formula(signum) == (
        r"m \leftarrow 0.5\, m + (1 - 0.5)\, g, \quad w \leftarrow w - 0.25\, \mathrm{sign}(m)"
    )


def test_the_page_offers_it_with_its_field(signum: Settings) -> None:
    page = opened(**to_link(signum))
    assert "Signum" in page.selectbox(key="rule").options
    assert (page.number_input(key="forget").label, page.number_input(key="forget").value) == ("β", 0.5)
    assert any(optimizer_formula(signum) in latex.value for latex in page.latex)
