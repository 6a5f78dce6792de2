"""Typed formulas: `python -m tests.expression` tries 10,000 hostile texts, of which `test_hostile.py` tries some."""
