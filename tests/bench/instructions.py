"""Instructions per generated record, counted by callgrind. Other load on the machine does not change them.

Counts depend on the compiler and on the libraries. The limits are for a release build with Debian 12's gcc 12."""
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
EXPRESSIONS = {"=zipf(10000, 1.1)": 220, "=zipf(1000000, 0.8)": 220, "=zipf(1000000000, 1)": 220, "=zipf(100, 2.5)": 220}
REPLAY_LIMIT = 2900
BASELINE = "=1"  # a constant: only the cost of the record
RECORDS = pathlib.Path(__file__).parent / "records"
COMPILER = "gcc 12"
DISTINCT_KEYS = (20, 10_000, 1_000_000, 100_000_000)
MAX_KEY_RATIO = 1.05  # highest count of instructions relative to the lowest
KEY_RUNS = (2_000, 102_000)  # with the first records of a stream, whose keys are all counted


class Counter:
    """Counts instructions of generator_bench. The difference of two runs excludes startup."""

    def __init__(self, tools, short=20_000, long=60_000):
        self._program = tools.generator_bench()
        self._lengths = (short, long)
        self.limit_exemption = limit_exemption(tools.build)

    @functools.cache
    def per_record(self, source, *options, lengths=None):
        """`lengths`: the numbers of records of a short and of a long run."""
        lengths = lengths or self._lengths
        with concurrent.futures.ThreadPoolExecutor() as pool:
            short, long = pool.map(functools.partial(self._count_run, source, options), lengths)
        return (long - short) / (lengths[1] - lengths[0])

    def _count_run(self, source, options, records):
        """Returns the instructions of one run, with startup."""
        process = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", self._program, source,
                               str(records), *options], capture_output=True, text=True, check=False)
        match = re.search(r"Collected : (\d+)", process.stderr)
        if process.returncode != 0 or not match:
            raise measure.Failed(f"callgrind on {source}: {process.stderr[-2000:]}")
        return int(match[1])


def limit_exemption(build):
    """Returns the reason for which the limits do not apply to this build, or "" if they apply."""
    build = pathlib.Path(build)
    kind = next(option["value"] for option in json.loads((build / "meson-info/intro-buildoptions.json").read_text())
                if option["name"] == "buildtype")
    if kind != "release":
        return f"{kind} build"
    command = json.loads((build / "compile_commands.json").read_text())[0]["command"].split()
    compiler = command[1] if command[0].endswith("ccache") else command[0]
    banner, version = (subprocess.run([compiler, option], capture_output=True, text=True, check=True).stdout.splitlines()[0]
                     for option in ("--version", "-dumpversion"))
    name = f"{'clang' if 'clang' in banner else 'gcc'} {version.split('.')[0]}"
    return "" if name == COMPILER else name


def preset(name, counter):
    return counter.per_record(name), PRESETS[name]


def expression(source, counter):
    return counter.per_record(source) - counter.per_record(BASELINE), EXPRESSIONS[source]


def reference(counter):
    """A field of another stream's record. The limit is twice its cost in its own stream, plus 100."""
    baseline, direct, referenced = (counter.per_record(RECORDS / f"{name}.yaml") for name in ("baseline", "field", "ref"))
    return referenced - baseline, round(2 * (direct - baseline) + 100)


def replay(counter):
    with tempfile.TemporaryDirectory() as folder:
        return counter.per_record(replay_of_400_bytes(pathlib.Path(folder))), REPLAY_LIMIT


def with_keys(distinct, counter):
    """An order with a key of 14 bytes, the choice of its partition and the count of its key."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = pathlib.Path(folder, "keys.yaml")
        scenario.write_text("kafka: {bootstrap.servers: embedded}\n"
                            f'streams: [{{topic: t, rate: max, generator: order, key: "CUST-${{int(1, {distinct}):09}}"}}]\n')
        return counter.per_record(scenario, "keys", lengths=KEY_RUNS)


# By label: a function of a Counter that returns the count and its limit.
CASES = {**{name: functools.partial(preset, name) for name in PRESETS},
         "ref() of one field": reference,
         "replay of a 400-byte NDJSON line with key": replay,
         **{name: functools.partial(expression, name) for name in EXPRESSIONS}}


def measure_all(tools, report):
    counter = Counter(tools)
    table = report.table("Generation without sending", "record or expression", "instructions", "at most")
    for label, measure_case in CASES.items():
        print(f"callgrind: {label}", file=sys.stderr)
        count, limit = measure_case(counter)
        table.add(label, f"{count:,.0f}", "no limit: " + counter.limit_exemption if counter.limit_exemption else f"{limit:,}")
        if not counter.limit_exemption:
            report.limit(f"{label}: instructions", count, limit)
    measure_keys(counter, report)


def measure_keys(counter, report):
    print("callgrind: distinct keys", file=sys.stderr)
    counts = {distinct: with_keys(distinct, counter) for distinct in DISTINCT_KEYS}
    table = report.table("Orders by number of distinct keys", "keys", "instructions per record")
    for distinct, count in counts.items():
        table.add(f"{distinct:,}", f"{count:,.0f}")
    report.limit("distinct keys: highest count relative to the lowest", max(counts.values()) / min(counts.values()), MAX_KEY_RATIO)


def replay_of_400_bytes(folder):
    """Writes a scenario that replays 1,000 lines with the key in the middle of each."""
    line = '{{"id": 1{n:07}, "text": "{a}", "customer": {{"name": "x", "id": "c-{n:04}"}}, "rest": [1, 2.5, null, true], "more": "{b}"}}\n'
    spare = 401 - len(line.format(n=0, a="", b=""))
    lines = (line.format(n=n, a="a" * (spare // 2), b="b" * (spare - spare // 2)) for n in range(1000))
    (folder / "events.ndjson").write_text("".join(lines))
    scenario = folder / "replay.yaml"
    scenario.write_text("kafka: {bootstrap.servers: embedded}\n"
                        "streams: [{topic: t, rate: max, replay: {file: events.ndjson, loop: true}, key: /customer/id}]\n")
    return scenario
