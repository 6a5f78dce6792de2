"""Whether a text is a number, in the various ways of writing numbers."""

import math

import pytest

from gd.tables.numbers import parse_number

NAN = math.nan


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1,234,567", ".", 1234567),
        ("1.234.567,8", ",", 1234567.8),
        ("1'234.5", ".", 1234.5),
        ("\u22125", ".", -5),
        (".5", ".", 0.5),
        ("5.", ".", 5),
        ("-1.5e-3", ".", -0.0015),
        ("€ 12", ".", 12),
        ("12,34", ".", NAN),
        ("0,123", ".", NAN),
        ("1,2345", ".", NAN),
        ("1,234 567", ".", NAN),
        ("1.2.3", ".", NAN),
        ("", ".", NAN),
        (".", ".", NAN),
        ("%", ".", NAN),
        ("1_000", ".", NAN),
        ("(-5)", ".", NAN),
        ("()", ".", NAN),
        ("-5-", ".", NAN),
        ("0x10", ".", NAN),
    ],
)
def test_a_text_is_a_number_or_not(text: str, decimal: str, value: float) -> None:
    assert parse_number(text, decimal) == pytest.approx(value, nan_ok=True)
