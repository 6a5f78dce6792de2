"""A visitor's choices as settings, and the experiment and run that follow from them."""
