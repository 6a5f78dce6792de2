"""Schedules: against closed forms by hand, against PyTorch's schedulers, and within a run."""

from typing import Any

import numpy as np
import pytest

from gd.descent import descend
from gd.optimizers import PLAIN, Momentum, Optimizer
from gd.problem import MAXIMISE, MINIMISE
from gd.schedules import CONSTANT, SCHEDULES, Cosine, Exponential, InverseTime, Schedule
from tests.test_descent import BOWL, VALLEY
from tests.torch_reference import frozen

every_schedule = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=list(SCHEDULES))


def rates(schedule: Schedule, learning_rate: float, epochs: int) -> list[float]:
    return [schedule(learning_rate, t, epochs) for t in range(epochs)]


def test_closed_forms_by_hand() -> None:
    assert rates(CONSTANT, 0.3, 3) == [0.3, 0.3, 0.3]
    assert rates(InverseTime(0.5), 6.0, 5) == pytest.approx([6, 4, 3, 2.4, 2])  # 6/(1 + t/2)
    assert rates(Exponential(0.5), 8.0, 4) == [8, 4, 2, 1]
    # cos 0, π/6, π/3, π/2, 2π/3, 5π/6 are 1, √3/2, ½, 0, −½, −√3/2; the rates are 8 (1 + cos)/2.
    half = 2 * 3**0.5
    assert rates(Cosine(), 8.0, 6) == pytest.approx([8, 4 + half, 6, 4, 2, 4 - half])
    # With a final share of ¼ the rates are 2 + ¾ of these.
    assert rates(Cosine(alpha=0.25), 8.0, 6)[::2] == pytest.approx([8, 6.5, 3.5])


@pytest.mark.parametrize(
    ("schedule", "scheduler"),
    [
        (CONSTANT, "ConstantLR(factor=1.0)"),
        (InverseTime(0.2), "LambdaLR(lr_lambda=inverse_time)"),
        (Exponential(0.9), "ExponentialLR(gamma=0.9)"),
        (Cosine(), "CosineAnnealingLR(T_max=50)"),
        (Cosine(alpha=0.1), "CosineAnnealingLR(T_max=50, eta_min=0.03)"),
    ],
)
def test_the_rates_are_pytorchs(schedule: Schedule, scheduler: str) -> None:
    # In the last epoch 1 + cos is only 0.002, so the cosine's rounding error of eps is relatively 10⁻¹³.
    np.testing.assert_allclose(rates(schedule, 0.3, 50), frozen(scheduler), rtol=1e-12)


@every_schedule
def test_the_first_epoch_has_the_rate_itself_and_none_has_a_larger_one(schedule: Schedule) -> None:
    falling = rates(schedule, 0.1, 100)
    assert falling[0] == 0.1
    assert (np.diff(falling) <= 0).all()
    assert min(falling) > 0
    assert rates(schedule, -0.1, 100) == [-rate for rate in falling]


@pytest.mark.parametrize("schedule", [InverseTime(0.3), Exponential(0.7), Cosine(), Cosine(alpha=0.25)])
def test_the_code_of_a_rate_comes_to_it(schedule: Schedule) -> None:
    shown = [eval(schedule.code("0.3", 6), {"np": np, "epoch": epoch}) for epoch in range(6)]
    assert shown == pytest.approx(rates(schedule, 0.3, 6), rel=1e-14)


@pytest.mark.parametrize("goal", [MINIMISE, MAXIMISE])
@every_schedule
def test_a_run_descends_with_the_rate_of_each_epoch(schedule: Schedule, goal: str) -> None:
    run = descend(VALLEY, [0.5, 0.1], learning_rate=0.05, epochs=30, schedule=schedule, goal=goal)
    sign = 1 if goal == MINIMISE else -1
    for w, w_next, rate in zip(run.weights[:-1], run.weights[1:], rates(schedule, 0.05, 30), strict=True):
        assert w_next.tolist() == (w - sign * rate * VALLEY.gradient(w)).tolist()


@pytest.mark.parametrize("optimizer", [PLAIN, Momentum(0.5)])
def test_a_scheduled_run_is_computed_epoch_by_epoch(optimizer: Optimizer) -> None:
    settings: dict[str, Any] = {
        "learning_rate": 0.4,
        "epochs": 200,
        "optimizer": optimizer,
        "schedule": Exponential(0.9),
    }
    full, thinned = descend(BOWL, [20], **settings), descend(BOWL, [20], keep=10, **settings)
    assert thinned.weights.tolist() == full.weights[thinned.epochs].tolist()


def test_a_decay_too_fast_ends_on_the_way() -> None:
    # Each epoch multiplies w = 20 by 1 − 2η γᵗ, all of them together by more than 1 − 2η/(1 − γ) = 0.96.
    run = descend(BOWL, [20], learning_rate=0.01, epochs=10_000, schedule=Exponential(0.5))
    assert run.final_weights[0] > 0.96 * 20


def test_the_names_and_defaults() -> None:
    assert list(SCHEDULES) == ["constant", "inverse", "exponential", "cosine"]
    assert all(schedule.name == name for name, schedule in SCHEDULES.items())
    assert SCHEDULES["inverse"] == InverseTime(decay=0.01)
    assert SCHEDULES["exponential"] == Exponential(gamma=0.99)
    assert SCHEDULES["cosine"] == Cosine(alpha=0.0)


@pytest.mark.parametrize(
    ("schedule", "value", "sentence"),
    [
        (InverseTime, 0, r"^decay is 0, but a finite number above 0 is wanted\.$"),
        (InverseTime, np.inf, r"^decay is inf, but a finite number"),
        (InverseTime, np.nan, r"^decay is not a number, but a finite number"),
        (Exponential, 0, r"^gamma is 0, but a number above 0 and below 1 is wanted\.$"),
        (Exponential, 1, r"^gamma is 1, but a number above 0 and below 1"),
        (Exponential, np.nan, r"^gamma is not a number, but a number above 0 and below 1"),
        (Cosine, -0.1, r"^alpha is -0\.1, but a number from 0 to below 1 is wanted\.$"),
        (Cosine, 1, r"^alpha is 1, but a number from 0 to below 1"),
    ],
)
def test_a_setting_out_of_bounds_is_refused(schedule: Any, value: float, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        schedule(value)
