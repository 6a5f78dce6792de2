"""From a text to a tree by precedence climbing over a small grammar. Nothing of the text is ever run.

    sum     = product (("+" | "-") product)*
    product = signed (("*" | "/" | nothing) signed)*       2w, 3(x + 1) and x y are products; no number follows nothing
    signed  = ("+" | "-") signed | power                    −x² is −(x²)
    power   = atom raised? (("^" | "**") signed)?           x^y^z is x^(y^z)
    atom    = number | name | function "(" sum ("," sum)* ")" | "(" sum ")" | "|" sum "|"

(Precedence climbing: K. Clarke, The top-down parsing of expressions, Queen Mary College, 1986.)
"""

import math

from gd.expression.operations import CONSTANTS, FUNCTIONS, OTHER_NAMES, SEVERAL
from gd.expression.tokens import ExpressionError, Token, tokens
from gd.expression.tree import Apply, Number, Tree, Variable, parts
from gd.text import quoted

LENGTH, DEPTH, PARTS = 200, 40, 300
"""The most characters of a text, brackets or powers within one another, and parts of a tree."""
LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def parse(text: str) -> Tree:
    """Read a formula.

    Raises ExpressionError with the position of the first mistake, or if the formula is too long, too deep or too large.
    """
    if len(text) > LENGTH:
        raise ExpressionError(f"The formula has {len(text):,} characters; at most {LENGTH} can be read")
    if not text.strip():
        raise ExpressionError("Type a formula for J, for example w1^2 + w2^4")
    tree = _Parser(text).whole()
    if (size := sum(1 for _ in parts(tree))) > PARTS:
        raise ExpressionError(f"The formula has {size} parts; at most {PARTS} can be worked with")
    return tree


class _Parser:
    """Reads tokens from left to right; each method reads one rule of the grammar and returns its tree."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.before, self.token = "", next(self.tokens)
        self.depth, self.closing = 0, ""

    def whole(self) -> Tree:
        tree = self.sum()
        if self.token.kind != "end":
            raise self.stopped()
        return tree

    def advance(self) -> None:
        self.before, self.token = self.token.typed, next(self.tokens)

    def take(self, *signs: str) -> str:
        """Pass over the next token if it is one of these signs, and return it; otherwise return nothing."""
        sign = self.token.text
        if sign not in signs:
            return ""
        self.advance()
        return sign

    def sum(self) -> Tree:
        tree = self.product()
        while sign := self.take("+", "-"):
            tree = apply(sign, tree, self.product())
        return tree

    def product(self) -> Tree:
        tree = self.signed()
        while (sign := self.take("*", "/")) or self.begins_factor():
            tree = apply(sign or "*", tree, self.signed())
        return tree

    def begins_factor(self) -> bool:
        """Whether a factor follows without a sign of multiplication, as in 2w."""
        opens = self.token.text == "(" or (self.token.text == "|" and self.closing != "|")
        return opens or self.token.kind == "name"

    def signed(self) -> Tree:
        if self.depth > DEPTH:
            raise ExpressionError(f"Brackets, signs and powers can be nested {DEPTH} deep at most", self.token.position)
        self.depth += 1
        sign = self.take("+", "-")
        tree = self.signed() if sign else self.power()
        self.depth -= 1
        return apply("negative", tree) if sign == "-" else tree

    def power(self) -> Tree:
        base = self.atom()
        if self.token.kind == "raised":
            base = apply("^", base, self.raised())
        return apply("^", base, self.signed()) if self.take("^", "**") else base

    def raised(self) -> Tree:
        digits = self.token.text.translate(LOWERED)
        exponent = self.number(digits.removeprefix("-"))
        return apply("negative", exponent) if digits.startswith("-") else exponent

    def atom(self) -> Tree:
        match self.token:
            case Token("number", digits):
                return self.number(digits)
            case Token("name", name):
                return self.named(OTHER_NAMES.get(name, name))
            case Token("sign", "("):
                return self.enclosed(")")[0]
            case Token("sign", "|"):
                return apply("abs", *self.enclosed("|"))
        after = f" after {quoted(self.before)}" if self.before else ""
        found = f", not {quoted(self.token.typed)}" if self.token.typed else ""
        raise ExpressionError(f"Expected a number, a variable or a bracket{after}{found}", self.token.position)

    def number(self, digits: str) -> Tree:
        value = float(digits)
        if not math.isfinite(value):
            raise ExpressionError(
                f"{quoted(self.token.typed)} is larger than any number that can be computed with", self.token.position
            )
        self.advance()
        return Number(value)

    def named(self, name: str) -> Tree:
        token = self.token
        self.advance()
        if name in CONSTANTS:
            return Number(CONSTANTS[name])
        if name in FUNCTIONS:
            return self.call(name, token)
        if self.token.text == "(" and len(name.rstrip("0123456789_")) > 1:
            known = ", ".join(FUNCTIONS)
            raise ExpressionError(f"There is no function {quoted(name)} (there are {known})", token.position)
        return Variable(name)

    def call(self, name: str, token: Token) -> Tree:
        if self.token.text in ("^", "**") or self.token.kind == "raised":
            raise ExpressionError(
                f"A power of {token.typed} is written behind its brackets, as in {token.typed}(…)^2",
                self.token.position,
            )
        if self.token.text != "(":
            raise ExpressionError(
                f"Brackets are missing after “{token.typed}”, as in {token.typed}(…)", self.token.position
            )
        tree, *more = self.enclosed(")", commas=name in SEVERAL)
        if name in SEVERAL and not more:
            raise ExpressionError(f"“{name}” needs two or more numbers, as in {name}(0, …)", token.position)
        for argument in more:
            tree = apply(name, tree, argument)
        return tree if more else apply(name, tree)

    def enclosed(self, closing: str, commas: bool = False) -> list[Tree]:
        """What stands between the next sign and the one that closes it; more than one tree only where commas may be."""
        opening, outer, self.closing = self.token, self.closing, closing
        self.advance()
        trees = [self.sum()]
        while commas and self.take(","):
            trees.append(self.sum())
        if self.token.text != closing:
            raise self.stopped(opening)
        self.closing = outer
        self.advance()
        return trees

    def stopped(self, opening: Token | None = None) -> ExpressionError:
        """Why a formula can't go on with the next token, where only an operator or what closes `opening` can follow."""
        token = self.token
        if token.kind in ("number", "raised"):
            return ExpressionError(f"A sign such as * is missing before {quoted(token.typed)}", token.position)
        if token.text == ",":
            return ExpressionError("“,” can't stand here (a decimal has a point, as in 0.5)", token.position)
        if opening is None:
            return ExpressionError(f"{quoted(token.typed)} closes nothing", token.position)
        return ExpressionError(f"{quoted(opening.typed)} is never closed", opening.position)


def apply(operation: str, *arguments: Tree) -> Tree:
    """An operation applied to trees."""
    return Apply(operation, arguments)
