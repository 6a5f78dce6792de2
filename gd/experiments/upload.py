"""What a visitor hands in: a CSV file, or a table that came folded."""

from gd.experiments.settings import MAX_FEATURES, MAX_FILE_BYTES, MAX_FILE_COLUMNS
from gd.factor import Factor
from gd.tables.dataset import read_csv
from gd.tables.regression import FoldedFile, Table
from gd.text import DataError, amount


def read_table(content: bytes) -> Table:
    """The table of an uploaded file. DataError if there is none in it, or it is larger than `settings` allows."""
    if content.lstrip()[:1] != b"{":
        return read_csv(content, max_bytes=MAX_FILE_BYTES, max_columns=MAX_FILE_COLUMNS)
    try:
        factor = Factor.from_json(content.decode())
    except ValueError as error:  # of which a UnicodeDecodeError is one
        raise DataError(str(error)) from None
    if len(factor.columns) > MAX_FEATURES:
        raise DataError(
            f"The folded table has {amount(len(factor.columns), 'column')}; this page takes at most {MAX_FEATURES}. "
            "Fold fewer features."
        )
    return FoldedFile(factor)
