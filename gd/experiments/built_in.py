"""Where the built-in tables are."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
DATA = next(folder for folder in (_PACKAGE / "data", _PACKAGE.parent / "data") if folder.is_dir())
"""The built-in tables: in the package where it is installed from a wheel, beside it in the project."""
