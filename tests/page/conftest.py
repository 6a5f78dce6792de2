"""What several tests of the page begin with."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.page.app import opened


@pytest.fixture
def parabola() -> AppTest:
    return opened(problem="parabola")
