"""Instructions per generated record, counted by callgrind: the same on a busy machine as on a quiet one.

Counts depend on the compiler and on the libraries: the bars are for Debian 12's gcc 12, release build."""
import concurrent.futures
import functools
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import measure

PRESETS = {"order": 1200, "log": 600, "metric": 1300, "user_event": 900}
DRAWS = {"=zipf(10000, 1.1)": 220, "=zipf(1000000, 0.8)": 220, "=zipf(1000000000, 1)": 220, "=zipf(100, 2.5)": 220}
REPLAY = 2900
NOTHING = "=1"  # a constant is not drawn: what is left is the record around it
RECORDS = pathlib.Path(__file__).parent / "records"
COMPILER = "gcc 12"


class Counter:
    """Counts with one build of generator_bench; the difference of two runs leaves the start out."""

    def __init__(self, tools, short=20_000, long=60_000):
        self._program = tools.generator_bench()
        self._lengths = (short, long)
        self.not_held = why_not_held(tools.build)

    @functools.cache
    def per_record(self, what):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            short, long = pool.map(functools.partial(self._collected, what), self._lengths)
        return (long - short) / (self._lengths[1] - self._lengths[0])

    def _collected(self, what, records):
        """Instructions of a whole run."""
        done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", self._program, what,
                               str(records)], capture_output=True, text=True, check=False)
        found = re.search(r"Collected : (\d+)", done.stderr)
        if done.returncode != 0 or not found:
            raise measure.Failed(f"callgrind on {what}: {done.stderr[-2000:]}")
        return int(found[1])


def why_not_held(build):
    """Why this build is not held to the bars; empty: it is."""
    build = pathlib.Path(build)
    kind = next(option["value"] for option in json.loads((build / "meson-info/intro-buildoptions.json").read_text())
                if option["name"] == "buildtype")
    if kind != "release":
        return f"a {kind} build"
    command = json.loads((build / "compile_commands.json").read_text())[0]["command"].split()
    compiler = command[1] if command[0].endswith("ccache") else command[0]
    says, version = (subprocess.run([compiler, option], capture_output=True, text=True, check=True).stdout.splitlines()[0]
                     for option in ("--version", "-dumpversion"))
    name = f"{'clang' if 'clang' in says else 'gcc'} {version.split('.')[0]}"
    return "" if name == COMPILER else name


def preset(name, counter):
    return counter.per_record(name), PRESETS[name]


def draw(expression, counter):
    return counter.per_record(expression) - counter.per_record(NOTHING), DRAWS[expression]


def reference(counter):
    """A field through a reference: at most twice what it costs where it is, and 100."""
    nothing, own, through = (counter.per_record(RECORDS / f"{name}.yaml") for name in ("nothing", "field", "ref"))
    return through - nothing, round(2 * (own - nothing) + 100)


def replay(counter):
    with tempfile.TemporaryDirectory() as folder:
        return counter.per_record(replay_of_400_bytes(pathlib.Path(folder))), REPLAY


# By label: a function of a Counter that gives the count and the most it may be.
CASES = {**{name: functools.partial(preset, name) for name in PRESETS},
         "ref() of one field": reference,
         "replay of a 400-byte NDJSON line with key": replay,
         **{name: functools.partial(draw, name) for name in DRAWS}}


def against(tools, report):
    counter = Counter(tools)
    table = report.table("Generating a record, without sending it", "what", "instructions", "at most")
    for label, count_of in CASES.items():
        print(f"callgrind: {label}", file=sys.stderr)
        count, most = count_of(counter)
        table.add(label, f"{count:,.0f}", "not held: " + counter.not_held if counter.not_held else f"{most:,}")
        if not counter.not_held:
            report.bar(f"{label}: instructions", count, most)


def replay_of_400_bytes(folder):
    """A scenario that replays a thousand lines, the key in the middle of each."""
    line = '{{"id": 1{n:07}, "text": "{a}", "customer": {{"name": "x", "id": "c-{n:04}"}}, "rest": [1, 2.5, null, true], "more": "{b}"}}\n'
    spare = 401 - len(line.format(n=0, a="", b=""))
    lines = (line.format(n=n, a="a" * (spare // 2), b="b" * (spare - spare // 2)) for n in range(1000))
    (folder / "events.ndjson").write_text("".join(lines))
    scenario = folder / "replay.yaml"
    scenario.write_text("kafka: {bootstrap.servers: embedded}\n"
                        "streams: [{topic: t, rate: max, replay: {file: events.ndjson, loop: true}, key: /customer/id}]\n")
    return scenario
