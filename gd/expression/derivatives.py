"""The derivatives of formulas: further entries of their graph, by the rules of calculus.

Each entry of the graph adds a fixed number of them, however deeply products and powers are nested.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from gd.expression.graph import NUMBER, VARIABLE, Graph, Node

EXPONENTIAL = "exp", "sinh", "cosh"
LARGEST = 1e308
"""Beyond this a number is as good as infinite."""


@dataclass
class Derivatives:
    """The derivatives of the entries of a graph, each of which is made once."""

    graph: Graph
    found: dict[tuple[Node, int], Node | None] = field(default_factory=dict)

    def of(self, node: Node | None, d: int) -> Node | None:
        """The derivative of an entry by variable d; None if it is 0 everywhere."""
        for part in self.graph.needed([node]):
            if (part, d) not in self.found:
                self.found[part, d] = self._of(part, d)
        return None if node is None else self.found[node, d]

    def gradient(self, node: Node) -> list[Node | None]:
        """The derivatives of an entry by each of the D variables."""
        return [self.of(node, d) for d in range(len(self.graph.names))]

    def hessian(self, gradient: Sequence[Node | None]) -> list[list[Node | None]]:
        """The second derivatives [D, D]: those below the diagonal are those above it."""
        D = len(gradient)
        return [[self.of(gradient[min(i, j)], max(i, j)) for j in range(D)] for i in range(D)]

    def _of(self, node: Node, d: int) -> Node | None:
        """The derivative of an entry, once those of its operands are known."""
        entry = self.graph.entries[node]
        if entry.operation == NUMBER:
            return None
        if entry.operation == VARIABLE:
            return self.graph.number(1.0) if entry.value == d else None
        slopes = [self.found[operand, d] for operand in entry.operands]
        if all(slope is None for slope in slopes):
            return None
        return RULES[entry.operation](self.graph, node, entry.operands, slopes)


Rule = Callable[[Graph, Node, tuple[Node, ...], list[Node | None]], Node | None]
"""From a graph, an entry in it, the entry's operands and their slopes, to the entry's slope."""


def _power(g: Graph, node: Node, operands: tuple[Node, ...], slopes: list[Node | None]) -> Node | None:
    """a^b: b aᵇ⁻¹ a′ + aᵇ log(a) b′."""
    (a, b), (da, db) = operands, slopes
    by_base = g.times(g.times(b, g.apply("^", a, g.apply("-", b, g.number(1.0)))), da)
    by_exponent = None if db is None else g.times(g.times(node, g.apply("log", a)), db)
    return g.plus(by_base, by_exponent)


def _quotient(g: Graph, node: Node, operands: tuple[Node, ...], slopes: list[Node | None]) -> Node | None:
    """q = a/b: (a′ − q b′)/b.

    An exponential in b soon makes b and b′ too large for any number, and then this is 0·∞, although the slope is next
    to 0. There q itself is taken for it: it is 0 too, or has no value either.
    """
    (_, b), (da, db) = operands, slopes
    slope = g.over(g.minus(da, g.times(node, db)), b)
    if slope is None or db is None or not any(_grows(g, part) for part in g.needed([b])):
        return slope
    return g.apply("choose", g.number(LARGEST), g.apply("abs", b), node, slope)


def _grows(g: Graph, node: Node) -> bool:
    """Whether an entry grows exponentially."""
    entry = g.entries[node]
    return entry.operation in EXPONENTIAL or (entry.operation == "^" and g.constant(entry.operands[1]) is None)


def _chosen(g: Graph, a: Node, b: Node, if_less: Node | None, otherwise: Node | None) -> Node:
    zero = g.number(0.0)
    return g.apply("choose", a, b, zero if if_less is None else if_less, zero if otherwise is None else otherwise)


def _chain(outer: Callable[[Graph, Node, Node], Node | None]) -> Rule:
    """The chain rule f(a)′ = f′(a) a′, from `outer`, which makes f′(a) of the entries f(a) and a."""
    return lambda g, node, operands, slopes: g.times(outer(g, node, operands[0]), slopes[0])


def _one_by_square(g: Graph, node: Node) -> Node:
    return g.apply("/", g.number(1.0), g.apply("*", node, node))


RULES: Mapping[str, Rule] = {
    "+": lambda g, node, operands, slopes: g.plus(*slopes),
    "-": lambda g, node, operands, slopes: g.minus(*slopes),
    "negative": lambda g, node, operands, slopes: g.minus(None, slopes[0]),
    "*": lambda g, node, ab, slopes: g.plus(g.times(slopes[0], ab[1]), g.times(ab[0], slopes[1])),
    "/": _quotient,
    "^": _power,
    "exp": _chain(lambda g, node, a: node),
    "log": lambda g, node, operands, slopes: g.over(slopes[0], operands[0]),
    "sqrt": lambda g, node, operands, slopes: g.over(slopes[0], g.apply("*", g.number(2.0), node)),
    "sin": _chain(lambda g, node, a: g.apply("cos", a)),
    "cos": _chain(lambda g, node, a: g.apply("negative", g.apply("sin", a))),
    "tan": _chain(lambda g, node, a: g.apply("+", g.number(1.0), g.apply("*", node, node))),
    "sinh": _chain(lambda g, node, a: g.apply("cosh", a)),
    "cosh": _chain(lambda g, node, a: g.apply("sinh", a)),
    "tanh": _chain(lambda g, node, a: _one_by_square(g, g.apply("cosh", a))),
    "abs": _chain(lambda g, node, a: g.apply("sign", a)),
    "sigmoid": _chain(lambda g, node, a: g.apply("*", node, g.apply("sigmoid", g.apply("negative", a)))),
    "relu": _chain(lambda g, node, a: _chosen(g, g.number(0.0), a, g.number(1.0), None)),
    "min": lambda g, node, ab, slopes: _chosen(g, ab[0], ab[1], *slopes),
    "max": lambda g, node, ab, slopes: _chosen(g, ab[1], ab[0], *slopes),
    "sign": lambda g, node, operands, slopes: None,
    "choose": lambda g, node, operands, slopes: _chosen(g, operands[0], operands[1], slopes[2], slopes[3]),
}
"""The slope of each operation."""
