"""What is told of a run: formulas, code, sentences and lessons."""
