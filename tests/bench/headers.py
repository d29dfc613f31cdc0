"""Cost of headers: spate with one constant and one generated header, beside spate without and a C program with them."""
import statistics
import sys

import measure
from producers import Result, Spate
from throughput import run_once

MAX_TO_BATCH = 1.6  # relative to spate without headers
MAX_TO_C = 1.1      # relative to the C program; the higher of both bounds applies


class HeaderProducer:
    """A C program that calls rd_kafka_produceva() for each message, with a constant value."""

    topics = 1
    name = "C, rd_kafka_produceva"

    def __init__(self, tools):
        self._program = tools.header_producer()

    def run(self, target, topics, records):
        cost = measure.run([self._program, target.bootstrap, topics[0], target.partitions, records])
        delivered, seconds = cost.output.split()
        return Result(records, int(delivered) / float(seconds), cost)


def measure_all(target, tools, report, options):
    without, c_program = Spate(tools, 1, options.kafka), HeaderProducer(tools)
    spate = Spate(tools, 1, options.kafka, headers='{source: "spate-0123456789", trace: "${hex(16)}"}')
    producers = [without, spate, c_program]
    results = {producer: [] for producer in producers}
    for number in range(options.rounds):
        print(f"headers: round {number + 1} of {options.rounds}", file=sys.stderr)
        for producer in producers:
            results[producer].append(run_once(producer, target, options.records, options.quiet_timeout))
    table = report.table(f"Two headers of 16 bytes, {target.name}", "producer", "records/s (median)", "CPU s per million",
                         "memory MB")
    cost = {}
    for producer in producers:
        rate, cost[producer], memory = (statistics.median(getattr(result, figure) for result in results[producer])
                                        for figure in ("rate", "cpu_per_million", "memory_mb"))
        table.add(producer.name, f"{rate:,.0f}", f"{cost[producer]:.2f}", f"{memory:.0f}")
    bound = max(MAX_TO_BATCH * cost[without], MAX_TO_C * cost[c_program])
    report.limit("headers: CPU per record relative to the bound", cost[spate] / bound, 1.0)
