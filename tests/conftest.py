"""For every test in Python: finds tests/spate.py, and lets real Kafka be left out, and what a sanitizer would spoil."""
import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def pytest_addoption(parser):
    parser.addoption("--no-kafka", action="store_true", help="skip what needs a real Kafka")


def pytest_configure(config):
    config.addinivalue_line("markers", "not_sanitized(reason): not for a spate that was built with a sanitizer")


def pytest_collection_modifyitems(items):
    for item in items if "SPATE_SANITIZED" in os.environ else ():
        for mark in item.iter_markers("not_sanitized"):
            item.add_marker(pytest.mark.skip(reason=mark.args[0]))
