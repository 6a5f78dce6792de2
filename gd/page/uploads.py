"""The visitor's own file, from the uploader until its table is in use and the controls fit it.

Whatever else the visitor changes meanwhile ends this run of the page at the next thing that it asks for, and to the run
that follows the file is no change any more. So each run looks at what there is, and a step counts only when it is done.
"""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile

from gd.experiments.first_run import choose_columns
from gd.experiments.table_link import mark_of
from gd.experiments.upload import read_table
from gd.page.memory import forget_upload
from gd.page.session import Workbench, fit_columns, offer_rate, session
from gd.tables.regression import Table
from gd.text import DataError

state = st.session_state


def take_file() -> None:
    """Use the file that the visitor has put into the uploader; before there are controls, which are set to fit it."""
    visit, tab = session(), session().tab
    _look()
    if state.problem != "table":  # the columns are then another table's: the file waits
        return
    if tab.unread:
        with tab.reading:
            if tab.unread:  # the run that read meanwhile may have been ended
                _read(tab.unread)
    if tab.unfitted and visit.own.table:
        _fit(visit.own.table)


def _look() -> None:
    """Notice a file that was put into the uploader, or taken out of it."""
    visit, tab = session(), session().tab
    if tab.upload_key not in state:  # it isn't on the page, and will be empty when it is
        tab.in_uploader = None
        return
    file = state[tab.upload_key]
    number = None if file is None else file.file_id
    with tab.noting:
        if number == tab.in_uploader:
            return
        visit.upload_error, tab.table_note, tab.unread = "", "", None
        if isinstance(file, DeletedFile):  # too many were sent at once
            visit.upload_error = "The file that was sent isn't here any more. Load it again."
        elif file is None:  # for good, or because another takes its place, which may be no table
            tab.before = visit.own if visit.own.table else tab.before
            visit.own, tab.given, tab.unfitted = Workbench(), None, False
        else:
            tab.unread = file
        tab.in_uploader = number


def _read(file: UploadedFile) -> None:
    """Read a file and use its table; an invalid file leaves the previous table in use, or brings it back."""
    visit, tab = session(), session().tab
    workbench, note, error = None, "", ""
    try:
        table = read_table(file.getvalue())
    except DataError as reason:
        error = str(reason)
    except Exception:  # not enough memory, say: the page must not fail again and again for the same file
        tab.forget(file)
        raise
    else:
        workbench = Workbench(table, file.name)
        wanted = tab.wanted or tab.given
        note = wanted.told_apart if wanted and wanted.differs_from(mark_of(table, file.name)) else ""
    # Nothing here asks Streamlit for anything, so that all of it is done or nothing.
    with tab.noting:
        if tab.unread is not file:  # another took its place meanwhile, or it was taken out
            return
        if workbench:
            tab.wanted = tab.given = None
        elif not visit.own.table:
            workbench = tab.before
        if workbench:
            visit.own, tab.before, tab.unfitted = workbench, None, True
        visit.upload_error, tab.table_note, tab.unread = error, note, None
    forget_upload(file)


def _fit(table: Table) -> None:
    """Choose columns that the table in use has, and a rate that suits them unless the visitor chose one."""
    visit = session()
    try:
        _, _, lacking = choose_columns(table, state.target, state.features)
        if lacking and visit.fitted:  # what is lacking are the previous table's columns: nobody asked for them here
            state.target, state.features = "", []
        elif lacking:  # said before the controls change, as this run may end in between
            visit.upload_error = " ".join(lacking)
        if refused := fit_columns():
            visit.upload_error = " ".join(refused)
        if state.lr == visit.offered_rate:
            offer_rate()
    except Exception:  # as in `_read`
        visit.tab.unfitted = False
        raise
    visit.tab.unfitted = False
