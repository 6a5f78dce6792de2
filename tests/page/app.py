"""Helpers that open the page without a browser and operate it as a visitor would."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pyarrow as pa
from streamlit.testing.v1 import AppTest

from gd.experiments.scenarios import TUTORIAL
from gd.page.markdown import APART

PAGE = str(Path(__file__).parents[2] / "dashboard.py")
BUILT_IN = TUTORIAL


def opened(**query: str | list[str]) -> AppTest:
    """Open the page with a link, and unfold what is rarely changed."""
    page = AppTest.from_file(PAGE, default_timeout=60)
    page.session_state["method"] = page.session_state["share"] = True
    page.query_params.update({"v": "1", **query} if query else {})
    return page.run()


def shown(page: AppTest) -> str:
    """All text on the page, including exceptions."""
    assert not page.exception, [e.message for e in page.exception]
    kinds = [page.markdown, page.caption, page.warning, page.error, page.info, page.latex]
    markdown = "\n".join(element.value for kind in kinds for element in kind)
    return re.sub(r"\\([^\w\s\\])", r"\1", markdown.replace(APART, ""))


def charts(page: AppTest) -> list[tuple[dict, dict[str, pd.DataFrame]]]:
    """The specification and the datasets of each chart."""
    return [
        (
            json.loads(element.proto.spec),
            {d.name: pa.ipc.open_stream(d.data.data).read_pandas() for d in element.proto.datasets},
        )
        for element in page.get("vega_lite_chart")
    ]


def link(page: AppTest) -> dict[str, str | list[str]]:
    """The query of the link that the Share popover shows, but for the fingerprint of a run that is done."""
    query = parse_qs(page.code[0].value.partition("?")[2], keep_blank_values=True)
    return {key: texts[0] if len(texts) == 1 else texts for key, texts in query.items() if key != "result"}


def tab(page: AppTest, name: str) -> AppTest:
    """Choose what the details show, and return the page."""
    page.session_state["details"] = name
    return page.run()


def weights_table(page: AppTest) -> pd.DataFrame:
    """The weights beside the exact ones."""
    return tab(page, "Weights").dataframe[0].value


def uploaded(content: bytes) -> AppTest:
    page = opened(problem="table")
    return page.file_uploader(key="upload").upload("mine.csv", content, "text/csv").run()


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def chip(page: AppTest, look: int = 0) -> AppTest:
    """Open the chip of the pin with this look."""
    page.session_state[f"chip-{look}"] = True
    return page.run()


def with_rate(page: AppTest, rate: float) -> AppTest:
    """Set the learning rate, as the instrument does when its track is let go."""
    page.session_state.lr = rate
    return page.run()


def instrument(page: AppTest) -> dict[str, Any]:
    """What the instrument gets from the page."""
    every: list[dict[str, Any]] = [json.loads(element.proto.json or "{}") for element in page.get("bidi_component")]
    (data,) = [data for data in every if "epochs" in data]
    return data
