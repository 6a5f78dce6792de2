"""A run on one page, to read or print: what became of it, and with which settings. The browser adds the pictures."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from string import Template

from gd.experiments.experiment import Experiment
from gd.experiments.link import to_link
from gd.experiments.scenarios import SCENARIOS
from gd.optimizers import OPTIMIZERS
from gd.parameters import Parametric
from gd.run import Run
from gd.schedules import SCHEDULES
from gd.text import LONGEST, amount, listed, number, parameter, shortened, visible
from gd.version import VERSION

PAGE = Path(__file__).with_suffix(".html")
PAPER = {"background": "#ffffff", "text": "#22252b"}
"""The colours of the page, and of the pictures on it."""
MOST_WEIGHTS = 8
"""Weights in the table: more of them would need a second page."""
LONGEST_LINK = 300
"""Most characters of a link that are shown."""
SAID = {
    "lr": "learning rate",
    "init": "start",
    "w0": "initial weights",
    "rule": "optimizer",
    "tol": "tolerance",
    "batch": "rows at a time",
    "scale": "standardised",
    "drop_first": "first level of each category left out",
    "f": "J",
}
"""What settings are called where their key in a link isn't their name."""

Told = tuple[str, str, str]
TITLED: Mapping[str, Mapping[str, Parametric]] = {"rule": OPTIMIZERS, "schedule": SCHEDULES}


def report(
    experiment: Experiment,
    run: Run,
    weights: Mapping[str, Sequence[str | float]],
    told: Told | None,
    address: str,
    fingerprint: str = "",
    table: str = "",
) -> str:
    """Return the page as HTML; of its elements “formula” and “pictures” are left empty.

    weights: the columns of a table of the weights. told: the outcome, the verdict, and what else is said of the run;
    None if that is kept back. address: the link to the run. fingerprint: that of its final weights, if there is one.
    table: what there is to say of the table.
    """
    cells = list(zip(*weights.values(), strict=True))
    left_out, today = len(cells) - MOST_WEIGHTS, date.today()
    marked = f"Fingerprint of the final weights: {fingerprint}. " if fingerprint else ""
    texts = {
        "title": SCENARIOS[experiment.settings.problem].title,
        **dict(zip(("outcome", "verdict", "remarks"), told or ("", "", ""), strict=True)),
        "more": f"And {amount(left_out, 'more weight')}." if left_out > 0 else "",
        "settings": " ".join(filter(None, [run.stop.value, settings_of(experiment), table])),
        "address": address,
        "shown": shortened(address, LONGEST_LINK),
        "made": f"{marked}Made on {today.day} {today:%B %Y} with gd {VERSION}.",
        **PAPER,
    }
    rows = {
        "head": "".join(f"<th>{escape(name)}</th>" for name in weights),
        "rows": "\n".join(_row(row) for row in cells[:MOST_WEIGHTS]),
    }
    page = Template(PAGE.read_text(encoding="utf-8"))
    return page.substitute({name: escape(visible(text)) for name, text in texts.items()} | rows)


def settings_of(experiment: Experiment) -> str:
    """The settings of the run in words, as in “learning rate: 0.1; epochs: 30.”"""
    values = experiment.settings.values()
    keys = [key for key in to_link(experiment.settings) if key in values and key != "problem"]
    said = [f"{SAID.get(key, key)}: {_words(key, values[key])}" for key in keys if values[key] not in ("", ())]
    return f"Settings: {'; '.join(said)}."


def _words(key: str, value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return parameter(value) if value or key != "batch" else "all"
        case (str(), *_):
            return listed([str(name) for name in value], 8)
        case tuple():
            return shortened(", ".join(map(parameter, value)), 3 * LONGEST)
        case str() if key in TITLED:
            return TITLED[key][value].title
    return shortened(str(value), 8 * LONGEST)


def _row(cells: Sequence[str | float]) -> str:
    texts = (shortened(cell, LONGEST) if isinstance(cell, str) else number(cell, 6) for cell in cells)
    return f"<tr>{''.join(f'<td>{escape(visible(text))}</td>' for text in texts)}</tr>"
