"""The same order by spate, by hand, with fmt and with nlohmann/json: nanoseconds, all in one run."""
import subprocess
import sys

import measure

MOST = 1.7  # times what it takes by hand


def against(tools, report, options):
    records, rounds = (200_000, 3) if options.quick else (2_000_000, 9)
    print("peers: order", file=sys.stderr)
    done = subprocess.run([tools.order_bench(), str(records), str(rounds)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise measure.Failed(f"order_bench: {done.stderr[-2000:]}")
    table = report.table("One order, best of the rounds", "made", "ns per record", "times by hand", "bytes per record")
    rows = (line.split("\t") for line in done.stdout.splitlines())
    ways = {name: (float(took), float(size)) for name, took, size in rows}
    by_hand = ways["by hand"][0]
    for name, (took, size) in ways.items():
        table.add(name, f"{took:.0f}", f"{took / by_hand:.2f}", f"{size:.0f}")
    report.bar("order: time beside hand-written C++", ways["spate"][0] / by_hand, MOST)
