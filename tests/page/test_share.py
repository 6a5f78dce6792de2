"""“Share”: the link and its fingerprint, the teacher's view, the snippet for another page, and the QR code."""

import re
from html import unescape
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
import zxingcpp
from PIL import Image
from streamlit.testing.v1 import AppTest

from gd.page import address
from gd.page.hide import PARTS
from gd.page.qr import QUIET, qr_code
from gd.page.share import MOST_IN_QR
from tests.page.app import opened, press, shown, uploaded

ROWS = "a,b\n" + "\n".join(f"{i},{i * i}" for i in range(9))


def query(link: str) -> dict[str, list[str]]:
    return parse_qs(link.partition("?")[2], keep_blank_values=True)


def again(page: AppTest) -> AppTest:
    """The run is done: Share has its fingerprint from the next time on."""
    return page.run()


def promises(page: AppTest) -> bool:
    return "The link promises final weights with the fingerprint" in shown(page)


def test_the_link_has_the_fingerprint_of_a_run_that_is_done_and_it_is_shown() -> None:
    page = again(opened(problem="parabola"))
    assert query(page.code[0].value)["result"] == ["0.024759"]
    assert "Fingerprint of the final weights: 0.024759." in shown(page)
    assert "result" not in page.query_params


@pytest.mark.parametrize("problem", ["ravine", "line", "dummy-trap", "function"])
def test_an_opened_link_that_keeps_its_promise_is_not_talked_about(problem: str) -> None:
    link = query(again(opened(problem=problem)).code[0].value)
    assert not promises(opened(**link))


def test_another_result_than_the_link_promises_is_said_with_both() -> None:
    page = opened(problem="parabola", result="0.03")
    assert "promises final weights with the fingerprint 0.03; here they have 0.024759." in shown(page)
    assert "changed by hand" in shown(page)
    page.toggle(key="more").set_value(True).run()
    assert promises(page)  # the run is the one that was opened
    page.number_input(key="epochs").set_value(31).run()
    assert not promises(page)
    page.number_input(key="epochs").set_value(30).run()
    assert not promises(page)  # it is over


@pytest.mark.parametrize("text", ["abc", "nan", "inf", "", "<b>", "1e999", "0" * 21, "١"])
def test_a_result_that_is_no_number_is_named(text: str) -> None:
    page = opened(problem="parabola", result=text)
    assert f"result=“{text}” in the link is not a number, so nothing is compared with it." in shown(page)
    assert not promises(page)


def test_another_file_than_the_links_is_noticed_once_it_is_loaded() -> None:
    link = query(again(uploaded(ROWS.encode())).code[0].value)
    assert "result" in link
    for rows, differs in ((ROWS, False), (ROWS.replace("8,64", "8,65"), True)):
        page = opened(**link)
        assert not promises(page)
        page.file_uploader(key="upload").upload("mine.csv", rows.encode(), "text/csv").run()
        assert promises(page) is differs
        assert ("Your table may not be the one that it was made with." in shown(page)) is differs


def test_a_run_without_weights_has_no_fingerprint() -> None:
    page = again(opened(problem="function", f="log(x)", w0="-1"))
    assert "result" not in query(page.code[0].value)
    assert not promises(opened(problem="function", f="log(x)", w0="-1", result="1"))


def test_what_the_teacher_hides_is_hidden_from_others_only() -> None:
    page = opened(problem="parabola")
    page.multiselect(key="hide").set_value(["verdict", "sidebar"]).run()
    assert query(page.code[0].value)["hide"] == ["sidebar,verdict"]
    assert query(unescape(page.code[1].value))["hide"] == ["sidebar,verdict"]
    assert "hide" not in page.query_params
    assert "Converged" in shown(page)
    page = opened(problem="parabola", hide="verdict")
    assert page.multiselect(key="hide").value == ["verdict"]
    page.multiselect(key="hide").set_value([]).run()
    assert "hide" not in query(page.code[0].value)
    page.number_input(key="epochs").set_value(7).run()
    assert page.query_params["hide"] == "verdict"


def test_every_part_that_can_be_hidden_is_offered_by_a_title_of_its_own() -> None:
    page = opened(problem="parabola")
    assert page.multiselect(key="hide").options == [part.title for part in PARTS.values()]
    assert len({part.title for part in PARTS.values()}) == len(PARTS)


