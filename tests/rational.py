"""Least squares in exact rational arithmetic: what float64 should find but for its rounding."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

Row = list[Fraction]


def rows_of(table: Iterable[Iterable[float | str]]) -> list[Row]:
    """The numbers, exactly: of floats, the binary fractions that they are; of texts, the decimals."""
    return [[Fraction(x) for x in row] for row in table]


def product(A: list[Row], B: list[Row]) -> list[Row]:
    columns = list(zip(*B, strict=True))
    return [[sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in columns] for row in A]


def transposed(A: list[Row]) -> list[Row]:
    return [list(column) for column in zip(*A, strict=True)]


def reduced(A: list[Row]) -> tuple[list[Row], list[int]]:
    """The reduced row echelon form of A, without rows of zeros, and the columns of its pivots."""
    A, pivots = [row.copy() for row in A], []
    for j in range(len(A[0])):
        k = len(pivots)
        found = next((i for i in range(k, len(A)) if A[i][j]), None)
        if found is None:
            continue
        A[k], A[found] = A[found], A[k]
        A[k] = [x / A[k][j] for x in A[k]]
        A = [row if i == k else [x - row[j] * p for x, p in zip(row, A[k], strict=True)] for i, row in enumerate(A)]
        pivots.append(j)
    return A[: len(pivots)], pivots


def solved(A: list[Row], b: Row) -> Row:
    """A solution of Ax = b, with zeros where it isn't unique."""
    echelon, pivots = reduced([[*row, x] for row, x in zip(A, b, strict=True)])
    solution = [Fraction(0)] * len(A[0])
    for row, j in zip(echelon, pivots, strict=True):
        solution[j] = row[-1]
    return solution


def null_space(A: list[Row]) -> list[Row]:
    """A basis of the x with Ax = 0, a row each."""
    echelon, pivots = reduced(A)
    basis = []
    for free in set(range(len(A[0]))) - set(pivots):
        basis.append([Fraction(j == free) for j in range(len(A[0]))])
        for row, j in zip(echelon, pivots, strict=True):
            basis[-1][j] = -row[free]
    return basis


def shortest(X: list[Row], y: Sequence[Fraction]) -> Row:
    """The shortest of the weights with the least Σ (Xw − y)²."""
    Xt = transposed(X)
    right = [row[0] for row in product(Xt, [[v] for v in y])]
    w, N = solved(product(Xt, X), right), null_space(X)
    if not N:
        return w
    along = solved(product(N, transposed(N)), [sum(map(Fraction.__mul__, u, w), Fraction(0)) for u in N])
    return [x - sum((c * u[j] for c, u in zip(along, N, strict=True)), Fraction(0)) for j, x in enumerate(w)]
