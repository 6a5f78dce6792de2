"""Pinned runs: settings kept to compare with, named by what differs, and carried by the link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from gd.experiments.kinds import write_numbers
from gd.experiments.link import from_link, to_link
from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import Settings
from gd.text import number, quoted

WEIGHTS_FOLLOW_FROM = "problem", "target", "features", "drop_first"
KEYS = frozenset({"pin", "starts"})
"""The link's keys that speak of pins."""
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
    carried = [key for key in own if key in to_link(pin.settings)]
    words = [_words(key, pin.settings) for key in carried if own[key] != present[key]]
    return ", ".join(words) or "the same settings"


def to_query(pins: Sequence[Pin], now: Settings) -> list[str]:
    """The link's `pin` values: of each pin only what differs from the settings of now, its name, and whether it is
    hidden.
    """
    written = []
    for pin in pins:
        present = to_link(now) if pin.settings.problem == now.problem else {}
        own = {key: value for key, value in to_link(pin.settings).items() if present.get(key) != value and key != "v"}
        more = {"name": pin.name} if pin.name else {}
        written.append(urlencode({**own, **more, **({} if pin.shown else {"hidden": "1"})}, doseq=True))
    return written


def with_pins(
    settings: Settings, pins: Sequence[Pin], most: int, *, own_starts: bool = False
) -> tuple[dict[str, str | list[str]], list[str]]:
    """The link with as many of the pins as fit into `most` characters, and the labels of those it leaves out."""
    link, kept = to_link(settings), list(pins)
    if own_starts:
        link["starts"] = "own"
    while kept:
        carried = {**link, "pin": to_query(kept, settings)}
        if len(urlencode(carried, doseq=True)) <= most:
            return carried, [label(pin, settings) for pin in pins[len(kept) :]]
        kept.pop()
    return link, [label(pin, settings) for pin in pins]


def from_query(query: Mapping[str, Sequence[str]], now: Settings) -> tuple[list[Pin], bool, list[str]]:
    """The pins of a link with the settings of now; whether each runs from its own start; and a sentence for each value
    that was not accepted.
    """
    texts, pins, refused = query.get("pin", []), [], []
    if len(texts) > MAX_PINS:
        refused.append(f"The link pins {len(texts)} runs; this page keeps the first {MAX_PINS}.")
    for text in texts[:MAX_PINS]:
        own = parse_qs(text, keep_blank_values=True)
        name, hidden = own.pop("name", [""])[-1][:MAX_NAME], own.pop("hidden", ["0"])[-1] == "1"
        base = to_link(now) if own.get("problem", [now.problem])[-1] == now.problem else {}
        whole = {key: [value] if isinstance(value, str) else value for key, value in base.items()} | own
        settings, sentences = from_link(whole)
        refused += [f"In the pinned run {quoted(name or text)}: {sentence}" for sentence in sentences]
        pins.append(Pin(settings, name, not hidden))
    own_starts = query.get("starts", [""])[-1]
    if own_starts not in ("", "own"):
        refused.append(f"starts={quoted(own_starts)} in the link is not own; the pinned runs share the start.")
    return pins, own_starts == "own", refused


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
