"""How much and how many, as people write it."""

from gd.text import count, epochs, percent


def test_shares_are_percentages() -> None:
    assert [percent(x) for x in (1, 0.001, 0.12346)] == ["100 %", "0.1 %", "12.35 %"]


def test_epochs_are_counted_in_full_until_they_are_very_many() -> None:
    assert [count(n) for n in (0, 1931, 9_999_999, 10**7)] == ["0", "1,931", "9,999,999", "10⁷"]
    assert [epochs(n) for n in (1, 2, 12_345)] == ["1 epoch", "2 epochs", "12,345 epochs"]
