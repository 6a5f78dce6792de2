"""A function that a person typed: its text → a tree → a graph of operations → J, its gradient and Hessian."""
