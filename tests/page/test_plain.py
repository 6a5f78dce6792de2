"""What visitors give, in every place of the page that shows it: what Streamlit would read as markup is escaped."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from gd.page.markdown import APART, escaped
from tests.page.app import chip, opened, press, tab

MARK = r"![\"<q>](//e.test)@$&"
"""No part of the page itself has such a text in it; of names, something is put before it."""
LONG = ",".join(["0.123456789"] * 40)
AS_IT_IS = {
    ("VegaLiteChart", "spec"),
    ("BidiComponent", "json"),
    ("Code", "code_text"),
    ("DownloadButton", "file_name"),
    ("MultiSelect", "options"),
    ("MultiSelect", "raw_values"),
    ("Selectbox", "options"),
    ("Selectbox", "raw_value"),
    ("TextInput", "default"),
    ("TextInput", "placeholder"),
    ("TextInput", "value"),
}
"""The kinds of elements, and their fields, that show a text as it is: tests/browser/test_plain.py has looked."""


def strings(message: Message) -> Iterator[tuple[str, str, str]]:
    """Every text in a message: the kind of message it is a field of, the field, and the text."""
    for field, value in message.ListFields():
        for one in value if field.is_repeated else [value]:
            if isinstance(one, Message):
                yield from strings(one)
            elif isinstance(one, str):
                yield message.DESCRIPTOR.name, field.name, one


def marked(page: AppTest) -> set[tuple[str, str]]:
    """Where on the page the mark is seen; of those that aren't known to show it as it is, each must be escaped."""
    assert not page.exception, [e.message for e in page.exception]
    found = set()
    for element in elements(page._tree):
        for kind, field, text in strings(element.proto):
            if "e.test" in text:
                found.add((kind, field))
                if (kind, field) not in AS_IT_IS:
                    assert MARK not in text, (kind, field, text)
                    assert escaped(MARK) in text, (kind, field, text)
                else:
                    assert APART not in text, (kind, field, text)
    return found


def elements(block: Any) -> Iterator[Any]:
    """All elements of the page, also those inside others."""
    for child in block.children.values():
        if hasattr(child, "children"):
            if getattr(child, "proto", None) is not None:
                yield child
            yield from elements(child)
        else:
            yield child


TOLD, LINK, CHIP, CHART = ("Alert", "body"), ("Code", "code_text"), ("Popover", "label"), ("VegaLiteChart", "spec")
OPTION, CHOSEN, NOTE = ("Selectbox", "options"), ("MultiSelect", "options"), ("Markdown", "body")
NAMED = f"name={quote(MARK)}"
QUERIES: dict[str, tuple[dict[str, str | list[str]], set[tuple[str, str]]]] = {
    "a key": ({"problem": "parabola", MARK: "1"}, {TOLD}),
    "values": (dict.fromkeys(["problem", "lr", "epochs", "v", "axis", "epoch", "starts", "init", "w0"], MARK), {TOLD}),
    "what is seen": (dict.fromkeys(["axis", "plane", "more", "details", "hide", "basins", "result"], MARK), {TOLD}),
    "columns": ({"problem": "table", "target": MARK, "features": ["a", MARK]}, {LINK}),
    "a table": ({"problem": "table", "table": f"{MARK}_3x2_abcdefgh"}, {TOLD}),
    "no table": ({"problem": "table", "table": MARK, "data": MARK}, {TOLD}),
    "weights": ({"problem": "likelihood", "init": "given", "w0": MARK}, {TOLD}),
    "names of pins": ({"problem": "ravine", "pin": [f"lr=0.0{k}&{NAMED}" for k in range(1, 7)]}, {CHIP, CHART, LINK}),
    "a pin that can't be read": ({"problem": "parabola", "pin": f"{NAMED}&lr={quote(MARK)}"}, {TOLD}),
    "a pin that can't be run": ({"starts": "own", "pin": f"init=given&w0=1,2&{NAMED}"}, {TOLD, CHIP, LINK}),
    "pins that don't fit": ({"pin": [f"lr=0.{k}&init=given&w0={LONG}&{NAMED}" for k in range(1, 7)]}, {NOTE}),
    "a formula": ({"problem": "function", "f": MARK}, {LINK, ("TextInput", "value")}),
}


