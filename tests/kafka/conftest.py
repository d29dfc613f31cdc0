"""Fixtures: a real broker, and a topic name for each test. Tests that do not disturb the broker share it."""
import pathlib
import sys
import zlib

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def pytest_collection_modifyitems(config, items):
    if config.getoption("--no-kafka"):
        for item in items:
            item.add_marker(pytest.mark.skip(reason="--no-kafka"))


@pytest.fixture(scope="session")
def kafka():
    from cluster import Cluster
    with Cluster() as cluster:
        yield cluster


@pytest.fixture
def topic(request):
    """A topic name that no other test uses, short enough for a stream name."""
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)
    return f"{name[5:40]}-{zlib.crc32(name.encode()):08x}"
