"""Pinned runs: settings kept for comparison and labelled by their differences from the current ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gd.experiments.kinds import write_numbers
from gd.experiments.scenarios import SCENARIOS, relevant_keys
from gd.experiments.settings import Settings
from gd.text import bound, parameter, shortened

WEIGHT_SETTINGS = "problem", "target", "features", "drop_first"
"""Settings that determine which weights a run has."""
MAX_PINS = 6
"""Most pins of a problem."""
MAX_NAME = 40
SHOWN = 25
"""Characters that a label shows of a column's name."""
RATE_NAMES = "too small", "fastest", "at the limit", "too large"
"""The names of four pins with different learning rates."""


@dataclass(frozen=True)
class Pin:
    """The settings of a run to compare with, and whether it is shown."""

    settings: Settings
    name: str = ""
    """The visitor's name for it; if empty, the differences in settings serve as its label."""
    shown: bool = True
    look: int = 0
    """The number of its colour and dash, which it keeps while others are added and removed."""
    of_four: bool = False
    """Whether it is one of four with different learning rates, which are replaced together."""


Pins = tuple[Pin, ...]
"""The pins of one problem."""


def added(pins: Pins, new: Sequence[Pin]) -> Pins:
    """Add pins, each with the first look that is free; settings that are pinned already are only shown again.

    Raises ValueError if there is no room for all of them.
    """
    kept = list(pins)
    for pin in new:
        same = [k for k, old in enumerate(kept) if old.settings == pin.settings and _may_stand_for(old, pin)]
        if same:
            kept[same[0]] = replace(kept[same[0]], shown=True)
        else:
            taken = {old.look for old in kept}
            kept.append(replace(pin, look=next(look for look in range(len(kept) + 1) if look not in taken)))
    if (excess := len(kept) - MAX_PINS) > 0:
        raise ValueError(
            f"At most {MAX_PINS} runs of a problem can be pinned, and {len(pins)} are. Remove {excess} of them first."
        )
    return tuple(kept)


def _may_stand_for(old: Pin, new: Pin) -> bool:
    """Whether a pin with the same settings is as good as the new one: one's own is never taken for one of four."""
    return not new.name or (old.name, old.of_four) == (new.name, new.of_four)


def with_rates(pins: Pins, settings: Settings, rates: Sequence[tuple[str, float]]) -> Pins:
    """Pin runs at these learning rates, by their names, in place of those that were pinned so before.

    Raises ValueError if there is no room for all of them.
    """
    own = tuple(pin for pin in pins if not pin.of_four)
    return added(own, [Pin(replace(settings, learning_rate=rate), name, of_four=True) for name, rate in rates])


def comparison_settings(pin: Pin, current: Settings, *, own_start: bool = False) -> Settings:
    """The settings to run a pin with, next to a run with the settings `current`.

    The pin takes over the start of `current`, so that only the settings make a difference, unless `own_start` is set or
    the two runs have different weights.
    """
    s = pin.settings
    same_weights = all(getattr(s, name) == getattr(current, name) for name in WEIGHT_SETTINGS)
    # The pin keeps its seed if that decides only the order of its rows and not the start.
    seed = s.seed if s.batch and current.init != "normal" else current.seed
    return replace(s, init=current.init, w0=current.w0, seed=seed) if same_weights and not own_start else s


def label(pin: Pin, current: Settings) -> str:
    """The pin's name, or how its settings differ from `current`, as in “η = 0.3, seed 2”.

    The name of one of four learning rates comes after that rate, rounded down as on the track: so a limit as shown is
    never above the limit. A pin that doesn't differ has only a rate.
    """
    if pin.name:
        return f"η = {bound(pin.settings.learning_rate)} {pin.name}" if pin.of_four else pin.name
    own, current_values = pin.settings.values(), current.values()
    differing = [key for key in relevant_keys(pin.settings) if own[key] != current_values[key]]
    descriptions = [_description(key, pin.settings) for key in differing]
    return ", ".join(descriptions) or f"η = {parameter(pin.settings.learning_rate)}"


def _description(key: str, s: Settings) -> str:
    """Describe the setting with this key in a few words."""
    value = s.values()[key]
    symbols = {p.key: p.symbol for part in (s.optimizer, s.schedule) for p in part.parameters}
    if key in symbols:
        return f"{symbols[key]} = {parameter(value)}"
    names = [shortened(name, SHOWN) for name in s.features]
    initial_weights = {"given": "from chosen weights", "normal": "normal start"}
    descriptions = {
        "problem": SCENARIOS[s.problem].title,
        "lr": f"η = {parameter(s.learning_rate)}",
        "epochs": f"{s.epochs:,} epochs",
        "init": initial_weights.get(s.init, f"from {s.init}"),
        "w0": f"from {write_numbers(s.w0)}",
        "seed": f"seed {s.seed}",
        "batch": f"batches of {s.batch:,}" if s.batch else "all rows at once",
        "tol": f"tolerance {parameter(s.tolerance)}",
        "target": f"target {shortened(s.target, SHOWN)}",
        "features": ", ".join(names) if len(names) <= 2 else f"{len(names)} features",
        "scale": "standardised" if s.scale else "not standardised",
        "drop_first": "first level dropped" if s.drop_first else "all levels",
    }
    return descriptions.get(key, str(value))
