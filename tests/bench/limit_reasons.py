"""Whether spate says rightly why a stream falls short: causes injected one by one, and the reason of each second."""
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
from cluster import Cluster, die_with_parent, free_ports  # targets knows where it is

LIMITED = re.compile(r'^spate_limited_seconds_total\{stream="why",reason="(\w+)"\} (\S+)$', re.MULTILINE)
CORE = 0
HOGS = 24  # leave the worker a twenty-fifth of the core, less than 200,000 orders a second take


class Probe:
    """Says of each interval whether the machine was short of time for others than spate: a thread of ours that sleeps
    5 ms at a time and adds up how late it woke."""

    STEP = 0.005
    SHORT = 0.05  # of the interval

    def __init__(self):
        self.late = 0.0
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            before = time.monotonic()
            time.sleep(self.STEP)
            self.late += max(0.0, time.monotonic() - before - self.STEP - 0.001)


class Run:
    """spate at work on a scenario, with its metrics."""

    def __init__(self, tools, text):
        self._directory = tempfile.TemporaryDirectory(prefix="spate-why-")
        scenario = pathlib.Path(self._directory.name, "why.yaml")
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
        # The account is not asked for: what is in flight behind a broken broker would be waited for.
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
                raise measure.Failed(f"spate ended: {self._log.read()[-2000:]}")
            time.sleep(0.1)
        raise measure.Failed("spate does not begin")

    def pin_worker(self, core):
        """The stream's own thread alone: the client's go on, so that nothing but making records is slow."""
        for thread in pathlib.Path(f"/proc/{self._process.pid}/task").iterdir():
            if (thread / "comm").read_text().strip() == "why":
                os.sched_setaffinity(int(thread.name), {core})
                return
        raise measure.Failed("there is no thread of the stream's name")

    def seconds(self):
        with urllib.request.urlopen(self._url, timeout=5) as answer:
            return {reason: float(value) for reason, value in LIMITED.findall(answer.read().decode())}


def watch(run, seconds, probe=None):
    """The seconds by reason over the next `seconds`, and how many were left out because the machine was short of time.
    An account drawn in one interval may speak of the one before: both must have been quiet."""
    counted, left_out = {}, 0.0
    before, was_quiet = run.seconds(), True
    for _ in range(seconds):
        late, began = probe.late if probe else 0.0, time.monotonic()
        time.sleep(1)
        now = run.seconds()
        quiet = probe is None or probe.late - late < probe.SHORT * (time.monotonic() - began)
        for reason, value in now.items():
            if quiet and was_quiet:
                counted[reason] = counted.get(reason, 0.0) + value - before[reason]
            else:
                left_out += value - before[reason]
        before, was_quiet = now, quiet
    return counted, left_out


def scenario(bootstrap, rate, kafka="", stream="", generator="order"):
    return (f"name: why\nkafka:\n  bootstrap.servers: '{bootstrap}'\n{kafka}streams:\n"
            f"  - {{name: why, topic: orders-0, rate: {rate}, generator: {generator}{stream}}}\n")


def nothing(tools, seconds, probe):
    with Mock(tools) as mock, Run(tools, scenario(mock.bootstrap, "10000/s")) as run:
        run.wait_until_sending()
        return watch(run, 2 * seconds, probe)


def busy_core(tools, seconds, probe):
    with Mock(tools) as mock, Run(tools, scenario(mock.bootstrap, "200000/s")) as run:
        run.wait_until_sending()
        run.pin_worker(CORE)
        hogs = [subprocess.Popen(["taskset", "--cpu-list", str(CORE), sys.executable, "-c", "while True: pass"],
                                 preexec_fn=die_with_parent) for _ in range(HOGS)]
        try:
            time.sleep(1)
            return watch(run, seconds)  # the machine is short of time: that is the cause
        finally:
            for hog in hogs:
                hog.kill()
                hog.wait()


