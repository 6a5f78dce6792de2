"""Fingerprints tell other weights from the same ones, and never one processor's rounding from another's."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from gd.experiments.built_in import DATA
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.fingerprint import APART, agrees, fingerprint, nudged
from gd.experiments.scenarios import defaults
from gd.run import Run
from gd.tables.dataset import read_csv
from tests.experiments.fingerprints import DIVERGED, LEFT_TO_ROUNDING, NO_VALUE, experiment_of, links
from tests.experiments.old_links import lines

OLD = [link for link, _ in lines()]
TO_ZERO = OLD[53]
"""It ends at 0, from 2: what is left is rounding."""
PROCESSORS = "Prescott", "Haswell", "SkylakeX"
"""Kinds of processor whose arithmetic OpenBLAS can be told to use."""


@cache
def ended(link: str) -> tuple[Experiment, Run]:
    experiment = experiment_of(link)
    return experiment, experiment.run()


@cache
def fingerprints_on(processor: str) -> list[str]:
    """The fingerprints in a process that computes as this kind of processor does."""
    command = [sys.executable, "-m", "tests.experiments.fingerprints"]
    environment = {**os.environ, "OPENBLAS_CORETYPE": processor}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("processor", PROCESSORS)
def test_no_processor_calls_anothers_result_wrong(processor: str) -> None:
    given = zip(links(), fingerprints_on(processor), strict=True)
    assert [link for link, text in given if not agrees(float(text), *ended(link))] == []


@pytest.mark.parametrize("link", links())
def test_a_fingerprint_is_short_and_a_number_that_agrees_with_its_own_run(link: str) -> None:
    text = fingerprint(*ended(link))
    assert 1 <= len(text) <= 12
    assert agrees(float(text), *ended(link))


@pytest.mark.parametrize("link", [*(link for link in OLD if link != TO_ZERO), *DIVERGED, *NO_VALUE])
@pytest.mark.parametrize("off", [-1e-3, 1e-3, 1.0, -2.0])
def test_another_result_is_noticed(link: str, off: float) -> None:
    experiment, run = ended(link)
    mine = float(fingerprint(experiment, run))
    if experiment.regression is None and len(experiment.start) == 1:
        assert not agrees(mine * (1 + off), experiment, run)
    moved = replace(run, weights=run.weights * (1 + off))
    assert not agrees(float(fingerprint(experiment, moved)), experiment, run)


def test_what_is_left_where_the_weights_go_to_0_is_not_compared() -> None:
    experiment, run = ended(TO_ZERO)
    assert 0 < np.abs(run.final_weights).max() < 1e-14
    assert agrees(-float(fingerprint(experiment, run)), experiment, run)
    assert not agrees(1e-11, experiment, run)


@pytest.mark.parametrize("k", range(4))
def test_one_weight_among_others_is_noticed_whatever_its_unit(k: int) -> None:
    experiment, run = ended("v=1&problem=unscaled&scale=0")
    weights = run.weights.copy()
    assert agrees(float(fingerprint(experiment, replace(run, weights=weights))), experiment, run)
    sizes = np.abs(weights[-1]) * np.linalg.norm(experiment.regression.factor.R[:, :-1], axis=0)
    weights[-1, k] *= 1 + 0.01 * sizes.sum() / sizes[k]  # a hundredth of what all add to the predictions
    assert not agrees(float(fingerprint(experiment, replace(run, weights=weights))), experiment, run)


def test_weights_that_change_places_or_signs_are_noticed() -> None:
    experiment, run = ended("v=1&problem=ravine")
    for other in (run.weights[:, ::-1], run.weights * [1, -1], -run.weights):
        assert not agrees(float(fingerprint(experiment, replace(run, weights=other))), experiment, run)


def test_another_row_in_the_table_is_noticed() -> None:
    text = (DATA / "hubble.csv").read_text(encoding="utf-8")
    other = prepare(defaults("line"), read_csv("\n".join(text.splitlines()[:-1]).encode()))
    assert not agrees(float(fingerprint(other, other.run())), *ended("v=1&problem=line"))


def test_one_epoch_more_is_noticed_at_a_rate_that_only_turns_the_sign() -> None:
    assert not agrees(float(fingerprint(*ended("v=1&problem=parabola&lr=1.0&epochs=30"))), *ended(OLD[10]))
    assert "epochs=31" in OLD[10]


def test_the_last_digit_may_be_rounded_either_way_but_no_more() -> None:
    experiment, run = ended("v=1&problem=parabola")
    w = float(run.final_weights[0])
    for share, same in ((0.9, True), (1.1, False)):
        for sign in (-1, 1):
            assert agrees(w * (1 + sign * share * APART), experiment, run) is same


@pytest.mark.parametrize("link", LEFT_TO_ROUNDING[:3])
def test_where_rounding_decides_any_result_may_be_right(link: str) -> None:
    experiment, run = ended(link)
    again = nudged(experiment, run)
    assert agrees(float(fingerprint(again, again.run())), experiment, run)
    assert agrees(float(fingerprint(experiment, run)) + 0.3, experiment, run)


@pytest.mark.parametrize(
    ("w", "text"),
    [
        (20.0, "20.000"),
        (-0.0247588, "-0.024759"),
        (182008.76, "182009"),
        (1.23456e-7, "1.2346e-7"),
        (-3e300, "-3.0000e300"),
    ],
)
def test_a_single_weight_is_its_own_fingerprint_to_five_digits(w: float, text: str) -> None:
    experiment, run = ended("v=1&problem=parabola")
    assert fingerprint(experiment, replace(run, weights=np.array([[w]]))) == text


@pytest.mark.parametrize("w", [0.0, 5e-324, -1e-310])
def test_next_to_nothing_is_0(w: float) -> None:
    experiment, run = ended("v=1&problem=parabola")
    assert fingerprint(experiment, replace(run, weights=np.array([[w]]))) == "0"
    assert fingerprint(experiment, replace(run, weights=np.array([[1.7e308]]))) == "1.7000e308"


def test_where_the_second_run_is_ended_nothing_is_called_wrong() -> None:
    experiment, run = ended(OLD[0])
    wrong = 2 * float(fingerprint(experiment, run)) + 1
    assert not agrees(wrong, experiment, run)
    assert agrees(wrong, experiment, run, lambda done: False)
