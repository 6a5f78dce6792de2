"""The link is the run: settings written into a query, and read from one with every value checked."""

from collections.abc import Mapping, Sequence
from typing import Any

from gd.experiments.kinds import Kind, one_of, write_numbers
from gd.experiments.scenarios import SCENARIOS, defaults
from gd.experiments.settings import Settings, from_values, kinds
from gd.optimizers import OPTIMIZERS
from gd.schedules import SCHEDULES
from gd.text import quoted

VERSION = "1"
OF_A_TABLE = frozenset({"reduction", "target", "features", "batch", "scale", "drop_first"})
OF_A_FUNCTION = frozenset({"goal"})


def to_link(settings: Settings) -> dict[str, str | list[str]]:
    """The query that `from_link` reads back to the same run: every setting that this run follows from."""
    left_out = _beside_the_point(settings) | _of_others(settings)
    left_out |= {"w0"} if settings.init != "given" else set()
    left_out |= set() if settings.draws else {"seed"}
    values = {key: _write(value) for key, value in settings.values().items() if key not in left_out}
    return {"v": VERSION, **values}


def from_link(query: Mapping[str, Sequence[str]]) -> tuple[Settings, list[str]]:
    """The settings of a link's query, and a sentence for each value that was not accepted.

    What is missing or not accepted has the default of the link's problem.
    """
    problem = query.get("problem", [""])[-1]
    base = defaults(problem if problem in SCENARIOS else next(iter(SCENARIOS)))
    aside = _beside_the_point(base) & query.keys()
    values, refused = _read({key: texts for key, texts in query.items() if key not in aside | {"v"}})
    refused += [f"{key} in the link says nothing about this problem and is left out." for key in sorted(aside)]
    version = next(iter(query.get("v", [VERSION])), "")
    if version != VERSION:
        refused.append(f"The link is of version {quoted(version)}, this page reads version {VERSION}.")
    if values.get("init") == "given" and not values.get("w0", base.w0):
        del values["init"]
        refused.append("init=“given” in the link wants w0, the weights, beside it; its default is used.")
    return from_values({**base.values(), **values}), refused


def _kinds() -> dict[str, Kind]:
    """The kind of each value by its key in the link."""
    return {**kinds(), "problem": one_of(SCENARIOS)}


def _beside_the_point(settings: Settings) -> set[str]:
    """The keys that say nothing about the settings' problem."""
    return set(OF_A_FUNCTION if SCENARIOS[settings.problem].on_table else OF_A_TABLE)


def _of_others(settings: Settings) -> set[str]:
    """The keys of parameters that the chosen optimizer and schedule don't have."""
    every = {key for options in (OPTIMIZERS, SCHEDULES) for option in options.values() for key in option.numbers()}
    return every - settings.optimizer.numbers().keys() - settings.schedule.numbers().keys()


def _read(query: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], list[str]]:
    """The accepted values by their keys, and a sentence for each other."""
    known, values, refused = _kinds(), {}, []
    for key, texts in query.items():
        if key not in known:
            refused.append(f"{quoted(key)} in the link is not a setting of this page.")
            continue
        kind = known[key]
        try:
            value = tuple(filter(None, texts)) if key == "features" else kind.read(texts[-1])
        except (ValueError, KeyError, IndexError, OverflowError):
            accepted = False
        else:
            accepted = kind.accepts(value)
        if accepted:
            values[key] = value
        else:
            given = quoted(texts[-1] if texts else "")
            refused.append(f"{key}={given} in the link is not {kind.wanted}; its default is used.")
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
