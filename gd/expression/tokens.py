"""From a text to its tokens, numbers, names and signs, and the error that says where a formula can't be read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gd.text import quoted

TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-zΑ-ΡΣ-Ωα-ορ-ω][A-Za-zΑ-ΡΣ-Ωα-ορ-ω0-9_]*|π)"
    r"|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<sign>\*\*|[-+*/^(),|])"
)
TYPED_OTHERWISE = str.maketrans("₀₁₂₃₄₅₆₇₈₉−–·⋅×∗÷", "0123456789--****/")
"""Signs that people copy from elsewhere, in the grammar's own. Each is one character, as is what stands for it."""


class ExpressionError(ValueError):
    """One plain sentence about a formula that can't be read."""

    def __init__(self, sentence: str, position: int | None = None) -> None:
        super().__init__(f"{sentence}." if position is None else f"{sentence}, at position {position}.")
        self.position = position
        """The number of the character at which it went wrong, counted from 1; None if it is about the whole."""


@dataclass(frozen=True)
class Token:
    """A number, a name, a number raised as in x², or a sign; or, of the kind "end", the end of the text."""

    kind: str
    text: str
    """As the grammar knows it, and as it was typed: * and ×."""
    typed: str
    position: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, one by one: ExpressionError is raised once the reader comes to what is none."""
    plain, place = text.translate(TYPED_OTHERWISE), 0
    while place < len(text):
        if found := TOKEN.match(plain, place):
            yield Token(str(found.lastgroup), found[0], text[place : found.end()], place + 1)
            place = found.end()
        elif text[place].isspace():
            place += 1
        elif text[place] == "=":
            raise ExpressionError("Type only what J is, without an equals sign", place + 1)
        else:
            raise ExpressionError(f"{named(text[place])} can't be read in a formula", place + 1)
    yield Token("end", "", "", len(text) + 1)


def named(character: str) -> str:
    """A character in quotation marks, or by its number if it has no shape of its own to be seen."""
    return quoted(character) if character.isprintable() else f"The invisible character U+{ord(character):04X}"
