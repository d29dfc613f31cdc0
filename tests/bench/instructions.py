"""Instructions per generated record, counted by callgrind: the same on a busy machine as on a quiet one."""
import re
import subprocess
import sys

import measure

MOST = {"order": 1200, "log": 600, "metric": 1300, "user_event": 900}
SHORT, LONG = 20_000, 60_000  # the difference of two runs leaves the start out


def against(tools, report):
    program = tools.generator_bench()
    table = report.table("Generating a record, without sending it", "preset", "instructions per record", "at most")
    for preset, most in MOST.items():
        print(f"callgrind: {preset}", file=sys.stderr)
        count = (collected(program, preset, LONG) - collected(program, preset, SHORT)) / (LONG - SHORT)
        table.add(preset, f"{count:,.0f}", f"{most:,}")
        report.bar(f"{preset}: instructions per record", count, most)


def collected(program, preset, records):
    """Instructions of a whole run."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, preset, str(records)],
                          capture_output=True, text=True, check=False)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        raise measure.Failed(f"callgrind on {preset}: {done.stderr[-2000:]}")
    return int(found[1])
