"""Charts of a run as Vega-Lite specifications with their datasets."""
