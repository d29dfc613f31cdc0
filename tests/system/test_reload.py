"""Reloads of a changed scenario file: by SIGHUP, by the control API and by `spate ctl reload`."""
import concurrent.futures
import datetime
import re
import signal
import time

import pytest
from openapi import Description
from test_control import Api, address_of

from spate import TIMEOUT_FACTOR, Running, assert_account_balances, read_summary, spate, stream_of, write_scenario

SCENARIO = """
name: shop
kafka: {bootstrap.servers: unused, sasl.password: first}
streams:
  - {topic: orders, rate: 500/s, generator: order, partitions: 3}
  - {topic: clicks, rate: 300/s, record: {n: =index(), v: one}, partitions: 1, key: none}
  - {topic: more, rate: 100/s, generator: log, partitions: 1}
"""


class EditableRun:
    """A run and its scenario file."""

    def __init__(self, directory, run):
        self.directory = directory
        self.run = run
        self.api = Api(address_of(run))
        self.api.description = Description(self.api.ask("GET", "/api/v1/openapi.json").json)

    def write(self, text):
        write_scenario(self.directory, text)

    def replace(self, old, new):
        assert old in SCENARIO
        self.write(SCENARIO.replace(old, new))

    def reload(self):
        return self.api.ask("POST", "/api/v1/reload")


@pytest.fixture
def edited(tmp_path):
    with Running("run", write_scenario(tmp_path, SCENARIO), "--sink", "null", "--summary", tmp_path / "summary.json",
                 "--metrics", "127.0.0.1:0") as run:
        edited = EditableRun(tmp_path, run)
        edited.api.wait("orders", lambda stream: stream["state"] == "running" and stream["delivered"] > 0)
        yield edited


def config_metrics(api):
    return dict(re.findall(r"^spate_config_last_reload_(\w+) (\S+)$", api.ask("GET", "/metrics").text, re.MULTILINE))


def test_reload_of_a_rate_leaves_other_streams_on_schedule(edited):
    edited.replace("rate: 500/s", "rate: 2000/s")
    answer = edited.reload()
    assert (answer.status, answer.json) == (200, {"changes": ["orders: rate"]})
    orders = edited.api.wait("orders", lambda stream: stream["target_rate"] == 2000)
    assert orders["scenario_rate"] == "2000/s" and orders["live_rate"] is None
    assert edited.api.stream("clicks")["behind_seconds"] < 0.3
    assert config_metrics(edited.api)["successful"] == "1"
    edited.run.send(signal.SIGTERM)
    assert edited.run.finish() == 0
    assert_account_balances(read_summary(edited.directory / "summary.json"))


def test_reload_of_an_invalid_file_changes_nothing(edited):
    loaded = config_metrics(edited.api)
    edited.replace("rate: 500/s", "rate: 500")
    answer = edited.reload()
    assert answer.status == 422
    assert re.search(r'scenario.yaml:5:\d+: streams\[0\].rate: missing time unit in "500": use 500/s', answer.json["problems"][0])
    assert config_metrics(edited.api) == {"successful": "0", "success_timestamp_seconds": loaded["success_timestamp_seconds"]}
    edited.run.wait_for(r'reload: .*missing time unit')
    edited.run.wait_for("the run continues unchanged")
    assert edited.api.stream("orders")["target_rate"] == 500
    edited.write(SCENARIO)
    assert edited.reload().json == {"changes": []}
    assert config_metrics(edited.api)["successful"] == "1"


@pytest.mark.parametrize("old, new, key", [
    ("name: shop", "name: shop\nseed: 7", "seed"),
    ("name: shop", "name: shop\ncontrol: {token: second-token}", "control"),
    ("name: shop", "name: shop\nclock: {zone: Asia/Tokyo}", "clock"),
    ("topic: clicks", "name: clicks, topic: other", "streams.clicks.topic"),
    ("rate: 500/s", "rate: 700/s, measure: {end_to_end: true}", "streams.orders.measure"),
    ("topic: more", "topic: more, measure: {end_to_end: true}, start_after: 1s", "streams.more.measure"),
])
def test_reload_names_keys_that_need_a_restart_and_changes_nothing(edited, old, new, key):
    edited.write(SCENARIO.replace(old, new).replace("rate: 300/s", "rate: 301/s"))
    answer = edited.reload()
    assert answer.status == 422 and any(problem.startswith(key + ":") for problem in answer.json["problems"]), answer.text
    assert "second" not in answer.text and "second" not in edited.run.log
    assert edited.api.stream("clicks")["target_rate"] == 300


