"""Cost over the number of partitions: spate, keyed and keyless, beside librdkafka's tester on the same topic."""
import statistics
import sys

from producers import RdkafkaPerformance, Spate
from targets import Mock
from throughput import run_once

COUNTS = (1, 4, 16, 64, 256, 1000)
LEVEL_AT = (64, 256)  # where spate must be level with -D
MAX_GROWTH = 1.25     # cost at 256 partitions relative to 1
MAX_MEMORY_MB = 150
# A value of 326 bytes and a key of 11, one of 100,000: an order's few keys would leave most partitions empty.
VALUE_BYTES = 326
RECORD = 'record: {user: "user-${int(100000, 199999)}", n: "${index():012d}", text: "' + "x" * 275 + '"}'
KEYED = RECORD + ", key: user"


def measure_all(tools, report, options):
    # Without a key, librdkafka gives 10 ms of messages to one partition. Spread, it chooses one for each message, as
    # keys do.
    producers = [Spate(tools, 1, options.kafka, generator=KEYED),
                 Spate(tools, 1, options.kafka, keyless=True, generator=RECORD),
                 RdkafkaPerformance(tools, copies=True, value_bytes=VALUE_BYTES),
                 RdkafkaPerformance(tools, copies=True, spread=True, value_bytes=VALUE_BYTES)]
    keyed, _, with_d, _ = producers
    table = report.table("Cost over partitions, mock cluster", "partitions", "producer", "records/s (median)",
                         "CPU s per million", "memory MB", "context switches per million")
    medians = {}
    for count in COUNTS:
        with Mock(tools, topics=("orders-0",), partitions=count) as mock:
            results = run_rounds(mock, producers, options, count)
        for producer in producers:
            medians[count, producer] = median = {
                figure: statistics.median(getattr(result, figure) for result in results[producer])
                for figure in ("rate", "cpu_per_million", "memory_mb", "switches_per_million")}
            table.add(count, producer.name, f"{median['rate']:,.0f}", f"{median['cpu_per_million']:.2f}",
                      f"{median['memory_mb']:.0f}", f"{median['switches_per_million']:,.0f}")
        report.limit(f"{count} partitions: memory, MB", medians[count, keyed]["memory_mb"], MAX_MEMORY_MB)
    report.limit("256 partitions: CPU per record relative to 1 partition",
                 medians[256, keyed]["cpu_per_million"] / medians[1, keyed]["cpu_per_million"], MAX_GROWTH)
    for count in LEVEL_AT:
        spate, peer = medians[count, keyed], medians[count, with_d]
        report.limit(f"{count} partitions, relative to -D: rate", spate["rate"] / peer["rate"], 1.0, minimum=True)
        report.limit(f"{count} partitions, relative to -D: CPU per record",
                     spate["cpu_per_million"] / peer["cpu_per_million"], 1.0)


def run_rounds(mock, producers, options, count):
    results = {producer: [] for producer in producers}
    for number in range(options.rounds):
        print(f"{count} partitions: round {number + 1} of {options.rounds}", file=sys.stderr)
        for producer in producers:
            results[producer].append(run_once(producer, mock, options.records, options.quiet_timeout))
    return results
