"""Links: settings and pins as the query of a URL, and their validation when a link is opened."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode

from gd.experiments.keys import PIN, STARTS, VERSION_KEY
from gd.experiments.kinds import Kind, one_of, write_numbers
from gd.experiments.near import MOST_TOLD, did_you_mean, understood
from gd.experiments.pins import MAX_NAME, MAX_PINS, RATE_NAMES, Pin, label
from gd.experiments.scenarios import FUNCTION, SCENARIOS, defaults, irrelevant_keys, relevant_keys
from gd.experiments.settings import MAX_LINK, Settings, from_values, kinds
from gd.experiments.typed import first_start
from gd.experiments.version1 import version_1
from gd.text import quoted, visible

LINK_VERSION = "1"


def to_link(settings: Settings) -> dict[str, str | list[str]]:
    """Return the query of these settings' link: every setting that the run depends on, losslessly."""
    values = settings.values()
    return {VERSION_KEY: LINK_VERSION, **{key: _write(values[key]) for key in relevant_keys(settings)}}


def from_link(query: Mapping[str, Sequence[str]]) -> tuple[Settings, list[str]]:
    """Read settings from a link's query; also return a sentence for each value that was rejected.

    Missing and rejected values are replaced by the defaults of the link's problem: those of the link's version, or
    today's if it names none. Other words for a key or a choice are understood (`near`).
    """
    query = understood(query)
    problem = query.get("problem", [""])[-1]
    initial = version_1 if query.get(VERSION_KEY, [""])[0] == LINK_VERSION else defaults
    base = initial(problem if problem in SCENARIOS else next(iter(SCENARIOS)))
    ignored = irrelevant_keys(base.problem) & query.keys()
    values, refused = _read({key: texts for key, texts in query.items() if key not in ignored | {VERSION_KEY}})
    refused += [f"{quoted(key)} in the link does not apply to this problem and is left out." for key in sorted(ignored)]
    version = next(iter(query.get(VERSION_KEY, [LINK_VERSION])), "")
    if version != LINK_VERSION:
        refused.append(f"The link is of version {quoted(version)}; this page reads version {LINK_VERSION}.")
    if values.get("init") == "given" and not values.get("w0", base.w0):
        del values["init"]
        refused.append("init=“given” in the link needs w0, the weights, beside it; its default is used.")
    if base.problem == FUNCTION and "f" in values and "w0" not in values:
        values["w0"] = first_start(values["f"], base.w0)
    return from_values({**base.values(), **values}), refused


def shortest(link: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
    """The link without what its version begins with anyway: for a QR code, which is the coarser the less it holds.

    That of a table of one's own stays whole, as the page offers a rate of its own where the link names none.
    """
    problem = str(link["problem"])
    initial = {} if problem == "table" else version_1(problem).values()
    return {k: text for k, text in link.items() if k == "problem" or k not in initial or text != _write(initial[k])}


def pins_to_query(pins: Sequence[Pin], current: Settings) -> list[str]:
    """The link's `pin` values: each pin's name, whether it is hidden, and its settings that differ from `current`.

    Whether it is one of four with different rates follows from its name; only if it doesn't, is it said, by `four`.
    """
    written = []
    for pin in pins:
        present = to_link(current) if pin.settings.problem == current.problem else {}
        own = {
            key: value
            for key, value in to_link(pin.settings).items()
            if present.get(key) != value and key != VERSION_KEY
        }
        more = {"name": pin.name} if pin.name else {}
        more |= {} if pin.shown else {"hidden": "1"}
        more |= {} if pin.of_four == (pin.name in RATE_NAMES) else {"four": "1" if pin.of_four else "0"}
        written.append(urlencode({**own, **more}, doseq=True))
    return written


def link_with_pins(
    settings: Settings, pins: Sequence[Pin], max_length: int, *, own_starts: bool = False
) -> tuple[dict[str, str | list[str]], list[str]]:
    """Return a link with as many pins as fit into `max_length` characters, and the labels of the pins left out."""
    link, kept = to_link(settings), list(pins)
    if own_starts:
        link[STARTS] = "own"
    while kept:
        carried = {**link, PIN: pins_to_query(kept, settings)}
        if len(urlencode(carried, doseq=True)) <= max_length:
            return carried, [label(pin, settings) for pin in pins[len(kept) :]]
        kept.pop()
    return link, [label(pin, settings) for pin in pins]


def pins_from_link(query: Mapping[str, Sequence[str]], current: Settings) -> tuple[list[Pin], bool, list[str]]:
    """Read the pins of a link whose settings are `current`.

    Return the pins, whether each runs from its own start, and a sentence for each value that was rejected.
    """
    texts, refused = query.get(PIN, []), list[str]()
    pins: list[Pin] = []
    if len(texts) > MAX_PINS:
        refused.append(f"The link pins {len(texts)} runs; this page keeps the first {MAX_PINS}.")
    for text in texts[:MAX_PINS]:
        if len(text) > MAX_LINK:  # longer than any that the page writes
            refused.append(f"A pinned run of the link has {len(text):,} characters; at most {MAX_LINK:,} are read.")
            continue
        own = parse_qs(text, keep_blank_values=True)
        name, hidden = visible(own.pop("name", [""])[-1][:MAX_NAME])[:MAX_NAME], own.pop("hidden", ["0"])[-1] == "1"
        of_four = own.pop("four")[-1] == "1" if "four" in own else name in RATE_NAMES
        own = understood(own)
        base = to_link(current) if own.get("problem", [current.problem])[-1] == current.problem else {}
        whole = {key: [value] if isinstance(value, str) else value for key, value in base.items()} | own
        settings, sentences = from_link(whole)
        refused += [f"In the pinned run {quoted(name or text)}: {sentence}" for sentence in sentences]
        pins.append(Pin(settings, name, not hidden, len(pins), of_four))
    own_starts = query.get(STARTS, [""])[-1]
    if own_starts not in ("", "own"):
        refused.append(f"starts={quoted(own_starts)} in the link is not “own”: the pinned runs share one start.")
    return pins, own_starts == "own", refused


def _kinds() -> dict[str, Kind]:
    """The kind of each setting, by its key in the link."""
    return {**kinds(), "problem": one_of(SCENARIOS)}


def _read(query: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], list[str]]:
    """Parse the values of a query; return those accepted, by key, and a sentence for each of the others."""
    known, values = _kinds(), dict[str, Any]()
    refused: list[str] = []
    for key, texts in query.items():
        if key not in known:
            hint = did_you_mean(key) if len(refused) < MOST_TOLD else ""
            refused.append(f"{quoted(key)} in the link is not a setting of this page.{hint}")
            continue
        kind = known[key]
        try:
            value = tuple(map(kind.read, filter(None, texts))) if key == "features" else kind.read(texts[-1])
        except (ValueError, KeyError, IndexError, OverflowError):
            accepted = False
        else:
            accepted = kind.accepts(value)
        if accepted:
            values[key] = value
        else:
            given = texts[-1] if texts else ""
            wanted = f"{kind.wanted}; its default is used.{did_you_mean(given, key)}"
            refused.append(f"{key}={quoted(given)} in the link is not {wanted}")
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
