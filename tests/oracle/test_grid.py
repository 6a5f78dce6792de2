"""A sample of the grid of runs: nothing that the page says of them is contradicted.

`python -m tests.oracle` runs more of them.
"""

import random

import pytest

from tests.oracle.grid import cases_at
from tests.oracle.problems import places
from tests.oracle.whole import judgement

RUNS = 5
"""Of each problem."""


@pytest.mark.parametrize("number", range(len(places())), ids=[place.name for place in places()])
def test_nothing_is_contradicted(number: int) -> None:
    for case in random.Random(number).sample(list(cases_at(number)), RUNS):
        found = judgement(case)
        assert found.contradictions == [], case
        assert found.not_understood == [], case
