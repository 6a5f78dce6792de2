"""One run's settings, checked. The page's controls and the link both come from here, and so do all limits."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from numbers import Integral
from typing import Any

from gd.problems import MAXIMISE, MINIMISE
from gd.scenarios import SCENARIOS

VERSION = "1"

MAX_EPOCHS = 1_000_000
MIN_RATE, MAX_RATE = 1e-15, 1e6
MAX_SEED = 2**32 - 1
MAX_FILE_BYTES = 20 * 1024**2
MAX_FILE_COLUMNS = 1_000
MAX_WEIGHTS = 200
MAX_LINK = 2_000
"""Characters: longer links are cut by some mail programs and chats."""


RATES = (*(float(f"{m}e{e}") for e in range(-12, 2) for m in (1, 1.5, 2, 3, 5, 7)), 100.0)
"""The stops of the logarithmic slider; the exact field beside it takes any rate."""


def nearest_rate(rate: float) -> float:
    """The slider's stop that is nearest on the logarithmic scale."""
    return min(RATES, key=lambda stop: abs(math.log(stop / rate)))


def _setting(key: str, default: Any, read: Callable[[str], Any], accepts: Callable[[Any], bool], wanted: str) -> Any:
    return field(default=default, metadata={"key": key, "read": read, "accepts": accepts, "wanted": wanted})


def _choice(key: str, *options: str) -> Any:
    return _setting(key, options[0], str, lambda v: v in options, f"one of {', '.join(options)}")


def _number(key: str, default: float, low: float, high: float) -> Any:
    return _setting(
        key,
        default,
        _float,
        lambda v: math.isfinite(v) and low <= v <= high,
        f"a number from {low:g} to {high:g}",
    )


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
    """Numbers written by hand, with blanks, commas or semicolons between them. ValueError in plain words."""
    words = text.replace("−", "-").replace(",", " ").replace(";", " ").split()
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
    tolerance: float = _number("tol", 0.0, 0.0, 1e300)
    goal: str = _choice("goal", MINIMISE, MAXIMISE)
    reduction: str = _choice("reduction", "sum", "mean")
    target: str = _setting("target", "", str, lambda v: True, "a column's name")
    features: tuple[str, ...] = _setting("features", (), str, lambda v: True, "columns' names")
    scale: bool = _flag("scale", False)
    drop_first: bool = _flag("drop_first", True)

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            if not f.metadata["accepts"](value):
                raise ValueError(f"{f.metadata['key']} is {value}, but {f.metadata['wanted']} is wanted.")

    def controls(self) -> dict[str, Any]:
        """The values for a page's controls, by the link's keys; weights by hand are a text there."""
        values = {f.metadata["key"]: getattr(self, f.name) for f in fields(self)}
        return {**values, "w0": write_numbers(self.w0), "features": list(self.features)}

    @property
    def on_table(self) -> bool:
        """Whether the problem is a regression on a table, rather than a function of w."""
        return SCENARIOS[self.problem].problem is None

    def link(self) -> dict[str, str | list[str]]:
        """The query that `from_link` reads back to the same run: every setting that this run follows from."""
        left_out = {
            "w0" if self.init != "given" else "",
            "seed" if self.init != "normal" else "",
            *(["goal"] if self.on_table else ["reduction", "target", "features", "scale", "drop_first"]),
        }
        values = {f.metadata["key"]: _write(getattr(self, f.name)) for f in fields(self) if f.name not in left_out}
        return {"v": VERSION, **values}


def defaults(problem: str) -> Settings:
    """The settings that a problem starts from. KeyError for an unknown problem."""
    query = {key: [value] if isinstance(value, str) else value for key, value in SCENARIOS[problem].defaults.items()}
    values, refused = _read({"problem": [problem], **query})
    if refused:
        raise ValueError(" ".join(refused))
    return Settings(**values)


def from_controls(controls: Mapping[str, Any]) -> Settings:
    """The settings that a page's controls stand at: the way back from `Settings.controls`. ValueError as there."""
    values = {f.name: controls[f.metadata["key"]] for f in fields(Settings)}
    w0 = read_numbers(values["w0"]) if values["init"] == "given" else ()
    return Settings(**{**values, "w0": w0, "features": tuple(values["features"])})


def from_link(query: Mapping[str, Sequence[str]]) -> tuple[Settings, list[str]]:
    """The settings of a link's query, and a sentence for each value that was not accepted.

    What is missing or not accepted has the default of the link's problem.
    """
    values, refused = _read({key: texts for key, texts in query.items() if key != "v"})
    version = next(iter(query.get("v", [VERSION])), "")
    if version != VERSION:
        refused.append(f"The link is of version {_quoted(version)}, this page reads version {VERSION}.")
    base = defaults(values.get("problem", Settings.problem))
    return Settings(**{**{f.name: getattr(base, f.name) for f in fields(Settings)}, **values}), refused


def _read(query: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], list[str]]:
    values, refused = {}, []
    known = {f.metadata["key"]: f for f in fields(Settings)}
    for key, texts in query.items():
        if key not in known:
            refused.append(f"{_quoted(key)} in the link is not a setting of this page.")
            continue
        f = known[key]
        try:
            value = tuple(filter(None, texts)) if key == "features" else f.metadata["read"](texts[-1])
        except (ValueError, KeyError, IndexError, OverflowError):
            accepted = False
        else:
            accepted = f.metadata["accepts"](value)
        if accepted:
            values[f.name] = value
        else:
            refused.append(
                f"{key}={_quoted(texts[-1] if texts else '')} in the link is not {f.metadata['wanted']}; "
                "its default is used."
            )
    return values, refused


def _write(value: Any) -> str | list[str]:
    match value:
        case bool():
            return "1" if value else "0"
        case float():
            return repr(float(value))
        case (str(), *_):
            return list(value)
        case tuple():
            return write_numbers(value)
    return str(value)


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