@pytest.mark.parametrize(("query", "seen"), QUERIES.values(), ids=QUERIES)
def test_what_a_link_says_is_no_markup(query: dict[str, str | list[str]], seen: set[tuple[str, str]]) -> None:
    assert marked(opened(**query)) >= seen


def test_a_chip_that_is_open_shows_the_name_as_it_is() -> None:
    page = chip(opened(problem="parabola", pin=f"lr=0.3&{NAMED}"))
    assert marked(page) >= {("TextInput", "value"), ("TextInput", "placeholder")}
    assert page.text_input(key="name-0").placeholder == MARK


def table(*names: str, category: bool = True) -> bytes:
    """A file with these columns of numbers, a category of two levels with such names, and columns that are left out."""
    rng, text = np.random.default_rng(0), io.StringIO()
    rows = rng.normal(size=(12, len(names))).round(3).tolist()
    write = csv.writer(text)
    write.writerow([*names, *(["kind" + MARK, "same" + MARK, "no" + MARK] if category else [])])
    for k, row in enumerate(rows):
        write.writerow([*row, *([f"{'uv'[k % 2]}{MARK}", f"always{MARK}", ""] if category else [])])
    return text.getvalue().encode()


TABLES = {
    "several": ([f"{k}{MARK}" for k in range(5)], True),
    "one feature": (["x" + MARK, "y" + MARK], False),
}


@pytest.mark.parametrize(("names", "category"), TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("rule", ["plain", "adam"])
def test_what_a_table_says_is_no_markup(names: list[str], category: bool, rule: str) -> None:
    page = opened(problem="table", rule=rule, drop_first="0")
    page = page.file_uploader(key="upload").upload(MARK + ".csv", table(*names, category=category), "text/csv").run()
    page.session_state["more"] = True
    page.session_state.features = [name for name in (*names[:-1], "kind" + MARK) if category or name in names]
    seen = marked(press(page.run(), "Pin this run"))
    assert seen >= {NOTE, LINK, CHART, OPTION, CHOSEN, ("BidiComponent", "json")}
    for detail in ("Weights", "Why", "Step by step", "Dependent columns", "Code", "Download"):
        marked(tab(page, detail))


REFUSED = {
    "no numbers": f"{MARK},{MARK}x\n{MARK},b\n",
    "one column that can be used": f"x{MARK},c{MARK}\n1,1\n2,1\n",
    "cells too many": f"a,b\n1,2,3,4,{MARK}\n1,2\n",
    "folded": f'{{"format": "{MARK}"}}',
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_is_said_of_a_file_that_is_refused_is_no_markup(content: str) -> None:
    page = opened(problem="table").file_uploader(key="upload").upload(f"{MARK}.csv", content.encode(), "text/csv").run()
    marked(page)
    assert page.error


@pytest.mark.parametrize(("n", "told"), [(9, 9), (10, 10), (11, 11), (500, 11)])
def test_of_very_many_sentences_on_a_link_the_first_are_shown(n: int, told: int) -> None:
    page = opened(**{f"key{k}": "1" for k in range(n)})
    assert len(page.warning) == told
    if n > 10:
        assert page.warning[-1].value == f"{n - 10} more value{'s' * (n > 11)} of the link can't be used."


def test_a_formula_that_is_pointed_at_stands_in_one_line_in_which_each_character_has_a_place() -> None:
    page = opened(problem="function", f="x^2 +\n\u202e\t!")
    assert page.code[-1].value == "x^2 + \N{REPLACEMENT CHARACTER} !\n      ^"
