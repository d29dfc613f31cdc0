"""Start: time until the first acknowledged record, over many topics and with the embedded cluster."""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import measure
from targets import Mock

TOPICS = 500
RTT_MS = 100
MAX_SECONDS_EXISTING = 3    # 500 existing topics, until the first acknowledgement
MAX_RATIO_CREATE = 1.3      # relative to Kafka's time for the same topics
STARTS = 20
MAX_SECONDS_EMBEDDED = 0.1  # in each of the starts


def scenario(bootstrap, topics):
    streams = "".join(f"  - {{topic: {topic}, partitions: 1, rate: 1/10s, generator: log, stop_after: {{records: 1}}}}\n"
                      for topic in topics)
    return f"kafka: {{bootstrap.servers: '{bootstrap}'}}\nstartup: {{timeout: 2min}}\nstreams:\n{streams}"


def first_acknowledgement(tools, text, timeout=120):
    """Seconds from the start of the process until it prints its first delivery."""
    with tempfile.TemporaryDirectory(prefix="spate-bench-") as directory:
        file = pathlib.Path(directory, "scenario.yaml")
        file.write_text(text, encoding="utf-8")
        start = time.monotonic()
        with subprocess.Popen([tools.spate, "run", file, "--metrics", "off", "--print-deliveries"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            line = process.stdout.readline()
            seconds = time.monotonic() - start
            process.communicate(timeout=timeout)
        if process.returncode != 0 or b" failed " in line:
            raise measure.Failed(f"spate exited with {process.returncode}, first delivery: {line}")
        return seconds


def spate_topics(tools, text):
    """Seconds of `spate topics`, from the start of the process to its end."""
    with tempfile.TemporaryDirectory(prefix="spate-bench-") as directory:
        file = pathlib.Path(directory, "scenario.yaml")
        file.write_text(text, encoding="utf-8")
        return measure.run([tools.spate, "topics", file]).seconds


def existing_topics(tools, table, report, options):
    names = [f"topic-{number:03}" for number in range(TOPICS)]
    with Mock(tools, rtt=RTT_MS, topics=names, partitions=1) as mock:
        seconds = []
        for _ in range(options.rounds):
            measure.wait_for_quiet(options.quiet_timeout)
            seconds.append(first_acknowledgement(tools, scenario(mock.bootstrap, names)))
    add(table, f"{TOPICS} existing topics, round trip {RTT_MS} ms: first acknowledgement", seconds)
    report.limit(f"start with {TOPICS} existing topics, seconds", statistics.median(seconds), MAX_SECONDS_EXISTING)


def new_topics(kafka, tools, table, report, options):
    calls, ready, spate = [], [], []
    for number in range(options.rounds + 1):
        measure.wait_for_quiet(options.quiet_timeout)
        call, until_ready = kafka.create_by_admin_client([f"orders-a{number}-{topic}" for topic in range(TOPICS)])
        measure.wait_for_quiet(options.quiet_timeout)
        names = [f"orders-s{number}-{topic}" for topic in range(TOPICS)]
        seconds = spate_topics(tools, scenario(kafka.bootstrap, names))
        kafka.delete(names)
        if number == 0:  # the broker's JVM compiles its code
            continue
        calls.append(call)
        ready.append(until_ready)
        spate.append(seconds)
    add(table, f"{TOPICS} new topics, Kafka: AdminClient call", calls)
    add(table, f"{TOPICS} new topics, Kafka: AdminClient call, until the broker has the partitions", ready)
    add(table, f"{TOPICS} new topics, Kafka: spate topics, until the leaders respond", spate)
    report.limit(f"creation of {TOPICS} topics, relative to the AdminClient call until the broker has the partitions",
                 statistics.median(spate) / statistics.median(ready), MAX_RATIO_CREATE)


def embedded_cluster(tools, table, report, options):
    measure.wait_for_quiet(options.quiet_timeout)
    seconds = [first_acknowledgement(tools, scenario("embedded", ["orders"])) for _ in range(STARTS)]
    add(table, "embedded cluster: first acknowledgement", seconds)
    report.limit(f"first acknowledgement with the embedded cluster, maximum of {STARTS}, seconds", max(seconds),
                 MAX_SECONDS_EMBEDDED)


def add(table, what, seconds):
    table.add(what, len(seconds), f"{statistics.median(seconds):.3f}", f"{min(seconds):.3f}", f"{max(seconds):.3f}")


def measure_all(kafka, tools, report, options):
    print("start", file=sys.stderr)
    table = report.table("Start, in seconds", "start", "runs", "median", "minimum", "maximum")
    existing_topics(tools, table, report, options)
    new_topics(kafka, tools, table, report, options)
    embedded_cluster(tools, table, report, options)
