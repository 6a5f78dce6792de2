"""The teacher's view: a link can take controls and pictures off the page, as `hide=sidebar,verdict` does.

A picture isn't made at all. Other parts are taken off by CSS: what a link says of them goes on to hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from gd.experiments.near import MOST_TOLD, did_you_mean
from gd.text import quoted


class Part(NamedTuple):
    """A part of the page that can be taken off."""

    title: str
    """What the list in Share calls it."""
    places: str = ""
    """Its elements, as CSS selects them."""
    height: float = 0.0
    """The room that it leaves to the pictures, in rem."""
    variable: str = ""
    """The variable in instrument.css that takes it off."""
    views: tuple[str, ...] = ()
    """The pictures that it is."""


def _row(key: str) -> str:
    """The wrapper of the container with this key: without it there is no gap either."""
    return f'[data-testid="stLayoutWrapper"]:has(> .st-key-{key})'


OTHERS = ":has(.st-key-question, .st-key-formula-field)"
"""What stands in the lesson's place and is none of it."""
PARTS: Mapping[str, Part] = {
    "sidebar": Part("Sidebar", '[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"]'),
    "optimizer": Part("Optimizer, schedule, …", ".st-key-method"),
    "help": Part("New here?", f".st-key-about button, {_row('first-words')}"),
    "problems": Part("Choice of problems", ".st-key-problem, .st-key-next"),
    "share": Part("Share", ".st-key-share"),
    "lesson": Part("Lesson", f".st-key-lesson > :not({OTHERS}), {_row('lesson')}:not({OTHERS})", 5.0),
    "tries": Part("Buttons of the lesson", '[class*="st-key-try-"]'),
    "quiz": Part("Predict", ".st-key-predict"),
    "pins": Part("Pinned runs", f".st-key-compare, .st-key-keep, {_row('chips')}"),
    "bar": Part("Learning rate and player", _row("bar"), 4.0),
    "rate": Part("Learning rate", variable="--rate"),
    "player": Part("Player", variable="--player"),
    "verdict": Part("Verdict", '[data-testid="stColumn"]:has(.st-key-summary)'),
    "formula": Part("Formulas", '[data-testid="stColumn"]:has(.st-key-formula)'),
    "cost": Part("Picture: cost", views=("cost",)),
    "landscape": Part("Picture: landscape", views=("landscape",)),
    "predictions": Part("Picture: predictions", views=("line", "predictions", "residuals")),
    "weights": Part("Picture: weights", views=("weights",)),
    "update": Part("Picture: update", views=("update",)),
    "more": Part("More pictures", ".st-key-more"),
    "details": Part("Choice of details", ".st-key-details"),
}
"""All that can be hidden, by its name in a link, from the top of the page to the bottom."""
TOGETHER: Mapping[frozenset[str], Part] = {
    frozenset({"problems", "share"}): Part("", _row("problems"), 3.0),
    frozenset({"rate", "player"}): PARTS["bar"],
    frozenset({"verdict", "formula"}): Part("", ".st-key-screen > :has(.st-key-summary)", 0.5),
}
"""What is gone where several parts are: the row in which they stand."""
WITHOUT_SIDEBAR = """
.stApp.stApp :is(.st-key-problems.st-key-problems, :has(> :is(.st-key-bar, .st-key-first-words))) {
  padding-left: 0 !important;
}"""
"""No button that opens the sidebar needs room."""


def hidden_parts(texts: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The parts that a link hides, in the page's order, and a sentence for each name that isn't known.

    >>> hidden_parts(["Verdict,sidebar", "sidbar"])
    (('sidebar', 'verdict'), ['hide=“sidbar” in the link is no part that can be hidden. Did you mean “sidebar”?'])
    """
    names = [name.strip().casefold() for text in texts for name in text.split(",")]
    unknown = list(dict.fromkeys(name for name in names if name and name not in PARTS))[:MOST_TOLD]
    refused = [
        f"hide={quoted(name)} in the link is no part that can be hidden.{did_you_mean(name, names=PARTS)}"
        for name in unknown
    ]
    return tuple(part for part in PARTS if part in names), refused


def hiding(names: Iterable[str]) -> str:
    """The style that takes these parts off the page; empty for none."""
    names = set(names)
    parts = [PARTS[name] for name in names] + [part for row, part in TOGETHER.items() if row <= names]
    places = sorted({part.places for part in parts if part.places})
    rules = [f"{place} {{ display: none !important }}" for place in places]
    rules += sorted(f".stApp {{ {part.variable}: none }}" for part in parts if part.variable)
    room = sum({part.places: part.height for part in parts}.values())
    rules += [f".stApp {{ --room: {room}rem }}"] if room else []
    rules += [WITHOUT_SIDEBAR] if "sidebar" in names else []
    return f"<style>{' '.join(rules)}</style>" if rules else ""


def hidden_views(names: Iterable[str]) -> set[str]:
    """The pictures among these parts."""
    return {view for name in names for view in PARTS[name].views}
