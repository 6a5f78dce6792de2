"""What Streamlit's Markdown would act on is escaped; tests/browser/test_plain.py looks at what becomes of it."""

import re

import pytest

from gd.page.markdown import APART, escaped
from tests.payloads import PAYLOADS


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a_b", r"a\_b"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("12.", r"12\."),
        ("123. a", r"123\. a"),
        ("12. a", r"12\. a"),
        ("0.5, −1 - 2", "0.5, −1 - 2"),
        ("  a\n\n    b ", "a b"),
        ("WWW.a.org", "WWW:small[].a.org"),
        ("http://a.org", r"http\::small[]//a.org"),
        ("a@b.org", r"a:small[]\@b.org"),
        ("@b", r"\@b"),
        (":+1:", r"\::small[]\+1\:"),
        ("a: 2", r"a\: 2"),
        (":material/home:", r"\::small[]material/home\:"),
        ("a <-> b", r"a \<:small[]\-:small[]\> b"),
        ("a\u202e", "a⟨U+202E⟩"),
    ],
)
def test_what_markdown_would_act_on_is_escaped(name: str, written: str) -> None:
    assert escaped(name) == written


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_without_the_marks_it_is_what_was_given(payload: str) -> None:
    assert re.sub(r"\\(.)", r"\1", escaped(payload).replace(APART, "")) == payload
