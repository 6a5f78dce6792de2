"""A table that was loaded, as it was read: the program and the notebook read it."""

import streamlit as st

from gd.experiments.experiment import Experiment
from gd.explain.table_code import clean_name
from gd.page.session import Workbench
from gd.tables.dataset import Dataset

DOWNLOAD_ICON = ":material/download:"


def cleaned_table(experiment: Experiment, bench: Workbench) -> None:
    """Offer the table if the run is of one that was loaded, with its rows."""
    if experiment.settings.problem == "table" and isinstance(bench.table, Dataset):
        name = clean_name(bench.name)
        st.download_button("Cleaned table", bench.table.to_csv, name, "text/csv", on_click="ignore", icon=DOWNLOAD_ICON)
