"""Texts that no formula should be: random characters, what runs as a program elsewhere, and formulas with a slip."""

import random
from collections.abc import Iterator

from tests.expression.formulas import GALLERY, random_formula

EVIL = (
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "x.__class__",
    "__builtins__",
    "lambda x: x",
    "lambda: 0",
    "exec('1')",
    "eval(x)",
    "open('/etc/passwd')",
    "print(x)",
    "x if x else y",
    "[x for x in y]",
    "{x: y}",
    "x := 3",
    "x; y",
    "import os",
    "f'{x}'",
    "{0.__class__}",
    "%s%n%x",
    "%(x)s",
    "${x}",
    "`x`",
    "\\x41",
    "'x'",
    '"x"',
    "x # y",
    "# x",
    "<script>alert(1)</script>",
    "x\0y",
    "\0",
    "x\n\ny",
    "\ud800",
    "x\udfff",
    "\u202ex^2",
    "x\u200f+ y",
    "x\ufeff",
    "\u0430\u0435",  # Cyrillic letters that look like a and e
    "ｘ^２",  # as wide as Chinese characters
    "𝑥²",
    "١٢ x",  # Arabic and other digits
    "x^२",
    "Ⅷ x",
    "½ x",
    "x∕y",
    "x′",
    "∑x",
    "√x",
    "∞ x",
    "x^10^9",
    "x^1000000000",
    "(x + 1)^1000000000",
    "9^9^9^9",
    "9^9^9^9 x",
    "x^9^9^9^9",
    "1e309 x",
    "1e308 x^2 10",
    "1e308x*y + 1e-308y^2 - 1e-200x",
    "5e-324x^2 + 1e308x*y + 1e308x*z + 1e-200y^2 + 1e308y*z + 1e200z^2",
    "1e-400/x",
    "x/1e-400",
    "0^-1 x",
    "0/0 x",
    "x^" * 40 + "x",
    "x^" * 39 + "x",
    "(" * 200,
    ")" * 200,
    "(" * 100 + ")" * 100,
    "(" * 39 + "x" + ")" * 39,
    "|" * 200,
    "-" * 199 + "x",
    "+-" * 99 + "x",
    "exp(" * 39 + "x" + ")" * 39,
    "sin(" * 33 + "x" + ")" * 33,
    "tan(" * 33 + "x" + ")" * 33,
    "tanh(" * 28 + "x" + ")" * 28,
    "1/(1+" * 30 + "x" + ")" * 30,
    "sigmoid(" * 20 + "x" + ")" * 20,
    "sqrt(" * 28 + "x" + ")" * 28,
    "max(x, " * 22 + "x" + ")" * 22,
    "abs(x - " * 22 + "y" + ")" * 22,
    "".join(f"(x+{n})" for n in range(1, 36)),
    "".join(f"(x+{n}y)" for n in range(1, 31)),
    "".join("abcdfg"[n % 6].join("()") for n in range(66)),
    "*".join("abcdfg"[n % 6] for n in range(100)),
    "/".join("abcdfg"[n % 6] for n in range(100)),
    "^".join("abcdfg"[n % 6] for n in range(40)),
    "+".join(f"{name}^{other}" for name in "abcdfg" for other in "abcdfg"),
    "*".join(f"{name}^{other}" for name in "abcdfg" for other in "abcdfg"),
    "".join(f"sin(a{name}d)" for name in "abcdfg" * 3),
    "x²" * 75,
    "x²" * 100,
    "x" * 200,
    "x" * 201,
    "x^2" * 10**4,
    "1" * 200,
    "1" * 199 + "x",
    "w1+" * 60 + "w1",
    "log(log(log(log(x))))",
    "min()",
    "max(,)",
    "max(x,)",
    "sin()",
    "x**",
    "x***y",
    "x^^y",
    "x^*y",
    "1..2",
    "1e",
    "1e+",
    ".",
    "e",
    "pi",
    ",",
    "|",
    "||",
    "|x",
    "=",
    "x == y",
    "x <= y",
    "x & y",
    "x! ",
    "x°",
    "x" + "\u0301" * 100,
    "α" * 50,
    "_",
    "__",
    "_1",
    "1_000",
    "0x10",
    "0b1",
    "1j x",
    "nan x",
    "inf x",
    "None",
    "True",
)
PIECES = (
    *"0123456789.+-*/^()|,=_ xyzwabe",
    *("−", "·", "×", "÷", "²", "³", "⁻", "₁", "π", "α", "é", "x1", "w_2", "**", "1e9", "1e308", "1e-308", "10^9"),
    *("sin(", "cos(", "exp(", "log(", "ln(", "sqrt(", "tan(", "max(", "min(", "abs(", "relu(", "sigmoid(", "tanh("),
    *(
        "pi",
        "__",
        "lambda ",
        ": ",
        "import ",
        "[",
        "]",
        "{",
        "}",
        "%s",
        "#",
        "\\",
        "'",
        '"',
        "\0",
        "\n",
        "\u200f",
        "\ud800",
    ),
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
