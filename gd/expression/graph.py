"""A formula as a list of operations, of which equal ones are held once.

Such a list, in which each entry names the earlier ones that it is made of, computes a value and all that its slopes
share with it in one pass (R. E. Wengert, A simple automatic derivative evaluation program, Communications of the ACM
7(8), 1964, doi:10.1145/355586.364791).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gd.expression.operations import OPERATIONS
from gd.expression.tree import Apply, Number, Tree, Variable, parts

Node = int
"""The place of an entry in the list."""


@dataclass(frozen=True)
class Entry:
    """A number, a variable, or an operation on earlier entries."""

    operation: str
    operands: tuple[Node, ...] = ()
    value: float = 0.0
    """Of a number. Of a variable, which one it is: 0 … D − 1."""


NUMBER, VARIABLE = "number", "variable"


@dataclass
class Graph:
    """The entries for formulas of D variables."""

    names: tuple[str, ...]
    entries: list[Entry] = field(default_factory=list)
    places: dict[Entry, Node] = field(default_factory=dict)

    def node(self, tree: Tree) -> Node:
        """The entry that is a tree."""
        *_, (_, node) = self.nodes(tree)
        return node

    def nodes(self, tree: Tree) -> Iterator[tuple[Tree, Node]]:
        """Each part of a tree with its entry, after those that it is made of."""
        waiting: list[Node] = []
        for part in parts(tree):
            match part:
                case Number(value):
                    node = self.number(value)
                case Variable(name):
                    node = self._place(Entry(VARIABLE, value=self.names.index(name)))
                case Apply(operation, arguments):
                    first = len(waiting) - len(arguments)
                    node = self.apply(operation, *waiting[first:])
                    del waiting[first:]
            waiting.append(node)
            yield part, node

    def number(self, value: float) -> Node:
        """The entry that is a number."""
        return self._place(Entry(NUMBER, value=value))

    def constant(self, node: Node) -> float | None:
        """The value of an entry that is a number; None for others."""
        entry = self.entries[node]
        return entry.value if entry.operation == NUMBER else None

    def apply(self, operation: str, *operands: Node) -> Node:
        """An operation on entries: at once, if all are numbers."""
        values = [self.constant(operand) for operand in operands]
        match operation, values:
            case "*", [1.0, None]:
                return operands[1]
            case "*" | "/" | "^", [None, 1.0]:
                return operands[0]
            case "^", [None, 0.0]:
                return self.number(1.0)
        known = [np.float64(value) for value in values if value is not None]
        if len(known) == len(values):
            with np.errstate(all="ignore"):
                return self.number(float(OPERATIONS[operation](*known)))
        return self._place(Entry(operation, operands))

    def function(self, outputs: Sequence[Node | None]) -> Callable[[Any], list[Any]]:
        """A function from the D variables, numbers or arrays [K], to the value of each output; None is 0."""
        needed = self.needed(outputs)
        registers = {node: place for place, node in enumerate(needed)}
        begin: list[Any] = [None] * len(needed)
        inputs, steps = [], []
        for node in needed:
            entry = self.entries[node]
            if entry.operation == NUMBER:
                begin[registers[node]] = np.float64(entry.value)
            elif entry.operation == VARIABLE:
                inputs.append((registers[node], int(entry.value)))
            else:
                steps.append((registers[node], OPERATIONS[entry.operation], [registers[o] for o in entry.operands]))
        wanted = [None if node is None else registers[node] for node in outputs]

        def values(variables: Any) -> list[Any]:
            at = begin.copy()
            for place, d in inputs:
                at[place] = variables[d]
            for place, operation, operands in steps:
                at[place] = operation(*[at[operand] for operand in operands])
            return [0.0 if place is None else at[place] for place in wanted]

        return values

    def needed(self, outputs: Sequence[Node | None]) -> list[Node]:
        """The entries that these are made of, in an order in which they can be computed."""
        found, ahead = set[Node](), [node for node in outputs if node is not None]
        while ahead:
            node = ahead.pop()
            if node not in found:
                found.add(node)
                ahead += self.entries[node].operands
        return sorted(found)

    def plus(self, a: Node | None, b: Node | None) -> Node | None:
        """a + b, where None is 0."""
        if a is None or b is None:
            return b if a is None else a
        return self.apply("+", a, b)

    def minus(self, a: Node | None, b: Node | None) -> Node | None:
        """a − b, where None is 0."""
        if a is None or b is None:
            return a if b is None else self.apply("negative", b)
        return self.apply("-", a, b)

    def times(self, a: Node | None, b: Node | None) -> Node | None:
        """a · b, where None is 0."""
        return None if a is None or b is None else self.apply("*", a, b)

    def over(self, a: Node | None, b: Node) -> Node | None:
        """a / b, where None is 0."""
        return None if a is None else self.apply("/", a, b)

    def _place(self, entry: Entry) -> Node:
        """The place of an entry, which is added if there is none like it."""
        if entry not in self.places:
            self.places[entry] = len(self.entries)
            self.entries.append(entry)
        return self.places[entry]
