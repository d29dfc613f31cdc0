"""Instructions per generated record, counted by callgrind: the same on a busy machine as on a quiet one."""
import pathlib
import re
import subprocess
import sys
import tempfile

import measure

MOST = {"order": 1200, "log": 600, "metric": 1300, "user_event": 900}
DRAWS = {"=zipf(10000, 1.1)": 220, "=zipf(1000000, 0.8)": 220, "=zipf(1000000000, 1)": 220, "=zipf(100, 2.5)": 220}
NOTHING = "=1"  # a constant is not drawn: what is left is the record around it
RECORDS = pathlib.Path(__file__).parent / "records"
SHORT, LONG = 20_000, 60_000  # the difference of two runs leaves the start out


def against(tools, report):
    program = tools.generator_bench()
    table = report.table("Generating a record, without sending it", "preset", "instructions per record", "at most")
    for preset, most in MOST.items():
        print(f"callgrind: {preset}", file=sys.stderr)
        count = per_record(program, preset)
        table.add(preset, f"{count:,.0f}", f"{most:,}")
        report.bar(f"{preset}: instructions per record", count, most)

    # A field through a reference: at most twice what it costs where it is, and 100.
    nothing, own, reference = (per_record(program, RECORDS / f"{name}.yaml") for name in ("nothing", "field", "ref"))
    most = 2 * (own - nothing) + 100
    table.add("ref() of one field", f"{reference - nothing:,.0f}", f"{most:,.0f}")
    report.bar("ref() of one field: instructions", reference - nothing, most)

    draws = report.table("Drawing a value", "expression", "instructions per draw", "at most")
    around = per_record(program, NOTHING)
    for expression, most in DRAWS.items():
        print(f"callgrind: {expression}", file=sys.stderr)
        count = per_record(program, expression) - around
        draws.add(expression, f"{count:,.0f}", f"{most:,}")
        report.bar(f"{expression}: instructions per draw", count, most)

    most = 2500
    with tempfile.TemporaryDirectory() as folder:
        count = per_record(program, replay_of_400_bytes(pathlib.Path(folder)))
    table.add("replay of a 400-byte NDJSON line with key", f"{count:,.0f}", f"{most:,}")
    report.bar("replay: instructions per record", count, most)


def replay_of_400_bytes(folder):
    """A scenario that replays a thousand lines, the key in the middle of each."""
    line = '{{"id": {n:08}, "text": "{a}", "customer": {{"name": "x", "id": "c-{n:04}"}}, "rest": [1, 2.5, null, true], "more": "{b}"}}\n'
    spare = 401 - len(line.format(n=0, a="", b=""))
    lines = (line.format(n=n, a="a" * (spare // 2), b="b" * (spare - spare // 2)) for n in range(1000))
    (folder / "events.ndjson").write_text("".join(lines))
    scenario = folder / "replay.yaml"
    scenario.write_text("kafka: {bootstrap.servers: embedded}\n"
                        "streams: [{topic: t, rate: max, replay: {file: events.ndjson, loop: true}, key: /customer/id}]\n")
    return scenario


def per_record(program, what):
    return (collected(program, what, LONG) - collected(program, what, SHORT)) / (LONG - SHORT)


def collected(program, what, records):
    """Instructions of a whole run."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, what, str(records)],
                          capture_output=True, text=True, check=False)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        raise measure.Failed(f"callgrind on {what}: {done.stderr[-2000:]}")
    return int(found[1])
