"""Text about a run: formulas, code, sentences and lessons."""
