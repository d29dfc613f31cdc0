"""Runs one producer and measures its cost: wall-clock time, CPU time and memory."""
import dataclasses
import os
import subprocess
import tempfile
import threading
import time

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass(frozen=True)
class Cost:
    seconds: float
    cpu_seconds: float  # user and system, of the process and its waited-for children
    memory_mb: float    # maximum resident size
    switches: int       # voluntary context switches of all threads
    output: str         # standard output and error


class Failed(Exception):
    """A producer that failed, timed out or did not deliver all records."""


def run(command, timeout=600):
    """Returns the Cost of a command. Raises Failed if it fails or takes longer than `timeout` seconds."""
    with tempfile.TemporaryFile(mode="w+", prefix="spate-bench-") as output:
        start = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        watchdog = threading.Timer(timeout, process.kill)
        watchdog.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            watchdog.cancel()
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode != 0:
        raise Failed(f"{command[0]} exited with {process.returncode} after {seconds:.0f} s:\n{text[-2000:]}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, usage.ru_nvcsw, text)


def busy_seconds():
    """Returns the CPU seconds that all processes of the machine have used since boot."""
    with open("/proc/stat", encoding="ascii") as stat:
        user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, stat.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / CLOCK_TICKS


def wait_for_quiet(timeout, share=0.1):
    """Returns when other processes use less than `share` of the CPU time, or after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        before = busy_seconds()
        time.sleep(0.5)
        if (busy_seconds() - before) / (0.5 * os.cpu_count()) < share:
            return
