"""For every test in Python: finds tests/spate.py, and lets real Kafka be left out."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def pytest_addoption(parser):
    parser.addoption("--no-kafka", action="store_true", help="skip what needs a real Kafka")
