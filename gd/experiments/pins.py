"""Pinned runs: settings kept for comparison and labelled by their differences from the current ones."""

from dataclasses import dataclass, replace

from gd.experiments.kinds import write_numbers
from gd.experiments.scenarios import SCENARIOS, relevant_keys
from gd.experiments.settings import Settings
from gd.text import parameter

WEIGHT_SETTINGS = "problem", "target", "features", "drop_first"
"""Settings that determine which weights a run has."""
MAX_PINS = 6
MAX_NAME = 40


@dataclass(frozen=True)
class Pin:
    """The settings of a run to compare with, and whether it is shown."""

    settings: Settings
    name: str = ""
    """The visitor's name for it; if empty, the differences in settings serve as its label."""
    shown: bool = True


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
    """The pin's name, or how its settings differ from `current`, as in “η = 0.3, seed 2”."""
    if pin.name:
        return pin.name
    own, current_values = pin.settings.values(), current.values()
    differing = [key for key in relevant_keys(pin.settings) if own[key] != current_values[key]]
    descriptions = [_description(key, pin.settings) for key in differing]
    return ", ".join(descriptions) or "the same settings"


def _description(key: str, s: Settings) -> str:
    """Describe the setting with this key in a few words."""
    value = s.values()[key]
    symbols = {p.key: p.symbol for part in (s.optimizer, s.schedule) for p in part.parameters}
    if key in symbols:
        return f"{symbols[key]} = {parameter(value)}"
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
        "target": f"target {s.target}",
        "features": f"{len(s.features)} features" if len(s.features) > 2 else ", ".join(s.features),
        "scale": "standardised" if s.scale else "not standardised",
        "drop_first": "first level dropped" if s.drop_first else "all levels",
    }
    return descriptions.get(key, str(value))
