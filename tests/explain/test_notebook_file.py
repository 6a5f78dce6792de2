"""The notebook is one that Jupyter opens, with its words and its plot."""

import json
import sys
import warnings
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from gd.optimizers import Adam, LineSearch
from tests.experiments.test_scenarios import BUILT_IN, built_in
from tests.explain.test_notebook import ADDRESS, cells, made, run_cells, table_of

NOTEBOOKS = [
    *((problem, {}) for problem in BUILT_IN),
    ("ravine", {"optimizer": LineSearch(), "epochs": 6}),
    ("valley", {"optimizer": Adam()}),
    ("ravine", {"epochs": 10**9}),
]


@pytest.mark.parametrize(("problem", "changes"), NOTEBOOKS)
def test_it_is_valid(problem: str, changes: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Jupyter's packages say of themselves
        import nbformat
    experiment = built_in(problem, **changes)
    text = made(experiment, experiment.run(), table=table_of(experiment))
    nbformat.validate(nbformat.reads(text, as_version=4))
    whole = json.loads(text)
    broken = {**whole, "cells": [{**whole["cells"][0], "cell_type": "words"}]}
    with pytest.raises(nbformat.ValidationError):
        nbformat.validate(broken)


def test_the_words_name_the_problem_its_link_and_its_formulas() -> None:
    experiment = built_in("ravine")
    words = "".join(cells(made(experiment, experiment.run()))[0]["source"])
    assert words.startswith("# Ravine")
    assert f"(<{ADDRESS}>)" in words
    assert words.count("$$") == 4
    assert "textcolor" not in words  # which not every notebook knows


def test_a_loop_that_would_take_days_keeps_no_costs() -> None:
    experiment = built_in("ravine", epochs=10**9)
    text = made(experiment, experiment.run())
    assert "costs" not in text
    assert "1,000,000,000 epochs take long" in text


@pytest.mark.usefixtures("no_matplotlib")
def test_without_matplotlib_the_last_cell_says_what_to_install(tmp_path: Path) -> None:
    experiment = built_in("parabola")
    text = made(experiment, experiment.run())
    assert "pip install matplotlib" in run_cells(text, tmp_path)["printed"]


@pytest.mark.parametrize(("problem", "scale"), [("parabola", "log"), ("ravine", "linear")])
def test_with_matplotlib_it_plots_the_cost(
    problem: str, scale: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plot = MagicMock()
    monkeypatch.setitem(sys.modules, "matplotlib", MagicMock(pyplot=plot))
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", plot)
    experiment = built_in(problem)
    found = run_cells(made(experiment, experiment.run()), tmp_path)
    plot.plot.assert_called_once_with(found["costs"])
    plot.yscale.assert_called_once_with(scale)
    plot.show.assert_called_once_with()
