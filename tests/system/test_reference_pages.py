"""The reference pages list what spate writes: every key, field, status, reason and column, and nothing else."""
import datetime
import json
import pathlib
import re
import signal
import time

import pytest

from spate import ROOT, Running, read_summary, run_scenario, spate, write_scenario

REFERENCE = ROOT / "docs/reference"
LATENCY = {"p50", "p90", "p99", "p999", "max"}
# Members that are named by the data or on another page.
OPEN = {"streams.failed", "streams.limited_seconds", "streams.imperfections"}

EVERYTHING = """
kafka: {bootstrap.servers: embedded}
metrics: {listen: "127.0.0.1:0"}
state_dir: .
warm_up: 100ms
streams:
  - topic: orders
    generator: order
    rate: 200/s
    measure: {end_to_end: true}
    imperfections: {duplicate: 5%}
    thresholds: [failed < 1%]
  - {topic: raw, generator: log, rate: 100KB/s}
"""
REMOVED = "".join(f"  - {{topic: removed-{number}, generator: log, rate: 100/s}}\n" for number in range(21))
SEARCH = """
kafka: {bootstrap.servers: unused}
streams:
  - {topic: orders, generator: order, rate: 1000000000/s, thresholds: [rate >= 99%]}
"""


def first_cells(text):
    """The names in backticks in the first cell of each table row; an italic or plain first cell has none."""
    return [name for line in text.splitlines() if line.startswith("| `")
            for name in re.findall(r"`([^`]+)`", re.split(r"(?<!\\)\|", line)[1])]


def section(page, heading):
    """The text below a heading, up to the next one of the same or a higher level."""
    text = (REFERENCE / page).read_text()
    match = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert match, f"{page} has no heading {heading}"
    return re.split(rf"^#{{1,{len(match[1])}}} ", text[match.end():], maxsplit=1, flags=re.MULTILINE)[0]


def paths(value, prefix=""):
    """Every member of a JSON document as a dotted path, arrays left out: streams.skipped.late."""
    if isinstance(value, list):
        return set().union(*(paths(element, prefix) for element in value))
    if not isinstance(value, dict):
        return set()
    result = set()
    for name, member in value.items():
        path = f"{prefix}.{name}" if prefix else name
        result |= {path} | (set() if path in OPEN else paths(member, path))
    return result


@pytest.fixture(scope="module")
def summaries(tmp_path_factory):
    directory = tmp_path_factory.mktemp("everything")
    start = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    file = write_scenario(directory, EVERYTHING + REMOVED)
    with Running("run", file, "--shard", "0/2", "--start-at", start, "--duration", "3s",
                 "--summary", directory / "summary.json", cwd=directory) as run:
        run.wait_for("metrics at http")
        write_scenario(directory, EVERYTHING)
        run.send(signal.SIGHUP)
        run.wait_for(r"stream removed-20: removed")
        assert run.finish() == 0, run.log
    _, search = run_scenario(tmp_path_factory.mktemp("search"), SEARCH, "--sink", "null", "--find-max", "--duration", "20ms")
    return [read_summary(directory / "summary.json"), search]


def test_the_summary_page_lists_every_key(summaries):
    written = set().union(*map(paths, summaries))
    streams = first_cells(section("summary.md", "Streams"))
    listed = {name if name in LATENCY else f"streams.{name}" for name in streams}
    latencies = {path.rpartition(".")[0] for path in written if path.endswith(".p50")}
    of_latencies = {f"{latency}.{quantile}" for latency in latencies for quantile in LATENCY}
    assert of_latencies <= written and LATENCY <= listed
    for heading in ("Run", "Rate search", "Evicted streams"):
        listed |= set(first_cells(section("summary.md", heading)))
    parents = {path.rpartition(".")[0] for path in written}
    missing = written - listed - of_latencies - parents
    assert (missing, listed - LATENCY - written) == (set(), set())


def test_the_example_of_the_summary_has_the_keys_of_a_run(summaries):
    example = json.loads(re.search(r"```json\n(.*?)```", (REFERENCE / "summary.md").read_text(), re.DOTALL)[1])
    optional = set(first_cells(section("summary.md", "Optional figures")))
    always = {path for path in paths(summaries[0]["streams"]) if path.partition(".")[0] not in {name.partition(".")[0] for name in optional}}
    limits = {path for path in paths(example["streams"]) if path.startswith("limited_seconds.")}
    assert limits == {path for path in always if path.startswith("limited_seconds.")}
    assert paths(example["streams"]) == always


