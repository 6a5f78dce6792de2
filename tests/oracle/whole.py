"""The oracle's judgement on a whole page."""

from collections.abc import Callable, Iterator

import numpy as np

from tests.oracle import (
    badges,
    change,
    far_weights,
    fit,
    limits,
    marks,
    notes,
    paths,
    predictions,
    progress,
    quiz,
    reasons,
)
from tests.oracle.grid import Case
from tests.oracle.page import Page, page
from tests.oracle.sentences import Judgement, judge
from tests.oracle.witness import Witness

CHECKS: dict[str, Callable[[Witness], Iterator[str]]] = {
    "run": paths.path,
    "end": paths.ending,
    "badge": badges.badge,
    "marks": marks.marks,
    "quiz": quiz.quiz,
    "exact weights": notes.exact_weights,
    "predicted and actual": predictions.predicted,
    "fit": fit.fit,
    "far weights": far_weights.far_weights,
}


@np.errstate(all="ignore")
def judgement(case: Case, said: Page | None = None) -> Judgement:
    """Put every badge, mark and sentence of the case's page to the oracle; or those that are given."""
    witness, result = Witness(case, said or page(case)), Judgement()
    for what, check in CHECKS.items():
        result.add(f"{what}: {reason}" for reason in check(witness))
    judge(witness, witness.page.verdict, change.CLAIMS + progress.CLAIMS + limits.CLAIMS + reasons.CLAIMS, result)
    for note in (witness.page.exact_note, witness.page.null_space, witness.page.scaling):
        judge(witness, note, notes.CLAIMS, result)
    return result
