"""Injects one cause after the other and checks the limit reason that spate reports for each second."""
import contextlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from kafka.errors import KafkaError

import measure
from targets import Mock
from cluster import Cluster, die_with_parent, free_ports  # targets.py adds its folder to the path

LIMITED = re.compile(r'^spate_limited_seconds_total\{stream="limited",reason="(\w+)"\} (\S+)$', re.MULTILINE)
CORE = 0
CPU_HOGS = 24  # processes that leave 1/25 of the core to the worker: too little for 200,000 orders/s


class CpuProbe:
    """Measures whether the machine is short of CPU. A thread sleeps 5 ms at a time and adds up how late it wakes."""

    STEP = 0.005
    MAX_LATE_RATIO = 0.05  # lateness per elapsed time

    def __init__(self):
        self.late = 0.0
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            before = time.monotonic()
            time.sleep(self.STEP)
            self.late += max(0.0, time.monotonic() - before - self.STEP - 0.001)


class Run:
    """A running spate process and its metrics."""

    def __init__(self, tools, text):
        self._directory = tempfile.TemporaryDirectory(prefix="spate-bench-")
        scenario = pathlib.Path(self._directory.name, "scenario.yaml")
        scenario.write_text(text, encoding="utf-8")
        port = free_ports(1)[0]
        self._url = f"http://127.0.0.1:{port}/metrics"
        self._log = open(pathlib.Path(self._directory.name, "log"), "w+", encoding="utf-8")
        self._process = subprocess.Popen([tools.spate, "run", scenario, "--metrics", f"127.0.0.1:{port}"],
                                         stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
                                         preexec_fn=die_with_parent)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Kill: a normal stop would wait for the records in flight to a broken broker.
        self._process.kill()
        self._process.wait()
        self._log.close()
        self._directory.cleanup()

    def wait_until_sending(self, timeout=60):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if sum(self.seconds().values()) > 0:
                    return
            if self._process.poll() is not None:
                self._log.seek(0)
                raise measure.Failed(f"spate exited: {self._log.read()[-2000:]}")
            time.sleep(0.1)
        raise measure.Failed("spate does not send")

    def pin_worker(self, core):
        """Pins only the worker, so that generation is slow and the client is not."""
        for thread in pathlib.Path(f"/proc/{self._process.pid}/task").iterdir():
            if (thread / "comm").read_text().strip() == "limited":
                os.sched_setaffinity(int(thread.name), {core})
                return
        raise measure.Failed("no thread has the name of the stream")

    def seconds(self):
        with urllib.request.urlopen(self._url, timeout=5) as response:
            return {reason: float(value) for reason, value in LIMITED.findall(response.read().decode())}


def count_reasons(run, seconds, probe=None):
    """Returns the seconds by reason over the next `seconds`, and the seconds excluded because the machine was short of CPU.

    spate may report a reason one interval late, so an interval counts only if it and the one before were quiet."""
    counted, excluded = {}, 0.0
    before, was_quiet = run.seconds(), True
    for _ in range(seconds):
        late, start = probe.late if probe else 0.0, time.monotonic()
        time.sleep(1)
        now = run.seconds()
        quiet = probe is None or probe.late - late < probe.MAX_LATE_RATIO * (time.monotonic() - start)
        for reason, value in now.items():
            if quiet and was_quiet:
                counted[reason] = counted.get(reason, 0.0) + value - before[reason]
            else:
                excluded += value - before[reason]
        before, was_quiet = now, quiet
    return counted, excluded


def scenario(bootstrap, rate, kafka="", stream="", generator="order"):
    return (f"name: limited\nkafka:\n  bootstrap.servers: '{bootstrap}'\n{kafka}streams:\n"
            f"  - {{name: limited, topic: orders-0, rate: {rate}, generator: {generator}{stream}}}\n")


def no_cause(tools, seconds, probe):
    with Mock(tools) as mock, Run(tools, scenario(mock.bootstrap, "10000/s")) as run:
        run.wait_until_sending()
        return count_reasons(run, 2 * seconds, probe)


def busy_core(tools, seconds, probe):
    with Mock(tools) as mock, Run(tools, scenario(mock.bootstrap, "200000/s")) as run:
        run.wait_until_sending()
        run.pin_worker(CORE)
        hogs = [subprocess.Popen(["taskset", "--cpu-list", str(CORE), sys.executable, "-c", "while True: pass"],
                                 preexec_fn=die_with_parent) for _ in range(CPU_HOGS)]
        try:
            time.sleep(1)
            return count_reasons(run, seconds)  # no probe: the shortage of CPU is the injected cause
        finally:
            for hog in hogs:
                hog.kill()
                hog.wait()


