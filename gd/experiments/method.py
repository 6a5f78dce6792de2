"""The rule, the schedule and the batches that settings choose, with the numbers set for them."""

from dataclasses import replace

from gd.batches import Batches
from gd.experiments.settings import Settings
from gd.optimizers import RULES, Adam, Momentum, Nesterov, RMSProp, Rule
from gd.schedules import SCHEDULES, Exponential, InverseTime, Schedule

NUMBERS = {
    "momentum": ("momentum",),
    "nesterov": ("momentum",),
    "rmsprop": ("alpha",),
    "adam": ("beta1", "beta2"),
    "inverse": ("decay",),
    "exponential": ("gamma",),
}
"""The settings that only a rule or a schedule of that name has a use for."""


def rule_of(settings: Settings) -> Rule:
    """The rule with its numbers; ε stays as it is by default."""
    match RULES[settings.rule]:
        case Momentum() | Nesterov() as rule:
            return replace(rule, momentum=settings.momentum)
        case RMSProp() as rule:
            return replace(rule, alpha=settings.alpha)
        case Adam() as rule:
            return replace(rule, betas=(settings.beta1, settings.beta2))
        case rule:
            return rule


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
    """The settings' keys that the chosen rule and schedule have no use for."""
    used = {key for name in (settings.rule, settings.schedule) for key in NUMBERS.get(name, ())}
    return {key for keys in NUMBERS.values() for key in keys} - used
