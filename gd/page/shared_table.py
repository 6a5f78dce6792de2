"""The visitor's own table in the link: taken from it, put into it, and told apart from others."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlencode

from gd.experiments.keys import CARRIED, MARK, PACKED
from gd.experiments.mark import Mark, read_mark
from gd.experiments.pins import Pins
from gd.experiments.settings import Settings
from gd.experiments.table_link import columns_to_carry, mark_of, pack, unpack
from gd.page.session import Workbench, session
from gd.text import DataError, amount, quoted


def open_table(query: Mapping[str, Sequence[str]], problem: str) -> list[str]:
    """Take the table that a link holds or names; return a sentence for what can't be taken, or isn't what it names."""
    tab, given = session().tab, sorted(CARRIED & query.keys())
    tab.wanted, tab.table_note = None, ""
    if problem != "table":
        return [f"{quoted(key)} in the link does not apply to this problem and is left out." for key in given]
    named, packed = (query.get(key, [""])[-1] for key in (MARK, PACKED))
    wanted, present = read_mark(named), mark_in_use()
    refused = [f"table={quoted(named)} in the link doesn't name a table."] if named and not wanted else []
    if wanted and present and not wanted.differs_from(present):
        return refused  # the table in use is the same, and may hold more columns
    if packed:
        return refused + _take(packed, wanted)
    tab.wanted = wanted
    return [*refused, wanted.told_apart] if wanted and present else refused


def table_in_link(settings: Settings, pins: Pins, room: int) -> dict[str, str]:
    """What a link of at most `room` characters more says of the table: which it is, and what it holds if that fits."""
    own, mark = session().own, mark_in_use() or session().tab.wanted
    if settings.problem != "table" or mark is None:
        return {}
    named = {MARK: str(mark)}
    if own.table is None:
        return named
    room -= sum(len(f"&{urlencode(part)}") for part in (named, {PACKED: ""}))
    used = [(each.target, *each.features) for each in (settings, *(pin.settings for pin in pins))]
    packed = (_packed(own, columns) for columns in columns_to_carry(own.table, used))
    return named | next(({PACKED: text} for text in packed if 0 < len(text) <= room), {})


def about_the_table(link: Mapping[str, str | list[str]]) -> str:
    """Say how much of the table is in the link."""
    mark = mark_in_use()
    if mark is None or PACKED not in link:
        return (
            "The table itself is not in the link: whoever opens it loads the same file, and is told if it is another."
        )
    held = _columns(str(link[PACKED]))
    if held == mark.columns:
        return "The table is in the link: whoever opens it needs no file."
    return f"Of the table, the link holds {amount(held, 'column')}; whoever wants the others loads the same file."


def mark_in_use() -> Mark | None:
    """The mark of the visitor's table; where a link gave it, that of the whole table. None without a table."""
    own, given = session().own, session().tab.given
    table = own.table
    if table is None or given:
        return given if table else None
    return own.once(MARK, lambda: mark_of(table, own.name))


def is_partial() -> bool:
    """Whether the visitor's table is one of which a link held only some columns."""
    given, table = session().tab.given, session().own.table
    return given is not None and table is not None and len(table.names) < given.columns


def _packed(own: Workbench, columns: tuple[str, ...]) -> str:
    table = own.table
    return own.once((PACKED, columns), lambda: pack(table, columns)) if table else ""


@lru_cache(maxsize=100)
def _columns(packed: str) -> int:
    """How many columns a link holds."""
    return len(unpack(packed).names)


def _take(packed: str, wanted: Mark | None) -> list[str]:
    """Use the table that a link holds."""
    visit = session()
    try:
        table = unpack(packed)
    except DataError as error:
        visit.tab.wanted = wanted
        return [f"The table in the link can't be read. {error}"]
    real = mark_of(table, wanted.name if wanted else "table.csv")
    mark = wanted if wanted and wanted.columns > real.columns else real  # of the whole table
    visit.own, visit.tab.given = Workbench(table, mark.name), mark
    visit.tab.unread, visit.tab.unfitted = None, False  # a file that waits is older than the link
    if is_partial():
        held = f"{len(table.names)} of the table's {amount(mark.columns, 'column')}"
        return [f"The link holds {held}; load {mark.name} for the others."]
    return [wanted.told_apart] if wanted and wanted.differs_from(mark) else []
