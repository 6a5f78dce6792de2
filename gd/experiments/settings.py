"""One run's settings, checked. The page's controls, the link and all limits come from here."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from numbers import Integral
from typing import Any

from gd.experiments.scenarios import SCENARIOS
from gd.optimizers import OPTIMIZERS, PLAIN, Adam, Momentum, RMSProp
from gd.problems import MAXIMISE, MINIMISE
from gd.schedules import CONSTANT, SCHEDULES, Exponential, InverseTime

MAX_EPOCHS = 1_000_000_000
MAX_LOOP_EPOCHS = 1_000_000
"""Where no formula leaps over epochs, each has to be run."""
MIN_RATE, MAX_RATE = 1e-15, 1e6
MAX_SEED = 2**32 - 1
MAX_ROWS = 1_000_000_000
MAX_FILE_BYTES = 50 * 1024**2
MAX_FILE_COLUMNS = 1_000
MAX_WEIGHTS = 200
MAX_FEATURES = MAX_WEIGHTS - 1
SHOWN_ROWS = 300
"""Rows of a table that the pictures show."""
MAX_LINK = 2_000
"""Characters: longer links are cut by some mail programs and chats."""

RATES = (*(float(f"{m}e{e}") for e in range(-12, 2) for m in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)), 100.0)
"""The stops of the logarithmic slider; the exact field beside it takes any rate."""


def rate_stops(rate: float) -> list[float]:
    """The slider's stops with the present rate among them, in place of one that reads the same."""
    return sorted({f"{stop:g}": stop for stop in (*RATES, rate)}.values())


def _setting(key: str, default: Any, read: Callable[[str], Any], accepts: Callable[[Any], bool], wanted: str) -> Any:
    return field(default=default, metadata={"key": key, "read": read, "accepts": accepts, "wanted": wanted})


def _choice(key: str, *options: str) -> Any:
    return _setting(key, options[0], str, lambda v: v in options, f"one of {', '.join(options)}")


def _number(key: str, default: float, low: float, high: float) -> Any:
    return _setting(
        key,
        default,
        _float,
        lambda v: v is not None and math.isfinite(v) and low <= v <= high,
        f"a number from {low:g} to {high:g}",
    )


def _share(key: str, default: float) -> Any:
    return _setting(key, default, _float, lambda v: v is not None and 0 <= v < 1, "a number from 0 to below 1")


def _whole(key: str, default: int, low: int, high: int) -> Any:
    return _setting(
        key,
        default,
        _int,
        lambda v: isinstance(v, Integral) and low <= int(v) <= high,
        f"a whole number from {low:,} to {high:,}",
    )


def _flag(key: str, default: bool) -> Any:
    return _setting(key, default, lambda text: {"0": False, "1": True}[text], lambda v: isinstance(v, bool), "0 or 1")


def _float(text: str) -> float:
    if not text.isascii() or "_" in text:
        raise ValueError
    return float(text)


def _int(text: str) -> int:
    if not text.isascii() or "_" in text:
        raise ValueError
    return int(text)


def read_numbers(text: str) -> tuple[float, ...]:
    """Numbers written by hand, with blanks, commas or semicolons between them. ValueError in plain words.

    Where there is a semicolon, it separates, and a comma is a decimal mark: 0,5; 1,5.
    """
    comma = "." if ";" in text else " "
    words = text.replace("−", "-").replace(",", comma).replace(";", " ").split()
    try:
        numbers = tuple(_float(word) for word in words)
    except ValueError:
        numbers = ()
    if not numbers or not all(map(math.isfinite, numbers)):
        raise ValueError(
            f"The initial weights are “{text}”, but numbers like 1.5, −2 are wanted, with a comma between."
        )
    return numbers


def write_numbers(numbers: Sequence[float]) -> str:
    """The text that `read_numbers` reads back to the last bit: 20, 1.5 → "20,1.5"."""
    return ",".join(f"{x:.0f}" if x.is_integer() and abs(x) < 1e15 else repr(x) for x in map(float, numbers))


