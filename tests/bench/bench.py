#!/usr/bin/python3
"""run the benchmarks of docs/explanation/benchmarks.md, all or some; exit with 1 if a limit is exceeded"""
import argparse
import os
import sys

import cost
import headers
import instructions
import limit_reasons
import measure
import pacing
import partitions
import peers
import rates
import shapes
import start
import throughput
from report import Report
from targets import Kafka, Mock
from tools import ROOT, Tools

PARTS = ("instructions", "peers", "rates", "cost", "pacing", "throughput", "partitions", "headers", "start", "limit_reasons")


def parse():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="one of " + ", ".join(PARTS) + " (default all)")
    parser.add_argument("--on", choices=["mock", "kafka"], help="measure throughput on this target only")
    parser.add_argument("--quick", action="store_true", help="do few and short runs, whose results are not for publication")
    parser.add_argument("--rounds", type=int, help="runs of each producer (default 5; with --quick 1)")
    parser.add_argument("--records", type=int, help="records per run (default 4,000,000; with --quick 500,000)")
    parser.add_argument("--quiet-timeout", type=float, default=60, metavar="SECONDS",
                        help="wait at most this long for a quiet machine before each run (default 60)")
    parser.add_argument("--kafka", metavar="NAME=VALUE", action="append", default=[], type=client_property,
                        help="set a client property of spate (throughput only)")
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    parser.add_argument("--build", default=os.environ.get("SPATE_BUILD", ROOT / "build"), help="build directory (default build)")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"unknown part: {', '.join(sorted(unknown))}: use {', '.join(PARTS)}")
    options.rounds = options.rounds or (1 if options.quick else 5)
    options.records = options.records or (500_000 if options.quick else 4_000_000)
    options.slow_records = 5_000 if options.quick else 20_000
    options.seconds = 3 if options.quick else 20
    return options


def client_property(text):
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, got {text}")
    return name, value


def run(options, report):
    tools = Tools(options.build)
    parts = options.parts or PARTS
    if "instructions" in parts:
        instructions.measure_all(tools, report)
    if "peers" in parts:
        peers.measure_all(tools, report, options)
    if "rates" in parts:
        with Mock(tools) as mock:
            rates.measure_all(mock, tools, report, options)
            shapes.measure_all(mock, tools, report, options)
    if "cost" in parts:
        cost.measure_all(tools, report, options)
    if "pacing" in parts:
        with Kafka() as kafka:
            pacing.measure_all(kafka, tools, report, options)
    if "throughput" in parts and options.on != "kafka":
        with Mock(tools) as mock:
            throughput.on_mock(mock, tools, report, options)
    if "throughput" in parts and options.on != "mock":
        with Kafka() as kafka:
            throughput.on_kafka(kafka, tools, report, options)
    if "partitions" in parts:
        partitions.measure_all(tools, report, options)
    if "headers" in parts:
        with Mock(tools) as mock:
            headers.measure_all(mock, tools, report, options)
    if "start" in parts:
        with Kafka() as kafka:
            start.measure_all(kafka, tools, report, options)
    if "limit_reasons" in parts:
        limit_reasons.measure_all(tools, report, options)


def main():
    options, report = parse(), Report()
    failed = False
    try:
        run(options, report)
    except (measure.Failed, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        failed = True
    finally:  # keep the results of the parts that ran before an error
        print(report.text(options.markdown))
    sys.exit(1 if failed or report.exceeded() else 0)


if __name__ == "__main__":
    main()
