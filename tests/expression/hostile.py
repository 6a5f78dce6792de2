"""Random texts that no formula should be: characters, formulas with a slip, and some with a piece of a program."""

import random
from collections.abc import Iterator

from tests.expression.evil import EVIL
from tests.expression.formulas import GALLERY, random_formula

PIECES = (
    *"0123456789.+-*/^()|,=_ xyzwabe",
    *("−", "·", "×", "÷", "²", "³", "⁻", "₁", "π", "α", "é", "x1", "w_2", "**", "1e9", "1e308", "1e-308", "10^9"),
    *("sin(", "cos(", "exp(", "log(", "ln(", "sqrt(", "tan(", "max(", "min(", "abs(", "relu(", "sigmoid(", "tanh("),
    *("pi", "__", "lambda ", ": ", "import ", "[", "]", "{", "}", "%s", "#"),
    *("\\", "'", '"', "\0", "\n", "\u200f", "\ud800"),
)


def characters(chance: random.Random) -> str:
    """Characters from anywhere in Unicode."""
    ranges = [(0, 127), (0, 0x2FF), (0x370, 0x3FF), (0x2000, 0x22FF), (0xD800, 0xDFFF), (0, 0x10FFFF)]
    return "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(chance.randint(1, 220)))


def pieces(chance: random.Random) -> str:
    """Pieces of formulas and programs in a row."""
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 60)))


def mutated(chance: random.Random) -> str:
    """A formula with up to three slips: a character left out, put in, replaced or doubled, or a part moved."""
    text = chance.choice(GALLERY) if chance.random() < 0.5 else random_formula(chance)
    for _ in range(chance.randint(0, 3)):
        i, j = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        slips = (
            text[:i] + text[i + 1 :],
            text[:i] + chance.choice(PIECES) + text[i:],
            text[:i] + chance.choice(PIECES) + text[i + 1 :],
            text[:j] + text[i:j] + text[j:],
            text[i:j] + text[:i] + text[j:],
        )
        text = chance.choice(slips)
    return text


def nested(chance: random.Random) -> str:
    """A large formula of random parts, about as long as one may be."""
    text = random_formula(chance, chance.randint(3, 6))
    while len(text) < 120:
        text = f"({text}){chance.choice('+-*/^')}{random_formula(chance, 3)}"
    return text


def with_evil(chance: random.Random) -> str:
    """What runs as a program elsewhere, within a formula."""
    text = random_formula(chance, 2)
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(EVIL) + text[place:]


def texts(count: int, seed: int = 0) -> Iterator[str]:
    """So many random texts, the same for each seed."""
    chance = random.Random(seed)
    kinds = (characters, pieces, mutated, mutated, nested, with_evil)
    return (kinds[number % len(kinds)](chance) for number in range(count))
