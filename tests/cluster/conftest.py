"""A cluster for the tests of a file."""

from collections.abc import Iterator

import pytest
from distributed import Client

from tests.cluster.local import local_cluster


@pytest.fixture(scope="module")
def workers() -> Iterator[Client]:
    """The client of two worker processes."""
    with local_cluster(2) as cluster, Client(cluster) as client:
        yield client
