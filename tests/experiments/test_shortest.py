"""The shortest link to a run, for a QR code: it means the same."""

from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given

from gd.experiments.link import from_link, shortest, to_link
from gd.experiments.scenarios import SCENARIOS, defaults
from gd.experiments.settings import Settings
from tests.experiments.test_link import any_settings, unhurried


@unhurried
@given(any_settings())
def test_the_shortest_link_carries_any_settings_to_the_last_bit(settings: Settings) -> None:
    link = parse_qs(urlencode(shortest(to_link(settings)), doseq=True), keep_blank_values=True)
    read, refused = from_link(link)
    assert (repr(read), refused) == (repr(settings), [])


@pytest.mark.parametrize("problem", [problem for problem in SCENARIOS if problem != "table"])
def test_of_the_defaults_of_version_1_only_the_problem_is_left(problem: str) -> None:
    assert shortest(to_link(defaults(problem))) == {"v": "1", "problem": problem}


def test_what_is_no_setting_stays() -> None:
    link = {**to_link(defaults("ravine")), "axis": "log-log", "pin": ["lr=0.1"], "lr": "0.5"}
    assert shortest(link) == {"v": "1", "problem": "ravine", "axis": "log-log", "pin": ["lr=0.1"], "lr": "0.5"}
