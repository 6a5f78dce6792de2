"""Shares, counts and names in readable form."""

import pytest

from gd.text import count, epochs, escaped, listed, percent, quoted


def test_shares_are_percentages() -> None:
    assert [percent(x) for x in (1, 0.001, 0.12346)] == ["100 %", "0.1 %", "12.35 %"]


def test_epochs_are_counted_in_full_until_they_are_very_many() -> None:
    assert [count(n) for n in (0, 1931, 9_999_999, 10**7)] == ["0", "1,931", "9,999,999", "10⁷"]
    assert [epochs(n) for n in (1, 2, 12_345)] == ["1 epoch", "2 epochs", "12,345 epochs"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a_b", r"a\_b"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("12.", r"12\."),
        ("123. a", r"123\. a"),
        ("12. a", r"12\. a"),
        ("0.5, −1 - 2", "0.5, −1 - 2"),
        ("  a\n\n    b ", "a b"),
        ("WWW.a.org", "WWW\u2060.a.org"),
        ("http://a.org", "http\u2060\\://a.org"),
        ("a@b.org", "a\u2060\\@b.org"),
        ("2:3", r"2\:3"),
    ],
)
def test_what_markdown_would_act_on_is_escaped(name: str, written: str) -> None:
    assert escaped(name) == written


@pytest.mark.parametrize(("n", "more"), [(11, ""), (12, ""), (13, " and 1 more"), (1013, " and 1,001 more")])
def test_of_many_names_the_first_twelve_are_listed(n: int, more: str) -> None:
    names = [f"x{k}" for k in range(n)]
    assert listed(names) == ", ".join(f"“{name}”" for name in names[:12]) + more


def test_a_long_text_is_shortened_where_it_is_quoted() -> None:
    assert quoted("x" * 40) == f"“{'x' * 40}”"
    assert quoted("x" * 41) == f"“{'x' * 40}…”"
