"""The page as it stands in the visitor's browser, where it may be older than the visit."""

import secrets
import threading
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from streamlit.runtime.uploaded_file_manager import UploadedFile

from gd.experiments.mark import Mark

if TYPE_CHECKING:
    from gd.page.session import Workbench


@dataclass
class Tab:
    """What a visit knows of the page in the browser: whence it came, what it was told, and what its link asks for."""

    visit: str = field(default_factory=partial(secrets.token_hex, 4))
    """The name by which the page tells this visit from one that a restarted server no longer knows."""
    came_back: bool = False
    """Whether the page is older than the visit."""
    answered: Any = 0
    """Which of its returns was answered last."""
    query: dict[str, list[str]] | None = None
    """The query of its address when that was last loaded or written; None before that."""
    replaced: list[dict[str, list[str]]] = field(default_factory=list)
    """The queries before it, until a message comes with it: one that was under way meanwhile names an older address."""
    wanted: Mark | None = None
    """The mark of the table that its link was made with, until a table is loaded."""
    table_note: str = ""
    """What is to be said of the table that was loaded, if it is another."""
    given: Mark | None = None
    """The mark of the whole table if the one in use is from a link, which may hold only some of its columns."""
    in_uploader: str | None = None
    """Streamlit's number of the file that the uploader holds; None while it is empty or not on the page."""
    before: "Workbench | None" = None
    """That of the table that was taken out of the uploader, until there is another."""
    unread: UploadedFile | None = None
    """The file that waits to be read."""
    reading: threading.Lock = field(default_factory=threading.Lock)
    """Held while a file is read: a run of the page that begins meanwhile waits for the table."""
    noting: threading.Lock = field(default_factory=threading.Lock)
    """Held while it is noted what became of a file; never for long."""
    unfitted: bool = False
    """Whether the controls wait to be fitted to the table that was read."""

    def forget(self, file: UploadedFile) -> None:
        """Let this file not wait any longer, if it does."""
        with self.noting:
            if self.unread is file:
                self.unread = None

    @property
    def upload_key(self) -> str:
        """The uploader's key. A page that came back gets a new one, for the file that it shows is no longer there."""
        return f"upload-{self.visit}" if self.came_back else "upload"
