"""Constant rates: number of records, schedule lag, CPU time and memory."""
import sys

import measure
from producers import run_scenario

RATES = [0.5, 1, 7, 1_000, 33_333, 100_000, 300_000, 500_000]
LIMITED_RATE = 100_000  # lag, CPU and memory of this rate have limits

# 100 bytes without a key: an index of ten digits, the time and a constant text.
RECORD = '{n: "${index():010}", at: =now(), text: "%s"}'
FIXED_BYTES = len('{"n":"0123456789","at":"2026-11-23T18:13:35.441209","text":""}')


def scenario(bootstrap, topics, rate, seconds=None, stream=""):
    """Returns a scenario whose streams have one rate and records of 100 bytes. Without `seconds`, the rate must have an end."""
    record = RECORD % ("x" * (100 - FIXED_BYTES))
    stop = f", stop_after: {{duration: {seconds}s}}" if seconds else ""
    streams = "".join(f"  - {{topic: {topic}, create_topic: never, rate: {rate}, key: none{stop}{stream}, record: {record}}}\n"
                      for topic in topics)
    return f"name: rates\nkafka: {{bootstrap.servers: '{bootstrap}', acks: all}}\nstreams:\n{streams}"


def measure_rate(target, tools, rate, options):
    topics = target.topics(1)
    try:
        measure.wait_for_quiet(options.quiet_timeout)
        cost, summary = run_scenario(tools.spate, scenario(target.bootstrap, topics, f"{rate}/s", options.seconds))
    finally:
        target.delete(topics)
    stream = summary["streams"][0]
    if stream["delivered"] and stream["bytes_delivered"] != 100 * stream["delivered"]:
        raise measure.Failed(f"expected 100 bytes per record, got {stream['bytes_delivered'] / stream['delivered']}")
    return cost, stream


def measure_all(target, tools, report, options):
    table = report.table(f"Constant rates over {options.seconds} s, {target.name}", "target", "scheduled", "delivered",
                         "count error", "p50 lag", "p99 lag", "maximum lag", "CPU, share of a core", "memory MB")
    for rate in RATES:
        print(f"{target.name}: {rate:,}/s", file=sys.stderr)
        cost, stream = measure_rate(target, tools, rate, options)
        scheduled = round(rate * options.seconds)
        error = abs(stream["delivered"] - scheduled) / scheduled
        lag = stream["schedule_lag"]
        core = cost.cpu_seconds / options.seconds
        table.add(f"{rate:,}/s", f"{scheduled:,}", f"{stream['delivered']:,}", f"{error:.4%}", milliseconds(lag["p50"]),
                  milliseconds(lag["p99"]), milliseconds(lag["max"]), f"{core:.1%}", f"{cost.memory_mb:.0f}")
        report.limit(f"{target.name}, {rate:,}/s: count error", error, 0.0001)
        if rate == LIMITED_RATE:
            report.limit(f"{target.name}, {rate:,}/s: p99 schedule lag in ms", lag["p99"] * 1e3, 0.5)
            report.limit(f"{target.name}, {rate:,}/s: cores", core, 0.25)
            report.limit(f"{target.name}, {rate:,}/s: memory in MB", cost.memory_mb, 60)


def milliseconds(seconds):
    return f"{seconds * 1e3:.3f} ms"