def test_the_snippet_shows_the_same_run_in_another_page() -> None:
    page = again(opened(problem="function", f='x^2 + 3"<y', w0="1,2", axis="log-log"))
    snippet = page.code[1].value
    (source,) = re.findall(r'src="([^"]*)"', snippet)
    assert "<" not in source
    assert {"embed": ["true"], **query(page.code[0].value)} == query(unescape(source))


@pytest.mark.parametrize("key", ["plane", "details", "more", "axis", "basins", "hide", "result", "epoch", "starts"])
@pytest.mark.parametrize(
    "text", ["", "\0", "🙂" * 50, "a" * 5000, ",".join("abc" * 300), "-1", "<script>", "%00", "ﬁ", "١"]
)
def test_whatever_a_link_says_of_what_is_seen_the_page_goes_on(key: str, text: str) -> None:
    page = opened(problem="function", **{key: [text, text]})
    assert not page.exception
    assert "J fell" in shown(page)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:8501", True),
        ("http://127.0.0.1:8501/", True),
        ("http://[::1]:8501", True),
        ("http://192.168.1.7:8501", False),
        ("https://localhost.example.edu/gd", False),
        (None, False),
    ],
)
def test_an_address_that_leads_nobody_else_here_is_told(
    monkeypatch: pytest.MonkeyPatch, url: str | None, here: bool
) -> None:
    monkeypatch.setattr(address, "st", SimpleNamespace(context=SimpleNamespace(url=url)))
    page = again(opened(problem="parabola"))
    assert ("This address works on this computer only" in shown(page)) is here


def test_share_is_made_only_where_it_is_open() -> None:
    page = opened(problem="parabola")
    page.session_state["share"] = False
    assert len(page.run().code) == 0


def decoded(svg: str) -> list[str]:
    """What a decoder of its own reads in a picture of the code, drawn from the SVG's runs of dark modules."""
    side = int(re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)[1])
    assert re.search(r'<path[^>]*fill="#fff"', svg)
    assert re.search(r'stroke="#000"', svg)
    picture = Image.new("L", (side, side), 255)
    x, y = 0.0, 0.0
    (path,) = re.findall(r'd="(M\d+ [\d.]+h[^"]*)"[^>]*/>', svg)[-1:]
    for command, numbers in re.findall(r"([Mmh])([-\d. ]*)", path):
        values = [float(n) for n in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            for column in range(int(x), int(x + values[0])):
                picture.putpixel((column, int(y)), 0)
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    assert picture.crop((0, 0, side, QUIET)).getextrema() == (255, 255)
    return [
        found.text for found in zxingcpp.read_barcodes(picture.resize((side * 4, side * 4), Image.Resampling.NEAREST))
    ]


@pytest.mark.parametrize("length", [20, 60, 150, 500, 1000, 2000])
def test_a_qr_code_holds_a_link_of_any_length_that_the_page_makes(length: int) -> None:
    text = ("http://127.0.0.1:8501/?v=1&problem=ravine&pin=lr%3D0.02%26name%3D" + "abc%20é" * 400)[:length]
    assert decoded(qr_code(text)) == [text]


def test_the_qr_code_is_asked_for_and_holds_the_shortest_link() -> None:
    page = again(opened(problem="ravine", axis="log-log"))
    page = press(page, "QR code")
    assert page.session_state["share"] is False
    assert any(element.value.endswith("?v=1&problem=ravine&axis=log-log") for element in page.code)


def test_a_link_that_no_qr_code_holds_is_offered_as_none() -> None:
    link: dict[str, str | list[str]] = {"problem": "table", "features": ["x" * 100 + str(k) for k in range(24)]}
    enough, more = (opened(**link, target="y" * n) for n in (1, 200))
    shown(enough), shown(more)
    sizes = [len(next(code.value for code in page.code)) for page in (enough, more)]
    assert sizes[0] < MOST_IN_QR < sizes[1]
    assert [any(button.key == "qr" for button in page.button) for page in (enough, more)] == [True, False]
    assert "too long for a QR code" in shown(more)
    assert qr_code("x" * MOST_IN_QR)
