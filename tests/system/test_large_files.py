"""A file that takes seconds to read: a run is stopped, monitored and reloaded while spate reads it."""
import os
import re
import signal
import socket
import threading
import time

import pytest
from test_control import Api, address_of

from spate import TIMEOUT_FACTOR, Running, assert_account_balances, read_summary, write_scenario

SMALL = """
kafka: {bootstrap.servers: unused}
streams:
  - {topic: orders, rate: 200/s, partitions: 1, key: none, record: {v: one}}
"""
LARGE = SMALL + "  - {topic: old, rate: 10/s, partitions: 1, replay: {file: big.ndjson, loop: true}}\n"


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """A file that takes seconds to read: one record, then 700 MiB of blank lines."""
    path = tmp_path_factory.mktemp("big") / "big.ndjson"
    block = b"\n" * (1 << 20)
    with open(path, "wb") as file:
        file.write(b'{"id": 1}\n')
        for _ in range(700):
            file.write(block)
    yield path
    path.unlink()


class Manager:
    """A service manager that keeps its messages with their times."""

    def __init__(self, directory):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(directory / "notify"))
        self.environment = {**os.environ, "NOTIFY_SOCKET": str(directory / "notify"), "WATCHDOG_USEC": "2000000"}
        self.messages = []
        threading.Thread(target=self.receive, daemon=True).start()

    def receive(self):
        while True:
            self.messages.append((time.monotonic(), self.socket.recv(4096).decode()))

    def wait_for(self, pattern, timeout=20):
        deadline = time.monotonic() + timeout * TIMEOUT_FACTOR
        while not any(re.search(pattern, text) for _, text in list(self.messages)):
            assert time.monotonic() < deadline, self.messages[-5:]
            time.sleep(0.01)

    def longest_silence(self):
        pings = [at for at, text in self.messages if "WATCHDOG=1" in text]
        return max(later - earlier for earlier, later in zip(pings, pings[1:]))


def test_signal_during_file_reading_ends_the_start(tmp_path, big):
    manager = Manager(tmp_path)
    (tmp_path / "big.ndjson").symlink_to(big)
    with Running("run", write_scenario(tmp_path, LARGE), "--sink", "null", "--metrics", "off",
                 env=manager.environment) as run:
        manager.wait_for(r"STATUS=Starting: reading files, \d+ % of 734 MB")
        run.send(signal.SIGTERM)
        stopped_at = time.monotonic()
        assert run.finish() == 3 and "stopped before the first record" in run.log
        assert time.monotonic() - stopped_at < 2 * TIMEOUT_FACTOR
        assert any("WATCHDOG=1" in text for _, text in manager.messages)


def test_run_continues_while_a_reload_reads_a_file(tmp_path, big):
    manager = Manager(tmp_path)
    (tmp_path / "big.ndjson").symlink_to(big)
    with Running("run", write_scenario(tmp_path, SMALL), "--sink", "null", "--metrics", "127.0.0.1:0", "--summary",
                 tmp_path / "summary.json", env=manager.environment) as run:
        api = Api(address_of(run))
        api.wait("orders", lambda stream: stream["delivered"] > 0)
        write_scenario(tmp_path, LARGE)
        run.send(signal.SIGHUP)
        manager.wait_for(r"STATUS=Reloading: reading files, \d+ %")
        assert api.act("orders", "burst", rate="3x", **{"for": "300ms"}).status == 200
        api.wait("orders", lambda stream: stream["live_rate"] is None)  # the control thread reverts the burst
        manager.wait_for("STATUS=Scenario reloaded", 60)
        assert api.stream("old")["state"] == "running"
        assert manager.longest_silence() < 1.9 * TIMEOUT_FACTOR
        write_scenario(tmp_path, LARGE.replace("v: one", "v: two"))
        before = len(manager.messages)
        run.send(signal.SIGHUP)
        while not any("reading files" in text for _, text in manager.messages[before:]):
            time.sleep(0.01)
        stopped_at = time.monotonic()
        run.send(signal.SIGTERM)
        assert run.finish() == 0 and time.monotonic() - stopped_at < 3 * TIMEOUT_FACTOR
        assert_account_balances(read_summary(tmp_path / "summary.json"))


def test_fifo_as_scenario_blocks_neither_start_nor_reload(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with Running("run", pipe, "--sink", "null", "--metrics", "off") as run:
        assert run.finish(10) == 2
        assert "it is a FIFO" in run.log
    with Running("run", write_scenario(tmp_path, SMALL), "--sink", "null", "--metrics", "127.0.0.1:0") as run:
        api = Api(address_of(run))
        api.wait("orders", lambda stream: stream["delivered"] > 0)
        (tmp_path / "scenario.yaml").unlink()
        os.mkfifo(tmp_path / "scenario.yaml")
        run.send(signal.SIGHUP)
        before = api.stream("orders")["delivered"]
        api.wait("orders", lambda stream: stream["delivered"] > before + 100)
        run.send(signal.SIGTERM)
        assert run.finish(10) == 0
