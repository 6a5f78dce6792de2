"""Numbers as the page writes them, read back: each stands for all numbers that are written so."""

import math
import re
from dataclasses import dataclass

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
NUMBER = r"−?(?:∞|[0-9][0-9,]*(?:\.[0-9]+)?(?:[\u00a0 ]×[\u00a0 ]10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
"""A number on the page, as a regular expression. A power of ten is tried by `read`."""
POWER = re.compile(r"(?:(.*?)[\u00a0 ]×[\u00a0 ])?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$")


def read(text: str) -> float:
    """The number that a text on the page shows."""
    negative, plain = text.startswith("−"), text.removeprefix("−").replace(",", "")
    if plain == "∞":
        value = math.inf
    elif power := POWER.match(plain):
        value = float(f"{power[1] or 1}e{power[2].translate(SUPERSCRIPTS)}")
    else:
        value = float(plain)
    return -value if negative else value


@dataclass(frozen=True)
class Shown:
    """A number shown with four significant digits, if it has that many."""

    value: float

    @property
    def unit(self) -> float:
        """One in the last of its four digits."""
        if self.value == 0 or math.isinf(self.value):
            return 0.0
        return float(10.0 ** (math.floor(math.log10(abs(self.value)) + 1e-12) - 3))

    def rounds(self, truth: float, noise: float = 0.0) -> bool:
        """Whether it is the truth, rounded to nearest; or off by what rounding in the truth may explain."""
        if math.isinf(truth) or math.isinf(self.value):
            return truth == self.value
        return abs(truth - self.value) <= 0.5001 * self.unit + noise + 1e-9 * abs(truth)

    def near(self, truth: float, noise: float = 0.0) -> bool:
        """Whether it is the truth, rounded in either direction."""
        if math.isinf(truth) or math.isinf(self.value):
            return truth == self.value
        return abs(truth - self.value) <= 1.0001 * self.unit + noise + 1e-9 * abs(truth)


def shown(text: str) -> Shown:
    return Shown(read(text))
