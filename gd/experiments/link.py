"""The link is the run: settings written into a query, and read from one with every value checked."""

from collections.abc import Mapping, Sequence
from dataclasses import Field, fields, replace
from typing import Any

from gd.experiments.method import numbers_aside
from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import Settings, defaults, write_numbers
from gd.text import quoted

VERSION = "1"
OF_A_TABLE = frozenset({"reduction", "target", "features", "batch", "scale", "drop_first"})
OF_A_FUNCTION = frozenset({"goal"})


def to_link(settings: Settings) -> dict[str, str | list[str]]:
    """The query that `from_link` reads back to the same run: every setting that this run follows from."""
    left_out = _beside_the_point(settings) | numbers_aside(settings)
    left_out |= {"w0"} if settings.init != "given" else set()
    left_out |= set() if settings.draws else {"seed"}
    values = {key: _write(getattr(settings, f.name)) for key, f in _fields().items() if key not in left_out}
    return {"v": VERSION, **values}


def from_link(query: Mapping[str, Sequence[str]]) -> tuple[Settings, list[str]]:
    """The settings of a link's query, and a sentence for each value that was not accepted.

    What is missing or not accepted has the default of the link's problem.
    """
    problem = query.get("problem", [""])[-1]
    base = defaults(problem if problem in SCENARIOS else Settings.problem)
    aside = _beside_the_point(base) & query.keys()
    values, refused = _read({key: texts for key, texts in query.items() if key not in aside | {"v"}})
    refused += [f"{key} in the link says nothing about this problem and is left out." for key in sorted(aside)]
    version = next(iter(query.get("v", [VERSION])), "")
    if version != VERSION:
        refused.append(f"The link is of version {quoted(version)}, this page reads version {VERSION}.")
    if values.get("init") == "given" and not values.get("w0", base.w0):
        del values["init"]
        refused.append("init=“given” in the link wants w0, the weights, beside it; its default is used.")
    return replace(base, **values), refused


def _fields() -> dict[str, Field[Any]]:
    """The settings by their keys in the link."""
    return {f.metadata["key"]: f for f in fields(Settings)}


def _beside_the_point(settings: Settings) -> set[str]:
    """The keys that say nothing about the settings' problem."""
    return set(OF_A_FUNCTION if settings.on_table else OF_A_TABLE)


def _read(query: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], list[str]]:
    """The accepted values by the names of `Settings`, and a sentence for each other."""
    values, refused = {}, []
    for key, texts in query.items():
        f = _fields().get(key)
        if f is None:
            refused.append(f"{quoted(key)} in the link is not a setting of this page.")
            continue
        try:
            value = tuple(filter(None, texts)) if key == "features" else f.metadata["read"](texts[-1])
        except (ValueError, KeyError, IndexError, OverflowError):
            accepted = False
        else:
            accepted = f.metadata["accepts"](value)
        if accepted:
            values[f.name] = value
        else:
            given, wanted = quoted(texts[-1] if texts else ""), f.metadata["wanted"]
            refused.append(f"{key}={given} in the link is not {wanted}; its default is used.")
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
