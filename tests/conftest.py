"""For every test: Hypothesis tries the same examples at each run, and never by the clock."""

from hypothesis import settings

settings.register_profile("the same every time", derandomize=True, deadline=None)
settings.load_profile("the same every time")
