"""Fixtures shared by the tests of what is said."""

import sys

import pytest


@pytest.fixture
def no_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matplotlib isn't installed, whether it is or not."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
