"""Whether a constant rate is kept: how many records, how late, at what cost."""
import sys

import measure
from producers import run_scenario

RATES = [0.5, 1, 7, 1_000, 33_333, 100_000, 300_000, 500_000]
FOCUS = 100_000  # the rate whose lag, cost and memory have a bar

# 100 bytes, without a key: an index of ten digits, the time, and the same text each time.
RECORD = '{n: "${index():010}", at: =now(), text: "%s"}'
FIXED_BYTES = len('{"n":"0123456789","at":"2026-11-23T18:13:35.441209","text":""}')


def scenario(bootstrap, topics, rate, end=None, stream=""):
    """Streams of one rate, the records of 100 bytes; `end` in seconds, for rates that do not end by themselves."""
    record = RECORD % ("x" * (100 - FIXED_BYTES))
    stop = f", stop_after: {{duration: {end}s}}" if end else ""
    streams = "".join(f"  - {{topic: {topic}, create_topic: never, rate: {rate}, key: none{stop}{stream}, record: {record}}}\n"
                      for topic in topics)
    return f"name: rates\nkafka: {{bootstrap.servers: '{bootstrap}', acks: all}}\nstreams:\n{streams}"


def measure_rate(target, tools, rate, options):
    topics = target.topics(1)
    try:
        measure.wait_for_quiet(options.patience)
        cost, summary = run_scenario(tools.spate, scenario(target.bootstrap, topics, f"{rate}/s", options.seconds))
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
        due = round(rate * options.seconds)
        error = abs(stream["delivered"] - due) / due
        lag = stream["schedule_lag"]
        core = cost.cpu_seconds / options.seconds
        table.add(f"{rate:,}/s", f"{due:,}", f"{stream['delivered']:,}", f"{error:.4%}", milliseconds(lag["p50"]),
                  milliseconds(lag["p99"]), milliseconds(lag["max"]), f"{core:.1%}", f"{cost.memory_mb:.0f}")
        report.bar(f"{target.name}, {rate:,}/s: count error", error, 0.0001)
        if rate == FOCUS:
            report.bar(f"{target.name}, {rate:,}/s: p99 schedule lag in ms", lag["p99"] * 1e3, 0.5)
            report.bar(f"{target.name}, {rate:,}/s: cores", core, 0.25)
            report.bar(f"{target.name}, {rate:,}/s: memory in MB", cost.memory_mb, 60)


def milliseconds(seconds):
    return f"{seconds * 1e3:.3f} ms"
