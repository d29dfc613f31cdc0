"""The units, as far as they can be judged without starting them, and what a service manager is told; tests/package starts them."""
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
MOST_EXPOSED = 15  # tenths, of systemd's scale from 0 to 10


def analyzed(*arguments):
    return subprocess.run(["systemd-analyze", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def settings(text):
    return [line for line in text.splitlines() if line and line[0] not in "#["]


@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_it(tmp_path, name):
    (tmp_path / name).write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={BINARY}", UNITS[name], flags=re.MULTILINE))
    said = analyzed("verify", "--man=no", tmp_path / name).stdout
    assert [line for line in said.splitlines() if "spate" in line] == []


@pytest.mark.parametrize("name", UNITS)
def test_it_is_exposed_no_more_than_it_must_be(name):
    result = analyzed("security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSED}", ROOT / "systemd" / name)
    assert result.returncode == 0, result.stdout


def test_the_template_is_the_service_but_for_its_names():
    plain, template = settings(UNITS["spate.service"]), settings(UNITS["spate@.service"])
    named = [line for line in template if "%i" in line]
    assert [line for line in template if line not in named] == [line for line in plain if line in template]
    assert {line.split("=")[0] for line in plain if line not in template} == {
        "Description", "ExecStart", "StateDirectory", "WorkingDirectory"}
    assert "ExecStart=spate run $SPATE_OPTIONS /etc/spate/%i.yaml" in named


@pytest.mark.parametrize("name", UNITS)
def test_it_waits_for_the_last_deliveries(name):
    """A scenario's shutdown: flush_timeout is 20 s unless it says otherwise."""
    (stop,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNITS[name], re.MULTILINE)
    assert int(stop) > 20


def load():
    """A scenario at 2,000/s to the embedded cluster."""
    return "kafka: {bootstrap.servers: embedded}\nstreams: [{topic: t, rate: 2000/s, record: 'x', partitions: 1}]\n"


class Manager:
    """The end of sd_notify(3) that a service manager has: collects what it is told, with the time of each."""

    def __init__(self, directory):
        self.path = str(directory / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self.told = []

    def listen(self, seconds):
        """What came in this time, a line each."""
        end = time.monotonic() + seconds
        heard = []
        while (left := end - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                heard += self._socket.recv(65536).decode().splitlines()
            except TimeoutError:
                break
        self.told += heard
        return heard

    def wait_for(self, wanted, seconds=20):
        end = time.monotonic() + seconds
        while not any(line.startswith(wanted) for line in self.told):
            assert time.monotonic() < end, (wanted, self.told)
            self.listen(0.05)


@pytest.fixture
def manager(tmp_path):
    return Manager(tmp_path)


def environment(manager, **more):
    return {**os.environ, "NOTIFY_SOCKET": manager.path, **more}


def test_when_it_says_ready_it_is_ready(tmp_path, manager):
    with Running("run", write_scenario(tmp_path, load()), "--metrics", "127.0.0.1:0", env=environment(manager)) as run:
        address = run.wait_for(r"metrics at (http://[0-9.:]+)/metrics").group(1)
        manager.wait_for("READY=1")
        assert urllib.request.urlopen(f"{address}/readyz", timeout=5).status == 200
        run.send(signal.SIGHUP)
        manager.wait_for("MONOTONIC_USEC=")
        assert "RELOADING=1" in manager.told and manager.told.count("READY=1") <= 2
        run.send(signal.SIGTERM)
        manager.wait_for("STOPPING=1")
        assert run.finish() == 0


def test_the_watchdog_is_petted_while_all_goes_on(tmp_path, manager):
    with Running("run", write_scenario(tmp_path, load()), "--metrics", "off",
                 env=environment(manager, WATCHDOG_USEC="8000000")) as run:
        manager.wait_for("WATCHDOG=1")
        manager.wait_for("READY=1")
        manager.told.clear()
        manager.wait_for("WATCHDOG=1", 8)
        run.send(signal.SIGTERM)
        assert run.finish() == 0


def test_a_poll_thread_that_hangs_is_not_petted(tmp_path, manager):
    """It prints deliveries to a pipe that nobody reads, and waits there for ever."""
    with Running("run", write_scenario(tmp_path, load()), "--metrics", "off", "--print-deliveries",
                 stdout=subprocess.PIPE, env=environment(manager, WATCHDOG_USEC="2000000")) as run:
        manager.wait_for("READY=1")
        run.wait_for("the poll thread is stalled")
        manager.listen(0.5)
        assert "WATCHDOG=1" not in manager.listen(3)
        assert run.log.count("is stalled") == 1
