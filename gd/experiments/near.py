"""What people call the settings and choices of a link, where that isn't the name that the link itself has for them."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from gd.experiments.keys import AXIS, BASINS, DETAILS, LOOKS, MORE
from gd.experiments.scenarios import FUNCTION, SCENARIOS, TUTORIAL
from gd.experiments.settings import kinds
from gd.optimizers import OPTIMIZERS
from gd.schedules import SCHEDULES
from gd.text import LONGEST, quoted

MOST_TOLD = 10
"""Sentences on what a link has wrong that are shown; for so many the nearest name is looked for."""
CLOSE = 0.7
"""How alike two words must be, from 0 to 1, for one to be offered in place of the other."""

KEY_WORDS: Mapping[str, Sequence[str]] = {
    "problem": ("example", "scenario"),
    "lr": ("learning rate", "initial learning rate", "rate", "eta", "η", "step size", "stepsize"),
    "epochs": ("epoch(s)", "iterations", "number of epochs", "n epochs", "num epochs", "max epochs", "steps"),
    "init": ("initial weights", "initialisation", "initialization"),
    "w0": ("w₀", "start", "initial weights given"),
    "seed": ("random seed", "random state"),
    "rule": ("optimizer", "optimiser", "method", "update rule"),
    "schedule": ("learning-rate schedule", "lr schedule", "scheduler"),
    "tol": ("tolerance", "stop tolerance"),
    "goal": ("direction",),
    "target": ("y", "predict"),
    "features": ("x", "columns", "predictors"),
    "batch": ("batch size", "batches", "minibatch", "rows per batch"),
    "scale": ("standardise", "standardize", "standardised", "standardized", "scaled", "normalise", "normalize"),
    "f": ("formula", "function", "J", "expression"),
    "momentum": ("β", "beta"),
    "alpha": ("α",),
    "beta1": ("β₁",),
    "beta2": ("β₂",),
    DETAILS: ("detail", "tab"),
    MORE: ("more pictures",),
    AXIS: ("axes", "cost axis"),
}
"""Other words for the keys. Case, blanks and punctuation don't matter, here and below."""

FLAGS: Mapping[str, Sequence[str]] = {"1": ("true", "yes", "on"), "0": ("false", "no", "off")}
CHOICE_WORDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "problem": {
        "parabola": ("quadratic", "square"),
        "valley": ("quartic",),
        "likelihood": ("maximum likelihood", "cavendish", "earth"),
        "line": ("linear regression", "regression", "hubble", "universe", "expanding universe"),
        "ravine": ("wall to wall", "zigzag"),
        "dummy-trap": ("dummy variables", "dummies", "dummy"),
        "unscaled": ("scaling", "penguins"),
        "table": ("own table", "csv", "csv file", "file", "upload", "my table"),
        "function": ("own function", "formula", "expression", "my function"),
    },
    "rule": {
        "plain": ("gd", "sgd", "bgd", "gradient descent", "descent", "vanilla", "none"),
        "momentum": ("heavy ball", "polyak", "sgd momentum"),
        "nesterov": ("nag", "nesterov momentum", "accelerated"),
        "linesearch": ("steepest descent", "exact"),
    },
    "schedule": {
        "constant": ("none", "fixed", "off"),
        "inverse": ("inverse time decay", "1/t"),
        "exponential": ("exp", "exponential decay"),
        "cosine": ("cos", "cosine annealing", "cosine decay", "annealing"),
    },
    "init": {
        "normal": ("random", "gaussian", "gauss", "randn"),
        "zeros": ("zero", "0"),
        "ones": ("one", "1"),
        "given": ("your own numbers", "own", "custom", "by hand", "manual"),
    },
    "goal": {
        "minimise": ("minimize", "min", "minimum", "descend", "descent"),
        "maximise": ("maximize", "max", "maximum", "climb", "ascend", "ascent"),
    },
    "reduction": {"sum": ("total",), "mean": ("average", "avg")},
    AXIS: {"linear": ("lin",), "logarithmic": ("log", "semilog"), "log-log": ("double logarithmic",)},
    DETAILS: {
        "steps": ("step by step", "step"),
        "dependent": ("dependent columns",),
        "weights": ("exact weights",),
        "why": ("reasons",),
        "code": ("numpy", "python"),
        "download": ("downloads", "take away"),
    },
    "scale": FLAGS,
    "drop_first": FLAGS,
    MORE: FLAGS,
    BASINS: FLAGS,
}
"""Other words for the choices of some keys, besides the titles that the page itself shows."""


def understood(query: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The query with its keys and choices by the link's own names, wherever it is sure what is meant.

    Of two names for one key the link's own counts, and another is left as it is. A formula without a problem makes it
    the problem that a person types.

    >>> understood({"problem": ["Bowl"], "learning_rate": ["0.3"], "rule": ["SGD"]})
    {'problem': ['parabola'], 'lr': ['0.3'], 'rule': ['plain']}
    """
    found: dict[str, list[str]] = {}
    for key, texts in query.items():
        name = _keys().get(folded(key), key)
        name = key if name in query or name in found else name
        found[name] = [_choices(name).get(folded(text), text) for text in texts]
    return {"problem": [FUNCTION], **found} if "f" in found else found


def did_you_mean(word: str, key: str | None = None, *, names: Iterable[str] = ()) -> str:
    """Ask whether the nearest of the names, or of a key's choices, or of all keys, was meant; empty if none is near."""
    if len(word) > LONGEST:
        return ""
    from difflib import get_close_matches  # loaded only where something was misspelt

    known = {folded(name): name for name in names} or (_keys() if key is None else _choices(key))
    near = get_close_matches(folded(word), known, n=1, cutoff=CLOSE)
    return f" Did you mean {quoted(known[near[0]])}?" if near else ""


def folded(text: str) -> str:
    """The text without case, blanks, punctuation and raised or lowered digits.

    >>> folded("J = w²"), folded("β₁"), folded("log–log")
    ('jw2', 'β1', 'loglog')
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


@cache
def _keys() -> dict[str, str]:
    """The link's key by each word for it, folded."""
    return _by_word({name: (name, *KEY_WORDS.get(name, ())) for name in (*kinds(), *LOOKS)})


@cache
def _choices(key: str) -> dict[str, str]:
    """The link's name for each choice of a key by each word for it, folded; empty if it is no choice."""
    titles, others = _titles(key), CHOICE_WORDS.get(key, {})
    # Of “inverse time: η / (1 + γe)” the beginning is a word for it too.
    parts = {name: [part for title in whole for part in (title, *title.split(":"))] for name, whole in titles.items()}
    return _by_word({name: (name, *parts.get(name, ()), *others.get(name, ())) for name in titles or others})


def _titles(key: str) -> dict[str, list[str]]:
    """What the page calls the problems, with their numbers, the optimizers or the schedules."""
    match key:
        case "problem":
            titles = {name: [one.title, one.short] for name, one in SCENARIOS.items()}
            numbered = {name: [str(n), f"{n} {SCENARIOS[name].short}"] for n, name in enumerate(TUTORIAL, 1)}
            return {name: titles[name] + numbered.get(name, []) for name in titles}
        case "rule":
            return {name: [one.title] for name, one in OPTIMIZERS.items()}
        case "schedule":
            return {name: [one.title] for name, one in SCHEDULES.items()}
    return {}


def _by_word(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The name by each of its words, folded; the names themselves count before any other word."""
    found = {folded(word): name for name, also in words.items() for word in also if folded(word)}
    return {**found, **{folded(name): name for name in words}}
