"""The optimizer, the schedule and the batches that settings choose."""

from dataclasses import fields

import pytest

from gd.batches import Batches
from gd.experiments.link import to_link
from gd.experiments.method import NUMBERS, batches_of, numbers_aside, optimizer_of, schedule_of
from gd.experiments.settings import Settings
from gd.optimizers import OPTIMIZERS, AdaGrad, Adam, LineSearch, Momentum, Nesterov, Optimizer, Plain, RMSProp
from gd.schedules import SCHEDULES, Constant, Cosine, Exponential, InverseTime, Schedule

OTHERS = {"momentum": 0.5, "alpha": 0.6, "beta1": 0.7, "beta2": 0.8, "decay": 0.25, "gamma": 0.75}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_by_default_each_optimizer_is_as_its_paper_has_it(name: str) -> None:
    assert optimizer_of(Settings(optimizer=name)) == OPTIMIZERS[name]


@pytest.mark.parametrize("name", SCHEDULES)
def test_by_default_each_schedule_is_as_it_is_known(name: str) -> None:
    assert schedule_of(Settings(schedule=name)) == SCHEDULES[name]


@pytest.mark.parametrize(
    "optimizer",
    [Plain(), Momentum(0.5), Nesterov(0.5), AdaGrad(), RMSProp(alpha=0.6), Adam(betas=(0.7, 0.8)), LineSearch()],
)
def test_an_optimizer_takes_its_own_numbers(optimizer: Optimizer) -> None:
    assert optimizer_of(Settings(optimizer=optimizer.name, **OTHERS)) == optimizer


@pytest.mark.parametrize("schedule", [Constant(), InverseTime(0.25), Exponential(0.75), Cosine()])
def test_a_schedule_takes_its_own_number(schedule: Schedule) -> None:
    assert schedule_of(Settings(schedule=schedule.name, **OTHERS)) == schedule


def test_batches_follow_from_size_and_seed() -> None:
    assert batches_of(Settings()) is None
    assert batches_of(Settings(batch=8, seed=3)) == Batches(8, 3)


def test_the_link_carries_only_the_numbers_that_are_used() -> None:
    assert numbers_aside(Settings(optimizer="adam", schedule="inverse")) == {"momentum", "alpha", "gamma"}
    assert {"beta1", "beta2", "decay"} < to_link(Settings(optimizer="adam", schedule="inverse")).keys()
    assert not to_link(Settings()).keys() & OTHERS.keys()


def test_every_number_is_a_setting() -> None:
    keys = {key for names in NUMBERS.values() for key in names}
    assert keys == set(OTHERS) < {f.metadata["key"] for f in fields(Settings)}
