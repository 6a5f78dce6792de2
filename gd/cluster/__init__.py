"""Tables whose rows lie on many machines: `sum_over_rows` runs gradient descent where they lie, with Dask."""
