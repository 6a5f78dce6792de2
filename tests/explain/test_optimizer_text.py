"""Each optimizer's update as LaTeX."""

import re

import pytest

from gd.experiments.settings import Settings
from gd.explain.optimizer_text import legend, optimizer_formula
from gd.optimizers import OPTIMIZERS, Adam, LineSearch, Momentum, Nesterov, RMSProp
from gd.problem import MAXIMISE
from gd.schedules import SCHEDULES, Cosine, Exponential, InverseTime

FORMULAS = {
    "plain": r"w \leftarrow w - 0.001\, g",
    "momentum": r"v \leftarrow 0.9\, v + g, \quad w \leftarrow w - 0.001\, v",
    "nesterov": r"v \leftarrow 0.9\, v + g, \quad w \leftarrow w - 0.001\, (g + 0.9\, v)",
    "adagrad": r"s \leftarrow s + g^2, \quad w \leftarrow w - 0.001\, \frac{g}{\sqrt{s} + 10^{-10}}",
    "rmsprop": r"s \leftarrow 0.99\, s + (1 - 0.99)\, g^2, \quad w \leftarrow w - 0.001\, \frac{g}{\sqrt{s} + 10^{-8}}",
    "adam": (
        r"\begin{gathered} m \leftarrow 0.9\, m + (1 - 0.9)\, g, \quad v \leftarrow 0.999\, v + (1 - 0.999)\, g^2 \\ "
        r"\hat m = \frac{m}{1 - 0.9^t}, \quad \hat v = \frac{v}{1 - 0.999^t} \\ "
        r"w \leftarrow w - 0.001\, \frac{\hat m}{\sqrt{\hat v} + 10^{-8}} \end{gathered}"
    ),
    "linesearch": r"w \leftarrow w - \frac{g^\top g}{g^\top A g}\, g",
}
RATES = {
    "inverse": r"\frac{0.001}{1 + 0.01\, e}",
    "exponential": r"0.001 \cdot 0.99^e",
    "cosine": r"\tfrac12 \cdot 0.001\, (1 + \cos(\pi e / 1{,}000))",
}


def formula(**settings: object) -> str:
    return optimizer_formula(Settings(**{"learning_rate": 0.001, "epochs": 1000} | settings))


@pytest.mark.parametrize("optimizer", FORMULAS)
def test_the_formula_has_this_runs_numbers(optimizer: str) -> None:
    assert formula(optimizer=OPTIMIZERS[optimizer]) == FORMULAS[optimizer]


def test_the_formula_follows_the_optimizers_own_settings() -> None:
    assert formula(optimizer=Momentum(0.25), learning_rate=1e-7) == (
        r"v \leftarrow 0.25\, v + g, \quad w \leftarrow w - 10^{-7}\, v"
    )
    assert formula(optimizer=Adam(betas=(0.5, 0.25))) == FORMULAS["adam"].replace("0.9\\", "0.5\\").replace(
        "0.999", "0.25"
    ).replace("(1 - 0.9)", "(1 - 0.5)").replace("1 - 0.9^t", "1 - 0.5^t")


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ({"optimizer": Momentum(0.99999)}, [r"0.99999\, v + g"]),
        ({"optimizer": Nesterov(0.99999)}, [r"(g + 0.99999\, v)"]),
        ({"optimizer": RMSProp(alpha=0.99999)}, [r"0.99999\, s + (1 - 0.99999)\, g^2"]),
        ({"optimizer": Adam(betas=(0.12345, 0.99999))}, ["(1 - 0.12345)", "(1 - 0.99999)", "0.12345^t", "0.99999^t"]),
        # A power of a power would be no LaTeX: KaTeX refuses 10^{-5}^t.
        ({"optimizer": Adam(betas=(1e-5, 0.999))}, [r"(1 - 10^{-5})\, g", "{1 - (10^{-5})^t}"]),
        ({"schedule": Exponential(0.99999)}, ["0.99999^e"]),
        ({"schedule": Exponential(1e-5)}, ["(10^{-5})^e"]),
        ({"schedule": InverseTime(12345.0)}, [r"1 + 12{,}345\, e"]),
        ({"schedule": Cosine(), "epochs": 12_345}, [r"e / 12{,}345"]),
        ({"learning_rate": 0.99999}, [r"w - 0.99999\, g"]),
        ({"problem": "line", "batch": 12_345}, [r"g \text{ of } 12{,}345 \text{ rows at a time}"]),
    ],
)
def test_what_a_person_chose_is_shown_in_full(chosen: dict[str, object], shown: list[str]) -> None:
    assert [part for part in shown if part not in formula(**chosen)] == []


@pytest.mark.parametrize("schedule", RATES)
def test_a_rate_that_falls_is_written_out(schedule: str) -> None:
    assert formula(schedule=SCHEDULES[schedule]) == rf"w \leftarrow w - \eta_e\, g, \quad \eta_e = {RATES[schedule]}"


def test_a_cosine_schedule_that_ends_above_zero_shows_its_final_rate() -> None:
    assert Cosine(alpha=0.25).formula("0.1", 8) == r"0.1\, (0.25 + \tfrac12 (1 - 0.25)\, (1 + \cos(\pi e / 8)))"


@pytest.mark.parametrize(("batch", "words"), [(1, "1 \\text{ row at a time}"), (8, "8 \\text{ rows at a time}")])
def test_with_batches_the_gradient_is_labelled_as_theirs(batch: int, words: str) -> None:
    assert formula(problem="line", batch=batch).endswith(rf"g \text{{ of }} {words}")


@pytest.mark.parametrize("batch", [0, 8])
@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_symbol_of_a_formula_is_explained_and_no_other(optimizer: str, schedule: str, batch: int) -> None:
    settings = Settings("line", optimizer=OPTIMIZERS[optimizer], schedule=SCHEDULES[schedule], batch=batch)
    shown = re.sub(r"\\(begin|end){\w+}|\\text{[^}]*}|\\[a-z]+", " ", optimizer_formula(settings))
    explained = re.findall(r"\b([b-zA-Z])\b", legend(settings).replace("∇J(w)", ""))
    assert set(re.findall("[a-zA-Z]", shown)) - {"w"} == set(explained)


def test_the_legend_is_a_sentence() -> None:
    assert legend(Settings(optimizer=Momentum())) == "g is the gradient ∇J(w); v starts at 0."
    assert legend(Settings("line", optimizer=Adam(), schedule=Cosine(), batch=8)) == (
        "g is the gradient of the cost of one batch, and an epoch has an update for each; m and v start at 0; t counts "
        "the updates, from 1; squares, roots and quotients are taken for each weight by itself; e counts the "
        "epochs before this one."
    )


@pytest.mark.parametrize("optimizer", ["plain", "momentum", "nesterov", "adagrad", "rmsprop", "adam"])
def test_maximising_adds_the_step(optimizer: str) -> None:
    climbing = formula(optimizer=OPTIMIZERS[optimizer], goal=MAXIMISE)
    assert climbing == FORMULAS[optimizer].replace("w - 0.001", "w + 0.001")


def test_line_search_maximises_with_the_same_formula() -> None:
    assert formula(optimizer=LineSearch(), goal=MAXIMISE) == FORMULAS["linesearch"]
