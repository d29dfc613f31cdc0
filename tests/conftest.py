"""Settings of every Python test: the path of tests/spate.py, --no-kafka, and the marker not_sanitized."""
import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def pytest_addoption(parser):
    parser.addoption("--no-kafka", action="store_true", help="skip tests that need a real Kafka")


def pytest_configure(config):
    config.addinivalue_line("markers", "not_sanitized(reason): skipped if spate was built with a sanitizer")


def pytest_collection_modifyitems(items):
    for item in items if "SPATE_SANITIZED" in os.environ else ():
        for mark in item.iter_markers("not_sanitized"):
            item.add_marker(pytest.mark.skip(reason=mark.args[0]))
