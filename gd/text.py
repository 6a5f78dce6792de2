"""Numbers, names and lists as people write them, and the error that is one plain sentence."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal

LONGEST = 40  # characters of a name or a cell that a sentence shows
TIMES = "\u00a0×\u00a0"  # with blanks at which no line breaks
LARGEST = f"1.8{TIMES}10³⁰⁸, the largest floating-point number"
BLANKS = "\t\n\v\f\r"
INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, those that are nothing to see, and those that turn the direction of the text around them."""
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class DataError(ValueError):
    """One plain sentence for a person: what is wrong, where (column, row), what to do."""


def number(x: float, digits: int = 4) -> str:
    """At most so many significant digits, as people write them: 12,340, 0.0248, 4.074 × 10⁻⁹, −3."""
    if not math.isfinite(x):
        return "∞" if x > 0 else "−∞" if x < 0 else "undefined"
    rounded = Decimal(f"{abs(x):.{digits - 1}e}").normalize()
    exponent = rounded.adjusted()
    if rounded and not -4 <= exponent < 7:
        mantissa = rounded.scaleb(-exponent)
        text = f"{mantissa:f}{TIMES}10{str(exponent).translate(SUPERSCRIPT)}".removeprefix(f"1{TIMES}")
    else:
        text = f"{rounded:,f}"
    return f"−{text}" if x < 0 else text


def parameter(x: float) -> str:
    """A number that a person set, as people write it and with all the digits that one would set: 0.076, 0.99999.

    >>> parameter(0.99999), number(0.99999)
    ('0.99999', '1')
    """
    return number(x, 15)


def rate(x: float) -> str:
    """A learning rate or β, in full, or to four digits if it has so many that it was computed: 1/13, but never as 1."""
    return parameter(x) if float(f"{x:.8g}") == x else apart(x, 1)[0]


def bound(x: float, digits: int = 4) -> str:
    """`number`, rounded down, but for rounding errors of x: what is below the number as shown is below x.

    >>> number(0.0409888), bound(0.0409888)
    ('0.04099', '0.04098')
    """
    return number(_rounded_down(x, digits), digits) if math.isfinite(x) else number(x)


def apart(x: float, limit: float) -> tuple[str, str]:
    """x and a limit, rounded down, with as many digits more as it takes to tell them apart.

    >>> apart(0.08, 0.0800001)
    ('0.08', '0.0800001')
    """
    enough = (n for n in range(4, 17) if number(x, n) != number(limit, n))
    digits = next(enough, 17)
    return number(x, digits), bound(limit, digits)


def _rounded_down(x: float, digits: int) -> float:
    """x to so many significant digits, rounded down."""
    nearest = float(f"{x:.{digits - 1}e}")
    if nearest <= x + 1e-12 * abs(x):
        return nearest
    exact = Decimal(x)
    place = exact.adjusted() - digits + 1
    return float(exact.scaleb(-place).to_integral_value(ROUND_FLOOR).scaleb(place))


def latex_number(x: float) -> str:
    """`number` in a LaTeX formula.

    >>> print(latex_number(1e-7), latex_number(12340))
    10^{-7} 12{,}340
    """
    return latex(number(x))


def latex_power(x: float, exponent: str) -> str:
    """A number to a power in a LaTeX formula, written as a `parameter`.

    >>> print(latex_power(0.99999, "t"), latex_power(1e-5, "t"))
    0.99999^t (10^{-5})^t
    """
    base = latex(parameter(x))
    return f"({base})^{exponent}" if "^" in base else f"{base}^{exponent}"


def latex(text: str) -> str:
    """A number that was written for people, in a LaTeX formula."""
    text = text.replace("−", "-").replace(",", "{,}").replace(TIMES, r" \times ")
    digits = text.rstrip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    exponent = text[len(digits) :].translate({v: k for k, v in SUPERSCRIPT.items()})
    return f"{digits}^{{{exponent}}}" if exponent else digits


def percent_done(left: float) -> str:
    """What is done where this share is left, rounded down: 99.9 %; less than 100 % where anything is left."""
    return f"{bound(min(100 * (1 - left), 99.99 if left else 100))} %"


def count(epochs: int) -> str:
    """A number of epochs: in full below ten million, above that its first four digits."""
    return f"{epochs:,}" if epochs < 10**7 else number(epochs)


def epochs(n: int) -> str:
    """`1 epoch`, `2,345 epochs`; of very many, the first four digits."""
    return f"{count(n)} {'epoch' if n == 1 else 'epochs'}"


def amount(n: int, thing: str) -> str:
    """`1 row`, `2,345 rows`."""
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


def capitalised(sentence: str) -> str:
    """The sentence with a capital first letter, otherwise unchanged."""
    return sentence[0].upper() + sentence[1:]


def visible(text: str) -> str:
    """The text with each character that has no shape of its own, or turns others around, written as its number.

    Two joiners stay: they belong to the spelling of some languages, and to some emoji.

    >>> visible("a\\u202eb\\u200b"), visible("a\\tb")
    ('a⟨U+202E⟩b⟨U+200B⟩', 'a b')
    """
    return INVISIBLE.sub(lambda found: " " if found[0] in BLANKS else f"⟨U+{ord(found[0]):04X}⟩", text)


def quoted(text: object) -> str:
    """The text in quotation marks, shortened if it is long, with nothing invisible in it."""
    whole = str(text)
    shown = visible(whole[:LONGEST])
    return f"“{shown}”" if len(whole) <= LONGEST else f"“{shown}…”"


def shortened(text: str, most: int) -> str:
    """The text in at most `most` characters: the middle of a longer one is left out.

    >>> shortened("bill_length_mm", 9)
    'bill…h_mm'
    """
    if len(text) <= most:
        return text
    head = most // 2
    return f"{text[:head]}…{text[len(text) - (most - 1 - head) :]}"


def listed(names: Sequence[str], most: int = 12) -> str:
    """The names in quotation marks; of more than `most`, only the first."""
    shown = ", ".join(map(quoted, names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def constant(name: str, value: object, rows: str = "every row") -> str:
    """The sentence that a column has the same value in all these rows."""
    shown = f"{value:,.15g}" if isinstance(value, float) else quoted(value)
    return f"{quoted(name)} is {shown} in {rows}, so it can't tell rows apart; the intercept does its job."


def unique_names(names: Iterable[str]) -> list[str]:
    """The names, made different: each that occurred before gets the first free one of “ (2)”, “ (3)”, …"""
    names = list(names)
    taken, times, unique = set(names), Counter[str](), []
    for name in names:
        times[name] += 1
        fresh = name
        while times[name] > 1 and (fresh := f"{name} ({times[name]})") in taken:
            times[name] += 1
        taken.add(fresh)
        unique.append(fresh)
    return unique
