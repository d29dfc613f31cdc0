"""How fast, and at what cost: spate beside its peers on the same broker, in alternation."""
import statistics
import sys

import measure
from producers import JavaPerformance, KafkaPython, RdkafkaPerformance, Spate


class Contest:
    """Rounds in which every producer has one run, so that a slow minute of the machine meets all of them."""

    def __init__(self, target, producers, patience):
        self._target = target
        self._producers = producers
        self._patience = patience
        self.results = {producer.name: [] for producer in producers}

    def run(self, rounds, records):
        self._round(records)  # not counted: a broker in Java compiles itself under load
        for results in self.results.values():
            results.clear()
        for number in range(rounds):
            print(f"{self._target.name}: round {number + 1} of {rounds}", file=sys.stderr)
            self._round(records)

    def _round(self, records):
        for producer in self._producers:
            self.results[producer.name].append(run_once(producer, self._target, records, self._patience))

    def median(self, producer, figure):
        return statistics.median(getattr(result, figure) for result in self.results[producer.name])


def run_once(producer, target, records, patience):
    topics = target.topics(producer.topics)
    try:
        measure.wait_for_quiet(patience)
        result = producer.run(target, topics, records)
    finally:
        target.forget(topics)
    print(f"  {producer.name}: {result.rate:,.0f}/s, {result.cpu_per_million:.2f} CPU s/M, {result.memory_mb:.0f} MB",
          file=sys.stderr)
    return result


def add_rows(table, name, results, records):
    rates = [result.rate for result in results]
    table.add(name, f"{len(results)} × {records:,}", f"{statistics.median(rates):,.0f}",
              f"{min(rates):,.0f}–{max(rates):,.0f}",
              f"{statistics.median(result.cpu_per_million for result in results):.2f}",
              f"{statistics.median(result.memory_mb for result in results):.0f}")


def against(target, tools, report, options, slow_peers, bars):
    """One table for one target. `bars`: least rate and most CPU beside -D, for one stream and for four."""
    one, four = Spate(tools, 1, options.kafka), Spate(tools, 4, options.kafka)
    with_d, default = RdkafkaPerformance(tools, own_memory=True), RdkafkaPerformance(tools, own_memory=False)
    contest = Contest(target, [one, with_d, four, default], options.patience)
    contest.run(options.rounds, options.records)

    table = report.table(f"Keyed orders at full speed, {target.name}", "producer", "runs × records", "records/s (median)",
                         "from–to", "CPU s per million", "memory MB")
    for name, results in contest.results.items():
        add_rows(table, name, results, options.records)
    for peer, records in slow_peers:
        results = [run_once(peer, target, records, options.patience) for _ in range(options.rounds)]
        add_rows(table, peer.name, results, records)

    for spate, (least_rate, most_cpu) in zip((one, four), bars):
        label = f"{target.name}, {spate.name} beside -D"
        report.bar(f"{label}: rate", contest.median(spate, "rate") / contest.median(with_d, "rate"), least_rate, least=True)
        report.bar(f"{label}: CPU per record",
                   contest.median(spate, "cpu_per_million") / contest.median(with_d, "cpu_per_million"), most_cpu)


def on_mock(target, tools, report, options):
    # The Java client 4.1 does not find the requests it needs in librdkafka's mock cluster.
    against(target, tools, report, options, [(KafkaPython(), options.slow_records)], [(0.95, 1.0), (0.80, 1.15)])


def on_kafka(target, tools, report, options):
    slow = [(JavaPerformance(tools), options.records // 4), (KafkaPython(), options.slow_records)]
    against(target, tools, report, options, slow, [(1.0, 1.0), (0.80, 1.15)])
