"""A cost that is a sum over the rows of a table on a cluster, for descent that leaves them where they lie."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from dask.base import compute, persist
from dask.delayed import delayed
from numpy.typing import ArrayLike

from gd.arrays import Array
from gd.cluster.tree import joined
from gd.latest import Latest
from gd.problem import Problem
from gd.text import listed

if TYPE_CHECKING:
    import pandas as pd


class SumOverRows:
    """J(w) = Σ J_p(w) and ∇J(w) = Σ ∇J_p(w), over the partitions p of a Dask DataFrame.

    Each partition's problem is made on the worker that has its rows, and stays there. J and ∇J at one w are one pass:
    w goes out once, each partition makes D + 1 numbers of it, these are added in a tree, and their sum comes back. An
    epoch of `descend` is one pass. Which worker did what makes no difference to the sum, and if one is lost, its
    problems are made anew from the frame's source.

    Each task takes the scheduler a millisecond or two, and a pass has at least one for each partition. So let the
    partitions be few: a small multiple of the workers' threads, or tens of megabytes each.
    """

    def __init__(self, problems: Sequence[Any], names: tuple[str, ...]) -> None:
        """problems: Dask's delayed problems, one or more, whose weights have these names. See `of`."""
        self.names = names
        self._problems = problems
        self._latest: Latest[bytes, Array] = Latest(1)

    @classmethod
    def of(cls, frame: Any, problem: "Callable[[pd.DataFrame], Problem]") -> Self:
        """The sum over the rows of a Dask DataFrame; partitions without rows are left out.

        The problems are made now, on the cluster of the current `dask.distributed.Client`, or without one on this
        machine.

        Parameters
        ----------
        frame
            A `dask.dataframe.DataFrame`.
        problem
            Makes the problem of one partition's rows, as ``lambda rows: Logistic(rows[["a", "b"]], rows["y"])``. Its J
            must be a sum over them: means don't add up, and one whose `reduction` is "mean" is refused.

        Raises
        ------
        ValueError
            If there are no rows, the problem is a mean, or the partitions' problems have other names. What `problem`
            raises, too.
        """
        make, names_of = delayed(_problem), delayed(_names)
        problems = persist(*(make(problem, part) for part in frame.to_delayed()))
        found = compute(*map(names_of, problems))
        names = _only([names for names in found if names is not None])
        return cls([one for one, own in zip(problems, found, strict=True) if own is not None], names)

    def cost(self, w: ArrayLike) -> float:
        """J at w [D]; ValueError if w has another shape."""
        return float(self._sums(w)[0])

    def gradient(self, w: ArrayLike) -> Array:
        """∇J at w [D]: [D]; ValueError if w has another shape."""
        return self._sums(w)[1:].copy()

    def _sums(self, w: ArrayLike) -> Array:
        """J and ∇J at w [D]: [D + 1]. Kept until another w is asked for, as both are wanted at each."""
        w = np.asarray(w, dtype=np.float64)
        if w.shape != (len(self.names),):
            raise ValueError(
                f"The weights have the shape {w.shape}, but ({len(self.names)},) is wanted: "
                f"a number for each of {listed(self.names)}."
            )
        return self._latest.once(w.tobytes(), lambda: self._pass(w))

    def _pass(self, w: Array) -> Array:
        evaluate, add = delayed(_evaluate), delayed(_add)
        return np.asarray(joined([evaluate(problem, w) for problem in self._problems], add).compute())


def _only(found: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The names that all partitions' problems have."""
    if not found:
        raise ValueError("No partition has a row, so there is nothing to add up.")
    for names in found:
        if names != found[0]:
            raise ValueError(
                f"One partition's problem has the weights {listed(found[0])}, and another's {listed(names)}. "
                "Make them all of the same columns in the same order."
            )
    return found[0]


# What the workers do:


def _problem(problem: "Callable[[pd.DataFrame], Problem]", rows: "pd.DataFrame") -> Problem | None:
    made = problem(rows) if len(rows) else None
    if getattr(made, "reduction", "sum") == "mean":
        raise ValueError(
            "The problem is a mean over the rows, and means of the partitions don't add up. "
            "Make it with reduction='sum'."
        )
    return made


def _names(problem: Problem | None) -> tuple[str, ...] | None:
    return None if problem is None else problem.names


def _evaluate(problem: Problem, w: Array) -> Array:
    with np.errstate(all="ignore"):  # as in `descend`: a J too large for a number is an outcome
        return np.append(problem.cost(w), problem.gradient(w))


def _add(sums: list[Array]) -> Array:
    return np.asarray(np.sum(sums, axis=0))
