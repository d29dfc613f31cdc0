"""The units, as far as they can be tested without starting them, and the messages to the service manager. tests/package starts
the units."""
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from spate import BINARY, ROOT, Running, write_scenario

UNITS = {path.name: path.read_text() for path in sorted((ROOT / "systemd").glob("*.service"))}
MAX_EXPOSURE = 15  # tenths, on systemd's scale from 0 to 10


def analyzed(*arguments):
    return subprocess.run(["systemd-analyze", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def settings(text):
    return [line for line in text.splitlines() if line and line[0] not in "#["]


@pytest.mark.parametrize("name", UNITS)
def test_systemd_verifies_the_unit(tmp_path, name):
    (tmp_path / name).write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={BINARY}", UNITS[name], flags=re.MULTILINE))
    output = analyzed("verify", "--man=no", tmp_path / name).stdout
    assert [line for line in output.splitlines() if "spate" in line] == []


@pytest.mark.parametrize("name", UNITS)
def test_exposure_of_the_unit_is_below_the_limit(name):
    result = analyzed("security", "--offline=true", "--no-pager", f"--threshold={MAX_EXPOSURE}", ROOT / "systemd" / name)
    assert result.returncode == 0, result.stdout


def test_template_differs_from_the_service_only_in_its_names():
    plain, template = settings(UNITS["spate.service"]), settings(UNITS["spate@.service"])
    instantiated = [line for line in template if "%i" in line]
    assert [line for line in template if line not in instantiated] == [line for line in plain if line in template]
    assert {line.split("=")[0] for line in plain if line not in template} == {
        "Description", "ExecStart", "StateDirectory", "WorkingDirectory"}
    assert "ExecStart=spate run $SPATE_OPTIONS /etc/spate/%i.yaml" in instantiated


@pytest.mark.parametrize("name", UNITS)
def test_stop_timeout_of_the_unit_exceeds_the_flush_timeout(name):
    """shutdown.flush_timeout is 20 s by default."""
    (stop,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNITS[name], re.MULTILINE)
    assert int(stop) > 20


def load():
    """A scenario at 2,000/s to the embedded cluster."""
    return "kafka: {bootstrap.servers: embedded}\nstreams: [{topic: t, rate: 2000/s, record: 'x', partitions: 1}]\n"


class Manager:
    """The service manager's side of sd_notify(3). Collects the messages."""

    def __init__(self, directory):
        self.path = str(directory / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self.messages = []

    def receive(self, seconds):
        """Receives for this many seconds. Returns the lines."""
        end = time.monotonic() + seconds
        lines = []
        while (remaining := end - time.monotonic()) > 0:
            self._socket.settimeout(remaining)
            try:
                lines += self._socket.recv(65536).decode().splitlines()
            except TimeoutError:
                break
        self.messages += lines
        return lines

    def wait_for(self, wanted, seconds=20):
        end = time.monotonic() + seconds
        while not any(line.startswith(wanted) for line in self.messages):
            assert time.monotonic() < end, (wanted, self.messages)
            self.receive(0.05)


@pytest.fixture
def manager(tmp_path):
    return Manager(tmp_path)


def environment(manager, **more):
    return {**os.environ, "NOTIFY_SOCKET": manager.path, **more}


def test_ready_is_sent_once_readyz_returns_200(tmp_path, manager):
    with Running("run", write_scenario(tmp_path, load()), "--metrics", "127.0.0.1:0", env=environment(manager)) as run:
        address = run.wait_for(r"metrics at (http://[0-9.:]+)/metrics").group(1)
        manager.wait_for("READY=1")
        assert urllib.request.urlopen(f"{address}/readyz", timeout=5).status == 200
        run.send(signal.SIGHUP)
        manager.wait_for("MONOTONIC_USEC=")
        assert "RELOADING=1" in manager.messages and manager.messages.count("READY=1") <= 2
        run.send(signal.SIGTERM)
        manager.wait_for("STOPPING=1")
        assert run.finish() == 0


def test_watchdog_pings_continue_in_a_healthy_run(tmp_path, manager):
    with Running("run", write_scenario(tmp_path, load()), "--metrics", "off",
                 env=environment(manager, WATCHDOG_USEC="8000000")) as run:
        manager.wait_for("WATCHDOG=1")
        manager.wait_for("READY=1")
        manager.messages.clear()
        manager.wait_for("WATCHDOG=1", 8)
        run.send(signal.SIGTERM)
        assert run.finish() == 0


def test_watchdog_pings_stop_while_the_poll_thread_is_stalled(tmp_path, manager):
    """The poll thread prints deliveries to a pipe that is not read, and blocks."""
    with Running("run", write_scenario(tmp_path, load()), "--metrics", "off", "--print-deliveries",
                 stdout=subprocess.PIPE, env=environment(manager, WATCHDOG_USEC="2000000")) as run:
        manager.wait_for("READY=1")
        run.wait_for("the poll thread is stalled")
        manager.receive(0.5)
        assert "WATCHDOG=1" not in manager.receive(3)
        assert run.log.count("is stalled") == 1
