"""How much and how many, as people write it."""

from gd.explain.formulas import number


def percent(share: float) -> str:
    """A share as people write it: 0.1 %."""
    return f"{number(100 * share)} %"


def count(epochs: int) -> str:
    """A number of epochs: in full, or of very many the first digits."""
    return f"{epochs:,}" if epochs < 10**7 else number(epochs)


def epochs(n: int) -> str:
    """`1 epoch`, `2,345 epochs`, of very many the first digits."""
    return f"{count(n)} {'epoch' if n == 1 else 'epochs'}"
