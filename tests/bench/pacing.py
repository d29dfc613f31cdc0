"""How evenly a rate is sent, beside the paced mode of others: told by one reader from the broker's own timestamps."""
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
    run_scenario(tools.spate, f"name: pace\nkafka: {{bootstrap.servers: '{target.bootstrap}', acks: all, linger.ms: 5}}\n"
                              f"streams: [{{topic: {topic}, create_topic: never, rate: {rate}/s, generator: order,\n"
                              f"  stop_after: {{records: {records}}}}}]\n")


def rdkafka_performance(tools, target, topic, rate, records):
    measure.run([tools.rdkafka_performance(), "-P", "-t", topic, "-b", target.bootstrap, "-s", ORDER_BYTES, "-a", -1,
                 "-c", records, "-r", rate, "-D", "-X", "linger.ms=5"])


def java_performance(tools, target, topic, rate, records):
    JavaPerformance(tools).send(target, topic, records, rate)


PRODUCERS = [("spate", spate), ("rdkafka_performance -r", rdkafka_performance),
             ("kafka-producer-perf-test --throughput", java_performance)]


def appended(bootstrap, topic):
    """How many records the broker wrote in each millisecond: the topic is set to LogAppendTime. Line by line: a process
    that is started later would count our memory as its own."""
    with subprocess.Popen(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%T\\n"],
                          stdout=subprocess.PIPE, text=True) as kcat:
        return collections.Counter(map(int, kcat.stdout))


class Flow:
    """What a reader sees, without the first and the last second: connecting and flushing are nobody's rate."""

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
        self.dispersion = self.variance / statistics.mean(counts)  # 1 for arrivals by chance
        self.largest = max(counts)


def against(target, tools, report, options):
    table = report.table(f"A constant rate as {target.name} sees it, records per {BIN_MS} ms", "producer", "asked", "seen",
                         "rate error", "variance", "variance / mean", "most in one")
    for rate in RATES:
        for name, produce in PRODUCERS:
            print(f"pace: {name}, {rate:,}/s", file=sys.stderr)
            topic = target.timestamped_topic(PARTITIONS)
            try:
                measure.wait_for_quiet(options.patience)
                produce(tools, target, topic, rate, rate * options.seconds)
                flow = Flow(appended(target.bootstrap, topic), rate)
            finally:
                target.forget([topic])
            table.add(name, f"{rate:,}/s", f"{flow.rate:,.0f}/s", f"{flow.error:.3%}", f"{flow.variance:,.1f}",
                      f"{flow.dispersion:.2f}", flow.largest)
