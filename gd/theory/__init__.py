"""What can be said of a run before it is made, and what became of it: NumPy alone."""
