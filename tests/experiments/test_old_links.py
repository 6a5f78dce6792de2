"""Links don't change their meaning: each old one leads to the weights that it led to.

The weights are those of a loop of its own (`old_links`), so that no number here comes from the program it holds.
"""

from urllib.parse import parse_qs

import numpy as np
import pytest

from gd.experiments.built_in import DATA
from gd.experiments.experiment import prepare
from gd.experiments.keys import LOOKS
from gd.experiments.link import from_link, pins_from_link
from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import Settings
from gd.experiments.version1 import EVERYWHERE, OF_PROBLEM
from gd.optimizers import OPTIMIZERS
from gd.schedules import SCHEDULES
from gd.tables.dataset import Dataset, read_csv
from tests.experiments.old_links import DEFAULTS, OWN_TABLE, lines, reference

OLD = lines()
ROUNDING = 1e-11
"""What rounding may make of a weight, as a share of the run's largest: these runs have fewer than 10⁵ updates of a few
roundings each, and none enlarges a difference beyond the growth of its weights."""

old_links = pytest.mark.parametrize(("link", "weights"), OLD, ids=[link for link, _ in OLD])


def settings_of(link: str) -> Settings:
    """The settings that the page reads, without a word of complaint."""
    query = {key: texts for key, texts in parse_qs(link, keep_blank_values=True).items() if key not in LOOKS}
    settings, refused = from_link(query)
    assert refused == []
    return settings


def weights_of(settings: Settings) -> np.ndarray:
    """Where the page's run ends; a visitor has loaded OWN_TABLE."""
    return prepare(settings, table_of(settings.problem)).run().final_weights


def table_of(problem: str) -> Dataset | None:
    name = SCENARIOS[problem].table
    return read_csv(DATA / name) if name else read_csv(OWN_TABLE.encode()) if problem == "table" else None


@old_links
def test_an_old_link_leads_to_its_weights(link: str, weights: np.ndarray) -> None:
    size = reference(link).size
    assert weights_of(settings_of(link)) == pytest.approx(weights, abs=ROUNDING * size, rel=0)


@old_links
def test_the_weights_are_those_of_a_plain_loop(link: str, weights: np.ndarray) -> None:
    again, size = reference(link)
    assert again == pytest.approx(weights, abs=ROUNDING * size, rel=0)


def test_the_old_links_have_every_problem_optimizer_schedule_and_kind_of_start() -> None:
    every = [settings_of(link) for link, _ in OLD]
    assert len(every) >= 40
    assert {s.problem for s in every} == set(SCENARIOS)
    assert {s.optimizer.name for s in every} == set(OPTIMIZERS)
    assert {s.schedule.name for s in every} == set(SCHEDULES)
    assert {s.init for s in every} == {"normal", "zeros", "ones", "given"}
    for key in ("batch", "scale", "drop_first", "reduction", "goal", "tolerance", "seed"):
        assert len({getattr(s, key) for s in every}) > 1


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("problem=Bowl", "v=1&problem=parabola"),
        ("problem=5", "v=1&problem=ravine"),
        ("v=1&problem=trap", "v=1&problem=dummy-trap"),
        ("problem=bowl&eta=1.1&iterations=50", "v=1&problem=parabola&lr=1.1&epochs=50"),
        ("formula=x^2+%2B+3x+%2B+4&start=5&rate=0.1&v=1", "v=1&problem=function&f=x%5E2+%2B+3x+%2B+4&w0=5&lr=0.1"),
    ],
)
def test_a_link_in_other_words_leads_to_the_same_weights(words: str, link: str) -> None:
    assert (weights_of(settings_of(words)) == weights_of(settings_of(link))).all()


@pytest.mark.parametrize("hand", ["v=1&", ""])
def test_pins_of_old_links_lead_to_their_weights(hand: str) -> None:
    """A pin says how it differs from the run that is shown: here in its rate, its optimizer, and its problem."""
    query = parse_qs(
        f"{hand}problem=ravine&lr=0.001&epochs=20000&starts=own&pin=lr%3D0.09%26epochs%3D40&"
        "pin=optimizer%3Dexact%2Bline%2Bsearch%26rate%3D0.076%26epochs%3D25%26name%3Dline%2Bsearch&pin=problem%3Dparabola%26v%3D1"
    )
    settings, _ = from_link({key: texts for key, texts in query.items() if key not in LOOKS})
    pins, own_starts, refused = pins_from_link(query, settings)
    assert (own_starts, refused, [pin.name for pin in pins]) == (True, [], ["", "line search", ""])
    of = dict(OLD)
    wanted = [
        of["v=1&problem=ravine&lr=0.09&epochs=40"],
        of["v=1&problem=ravine&rule=linesearch&epochs=25"],
        of["v=1&problem=parabola"],
    ]
    for pin, weights in zip(pins, wanted, strict=True):
        size = max(1e2, float(np.abs(weights).max()))
        assert weights_of(pin.settings) == pytest.approx(weights, abs=ROUNDING * size, rel=0)


def test_what_a_link_leaves_out_is_what_its_version_began_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the page to begin with another rate, a link of version 1 would still mean the old one; none, the new."""
    changed = {"parabola": {**OF_PROBLEM["parabola"], "lr": 0.2}, "new": {}}
    monkeypatch.setattr("gd.experiments.version1.OF_PROBLEM", changed)
    assert from_link({"v": ["1"], "problem": ["parabola"]})[0].learning_rate == 0.2
    assert from_link({"problem": ["parabola"]})[0].learning_rate == 0.1
    assert from_link({"v": ["1"], "problem": ["ravine"]})[0].learning_rate == 0.076  # a problem that is newer


def test_version_1_has_a_value_for_every_setting_of_every_problem_of_its_time() -> None:
    today = Settings().values()
    assert set(OF_PROBLEM) == set(DEFAULTS)
    for own in OF_PROBLEM.values():
        assert {"problem", *EVERYWHERE, *own} == {
            *today
        }  # a newer setting is added to EVERYWHERE, as it was without it
