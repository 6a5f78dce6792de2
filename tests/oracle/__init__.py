"""An oracle for every sentence, badge and mark: plain loops and 80 digits, nothing of gd.theory or gd.explain.

`python -m tests.oracle --every` puts the page's words about a grid of runs to it; `test_grid.py` runs a sample.
"""
