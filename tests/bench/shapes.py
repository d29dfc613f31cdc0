"""Rate shapes: compares the number of records with the integral of the curve, computed here."""
import math
import sys

import measure
from producers import run_scenario
from rates import scenario

# Name, stages and the integral of the rate in records. Record n is due when the integral reaches n, so a fraction is rounded up.
SHAPES = [
    ("hold, then stop", "[{hold: 2500/s, for: 4s}, {hold: 0/s, for: 2s}, {hold: 12345/s, for: 4s}]",
     2500 * 4 + 12345 * 4),
    ("ramp, linear", "[{ramp: [100/s, 20000/s], for: 10s}]", (100 + 20000) / 2 * 10),
    ("ramp, ease", "[{ramp: [20000/s, 100/s], for: 10s, curve: ease}]", (100 + 20000) / 2 * 10),  # smoothstep is symmetric
    ("ramp, exponential", "[{ramp: [100/s, 20000/s], for: 10s, curve: exponential}]",
     (20000 - 100) / math.log(20000 / 100) * 10),
    ("steps", "[{steps: [1000/s, 7000/s, 31000/s], each: 3s}]", (1000 + 7000 + 31000) * 3),
    ("sine, a quarter beyond whole periods", "[{sine: {mean: 10000/s, amplitude: 9000/s, period: 4s}, for: 9s}]",
     10000 * 9 + 9000 * 4 / (2 * math.pi) * (1 - math.cos(2 * math.pi * 9 / 4))),
    ("burst", "[{burst: {base: 100/s, peak: 50000/s, for: 500ms, every: 2s}, for: 10s}]", (100 * 1.5 + 50000 * 0.5) * 5),
]


def measure_all(target, tools, report, options):
    table = report.table(f"Rate shapes, {target.name}", "shape", "integral", "delivered", "count error", "p99 lag")
    for name, stages, integral in SHAPES:
        print(f"{target.name}: {name}", file=sys.stderr)
        topics = target.topics(1)
        measure.wait_for_quiet(options.quiet_timeout)
        _, summary = run_scenario(tools.spate, scenario(target.bootstrap, topics, f"{{stages: {stages}}}"))
        stream = summary["streams"][0]
        error = abs(stream["delivered"] - math.ceil(integral - 1e-6)) / integral
        table.add(name, f"{integral:,.1f}", f"{stream['delivered']:,}", f"{error:.4%}", f"{stream['schedule_lag']['p99'] * 1e3:.3f} ms")
        report.limit(f"{target.name}, {name}: count error", error, 0.0001)
