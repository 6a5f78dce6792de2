"""The report tells a run on one page, whatever its names are, and asks nobody for anything."""

from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.fingerprint import fingerprint
from gd.experiments.link import to_link
from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import Settings
from gd.explain.details import comparison
from gd.explain.report import MOST_WEIGHTS, report, settings_of
from gd.explain.verdict import verdict
from gd.optimizers import Adam
from gd.tables.dataset import Dataset
from gd.text import number
from gd.theory.analysis import Analysis
from gd.theory.outcome import outcome
from gd.version import VERSION
from tests.experiments.test_scenarios import BUILT_IN, built_in

ADDRESS = "http://localhost:8501/?v=1&problem=ravine"
HOSTILE = ["<script>alert(1)</script>", '"><img src=//e.test onerror=alert(1)>', "$title ${head} $", "&lt;b&gt;", "'x"]


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.found)


def told(experiment: Experiment, remarks: str = "", address: str = ADDRESS) -> str:
    run = experiment.run()
    analysis = Analysis(experiment.arguments, run)
    said = outcome(analysis).value, verdict(analysis), remarks
    return report(experiment, run, comparison(experiment, run), said, address)


def with_names(names: list[str]) -> Experiment:
    columns: dict[str, Any] = {name: [k, k**2 % 7, 3, 4, 9 - k, 1] for k, name in enumerate(names)}
    table = Dataset(pd.DataFrame(columns).astype(float), {}, ())
    wished = {"target": names[-1], "features": tuple(names[:-1]), "reduction": "mean"}
    return prepare(Settings("table", 1e-3, 5, **wished), table)


@pytest.mark.parametrize("problem", BUILT_IN)
def test_it_says_what_the_page_says(problem: str) -> None:
    experiment = built_in(problem)
    page = Elements(told(experiment, "A remark."))
    assert page.text.count(SCENARIOS[problem].title) == 2
    assert verdict(Analysis(experiment.arguments, experiment.run())) in page.text
    assert "A remark." in page.text
    assert f"with gd {VERSION}." in page.text
    assert str(date.today().year) in page.text
    assert ("a", {"href": ADDRESS}) in page.found
    for weight, name in zip(experiment.run().final_weights.tolist(), experiment.problem.names, strict=True):
        assert number(weight, 6) in page.text
        assert name in page.text


def test_it_leaves_room_for_the_formulas_and_the_pictures() -> None:
    page = told(built_in("ravine"))
    assert page.count('<div id="formula"></div>') == page.count('<div id="pictures"></div>') == 1


def test_it_has_no_script_and_asks_nobody_for_anything() -> None:
    page = told(built_in("unscaled"))
    found = Elements(page).found
    assert {tag for tag, _ in found} & {"script", "img", "link", "iframe", "object", "base", "form"} == set()
    assert {name for tag, attributes in found for name in attributes if tag != "a"} <= {
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "id",
    }
    assert "default-src 'none'" in page
    assert "url(" not in page
    assert "@import" not in page


def test_names_of_a_table_are_text() -> None:
    experiment = with_names(HOSTILE)
    plain = Elements(told(with_names(list("abcde"))))
    page = Elements(told(experiment, "".join(HOSTILE), f"{ADDRESS}&x=\"><script>'"))
    assert [tag for tag, _ in page.found] == [tag for tag, _ in plain.found]
    for name in HOSTILE[:-1]:
        assert name[:20] in page.text


def test_a_typed_function_is_told_as_it_was_typed() -> None:
    experiment = prepare(Settings("function", 0.01, 5, init="given", w0=(1.0, 2.0), formula="max(x, y)^2"))
    assert "J: max(x, y)^2" in unescape(told(experiment))


def test_of_many_weights_the_first_are_shown_and_the_others_counted() -> None:
    few, many = (
        with_names([f"n{k}" for k in range(MOST_WEIGHTS)]),
        with_names([f"n{k}" for k in range(MOST_WEIGHTS + 2)]),
    )
    assert "more weight" not in told(few)
    assert Elements(told(few)).count("tr") == 1 + MOST_WEIGHTS
    assert "And 2 more weights." in told(many)
    assert Elements(told(many)).count("tr") == 1 + MOST_WEIGHTS


def test_a_long_link_is_shortened_where_it_is_shown_only() -> None:
    address = f"{ADDRESS}&f={'x' * 2000}"
    page = Elements(told(built_in("ravine"), address=address))
    assert ("a", {"href": address}) in page.found
    assert address not in page.text


def test_the_settings_are_said_in_words() -> None:
    assert settings_of(built_in("parabola")) == (
        "Settings: learning rate: 0.1; epochs: 30; start: given; initial weights: 20; optimizer: plain descent; "
        "schedule: constant; tolerance: 0; goal: minimise."
    )
    assert "rows at a time: all; standardised: no" in settings_of(built_in("line"))
    assert "optimizer: Adam" in settings_of(built_in("line", optimizer=Adam(), batch=5))
    assert "rows at a time: 5" in settings_of(built_in("line", batch=5))


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_setting_of_the_link_is_said(problem: str) -> None:
    experiment = built_in(problem)
    keys = to_link(experiment.settings).keys() - {"v", "problem"}
    said = settings_of(experiment)
    assert said.count(";") >= len([key for key in keys if experiment.settings.values()[key] not in ("", ())]) - 1


def test_the_fingerprint_is_said_where_there_is_one() -> None:
    experiment = built_in("parabola")
    run = experiment.run()
    analysis = Analysis(experiment.arguments, run)
    said = outcome(analysis).value, verdict(analysis), ""
    given = experiment, run, comparison(experiment, run), said, ADDRESS
    assert "Fingerprint of the final weights: 0.024759. Made on" in report(*given, fingerprint(experiment, run))
    assert "ingerprint" not in report(*given)


def test_a_verdict_that_the_page_keeps_to_itself_is_not_in_it() -> None:
    experiment = built_in("parabola")
    run = experiment.run()
    page = report(experiment, run, comparison(experiment, run), None, ADDRESS)
    assert '<span class="outcome"></span> </p>' in page
    assert verdict(Analysis(experiment.arguments, run)) not in page
