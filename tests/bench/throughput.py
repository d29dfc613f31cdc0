"""Rate, CPU time and memory of spate and its peers at full speed, in alternating runs on the same broker."""
import statistics
import sys

import measure
from producers import JavaPerformance, KafkaPython, RdkafkaPerformance, Spate


class Comparison:
    """Runs every producer once per round, so that a slow minute of the machine affects all of them."""

    def __init__(self, target, producers, quiet_timeout):
        self._target = target
        self._producers = producers
        self._quiet_timeout = quiet_timeout
        self.results = {producer.name: [] for producer in producers}

    def run(self, rounds, records):
        self._round(records)  # warm-up, in which the JVM of the broker compiles its code
        for results in self.results.values():
            results.clear()
        for number in range(rounds):
            print(f"{self._target.name}: round {number + 1} of {rounds}", file=sys.stderr)
            self._round(records)

    def _round(self, records):
        for producer in self._producers:
            self.results[producer.name].append(run_once(producer, self._target, records, self._quiet_timeout))

    def median(self, producer, figure):
        return statistics.median(getattr(result, figure) for result in self.results[producer.name])


def run_once(producer, target, records, quiet_timeout):
    topics = target.topics(producer.topics)
    try:
        measure.wait_for_quiet(quiet_timeout)
        result = producer.run(target, topics, records)
    finally:
        target.delete(topics)
    print(f"  {producer.name}: {result.rate:,.0f}/s, {result.cpu_per_million:.2f} CPU s/M, {result.memory_mb:.0f} MB",
          file=sys.stderr)
    return result


def add_rows(table, name, results, records):
    rates = [result.rate for result in results]
    table.add(name, f"{len(results)} × {records:,}", f"{statistics.median(rates):,.0f}",
              f"{min(rates):,.0f}–{max(rates):,.0f}",
              f"{statistics.median(result.cpu_per_million for result in results):.2f}",
              f"{statistics.median(result.memory_mb for result in results):.0f}")


def compare(target, tools, report, options, slow_peers, limits):
    """Adds the table of one target. `limits`: minimum rate and maximum CPU relative to -D, for one stream and for four."""
    one, four = Spate(tools, 1, options.kafka), Spate(tools, 4, options.kafka)
    copying, default = RdkafkaPerformance(tools, copies=True), RdkafkaPerformance(tools, copies=False)
    comparison = Comparison(target, [one, copying, four, default], options.quiet_timeout)
    comparison.run(options.rounds, options.records)

    table = report.table(f"Keyed orders at full speed, {target.name}", "producer", "runs × records", "records/s (median)",
                         "from–to", "CPU s per million", "memory MB")
    for name, results in comparison.results.items():
        add_rows(table, name, results, options.records)
    for peer, records in slow_peers:
        results = [run_once(peer, target, records, options.quiet_timeout) for _ in range(options.rounds)]
        add_rows(table, peer.name, results, records)

    for spate, (min_rate, max_cpu) in zip((one, four), limits):
        label = f"{target.name}, {spate.name}, relative to -D"
        report.limit(f"{label}: rate", comparison.median(spate, "rate") / comparison.median(copying, "rate"), min_rate, minimum=True)
        report.limit(f"{label}: CPU per record",
                   comparison.median(spate, "cpu_per_million") / comparison.median(copying, "cpu_per_million"), max_cpu)


def on_mock(target, tools, report, options):
    # The Java client 4.1 has no protocol version in common with librdkafka's mock cluster.
    compare(target, tools, report, options, [(KafkaPython(), options.slow_records)], [(0.95, 1.0), (0.80, 1.15)])


def on_kafka(target, tools, report, options):
    slow = [(JavaPerformance(tools), options.records // 4), (KafkaPython(), options.slow_records)]
    compare(target, tools, report, options, slow, [(1.0, 1.0), (0.80, 1.15)])
