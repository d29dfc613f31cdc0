"""Time to make one order: by hand, with spate, with fmt and with nlohmann/json, in one process."""
import subprocess
import sys

import measure

MAX_RATIO = 1.7  # time of spate relative to code written by hand


def measure_all(tools, report, options):
    records, rounds = (200_000, 3) if options.quick else (2_000_000, 9)
    print("peers: order", file=sys.stderr)
    process = subprocess.run([tools.order_bench(), str(records), str(rounds)], capture_output=True, text=True, check=False)
    if process.returncode != 0:
        raise measure.Failed(f"order_bench: {process.stderr[-2000:]}")
    table = report.table("One order, best of the rounds", "method", "ns per record", "relative to by hand", "bytes per record")
    rows = (line.split("\t") for line in process.stdout.splitlines())
    methods = {name: (float(nanoseconds), float(size)) for name, nanoseconds, size in rows}
    by_hand = methods["by hand"][0]
    for name, (nanoseconds, size) in methods.items():
        table.add(name, f"{nanoseconds:.0f}", f"{nanoseconds / by_hand:.2f}", f"{size:.0f}")
    report.limit("order: time relative to C++ written by hand", methods["spate"][0] / by_hand, MAX_RATIO)
