"""Pinned runs: settings kept to compare with, named by what differs."""

from dataclasses import dataclass, replace

from gd.experiments.kinds import write_numbers
from gd.experiments.scenarios import SCENARIOS, relevant
from gd.experiments.settings import Settings
from gd.text import number

WEIGHTS_FOLLOW_FROM = "problem", "target", "features", "drop_first"
MAX_PINS = 6
MAX_NAME = 40


@dataclass(frozen=True)
class Pin:
    """A run to compare with."""

    settings: Settings
    name: str = ""
    """A name of one's own; empty, it is named by what differs."""
    shown: bool = True


def compared(pin: Pin, now: Settings, *, own_start: bool = False) -> Settings:
    """The settings to run the pin with beside a run of now: those pinned, but from the same start, so that what differs
    is the settings' doing. From its own start if wished, or where the weights aren't the same.
    """
    s = pin.settings
    alike = all(getattr(s, name) == getattr(now, name) for name in WEIGHTS_FOLLOW_FROM)
    # Of a start that isn't drawn the seed is no part, but it is of the order of the rows.
    seed = s.seed if s.batch and now.init != "normal" else now.seed
    return replace(s, init=now.init, w0=now.w0, seed=seed) if alike and not own_start else s


def label(pin: Pin, now: Settings) -> str:
    """The pin's own name, or what its settings have otherwise than those of now: “η = 0.3, seed 2”."""
    if pin.name:
        return pin.name
    own, present = pin.settings.values(), now.values()
    differing = [key for key in relevant(pin.settings) if own[key] != present[key]]
    words = [_words(key, pin.settings) for key in differing]
    return ", ".join(words) or "the same settings"


def _words(key: str, s: Settings) -> str:
    """The setting of that key in the link as a word or two."""
    value = s.values()[key]
    symbols = {parameter.key: parameter.symbol for part in (s.optimizer, s.schedule) for parameter in part.parameters}
    if key in symbols:
        return f"{symbols[key]} = {number(value)}"
    starts = {"given": "from weights by hand", "normal": "normal start"}
    words = {
        "problem": SCENARIOS[s.problem].title,
        "lr": f"η = {number(s.learning_rate)}",
        "epochs": f"{s.epochs:,} epochs",
        "init": starts.get(s.init, f"from {s.init}"),
        "w0": f"from {write_numbers(s.w0)}",
        "seed": f"seed {s.seed}",
        "batch": f"batches of {s.batch:,}" if s.batch else "all rows at once",
        "tol": f"tolerance {number(s.tolerance)}",
        "target": f"target {s.target}",
        "features": f"{len(s.features)} features" if len(s.features) > 2 else ", ".join(s.features),
        "scale": "standardised" if s.scale else "not standardised",
        "drop_first": "first level dropped" if s.drop_first else "all levels",
    }
    return words.get(key, str(value))