@pytest.fixture(scope="module")
def api():
    return json.loads((ROOT / "src/http/control/openapi.json").read_text())


def test_the_control_api_page_lists_every_request(api):
    described = {f"{method.upper()} {path}" for path, operations in api["paths"].items() for method in operations if method != "parameters"}
    assert set(first_cells(section("control-api.md", "Requests"))) == described


def test_the_control_api_page_lists_every_field(api):
    schemas = api["components"]["schemas"]
    fields = set(schemas["Stream"]["properties"]) - {"latency_seconds"}
    fields |= {f"latency_seconds.{name}" for name in schemas["Stream"]["properties"]["latency_seconds"]["properties"]}
    assert set(first_cells(section("control-api.md", "Stream"))) == fields


def test_the_control_api_page_lists_every_status_of_an_error(api):
    text = json.dumps(api)
    described = {int(status) for status in re.findall(r'"(\d{3})": \{"(?:\$ref|description)"', text)}
    described |= {int(status) for status in re.findall(r"\b[45]\d\d\b", api["info"]["description"])}
    listed = re.findall(r"^\| (\d{3}) \|", section("control-api.md", "Errors"), re.MULTILINE)
    assert {int(status) for status in listed} == {status for status in described if status >= 400}


def test_the_limit_reasons_page_lists_every_reason(api):
    reasons = api["components"]["schemas"]["Stream"]["properties"]["limited_by"]["enum"]
    assert set(first_cells(section("limit-reasons.md", "Reasons"))) == set(reasons)


def columns(line):
    return set(re.split(r" {2,}", line.strip()))


def test_the_plan_page_lists_every_column():
    lines = spate("plan", ROOT / "config/scenarios/shop.yaml").stdout.splitlines()
    streams, topics = (next(line for line in lines if line.startswith(word)) for word in ("stream ", "topic "))
    assert set(first_cells(section("plan.md", "Streams"))) == columns(streams)
    assert set(first_cells(section("plan.md", "Topics"))) == columns(topics)


@pytest.mark.not_sanitized("sanitizers have threads and files too")
def test_the_resources_page_states_threads_and_files(tmp_path):
    text = (REFERENCE / "resources.md").read_text()
    threads = int(re.search(r"A process has (\d+) threads", text)[1])
    files, per_broker = (int(number) for number in re.search(r"A process has (\d+) open files and (\d+) per broker", text).groups())
    more_threads, more_files = (int(number) for number in re.findall(r"embedded cluster.* \| (\d+) \|", text))
    streams = "".join(f"  - {{topic: t{number}, rate: 1/s, generator: order}}\n" for number in range(3))
    file = write_scenario(tmp_path, f"kafka: {{bootstrap.servers: embedded}}\nmetrics: {{listen: '127.0.0.1:0'}}\nstreams:\n{streams}")
    with Running("run", file) as run:
        run.wait_for("metrics at http")
        expected = (threads + 3 + 1 + more_threads, files + per_broker + more_files)
        for _ in range(100):
            process = pathlib.Path(f"/proc/{run.pid}")
            counted = len(list((process / "task").iterdir())), len(list((process / "fd").iterdir()))
            if counted == expected:
                break
            time.sleep(0.05)
        assert counted == expected


def test_the_summary_page_lists_the_test_cases_of_the_junit_file(tmp_path):
    file = write_scenario(tmp_path, "streams: [{topic: t, generator: log, rate: 100/s, thresholds: [failed < 1%]}]\n")
    result = spate("run", file, "--sink", "null", "--records", "5", "--metrics", "off", "--junit", tmp_path / "junit.xml")
    assert result.returncode == 0, result.stderr
    cases = set(re.findall(r'<testcase classname="[^"]*" name="([^"]*)"', (tmp_path / "junit.xml").read_text()))
    assert cases == set(first_cells(section("summary.md", "JUnit file"))) | {"failed &lt; 1%"}