@dataclass(frozen=True)
class Settings:
    """All that a run needs to be made again. ValueError, with what is wanted, for a value that can't be."""

    problem: str = _choice("problem", *SCENARIOS)
    learning_rate: float = _number("lr", 0.1, MIN_RATE, MAX_RATE)
    epochs: int = _whole("epochs", 100, 1, MAX_EPOCHS)
    init: str = _choice("init", "normal", "zeros", "ones", "given")
    w0: tuple[float, ...] = _setting(
        "w0",
        (),
        read_numbers,
        lambda v: all(map(math.isfinite, v)),
        "numbers with a comma between, like 1.5,-2",
    )
    seed: int = _whole("seed", 0, 0, MAX_SEED)
    optimizer: str = _choice("rule", *OPTIMIZERS)
    momentum: float = _share("momentum", Momentum().momentum)
    alpha: float = _share("alpha", RMSProp().alpha)
    beta1: float = _share("beta1", Adam().betas[0])
    beta2: float = _share("beta2", Adam().betas[1])
    schedule: str = _choice("schedule", *SCHEDULES)
    decay: float = _number("decay", InverseTime().decay, 1e-15, 1e6)
    gamma: float = _setting(
        "gamma", Exponential().gamma, _float, lambda v: v is not None and 0 < v < 1, "a number above 0 and below 1"
    )
    tolerance: float = _number("tol", 0.0, 0.0, 1e300)
    goal: str = _choice("goal", MINIMISE, MAXIMISE)
    reduction: str = _choice("reduction", "sum", "mean")
    target: str = _setting("target", "", str, lambda v: True, "a column's name")
    features: tuple[str, ...] = _setting(
        "features", (), str, lambda v: len(v) <= MAX_FEATURES, f"the names of at most {MAX_FEATURES} columns"
    )
    batch: int = _whole("batch", 0, 0, MAX_ROWS)
    """Rows in a batch; 0 are all of them."""
    scale: bool = _flag("scale", False)
    drop_first: bool = _flag("drop_first", True)

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            if not f.metadata["accepts"](value):
                given = f"a list of {len(value)}" if isinstance(value, tuple) and len(value) > 9 else value
                raise ValueError(f"{f.metadata['key']} is {given}, but {f.metadata['wanted']} is wanted.")

    def controls(self) -> dict[str, Any]:
        """The values for a page's controls, by the link's keys; weights by hand are a text there."""
        values = {f.metadata["key"]: getattr(self, f.name) for f in fields(self)}
        return {**values, "w0": write_numbers(self.w0), "features": list(self.features)}

    @property
    def plain(self) -> bool:
        """Whether the run is plain descent with a constant rate on all rows at once, of which theory speaks."""
        return self.optimizer == PLAIN.name and self.schedule == CONSTANT.name and not self.batch

    @property
    def draws(self) -> bool:
        """Whether the run follows from the seed: it draws its initial weights, or the order of its rows."""
        return self.init == "normal" or self.batch > 0

    @property
    def on_table(self) -> bool:
        """Whether the problem is a regression on a table, rather than a function of w."""
        return SCENARIOS[self.problem].problem is None


def defaults(problem: str) -> Settings:
    """The settings that a problem starts from. KeyError for an unknown problem."""
    return replace(Settings(problem=problem), **SCENARIOS[problem].defaults)


def from_controls(controls: Mapping[str, Any]) -> Settings:
    """The settings that a page's controls stand at: the way back from `Settings.controls`. ValueError as there."""
    values = {f.name: controls[f.metadata["key"]] for f in fields(Settings)}
    w0 = read_numbers(values["w0"]) if values["init"] == "given" else ()
    return Settings(**{**values, "w0": w0, "features": tuple(values["features"])})
