"""Runs of the page at the same time: one reads a file while another begins, looks, or finds the file gone."""

import threading
from typing import Any

import pytest
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile, UploadedFileRec

from gd.page import uploads
from gd.page.session import Session
from gd.page.tab import Tab
from tests.page.test_interrupted_upload import Interrupted
from tests.page.test_uploads import FILES


class State(dict[str, Any]):
    """What Streamlit keeps of a visit."""

    problem = "table"


class Lock:
    """A lock that tells when somebody comes to it for the second time."""

    def __init__(self) -> None:
        self.lock, self.came, self.twice = threading.Lock(), 0, threading.Event()

    def __enter__(self) -> None:
        self.came += 1
        if self.came == 2:
            self.twice.set()
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()


def visit_with(monkeypatch: pytest.MonkeyPatch, file: UploadedFile | DeletedFile) -> Session:
    visit = Session()
    visit.tab.reading = Lock()  # type: ignore[assignment]
    monkeypatch.setattr(uploads, "session", lambda: visit)
    monkeypatch.setattr(uploads, "state", State(upload=file))
    monkeypatch.setattr(uploads, "_fit", lambda _: None)
    return visit


def sent(number: str = "1") -> UploadedFile:
    return UploadedFile(UploadedFileRec(number, "mine.csv", "text/csv", FILES["comma"]), FileURLs())


def test_a_run_that_begins_while_a_file_is_read_waits_for_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = visit_with(monkeypatch, sent())
    later = threading.Thread(target=uploads.take_file)

    def begin_another() -> None:
        later.start()
        assert visit.tab.reading.twice.wait(timeout=10)  # type: ignore[attr-defined]

    reading = Interrupted(monkeypatch, "read_table", begin_another)
    uploads.take_file()
    later.join()
    assert reading.calls == 1
    assert visit.own.table


def test_a_file_that_comes_just_as_another_is_used_isnt_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = visit_with(monkeypatch, sent("1"))
    noting, looking = Lock(), threading.Thread(target=uploads._look)

    class Slow(Tab):
        """While the first file's table is taken, the next file is there, and another run of the page looks at it."""

        def __setattr__(self, name: str, value: Any) -> None:
            if name == "unfitted" and value and not looking.ident:
                monkeypatch.setattr(uploads, "state", State(upload=sent("2")))
                noting.came = 1
                looking.start()
                while looking.is_alive() and not noting.twice.is_set():
                    pass
            super().__setattr__(name, value)

    visit.tab = Slow(noting=noting)  # type: ignore[arg-type]
    uploads.take_file()
    looking.join()
    assert visit.tab.in_uploader == "2"
    assert visit.tab.unread
    assert visit.tab.unread.file_id == "2"


def test_who_takes_a_file_out_while_it_is_read_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = visit_with(monkeypatch, sent())

    def take_out() -> None:
        monkeypatch.setattr(uploads, "state", State(upload=None))
        took_out.start()
        while took_out.is_alive() and visit.tab.reading.came < 2:  # type: ignore[attr-defined]
            pass
        assert not took_out.is_alive()

    took_out = threading.Thread(target=uploads.take_file)
    Interrupted(monkeypatch, "read_table", take_out)
    uploads.take_file()
    assert visit.own.table is None


def test_a_file_that_is_gone_is_missed_only_if_it_wasnt_read(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = visit_with(monkeypatch, sent("1"))
    uploads.take_file()
    table = visit.own.table
    assert table
    for number, said in (("1", ""), ("2", "The file that was sent isn't here any more. Load it again.")):
        monkeypatch.setattr(uploads, "state", State(upload=DeletedFile(number)))
        uploads.take_file()
        assert visit.upload_error == said
        assert visit.own.table is table


def test_what_was_read_is_no_longer_held(monkeypatch: pytest.MonkeyPatch) -> None:
    file = sent()
    visit = visit_with(monkeypatch, file)
    uploads.take_file()
    assert visit.tab.unread is None
    assert (file.name, file.getvalue()) == ("mine.csv", b"")
