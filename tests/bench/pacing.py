"""How even a constant rate is, for spate and the rate-limited modes of its peers. Measured with the broker's timestamps."""
import collections
import statistics
import subprocess
import sys

import measure
from producers import ORDER_BYTES, JavaPerformance, run_scenario
from targets import PARTITIONS

RATES = [1_000, 20_000]
BIN_MS = 10


def spate(tools, target, topic, rate, records):
    run_scenario(tools.spate, f"name: pacing\nkafka: {{bootstrap.servers: '{target.bootstrap}', acks: all, linger.ms: 5}}\n"
                              f"streams: [{{topic: {topic}, create_topic: never, rate: {rate}/s, generator: order,\n"
                              f"  stop_after: {{records: {records}}}}}]\n")


def rdkafka_performance(tools, target, topic, rate, records):
    measure.run([tools.rdkafka_performance(), "-P", "-t", topic, "-b", target.bootstrap, "-s", ORDER_BYTES, "-a", -1,
                 "-c", records, "-r", rate, "-D", "-X", "linger.ms=5"])


def java_performance(tools, target, topic, rate, records):
    JavaPerformance(tools).send(target, topic, records, rate)


PRODUCERS = [("spate", spate), ("rdkafka_performance -r", rdkafka_performance),
             ("kafka-producer-perf-test --throughput", java_performance)]


def appends_by_millisecond(bootstrap, topic):
    """Counts the records that the broker appended in each millisecond. The topic needs LogAppendTime.

    Reads line by line, so that this process stays small: the maximum resident size of a child starts at that of its parent."""
    with subprocess.Popen(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%T\\n"],
                          stdout=subprocess.PIPE, text=True) as kcat:
        return collections.Counter(map(int, kcat.stdout))


class AppendRate:
    """Statistics of the appended records. Excludes the first and the last second, in which producers connect and flush."""

    def __init__(self, times, rate):
        begin, end = min(times) + 1000, max(times) - 1000
        bins = collections.Counter()
        for time, records in times.items():
            if begin <= time < end:
                bins[(time - begin) // BIN_MS] += records
        counts = [bins[n] for n in range((end - begin) // BIN_MS)]
        self.rate = sum(counts) / (len(counts) * BIN_MS / 1000)
        self.error = abs(self.rate - rate) / rate
        self.variance = statistics.pvariance(counts)
        self.dispersion = self.variance / statistics.mean(counts)  # 1 for Poisson arrivals
        self.maximum = max(counts)


def measure_all(target, tools, report, options):
    table = report.table(f"A constant rate at {target.name}, records appended per {BIN_MS} ms", "producer", "target", "appended",
                         "rate error", "variance", "variance / mean", "maximum")
    for rate in RATES:
        for name, produce in PRODUCERS:
            print(f"pacing: {name}, {rate:,}/s", file=sys.stderr)
            topic = target.timestamped_topic(PARTITIONS)
            try:
                measure.wait_for_quiet(options.quiet_timeout)
                produce(tools, target, topic, rate, rate * options.seconds)
                appends = AppendRate(appends_by_millisecond(target.bootstrap, topic), rate)
            finally:
                target.delete([topic])
            table.add(name, f"{rate:,}/s", f"{appends.rate:,.0f}/s", f"{appends.error:.3%}", f"{appends.variance:,.1f}",
                      f"{appends.dispersion:.2f}", appends.maximum)
