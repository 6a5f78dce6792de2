"""Pinned runs: named, hidden, compared, and carried by the link."""

from gd.text import escaped
from tests.page.app import charts, link, opened, press, shown, with_rate


def test_a_pinned_run_stays_while_the_settings_change_and_is_in_the_link() -> None:
    page = press(opened(problem="parabola"), "Pin this run")
    page = with_rate(page, 0.3)
    assert page.text_input(key=next(t.key for t in page.text_input if t.key.startswith("name 0"))).label == "η = 0.1"
    assert link(page)["pin"] == "lr=0.1"
    assert link(opened(**link(page)))["pin"] == "lr=0.1"
    page = press(press(page, "Use"), "Remove")
    assert page.session_state.lr == 0.1
    assert "pin" not in link(page)


def test_a_pin_can_be_named_and_hidden() -> None:
    page = press(opened(problem="parabola"), "Pin this run")
    page = next(t for t in page.text_input if t.key.startswith("name 0")).set_value("slow").run()
    page = press(page, "Hide")
    assert link(page)["pin"] == "name=slow&hidden=1"
    assert link(press(page, "Show"))["pin"] == "name=slow"


def test_four_rates_are_pinned_at_once() -> None:
    page = press(opened(problem="ravine"), "Compare four rates")
    names = [t.label for t in page.text_input if t.key.startswith("name ")]
    assert names == ["too small", "fastest", "at the limit", "too large"]


def test_before_a_run_and_with_another_optimizer_there_is_nothing_to_compare() -> None:
    for page in (opened(problem="table"), opened(problem="ravine", rule="adam")):
        assert next(b for b in page.button if b.label == "Compare four rates").disabled


def test_where_no_rate_leads_anywhere_that_is_said() -> None:
    page = press(opened(problem="ravine", goal="maximise"), "Compare four rates")
    assert "none that may be set leads to an optimum" in shown(page)


def test_a_pinned_run_lies_over_the_pictures_until_it_is_hidden() -> None:
    page = press(opened(problem="ravine"), "Pin this run")
    page = with_rate(page, 0.02)
    pinned = [tables["pinned"] for _, tables in charts(page) if "pinned" in tables]
    assert len(pinned) == 3
    assert pinned[0]["run"].unique().tolist() == ["η = 0.076"]
    assert not any("pinned" in tables for _, tables in charts(press(page, "Hide")))


def test_pinned_runs_begin_where_this_one_does_unless_asked_otherwise() -> None:
    page = opened(problem="ravine", init="normal", seed="1", pin="lr=0.02&seed=2")

    def starts() -> set[tuple[float, float]]:
        tables = next(tables for _, tables in charts(page) if "lines" in tables)
        return {(float(t["x"].iloc[0]), float(t["y"].iloc[0])) for t in (tables["frames"], tables["pinned"])}

    assert len(starts()) == 1
    page = page.toggle(key="own_starts").set_value(True).run()
    assert len(starts()) == 2
    assert link(page)["starts"] == "own"


def test_pins_with_the_same_name_are_told_apart() -> None:
    page = opened(problem="parabola", pin=["lr=0.2&name=a", "lr=0.3&name=a"])
    pinned = next(tables["pinned"] for _, tables in charts(page) if "pinned" in tables)
    assert pinned["run"].unique().tolist() == ["a", "a (2)"]


def test_a_pins_name_is_not_markdown() -> None:
    page = opened(problem="parabola", pin="lr=0.2&name=![x](//ev.il.test/a.png)")
    label = next(t.label for t in page.text_input if t.key.startswith("name 0"))
    assert label == escaped("![x](//ev.il.test/a.png)") == r"\!\[x\]\(//ev.il.test/a.png\)"
