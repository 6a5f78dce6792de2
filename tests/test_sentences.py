"""A sample of all sentences that the page can say: no word that nothing explains, no slip of grammar or of a number."""

import re
from functools import cache

import pytest

from gd.experiments.scenarios import SCENARIOS
from tests.sentences import Said, collected, pattern, sentences

WORDS = (
    r"(?i)\b(leaves|leaving|growing|crawl\w*|at rest|arrive[sd]?|cycl\w*|way to its best|foretold|greyer|jumps about|"
    r"largest stable|edge of stability|diverged)\b"
)
"""Words of an earlier vocabulary, beside which the names of regimes and outcomes would say the same thing twice."""
THINGS = "epoch|row|column|weight|number|update|batch|feature|direction"
SLIPS = {
    "1 of several": rf"(?<![\d.,])\b1 ({THINGS}|\w+ direction)(s|es)\b",
    "several of 1": rf"(?!1\b)\b\d[\d,]* ({THINGS}|\w+ direction)\b",
    "no number": r"\b(nan|inf|None(?! of)|undefined)\b|∞",
    "minus nothing": r"−0(?![.\d])",
    "a factor of nothing": r"(?<![\d.,])1 times as far|by factor 1\b|multiplies .* by 1:",
    "blanks": r"  | [,;.!?](?!\w)",
    "a stop after dots": r"…\.",
    "stops": r"(?<!…)\.\.|[,;:][,;:.]",
}
WHOLE = "answer", "error", "experiment", "file", "introduction", "lesson", "link", "long run", "mark", "note", "verdict"
"""Places at which whole sentences stand."""
RUNS = 240


@cache
def sample() -> Said:
    return collected(every=25)


def failing(bad: str, places: tuple[str, ...] = ("",)) -> list[tuple[str, str]]:
    said = sample().examples.values()
    return [(place, s) for place, s in said if place.startswith(places) and re.search(bad, s)]


def test_the_sample_is_of_all_kinds_and_large_enough() -> None:
    places = {place for place, _ in sample().examples.values()}
    assert sample().runs >= RUNS
    assert {"badge", "chart", "verdict", "page: label", "page: tooltip", "settings", *WHOLE[:1], *WHOLE[2:9]} <= places


def test_no_word_is_of_another_vocabulary() -> None:
    assert failing(WORDS) == []


@pytest.mark.parametrize("slip", SLIPS)
def test_no_sentence_slips(slip: str) -> None:
    # A refusal repeats what was given, be it no number.
    echoes = "settings", "link"
    assert [(place, s) for place, s in failing(SLIPS[slip]) if slip != "no number" or place not in echoes] == []


def test_every_sentence_ends() -> None:
    ends = r"[^.!?:](?<![.!?]”)(?<!…)$"
    titles = {scenario.title for scenario in SCENARIOS.values()}
    assert [sentence for _, sentence in failing(ends, WHOLE) if sentence not in titles] == []


def test_what_opens_also_closes() -> None:
    for _, said in sample().examples.values():
        sentence = re.sub("“[()]”", "", said)  # a bracket that is quoted
        assert [sentence.count(mark) for mark in "(“"] == [sentence.count(mark) for mark in ")”"], sentence
        assert sentence.count("`") % 2 == 0, sentence


def test_sentences_are_told_apart_by_more_than_their_numbers() -> None:
    assert pattern("J fell from 9.06 to −3 × 10⁻⁹ in 12,000 epochs.") == pattern("J fell from 400 to 10⁷ in 2 epochs.")
    assert pattern("It took 1 epochs.") != pattern("It took 2 epochs.") != pattern("It took 0 epochs.")
    assert pattern("Along a + b, it stops.") == pattern("Along w₁ − log σ, it stops.")
    parts = ["J fell.", "It is 2.5 now!", "*So* it is.", "- One", "- Two"]
    assert sentences("J fell. It is 2.5 now! *So*\nit is.\n\n- One\n- Two") == parts
