"""Shares, counts and names in readable form."""

import sys
import unicodedata

import numpy as np
import pytest

from gd.text import TIMES, apart, bound, count, epochs, listed, percent_done, quoted, visible


def test_epochs_are_counted_in_full_until_they_are_very_many() -> None:
    assert [count(n) for n in (0, 1931, 9_999_999, 10**7)] == ["0", "1,931", "9,999,999", "10⁷"]
    assert [epochs(n) for n in (1, 2, 12_345)] == ["1 epoch", "2 epochs", "12,345 epochs"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u202ecod.exe", "a⟨U+202E⟩cod.exe"),
        ("\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩"),
        ("na\u200bme\ufeff", "na⟨U+200B⟩me⟨U+FEFF⟩"),
        ("\0\x1b[31m\x85", "⟨U+0000⟩⟨U+001B⟩[31m⟨U+0085⟩"),
        ("\ud800 \U000e0041", "⟨U+D800⟩ ⟨U+E0041⟩"),
        ("a\tb\nc", "a b c"),
        ("שלום, e\u0301, می\u200cخواهم, 👩\u200d🔬", "שלום, e\u0301, می\u200cخواهم, 👩\u200d🔬"),
    ],
)
def test_what_has_no_shape_is_seen_by_its_number(text: str, seen: str) -> None:
    assert visible(text) == seen
    assert visible(seen) == seen
    assert quoted(text) == f"“{seen}”"


def test_no_character_that_reorders_or_hides_stays_as_it_is() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    bidi = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN", "B", "S"}
    kept = [c for c in every if unicodedata.bidirectional(c) in bidi and visible(c) == c]
    # The joiners, and signs of scripts of old, of music and of shorthand, whose fonts alone know what to do with them.
    assert {c for c in kept if unicodedata.category(c) == "Cc" or ord(c) < 0x10000} == {"\u200c", "\u200d"}


@pytest.mark.parametrize(("n", "more"), [(11, ""), (12, ""), (13, " and 1 more"), (1013, " and 1,001 more")])
def test_of_many_names_the_first_twelve_are_listed(n: int, more: str) -> None:
    names = [f"x{k}" for k in range(n)]
    assert listed(names) == ", ".join(f"“{name}”" for name in names[:12]) + more


def test_a_long_text_is_shortened_where_it_is_quoted() -> None:
    assert quoted("x" * 40) == f"“{'x' * 40}”"
    assert quoted("x" * 41) == f"“{'x' * 40}…”"


@pytest.mark.parametrize("x", [0.0409888, 0.04098, 2 / 25, 1 / 3, 12345.6, 1e-9 / 3, 999.96, 7.0, 1e300 / 3])
def test_a_bound_is_never_above_the_number_and_close_below_it(x: float) -> None:
    shown = float(
        bound(x).replace(",", "").replace(TIMES + "10", "e").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    )
    assert x * (1 - 1e-3) < shown <= x


def test_a_bound_that_rounding_errors_moved_below_its_digits_keeps_them() -> None:
    assert bound(np.nextafter(0.08, 0)) == "0.08"
    assert bound(0.08 * (1 - 1e-9)) == "0.07999"


def test_two_numbers_are_shown_with_the_digits_that_tell_them_apart() -> None:
    assert apart(0.08, 0.09) == ("0.08", "0.09")
    assert apart(0.0409816, 0.0409818) == ("0.0409816", "0.0409818")
    assert apart(0.1199, 0.119878188) == ("0.1199", "0.11987")
    assert apart(0.1199, 0.119898) == ("0.1199", "0.119898")
    assert apart(1 + 1e-15, 1) == ("1.000000000000001", "1")
    assert apart(1.0, 1.0) == ("1", "1")


@pytest.mark.parametrize(
    ("left", "done"),
    [(0.001, "99.9 %"), (0.00100001, "99.89 %"), (1e-7, "99.99 %"), (1e-16, "99.99 %"), (0, "100 %"), (0.36, "64 %")],
)
def test_what_is_done_is_rounded_down(left: float, done: str) -> None:
    assert percent_done(left) == done
