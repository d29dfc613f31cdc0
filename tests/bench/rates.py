"""Whether a constant rate is kept: how many records, how late, at what cost."""
import sys

import measure
from producers import run_scenario
from targets import PARTITIONS

RATES = [1, 10, 1_000, 33_333, 100_000, 300_000]
FOCUS = 100_000  # the rate whose lag, cost and memory have a bar

# 100 bytes, without a key: an index of ten digits, the time, and the same text each time.
RECORD = '{n: "${index():010}", at: =now(), text: "%s"}'
FIXED_BYTES = len('{"n":"0123456789","at":"2026-11-23T18:13:35.441209","text":""}')


def scenario(bootstrap, topic, rate, seconds):
    record = RECORD % ("x" * (100 - FIXED_BYTES))
    return (f"name: rates\nkafka: {{bootstrap.servers: '{bootstrap}', acks: all}}\nstreams:\n"
            f"  - {{topic: {topic}, partitions: {PARTITIONS}, create_topic: never, rate: {rate}/s, key: none,\n"
            f"     stop_after: {{duration: {seconds}s}}, record: {record}}}\n")


def measure_rate(target, tools, rate, options):
    topics = target.topics(1)
    try:
        measure.wait_for_quiet(options.patience)
        cost, summary = run_scenario(tools.spate, scenario(target.bootstrap, topics[0], rate, options.seconds))
    finally:
        target.forget(topics)
    stream = summary["streams"][0]
    if stream["delivered"] and stream["bytes_delivered"] != 100 * stream["delivered"]:
        raise measure.Failed(f"a record has {stream['bytes_delivered'] / stream['delivered']} bytes, not 100")
    return cost, stream


def against(target, tools, report, options):
    table = report.table(f"Constant rates over {options.seconds} s, {target.name}", "asked", "due", "delivered",
                         "count error", "p50 lag", "p99 lag", "largest lag", "CPU, share of a core", "memory MB")
    for rate in RATES:
        print(f"{target.name}: {rate:,}/s", file=sys.stderr)
        cost, stream = measure_rate(target, tools, rate, options)
        due = rate * options.seconds
        error = abs(stream["delivered"] - due) / due
        lag = stream["schedule_lag"]
        core = cost.cpu_seconds / options.seconds
        table.add(f"{rate:,}/s", f"{due:,}", f"{stream['delivered']:,}", f"{error:.4%}", milliseconds(lag["p50"]),
                  milliseconds(lag["p99"]), milliseconds(lag["max"]), f"{core:.1%}", f"{cost.memory_mb:.0f}")
        report.bar(f"{target.name}, {rate:,}/s: count error", error, 0.0001)
        if rate == FOCUS:
            report.bar(f"{target.name}, {rate:,}/s: p99 schedule lag in ms", lag["p99"] * 1e3, 2)
            report.bar(f"{target.name}, {rate:,}/s: cores", core, 0.35)
            report.bar(f"{target.name}, {rate:,}/s: memory in MB", cost.memory_mb, 60)


def milliseconds(seconds):
    return f"{seconds * 1e3:.3f} ms"
