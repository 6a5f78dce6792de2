"""NumPy code for a formula that a person typed, and for its gradient: the operations of the run, in their order."""

import keyword
import math
from collections import Counter
from collections.abc import Sequence
from itertools import count

from gd.expression.derivatives import Derivatives
from gd.expression.expression import Expression
from gd.expression.graph import NUMBER, VARIABLE, Entry, Graph, Node

WIDTH = 76
"""Most characters of a formula in one line; of a longer one, parts get names."""
SHORT = 12
"""A part that is no longer than this stays in its place."""
SUM, PRODUCT, SIGN, POWER, ATOM = range(5)
"""How tightly Python's operators bind."""
SIGNS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}
SIGMOID = ["", "", "def sigmoid(x):", "    return 1 / (1 + np.exp(-x))"]
CALLED = {"relu": "np.maximum({}, 0)", "min": "np.minimum({}, {})", "max": "np.maximum({}, {})"} | {
    "sigmoid": "sigmoid({})",
    "choose": "np.where({} < {}, {}, {})",
}
"""The functions that NumPy has under another name."""
CONSTANTS = {math.pi: "np.pi", math.e: "np.e"}


def expression_code(problem: Expression) -> list[str]:
    """The lines that define `cost` and `gradient`, and what they need."""
    graph = Graph(problem.variables)
    J = graph.node(problem.tree)
    gradient = Derivatives(graph).gradient(J)
    cost_lines, gradient_lines = _Lines(graph, [J]), _Lines(graph, gradient)
    (cost,), slopes = cost_lines.results, gradient_lines.results
    returned = [f"return np.array([{', '.join(slopes)}])"]
    if len(returned[0]) > WIDTH + SHORT:
        returned = ["return np.array([", *(f"    {slope}," for slope in slopes), "])"]
    uses_sigmoid = any(graph.entries[node].operation == "sigmoid" for node in graph.needed([J, *gradient]))
    lines = SIGMOID if uses_sigmoid else []
    for name, made, result in (("cost", cost_lines, [f"return {cost}"]), ("gradient", gradient_lines, returned)):
        body = [made.unpacking, *made.lines, *result]
        lines = [*lines, "", "", f"def {name}({made.argument}):", *(f"    {line}" for line in body)]
    return lines


class _Lines:
    """The lines of a function that computes entries of a graph: those used more than once, and long ones, get names."""

    def __init__(self, graph: Graph, outputs: Sequence[Node | None]) -> None:
        self.graph = graph
        self.lines: list[str] = []
        self.variables = _safe(graph.names)
        self.argument = next(n for n in ("w", "weights", _other("w", self.variables)) if n not in self.variables)
        self.fresh = (name for k in count(1) if (name := f"t{k}") not in self.variables)
        self.texts: dict[Node, tuple[str, int]] = {}
        """Each entry as it is written where it is used, and how tightly that binds."""
        needed = graph.needed(outputs)
        times = Counter(operand for node in needed for operand in graph.entries[node].operands)
        times.update(node for node in outputs if node is not None)
        for node in needed:
            entry = graph.entries[node]
            self.texts[node] = self._written(entry)
            if entry.operation not in (NUMBER, VARIABLE) and times[node] > 1:
                self._name(node)
        self.results = [self._result(node) for node in outputs]
        """The outputs in their order."""

    @property
    def unpacking(self) -> str:
        """The line that gives each weight its name."""
        if len(self.variables) == 1:
            return f"{self.variables[0]} = {self.argument}[0]"
        return f"{', '.join(self.variables)} = {self.argument}"

    def _written(self, entry: Entry) -> tuple[str, int]:
        if entry.operation == NUMBER:
            return _number(entry.value)
        if entry.operation == VARIABLE:
            return self.variables[int(entry.value)], ATOM
        while len(text := self._joined(entry)[0]) > WIDTH:
            longest = max(entry.operands, key=lambda operand: len(self.texts[operand][0]))
            if len(self.texts[longest][0]) <= SHORT:
                break
            self._name(longest)
        return text, self._joined(entry)[1]

    def _joined(self, entry: Entry) -> tuple[str, int]:
        """An operation with its operands in their places."""
        operation, (a, *more) = entry.operation, entry.operands
        if operation in SIGNS:
            level = SIGNS[operation]
            return f"{self._in(a, level)} {operation} {self._in(more[0], level + 1)}", level
        if operation == "^":
            base, exponent = self._in(a, ATOM), self._in(more[0], SIGN)
            return f"{base}**{exponent}" if (base + exponent).isalnum() else f"{base} ** {exponent}", POWER
        if operation == "negative":
            return f"-{self._in(a, SIGN)}", SIGN
        called = CALLED.get(operation, f"np.{operation}({{}})")
        return called.format(*(self._in(operand, SUM) for operand in entry.operands)), ATOM

    def _in(self, node: Node, at_least: int) -> str:
        """An entry where what is written has to bind at least so tightly."""
        text, level = self.texts[node]
        return text if level >= at_least else f"({text})"

    def _name(self, node: Node) -> None:
        """Give an entry a line and a name of its own."""
        name = next(self.fresh)
        self.lines.append(f"{name} = {self.texts[node][0]}")
        self.texts[node] = name, ATOM

    def _result(self, node: Node | None) -> str:
        """An output; a number as a floating-point one, which the weights and all that comes of them are."""
        constant = 0.0 if node is None else self.graph.constant(node)
        if node is None or constant is not None:
            return _floating(constant or 0.0)
        return self.texts[node][0]


def _number(value: float) -> tuple[str, int]:
    if value in CONSTANTS:
        return CONSTANTS[value], ATOM
    whole = value.is_integer() and abs(value) < 1e6 and repr(value) != "-0.0"
    text = str(int(value)) if whole else _floating(value)
    return text, SIGN if text.startswith("-") else ATOM


def _floating(value: float) -> str:
    """A number with its point: those that aren't finite are NumPy's."""
    return repr(value) if math.isfinite(value) else repr(value).replace("inf", "np.inf").replace("nan", "np.nan")


def _safe(names: Sequence[str]) -> list[str]:
    """The variables' names, with an underscore where Python or the program means something else by them."""
    return [_other(name, names) if keyword.iskeyword(name) or name == "np" else name for name in names]


def _other(name: str, taken: Sequence[str]) -> str:
    """The name with as many underscores as make it a new one."""
    return next(other for k in count(1) if (other := name + "_" * k) not in taken)
