"""From a file to a regression.

A CSV file in memory goes through `decode` (bytes to text), `dialect` (separator, decimal mark) and `header` (where
the table begins), `parse` (cells), `columns` and `cells` (numbers or categories), and is then a `dataset.Dataset`.
`regression.fold_table` folds a choice of its columns, which `design` turns into a matrix; `first_choice` makes that
choice where nobody has.

A file larger than memory is folded chunk by chunk by `fold`: `stream` reads it, `readers` make numbers of its cells
and `passes` makes factors of its chunks. `cluster` folds rows that lie on many machines.
"""
