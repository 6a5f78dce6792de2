"""Settings for every test: Hypothesis tries the same examples in each run, without time limits."""

import numpy as np
from hypothesis import settings
from threadpoolctl import threadpool_info

settings.register_profile("the same every time", derandomize=True, deadline=None)
settings.load_profile("the same every time")


def pytest_report_header() -> str:
    """What the last digits depend on: NumPy and the kernel that its linear algebra has chosen for this processor."""
    kernels = [library["architecture"] for library in threadpool_info() if library["user_api"] == "blas"]
    return f"numpy {np.__version__}, BLAS for {', '.join(kernels) or 'an unknown processor'}"