def tiny_queue(tools, seconds, probe):
    text = "  queue.buffering.max.messages: 100\n"
    with Mock(tools) as mock, Run(tools, scenario(mock.bootstrap, "50000/s", text)) as run:
        run.wait_until_sending()
        return watch(run, seconds, probe)


def long_round_trip(tools, seconds, probe):
    text = "  queue.buffering.max.messages: 5000\n"  # at most 5,000 records in 150 ms, and 50,000/s asked for
    with Mock(tools, rtt=150) as mock, Run(tools, scenario(mock.bootstrap, "50000/s", text)) as run:
        run.wait_until_sending()
        time.sleep(1)
        return watch(run, seconds, probe)


def quota(tools, seconds, probe):
    with Cluster() as kafka:
        kafka.tool("kafka.admin.ConfigCommand", "--bootstrap-server", kafka.bootstrap, "--alter", "--entity-type",
                   "clients", "--entity-name", "spate", "--add-config", "producer_byte_rate=500000")
        text = "  queue.buffering.max.messages: 2000\n"
        with Run(tools, scenario(kafka.bootstrap, "10000/s", text, ", partitions: 2")) as run:
            run.wait_until_sending()
            time.sleep(2)
            return watch(run, seconds, probe)


def broker_stopped(tools, seconds, probe):
    with Cluster() as kafka:
        text = "  queue.buffering.max.messages: 2000\n"
        with Run(tools, scenario(kafka.bootstrap, "10000/s", text, ", partitions: 2")) as run:
            run.wait_until_sending()
            time.sleep(3)
            kafka.kill()
            return watch(run, seconds, probe)


def wait_until_out_of_sync(kafka, node, timeout=60):
    """Until the rest of the cluster knows that a broker that was killed follows no more."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        with contextlib.suppress(KafkaError):  # the broker that is gone may be the one asked
            partitions = kafka.topics()["orders-0"]["partitions"]
            if not any(node in partition["isr"] or partition["leader"] == node for partition in partitions):
                return
        time.sleep(0.2)
    raise measure.Failed(f"broker {node} is still in sync {timeout} s after its end")


def replicas_missing(tools, seconds, probe):
    with Cluster(brokers=3) as kafka:
        text = "  queue.buffering.max.messages: 2000\n"
        topic = ", partitions: 2, replication_factor: 3, topic_config: {min.insync.replicas: 3}"
        with Run(tools, scenario(kafka.bootstrap, "10000/s", text, topic)) as run:
            run.wait_until_sending()
            time.sleep(3)
            kafka.kill(3)
            wait_until_out_of_sync(kafka, 3)
            return watch(run, seconds, probe)


CAUSES = [
    ("nothing", nothing, {"none"}, 0.99),
    ("busy core", busy_core, {"generator", "cpu"}, 0.95),
    ("queue of 100 records", tiny_queue, {"queue_full"}, 0.95),
    ("round trip of 150 ms", long_round_trip, {"ack_wait"}, 0.95),
    ("quota", quota, {"throttled"}, 0.95),
    ("broker stopped", broker_stopped, {"broker_down"}, 0.95),
    ("min.insync.replicas not met", replicas_missing, {"topic_unavailable"}, 0.95),
]


def against(tools, report, options):
    table = report.table("Why a stream falls short", "injected", "expected", "seconds", "recognised", "others", "left out")
    probe = Probe()
    for name, inject, expected, least in CAUSES:
        print(f"why: {name}", file=sys.stderr)
        counted, left_out = inject(tools, max(30, options.seconds) if not options.quick else 10, probe)
        total = sum(counted.values())
        right = sum(counted.get(reason, 0.0) for reason in expected)
        others = ", ".join(f"{reason} {seconds:.0f} s" for reason, seconds in counted.items()
                           if reason not in expected and seconds > 0)
        table.add(name, " or ".join(sorted(expected)), f"{total:.0f}", f"{right / total:.1%}" if total else "-",
                  others or "-", f"{left_out:.0f} s")
        report.bar(f"why: {name}", right / total if total else 0.0, least, least=True)