def tiny_queue(tools, seconds, probe):
    text = "  queue.buffering.max.messages: 100\n"
    with Mock(tools) as mock, Run(tools, scenario(mock.bootstrap, "50000/s", text)) as run:
        run.wait_until_sending()
        return count_reasons(run, seconds, probe)


def long_round_trip(tools, seconds, probe):
    text = "  queue.buffering.max.messages: 5000\n"  # at most 5,000 records per 150 ms, below the target of 50,000/s
    with Mock(tools, rtt=150) as mock, Run(tools, scenario(mock.bootstrap, "50000/s", text)) as run:
        run.wait_until_sending()
        time.sleep(1)
        return count_reasons(run, seconds, probe)


def quota(tools, seconds, probe):
    with Cluster() as kafka:
        kafka.run_tool("kafka.admin.ConfigCommand", "--bootstrap-server", kafka.bootstrap, "--alter", "--entity-type",
                   "clients", "--entity-name", "spate", "--add-config", "producer_byte_rate=500000")
        text = "  queue.buffering.max.messages: 2000\n"
        with Run(tools, scenario(kafka.bootstrap, "10000/s", text, ", partitions: 2")) as run:
            run.wait_until_sending()
            time.sleep(2)
            return count_reasons(run, seconds, probe)


def broker_stopped(tools, seconds, probe):
    with Cluster() as kafka:
        text = "  queue.buffering.max.messages: 2000\n"
        with Run(tools, scenario(kafka.bootstrap, "10000/s", text, ", partitions: 2")) as run:
            run.wait_until_sending()
            time.sleep(3)
            kafka.kill()
            return count_reasons(run, seconds, probe)


def wait_until_out_of_sync(kafka, node, timeout=60):
    """Waits until the killed broker has left the in-sync replicas of every partition."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        with contextlib.suppress(KafkaError):  # the request may go to the killed broker
            partitions = kafka.topics()["orders-0"]["partitions"]
            if not any(node in partition["isr"] or partition["leader"] == node for partition in partitions):
                return
        time.sleep(0.2)
    raise measure.Failed(f"broker {node} is still in sync {timeout} s after it was killed")


def replicas_missing(tools, seconds, probe):
    with Cluster(brokers=3) as kafka:
        text = "  queue.buffering.max.messages: 2000\n"
        topic = ", partitions: 2, replication_factor: 3, topic_config: {min.insync.replicas: 3}"
        with Run(tools, scenario(kafka.bootstrap, "10000/s", text, topic)) as run:
            run.wait_until_sending()
            time.sleep(3)
            kafka.kill(3)
            wait_until_out_of_sync(kafka, 3)
            return count_reasons(run, seconds, probe)


CAUSES = [
    ("nothing", no_cause, {"none"}, 0.99),
    ("busy core", busy_core, {"generator", "cpu"}, 0.95),
    ("queue of 100 records", tiny_queue, {"queue_full"}, 0.95),
    ("round trip of 150 ms", long_round_trip, {"ack_wait"}, 0.95),
    ("quota", quota, {"throttled"}, 0.95),
    ("broker stopped", broker_stopped, {"broker_down"}, 0.95),
    ("min.insync.replicas not met", replicas_missing, {"topic_unavailable"}, 0.95),
]


def measure_all(tools, report, options):
    table = report.table("Limit reasons", "injected", "expected", "seconds", "recognized", "other reasons", "excluded")
    probe = CpuProbe()
    for name, inject, expected, min_share in CAUSES:
        print(f"limit reasons: {name}", file=sys.stderr)
        counted, excluded = inject(tools, max(30, options.seconds) if not options.quick else 10, probe)
        total = sum(counted.values())
        recognized = sum(counted.get(reason, 0.0) for reason in expected)
        others = ", ".join(f"{reason} {seconds:.0f} s" for reason, seconds in counted.items()
                           if reason not in expected and seconds > 0)
        table.add(name, " or ".join(sorted(expected)), f"{total:.0f}", f"{recognized / total:.1%}" if total else "-",
                  others or "-", f"{excluded:.0f} s")
        report.limit(f"limit reason, {name}", recognized / total if total else 0.0, min_share, minimum=True)