def test_reload_changes_records_and_removes_a_stream(edited):
    text = SCENARIO.replace("v: one", "v: two").replace("  - {topic: more, rate: 100/s, generator: log, partitions: 1}\n", "")
    edited.write(text)
    assert edited.reload().json == {"changes": ["clicks: record", "more: removed"]}
    assert [stream["name"] for stream in edited.api.ask("GET", "/api/v1/streams").json["streams"]] == ["orders", "clicks"]
    assert edited.api.ask("GET", "/api/v1/streams/more").status == 404
    edited.run.wait_for(r"stream more: removed, \d+ delivered, 0 failed")
    edited.run.send(signal.SIGTERM)
    assert edited.run.finish() == 0
    summary = read_summary(edited.directory / "summary.json")
    assert_account_balances(summary)
    assert stream_of(summary, "more")["delivered"] > 0


def counter(api, name, stream):
    return float(re.search(rf'^spate_records_{name}_total{{stream="{stream}"}} (\S+)$', api.ask("GET", "/metrics").text,
                           re.MULTILINE).group(1))


def test_reload_adds_a_stream_and_restores_a_removed_one(edited):
    without = SCENARIO.replace("  - {topic: more, rate: 100/s, generator: log, partitions: 1}\n", "")
    edited.write(without + "  - {topic: late, rate: 200/s, generator: metric}\n")
    assert edited.reload().json == {"changes": ["late: added", "more: removed"]}
    edited.api.wait("late", lambda stream: stream["state"] == "running" and stream["delivered"] > 0)
    assert edited.api.act("late", "rate", rate="400/s").status == 200
    assert 'spate_stream_info{stream="late",topic="late",generator="metric"} 1' in edited.api.ask("GET", "/metrics").text
    before = counter(edited.api, "delivered", "more")
    assert before > 0, "the series of a removed stream stay"
    edited.write(SCENARIO.replace("topic: more, rate: 100/s", "topic: more, rate: 900/s"))
    assert edited.reload().json == {"changes": ["more: added", "late: removed"]}
    edited.api.wait("more", lambda stream: stream["state"] == "running" and stream["delivered"] > before + 100)
    assert counter(edited.api, "delivered", "more") > before, "counters do not go backwards"
    edited.write(SCENARIO.replace("topic: more", "name: more, topic: elsewhere"))
    rejected = edited.reload()
    assert rejected.status == 422 and rejected.json["problems"][0].startswith("streams.more.topic: ")
    edited.run.send(signal.SIGTERM)
    assert edited.run.finish() == 0
    summary = read_summary(edited.directory / "summary.json")
    assert_account_balances(summary)
    assert [stream["name"] for stream in summary["streams"]] == ["orders", "clicks", "more", "late"]


def test_reload_that_restarts_a_stream_continues_at_the_next_index(edited):
    edited.write(SCENARIO.replace("rate: 300/s", "rate: 300/s, stop_after: {records: 50}, when_late: skip"))
    assert edited.reload().json == {"changes": ["clicks: when_late, stop_after"]}
    edited.api.wait("clicks", lambda stream: stream["state"] == "ended")
    first = edited.api.stream("clicks")["scheduled"]
    assert edited.api.stream("orders")["state"] == "running"
    edited.write(SCENARIO.replace("rate: 300/s", "rate: 300/s, stop_after: {records: 70}"))
    assert edited.reload().status == 200
    edited.api.wait("clicks", lambda stream: stream["state"] == "ended")
    assert edited.api.stream("clicks")["scheduled"] == first + 70
    # Records larger than the memory blocks of the worker.
    edited.write(SCENARIO.replace("v: one", f"v: {'x' * 300_000}"))
    assert edited.reload().json == {"changes": ["clicks: stop_after, record"]}
    edited.api.wait("clicks", lambda stream: stream["delivered"] > first + 100)


def test_reload_evicts_oldest_removed_streams(edited):
    for number in range(0, 50, 10):
        extra = "".join(f"  - {{topic: t{number + n}, rate: max, stop_after: {{records: 10}}, generator: log}}\n" for n in range(10))
        edited.write(SCENARIO + extra)
        assert edited.reload().status == 200
    edited.write(SCENARIO)
    assert edited.reload().status == 200
    edited.run.wait_for(r"stream t49: removed, ")
    series = edited.api.ask("GET", "/metrics").text
    assert 'stream="t49"' in series and 'stream="t30"' in series and 'stream="t29"' not in series
    edited.run.send(signal.SIGTERM)
    assert edited.run.finish() == 0
    summary = read_summary(edited.directory / "summary.json")
    assert summary["evicted_streams"] == {"count": 30, "scheduled": 300, "delivered": 300, "failed": 0, "skipped": 0, "balanced": True}
    assert len(summary["streams"]) == 23
    assert "30 evicted streams: 300 delivered, 0 failed, 0 skipped" in edited.run.log


