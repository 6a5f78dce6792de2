"""The optimizer, the schedule and the batches that settings choose, with the numbers set for them."""

from dataclasses import replace

from gd.batches import Batches
from gd.experiments.settings import Settings
from gd.optimizers import OPTIMIZERS, Adam, Momentum, Nesterov, Optimizer, RMSProp
from gd.schedules import SCHEDULES, Exponential, InverseTime, Schedule

NUMBERS = {
    "momentum": ("momentum",),
    "nesterov": ("momentum",),
    "rmsprop": ("alpha",),
    "adam": ("beta1", "beta2"),
    "inverse": ("decay",),
    "exponential": ("gamma",),
}
"""The settings that only an optimizer or a schedule of that name has a use for."""


def optimizer_of(settings: Settings) -> Optimizer:
    """The optimizer with its numbers; ε stays as it is by default."""
    match OPTIMIZERS[settings.optimizer]:
        case Momentum() | Nesterov() as optimizer:
            return replace(optimizer, momentum=settings.momentum)
        case RMSProp() as optimizer:
            return replace(optimizer, alpha=settings.alpha)
        case Adam() as optimizer:
            return replace(optimizer, betas=(settings.beta1, settings.beta2))
        case optimizer:
            return optimizer


def schedule_of(settings: Settings) -> Schedule:
    """The schedule with its number."""
    match SCHEDULES[settings.schedule]:
        case InverseTime() as schedule:
            return replace(schedule, decay=settings.decay)
        case Exponential() as schedule:
            return replace(schedule, gamma=settings.gamma)
        case schedule:
            return schedule


def batches_of(settings: Settings) -> Batches | None:
    """The batches of rows, in an order that follows from the seed; None for all rows at once."""
    return Batches(settings.batch, settings.seed) if settings.batch else None


def numbers_aside(settings: Settings) -> set[str]:
    """The settings' keys that the chosen optimizer and schedule have no use for."""
    used = {key for name in (settings.optimizer, settings.schedule) for key in NUMBERS.get(name, ())}
    return {key for keys in NUMBERS.values() for key in keys} - used
