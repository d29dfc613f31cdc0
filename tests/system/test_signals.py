"""Signals during a run: repeated interrupts, closed terminals, and a service manager that does not read."""
import fcntl
import os
import pty
import re
import signal
import socket
import subprocess
import termios
import time

import pytest

from spate import BINARY, TIMEOUT_FACTOR, Running, assert_account_balances, read_summary, write_scenario

RUN = """
kafka: {bootstrap.servers: embedded}
streams: [{topic: t, rate: 500/s, record: {n: =index()}, partitions: 1}]
"""


@pytest.fixture
def arguments(tmp_path):
    return ("run", write_scenario(tmp_path, RUN), "--metrics", "off", "--summary", tmp_path / "summary.json")


def wait_until_sending(log):
    deadline = time.monotonic() + 20 * TIMEOUT_FACTOR
    while "to the embedded cluster" not in log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.5)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_repeated_interrupt_ends_the_run_with_its_account(arguments, tmp_path, number):
    with Running(*arguments) as run:
        run.wait_for("to the embedded cluster")
        time.sleep(0.5)
        for _ in range(3):
            run.send(number)
            time.sleep(0.01)
        assert run.finish() == 0, run.log
        assert "exit 0" in run.log
    assert_account_balances(read_summary(tmp_path / "summary.json"))


def test_second_signal_exits_immediately(arguments, tmp_path):
    # Unread delivery lines delay the stop.
    read, write = os.pipe()
    with Running(*arguments, "--print-deliveries", "--set", "streams.t.rate=max", stdout=write) as run:
        run.wait_for("to the embedded cluster")
        time.sleep(1)
        run.send(signal.SIGTERM)
        run.wait_for("stopping, a second signal")
        run.send(signal.SIGINT)
        assert run.finish() == 128 + signal.SIGINT
    os.close(read), os.close(write)


def on_terminal_that_closes(arguments, log, ignore_sighup):
    """Runs spate as session leader on a terminal, with its log in a file. Then closes the terminal."""
    master, slave = pty.openpty()

    def prepare():
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGHUP, signal.SIG_IGN if ignore_sighup else signal.SIG_DFL)  # the tests may run under nohup

    process = subprocess.Popen([str(part) for part in (BINARY, *arguments)], stdin=slave, stdout=slave, stderr=log.open("w"),
                               preexec_fn=prepare)
    os.close(slave)
    wait_until_sending(log)
    os.close(master)
    return process


def test_closed_terminal_ends_the_run_with_its_account(arguments, tmp_path):
    process = on_terminal_that_closes(arguments, tmp_path / "log", ignore_sighup=False)
    assert process.wait(20 * TIMEOUT_FACTOR) == 0, (tmp_path / "log").read_text()
    assert_account_balances(read_summary(tmp_path / "summary.json"))


def test_run_that_ignores_sighup_survives_its_terminal(arguments, tmp_path):
    process = on_terminal_that_closes(arguments, tmp_path / "log", ignore_sighup=True)
    time.sleep(1)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(20 * TIMEOUT_FACTOR) == 0
    assert_account_balances(read_summary(tmp_path / "summary.json"))


def test_closed_terminal_as_standard_error_does_not_end_the_run(arguments, tmp_path):
    master, slave = pty.openpty()
    process = subprocess.Popen([str(part) for part in (BINARY, *arguments, "--log-level", "debug")], stdin=slave,
                               stdout=subprocess.DEVNULL, stderr=slave)
    os.close(slave)
    text, deadline = b"", time.monotonic() + 20 * TIMEOUT_FACTOR
    while b"to the embedded cluster" not in text and time.monotonic() < deadline:
        text += os.read(master, 65536)
    os.close(master)  # no controlling terminal: no SIGHUP, but writes fail
    time.sleep(2.5)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(20 * TIMEOUT_FACTOR) == 0
    assert_account_balances(read_summary(tmp_path / "summary.json"))


def test_service_manager_that_does_not_read_does_not_delay_the_run(arguments, tmp_path):
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        environment = {**os.environ, "NOTIFY_SOCKET": path, "WATCHDOG_USEC": "20000"}
        with Running(*arguments, env=environment) as run:
            run.wait_for("to the embedded cluster")
            time.sleep(3)
            run.send(signal.SIGTERM)
            assert run.finish(20) == 0, run.log
        messages = manager.recv(4096)
        assert re.match(rb"READY=1|STATUS=|WATCHDOG=1", messages)
    assert_account_balances(read_summary(tmp_path / "summary.json"))
