#!/usr/bin/python3
"""The benchmarks behind docs/explanation/benchmarks.md; all of them, or those named. Ends with 1 when a bar is missed."""
import argparse
import os
import sys

import cost
import instructions
import limit_reasons
import measure
import pacing
import peers
import rates
import shapes
import throughput
from report import Report
from targets import Kafka, Mock
from tools import ROOT, Tools

PARTS = ("instructions", "peers", "rates", "cost", "pacing", "throughput", "limit_reasons")


def parse():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="of " + ", ".join(PARTS))
    parser.add_argument("--on", choices=["mock", "kafka"], help="throughput on this target only")
    parser.add_argument("--quick", action="store_true", help="few and short runs: for a first look, not for figures")
    parser.add_argument("--rounds", type=int, help="runs of each producer (5; quick 1)")
    parser.add_argument("--records", type=int, help="records of a run (4,000,000; quick 500,000)")
    parser.add_argument("--patience", type=float, default=60, help="seconds to wait for a quiet machine before a run (60)")
    parser.add_argument("--kafka", metavar="NAME=VALUE", action="append", default=[], type=client_property,
                        help="a client property that spate gets beside its own defaults (throughput only)")
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    parser.add_argument("--build", default=os.environ.get("SPATE_BUILD", ROOT / "build"), help="build directory (build)")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    options.rounds = options.rounds or (1 if options.quick else 5)
    options.records = options.records or (500_000 if options.quick else 4_000_000)
    options.slow_records = 5_000 if options.quick else 20_000
    options.seconds = 3 if options.quick else 20
    return options


def client_property(text):
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text}: not NAME=VALUE")
    return name, value


def run(options, report):
    tools = Tools(options.build)
    parts = options.parts or PARTS
    if "instructions" in parts:
        instructions.against(tools, report)
    if "peers" in parts:
        peers.against(tools, report, options)
    if "rates" in parts:
        with Mock(tools) as mock:
            rates.against(mock, tools, report, options)
            shapes.against(mock, tools, report, options)
    if "cost" in parts:
        cost.against(tools, report, options)
    if "pacing" in parts:
        with Kafka() as kafka:
            pacing.against(kafka, tools, report, options)
    if "throughput" in parts and options.on != "kafka":
        with Mock(tools) as mock:
            throughput.on_mock(mock, tools, report, options)
    if "throughput" in parts and options.on != "mock":
        with Kafka() as kafka:
            throughput.on_kafka(kafka, tools, report, options)
    if "limit_reasons" in parts:
        limit_reasons.against(tools, report, options)


def main():
    options, report = parse(), Report()
    failed = False
    try:
        run(options, report)
    except (measure.Failed, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        failed = True
    finally:  # what was measured before a mistake is worth its minutes
        print(report.text(options.markdown))
    sys.exit(1 if failed or report.missed() else 0)


if __name__ == "__main__":
    main()
