"""From a file to a design matrix."""
