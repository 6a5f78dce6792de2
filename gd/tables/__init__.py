"""From a file to a regression.

A CSV file in memory goes through `decode` (bytes to text), `dialect` (separator, decimal mark) and `header` (where
the table begins), `parse` (cells), `columns` and `cells` (numbers or categories), and is then a `dataset.Dataset`.
`regression.fold_table` folds a choice of its columns, which `design` turns into a matrix; `first_choice` makes that
choice where nobody has.

Files larger than memory are folded chunk by chunk by `fold`: `several` (CSV, each a `stream`, which `batches` cuts into
texts) or `parquet` reads them, `readers` make numbers of the cells, `odd_cells` keeps what stands in those that hold
none, each chunk becomes a `part`, and `passes` merges these to a `folded` table. `cluster` folds rows that lie on many
machines, `cluster_files` files that many can read.
"""
