"""Fixtures shared by the tests of the page."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.page.app import opened


@pytest.fixture
def parabola() -> AppTest:
    return opened(problem="parabola")