def test_reload_does_not_show_a_changed_secret(edited):
    edited.write(SCENARIO.replace("sasl.password: first", "sasl.password: second"))
    answer = edited.reload()
    assert answer.json == {"changes": ['kafka["sasl.password"]']}
    assert "second" not in edited.run.log


def test_reload_keeps_a_pause_and_replaces_a_live_rate(edited):
    edited.api.act("orders", "rate", rate="50/s")
    edited.api.act("clicks", "pause")
    edited.write(SCENARIO.replace("500/s", "600/s").replace("300/s", "400/s"))
    assert edited.reload().json == {"changes": ["clicks: rate", "orders: rate"]}
    edited.api.wait("orders", lambda stream: stream["target_rate"] == 600 and stream["live_rate"] is None)
    assert edited.api.stream("clicks")["state"] == "paused"
    edited.api.act("clicks", "resume")
    edited.api.wait("clicks", lambda stream: stream["target_rate"] == 400)


def test_sighup_and_ctl_reload_apply_the_file(edited):
    edited.replace("rate: 500/s", "rate: 800/s")
    edited.run.send(signal.SIGHUP)
    edited.run.wait_for("reload: orders: rate")
    edited.api.wait("orders", lambda stream: stream["target_rate"] == 800)
    address = f"{edited.api.host}:{edited.api.port}"
    edited.replace("rate: 500/s", "rate: 900/s")
    done = spate("ctl", "--address", address, "reload")
    assert (done.returncode, done.stdout) == (0, "orders: rate\n")
    edited.replace("rate: 500/s", "rat: 900/s")
    rejected = spate("ctl", "--address", address, "reload")
    assert rejected.returncode == 1 and 'did you mean "rate"' in rejected.stderr
    assert spate("ctl", "--address", address, "status").returncode == 0


def test_reload_detects_a_changed_table_file(tmp_path):
    table = tmp_path / "cities.csv"
    table.write_text("city\nParis\n")
    text = SCENARIO.replace("record: {n: =index(), v: one}", "record: {$let: {c: =pick(cities)}, v: =c.city}, tables: {cities: {file: cities.csv}}")
    with Running("run", write_scenario(tmp_path, text), "--sink", "null", "--metrics", "127.0.0.1:0") as run:
        api = Api(address_of(run))
        api.wait("clicks", lambda stream: stream["delivered"] > 0)
        time.sleep(0.05)
        table.write_text("city\nLyon\nNantes\n")
        assert api.ask("POST", "/api/v1/reload").json == {"changes": ["clicks: files"]}


