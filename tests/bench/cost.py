"""CPU cost of measurements and of idle streams: histograms, end-to-end latency, many slow streams."""
import statistics
import subprocess
import sys

import measure
from producers import run_scenario
from rates import scenario
from targets import Mock

STREAMS = 200
PAIRS = 3


def measure_all(tools, report, options):
    histograms(tools, report)
    end_to_end(tools, report, options)
    many_streams(tools, report, options)


def histograms(tools, report):
    print("cost: histograms", file=sys.stderr)
    nanoseconds = float(subprocess.run([tools.histogram_bench()], capture_output=True, text=True, check=True).stdout)
    table = report.table("Three latency histograms", "ns per record", "at most")
    table.add(f"{nanoseconds:.1f}", "15")
    report.limit("three histograms: ns per record", nanoseconds, 15)


def end_to_end(tools, report, options):
    """Runs spate with and without its consumer, in turn."""
    table = report.table(f"End-to-end measurement at 50,000/s over {options.seconds} s, mock cluster", "measured",
                         "CPU, share of a core (median)", "consumed")
    cores, consumed = {}, {}
    with Mock(tools) as mock:
        for number in range(1 if options.quick else PAIRS):
            print(f"cost: end to end, pair {number + 1}", file=sys.stderr)
            for measured in (False, True):
                stream = ", measure: {end_to_end: true}" if measured else ""
                measure.wait_for_quiet(options.quiet_timeout)
                cost, summary = run_scenario(tools.spate, scenario(mock.bootstrap, mock.topics(1), "50000/s", options.seconds, stream))
                cores.setdefault(measured, []).append(cost.cpu_seconds / options.seconds)
                consumed[measured] = "yes" if "end_to_end" in summary["streams"][0] else "no"
    for measured in (False, True):
        table.add("with end_to_end" if measured else "without", f"{statistics.median(cores[measured]):.1%}", consumed[measured])
    ratio = statistics.median(with_consumer / without for without, with_consumer in zip(cores[False], cores[True]))
    report.limit("end-to-end at 50,000/s: CPU relative to a run without", ratio, 1.6)


def many_streams(tools, report, options):
    """Makes two runs of different lengths. Their difference is the cost without startup."""
    print(f"cost: {STREAMS} streams", file=sys.stderr)
    short, long = (3, 6) if options.quick else (10, 40)
    with Mock(tools, topics=[f"slow-{n}" for n in range(STREAMS)], partitions=1) as mock:
        runs = []
        for seconds in (short, long):
            measure.wait_for_quiet(options.quiet_timeout)
            runs.append(run_scenario(tools.spate, scenario(mock.bootstrap, mock.topics(STREAMS), "1/s", seconds)))
    core = (runs[1][0].cpu_seconds - runs[0][0].cpu_seconds) / (long - short)
    switches = (runs[1][0].switches - runs[0][0].switches) / (long - short)
    delivered = sum(stream["delivered"] for stream in runs[1][1]["streams"])
    table = report.table(f"{STREAMS} streams at 1/s, started together, mock cluster", "delivered", "CPU, share of a core",
                         "waits per second, all threads", "memory MB")
    table.add(f"{delivered:,} of {STREAMS * long:,}", f"{core:.2%}", f"{switches:,.0f}", f"{runs[1][0].memory_mb:.0f}")
    report.limit(f"{STREAMS} streams at 1/s: cores", core, 0.03)
    report.limit(f"{STREAMS} streams at 1/s: records missing", STREAMS * long - delivered, 0)
