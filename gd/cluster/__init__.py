"""Rows that lie on many machines, with Dask: `sum_over_rows` runs descent where they lie."""