def test_reload_of_a_scenario_from_standard_input_is_rejected(tmp_path):
    import subprocess
    from spate import BINARY
    process = subprocess.Popen([BINARY, "run", "-", "--sink", "null", "--metrics", "127.0.0.1:0"], stdin=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    process.stdin.write(SCENARIO)
    process.stdin.close()
    lines = []
    while not lines or "metrics at" not in lines[-1]:
        lines.append(process.stderr.readline())
    api = Api(re.search(r"http://([0-9.:]+)/metrics", lines[-1]).group(1))
    api.wait("orders", lambda stream: stream["state"] == "running")
    answer = api.ask("POST", "/api/v1/reload")
    process.terminate()
    process.stderr.read()
    assert process.wait(20) == 0
    assert answer.status == 422 and "standard input" in answer.json["problems"][0]


def test_reload_request_with_a_body_or_a_foreign_host_is_rejected(edited):
    assert edited.api.ask("POST", "/api/v1/reload", {"x": 1}).status == 400
    assert edited.api.ask("POST", "/api/v1/reload", Host="evil.example").status == 403
    assert edited.api.ask("GET", "/api/v1/reload", check=False).status == 405


def test_reload_on_the_embedded_cluster_adds_topics_and_switches_clients(tmp_path):
    text = SCENARIO.replace("unused, sasl.password: first", "embedded")
    with Running("run", write_scenario(tmp_path, text), "--summary", tmp_path / "summary.json", "--metrics", "127.0.0.1:0") as run:
        api = Api(address_of(run))
        api.wait("orders", lambda stream: stream["delivered"] > 0)
        write_scenario(tmp_path, text.replace("embedded", "embedded, linger.ms: 1") + "  - {topic: late, rate: 200/s, generator: metric}\n")
        answer = api.ask("POST", "/api/v1/reload", check=False)
        assert answer.json == {"changes": ['kafka["linger.ms"]', "late: added"]}
        run.wait_for("topic late: created with 1 partition")
        run.wait_for(r"switched to a new client in \d+\.\d+ s")
        before = api.ask("GET", "/api/v1/streams/orders", check=False).json["delivered"]
        for name, minimum in (("orders", before + 200), ("late", 50)):
            api.wait(name, lambda stream, minimum=minimum: stream["delivered"] > minimum)
        deadline = time.monotonic() + 10  # a client reports its brokers once per second
        while api.ask("GET", "/readyz", check=False).text != "ready\n":
            assert time.monotonic() < deadline
            time.sleep(0.1)
        run.send(signal.SIGTERM)
        assert run.finish() == 0
    summary = read_summary(tmp_path / "summary.json")
    assert_account_balances(summary)
    assert all(sum(stream["failed"].values()) == 0 for stream in summary["streams"])


def test_concurrent_reloads_get_409_and_do_not_delay_health_checks(tmp_path):
    text = SCENARIO.replace("unused, sasl.password: first", "embedded")
    with Running("run", write_scenario(tmp_path, text), "--metrics", "127.0.0.1:0") as run:
        api = Api(address_of(run))
        api.description = Description(api.ask("GET", "/api/v1/openapi.json").json)
        api.wait("orders", lambda stream: stream["delivered"] > 0)
        write_scenario(tmp_path, text.replace("embedded", "127.0.0.1:1"))  # no broker there: the reload waits 10 s
        with concurrent.futures.ThreadPoolExecutor(8) as clients:
            requests = [clients.submit(api.ask, "POST", "/api/v1/reload") for _ in range(8)]
            time.sleep(1)
            began = time.monotonic()
            assert api.ask("GET", "/healthz").status == 200 and api.ask("GET", "/metrics").status == 200
            assert time.monotonic() - began < 2 * TIMEOUT_FACTOR
            answers = [request.result() for request in requests]
        assert sorted(answer.status for answer in answers) == [*[409] * 7, 422]
        assert all("in progress" in answer.json["error"] for answer in answers if answer.status == 409)


def test_reload_before_the_start_time_or_during_shutdown_gets_503(tmp_path):
    streams = SCENARIO[SCENARIO.index("streams:"):]
    brokers = write_scenario(tmp_path, "kafka: {bootstrap.servers: embedded}\n" + streams, "brokers.yaml")
    with Running("run", brokers, "--metrics", "off") as cluster:
        server = cluster.wait_for(r"embedded cluster at (\S+)").group(1)
        head = f"kafka: {{bootstrap.servers: '{server}'}}\nshutdown: {{flush_timeout: 4s}}\n"
        at = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=4 * TIMEOUT_FACTOR)).isoformat()
        with Running("run", write_scenario(tmp_path, head + f"start_at: {at}\n" + streams), "--metrics", "127.0.0.1:0") as run:
            api = Api(address_of(run))
            run.wait_for("waiting for start time ")
            assert api.ask("POST", "/api/v1/reload").status == 503
            api.wait("orders", lambda stream: stream["delivered"] > 0, 30)
            assert api.ask("POST", "/api/v1/reload").json == {"changes": []}
            cluster.send(signal.SIGSTOP)
            time.sleep(1)
            run.send(signal.SIGTERM)
            time.sleep(1)
            assert api.ask("POST", "/api/v1/reload").status == 503
            assert run.finish(10) == 1  # records in flight were purged after 4 s
        cluster.send(signal.SIGCONT)


def test_sighup_before_a_broker_responds_does_not_end_the_run(tmp_path):
    file = write_scenario(tmp_path, """
kafka: {bootstrap.servers: "127.0.0.1:1"}
startup: {timeout: 3s}
streams: [{topic: t, rate: 1/s, record: x}]
""")
    with Running("run", file, "--metrics", "off") as run:
        time.sleep(1)
        run.send(signal.SIGHUP)
        assert run.finish() == 3
        assert "no broker reachable" in run.log
