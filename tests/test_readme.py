"""The README's example prints the output that the README shows, and its other statements are up to date."""

import contextlib
import io
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE, PRINTED = re.findall(r"```python\n(.*?)```\n\n```\n(.*?)```", README, re.DOTALL)[0]
"""The first program, and what stands below it: .ci/run tries them where gd is installed, too."""


def test_the_readme_names_all_that_a_link_can_hide() -> None:
    from gd.page.hide import PARTS

    hidden = README.partition("adds `hide=`")[2].partition("It is no lock")[0]
    assert set(re.findall(r"`(\w+)`", hidden)) == set(PARTS)


def test_the_example_prints_what_stands_below_it() -> None:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(EXAMPLE, {})
    assert output.getvalue() == PRINTED
    assert len(EXAMPLE.splitlines()) <= 10


def test_the_limits_are_those_of_the_code() -> None:
    from gd.experiments.settings import MAX_EPOCHS, MAX_FILE_BYTES, MAX_WEIGHTS

    assert f"{MAX_FILE_BYTES // 2**20} MB a file, {MAX_WEIGHTS} weights, {MAX_EPOCHS:,}" in README


def test_every_folder_has_its_line_in_the_layout() -> None:
    layout = README.partition("## How it is made")[2]
    folders = {file.parent.relative_to(ROOT).as_posix() for file in (ROOT / "gd").rglob("*.py")}
    assert {folder for folder in folders if f"\n{folder}/ " not in layout} == set()


def test_every_picture_is_there_and_small() -> None:
    pictures = [ROOT / path for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)]
    assert pictures
    assert all(0 < picture.stat().st_size < 300_000 for picture in pictures)
