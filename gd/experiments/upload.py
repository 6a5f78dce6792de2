"""Uploaded files: a CSV file or a folded table."""

from gd.experiments.settings import MAX_FEATURES, MAX_FILE_BYTES, MAX_FILE_COLUMNS
from gd.factor import Factor
from gd.tables.dataset import read_csv
from gd.tables.regression import FoldedFile, Table
from gd.text import DataError, amount


def read_table(content: bytes) -> Table:
    """Read an uploaded file. Raises DataError if it isn't a table or exceeds the limits in `settings`."""
    if content.lstrip()[:1] != b"{":
        return read_csv(content, max_bytes=MAX_FILE_BYTES, max_columns=MAX_FILE_COLUMNS)
    try:
        factor = Factor.from_json(content.decode())
    except ValueError as error:  # UnicodeDecodeError is a subclass
        raise DataError(str(error)) from None
    if len(factor.columns) > MAX_FEATURES:
        raise DataError(
            f"The folded table has {amount(len(factor.columns), 'column')}; this page takes at most {MAX_FEATURES}. "
            "Fold fewer features."
        )
    return FoldedFile(factor)
