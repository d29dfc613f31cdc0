"""`spate run` on the embedded cluster: records, output and exit codes."""
import json
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree

import pytest

from spate import (ROOT, SIGNALS, TIMEOUT_FACTOR, Running, assert_account_balances, on_terminal, read_summary,
                   run_scenario, spate, stream_of, write_scenario)

SHOP = ROOT / "config/scenarios/shop.yaml"
SMALL = """
name: small
seed: 7
kafka: {bootstrap.servers: embedded}
streams:
  - topic: numbers
    partitions: 3
    rate: 1000/s
    record: {n: =index(), user: "user-${int(1, 9)}"}
    key: user
"""


@pytest.fixture
def small(tmp_path):
    return write_scenario(tmp_path, SMALL)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def samples(text):
    """Prometheus text as {series: value}."""
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line[:1] not in ("#", "")}


# Bounds: duration, records, rate.

def test_duration_includes_every_record_due_in_it(tmp_path):
    result, summary = run_scenario(tmp_path, SMALL, "--duration", "2s")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    assert stream_of(summary, "numbers")["delivered"] == 2000
    assert summary["exit_code"] == 0 and summary["scenario"] == "small" and summary["seed"] == 7
    assert 1.9 < summary["duration_seconds"] < 6


def test_records_bound_each_stream(tmp_path):
    result, summary = run_scenario(tmp_path, SMALL, "--records", "321")
    assert result.returncode == 0, result.stderr
    assert stream_of(summary, "numbers")["delivered"] == 321


def test_warm_up_is_in_the_account_but_not_in_the_quantiles(tmp_path):
    result, summary = run_scenario(tmp_path, SMALL, "--set", "warm_up=1s", "--duration", "2s")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    assert stream_of(summary, "numbers")["delivered"] == 2000
    assert stream_of(summary, "numbers")["delivery_latency"]["max"] > 0
    assert summary["warm_up_seconds"] == 1
    assert "latencies exclude the first 1.0 s" in result.stderr


def test_run_that_ends_within_its_warm_up_has_no_quantiles(tmp_path):
    result, summary = run_scenario(tmp_path, SMALL, "--set", "warm_up=1h", "--records", "100")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    assert stream_of(summary, "numbers")["delivered"] == 100
    for latency in ("schedule_lag", "ack_latency", "delivery_latency"):
        assert set(stream_of(summary, "numbers")[latency].values()) == {0}


def test_set_changes_a_value_of_the_file(tmp_path):
    result, summary = run_scenario(tmp_path, SMALL, "--set", "streams.numbers.rate=300/s", "--duration", "1s")
    assert result.returncode == 0, result.stderr
    assert stream_of(summary, "numbers")["delivered"] == 300
    assert stream_of(summary, "numbers")["target_rate"] == 300


def test_seed_is_in_the_summary(tmp_path):
    result, summary = run_scenario(tmp_path, SMALL, "--seed", "99", "--records", "10")
    assert result.returncode == 0, result.stderr
    assert summary["seed"] == 99


def test_scenario_is_read_from_standard_input():
    result = spate("run", "-", "--records", "20", "--metrics", "off", input=SMALL)
    assert result.returncode == 0, result.stderr


def test_rate_max_sends_every_record(tmp_path):
    result, summary = run_scenario(tmp_path, SMALL, "--set", "streams.numbers.rate=max", "--records", "200000")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    assert stream_of(summary, "numbers")["delivered"] == 200000


def test_summary_has_the_documented_figures(tmp_path):
    result, summary = run_scenario(tmp_path, SMALL, "--records", "100")
    assert result.returncode == 0, result.stderr
    assert {"scenario", "seed", "started", "duration_seconds", "exit_code", "streams"} <= set(summary)
    stream = stream_of(summary, "numbers")
    assert {"name", "topic", "scheduled", "duplicated", "enqueued", "skipped", "dropped", "waiting", "delivered", "failed",
            "possibly_persisted", "in_flight", "bytes_delivered", "target_rate", "rate", "blocked_seconds",
            "schedule_lag", "ack_latency", "delivery_latency", "partitions"} <= set(stream)
    for latency in ("schedule_lag", "ack_latency", "delivery_latency"):
        figures = stream[latency]
        assert set(figures) == {"p50", "p90", "p99", "p999", "max"}
        assert 0 <= figures["p50"] <= figures["p90"] <= figures["p99"] <= figures["p999"]
    assert stream["delivery_latency"]["max"] > 0
    assert len(stream["partitions"]) == 3


# Output.

def test_account_is_printed_at_the_end(small):
    result = spate("run", small, "--records", "150", "--metrics", "off")
    assert result.returncode == 0
    assert "numbers" in result.stderr and "150" in result.stderr.replace(",", "")
    assert "delivered" in result.stderr


def test_show_sample_prints_a_record_of_each_stream_first(small):
    result = spate("run", small, "--records", "10", "--metrics", "off", "--show-sample")
    assert result.returncode == 0, result.stderr
    output = result.stdout + result.stderr
    assert re.search(r'"n": ?0\b', output) and re.search(r'"user": ?"user-\d"', output)


def test_print_deliveries_prints_a_line_per_record(small):
    result = spate("run", small, "--records", "25", "--metrics", "off", "--print-deliveries")
    assert result.returncode == 0, result.stderr
    lines = [line for line in result.stdout.splitlines() if line.startswith("[")]
    assert len(lines) == 25
    for number, line in enumerate(lines, 1):
        assert f"[{number}/25]" in line and "numbers" in line and re.search(r"user-\d", line)


def test_print_deliveries_prints_selected_fields(small):
    result = spate("run", small, "--records", "5", "--metrics", "off", "--print-deliveries=n,user")
    assert result.returncode == 0, result.stderr
    assert [n for n in range(5) if not any(re.search(rf"\bn[=:] ?{n}\b", line) for line in result.stdout.splitlines())] == []


def test_log_level_error_omits_other_levels(small):
    quiet = spate("run", small, "--records", "5", "--metrics", "off", "--log-level", "error")
    verbose = spate("run", small, "--records", "5", "--metrics", "off", "--log-level", "debug")
    assert quiet.returncode == verbose.returncode == 0
    assert len(quiet.stderr) < len(verbose.stderr)


def test_terminal_shows_a_live_table(small):
    output = on_terminal("run", small, "--duration", "3s", "--metrics", "off")
    assert re.search(r"\x1b\[\d*[AKJHF]", output)  # redrawn in place
    assert output.count("numbers") >= 3
    for word in ("p50", "p99", "lag", "failed"):
        assert word in output


def test_log_has_a_progress_line_every_10_s(small):
    result = spate("run", small, "--duration", "11s", "--metrics", "off")
    assert result.returncode == 0, result.stderr
    assert "\x1b[" not in result.stderr
    (rate,) = re.findall(r"([\d,.]+)/s of 1,000/s", result.stderr)
    assert 800 < float(rate.replace(",", "")) < 1200


# Exit codes.

@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_signal_ends_the_run_with_exit_0(tmp_path, small, number):
    path = tmp_path / "summary.json"
    with Running("run", small, "--metrics", "off", "--summary", path) as run:
        run.wait_for(r"127\.0\.0\.1:\d+")
        time.sleep(0.5)
        run.send(number)
        assert run.finish(15) == 0, run.log
    assert_account_balances(read_summary(path))


def test_failed_records_are_exit_1(tmp_path):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: embedded, message.max.bytes: 2000}}
streams:
  - topic: large
    rate: 1000/s
    stop_after: {{records: 100}}
    record: {{n: =index(), text: '=if(index() < 40, "{"x" * 3000}", "short")'}}
    key: none
""")
    assert result.returncode == 1, result.stderr
    assert summary["exit_code"] == 1
    assert_account_balances(summary)
    assert stream_of(summary, "large")["failed"] == {"MSG_SIZE_TOO_LARGE": 40}
    assert "MSG_SIZE_TOO_LARGE" in result.stderr


def test_no_broker_in_time_is_exit_3(tmp_path):
    result, _ = run_scenario(tmp_path, SMALL + "startup: {timeout: 2s}\n", "--bootstrap-servers", f"127.0.0.1:{free_port()}",
                             "--records", "5")
    assert result.returncode == 3
    assert "2 s" in result.stderr or "2s" in result.stderr


def test_busy_port_is_exit_3_before_the_first_record(tmp_path, small):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        address = f"127.0.0.1:{busy.getsockname()[1]}"
        result = spate("run", small, "--metrics", address, "--records", "5", "--print-deliveries")
    assert result.returncode == 3
    assert address in result.stderr
    assert result.stdout == ""


def test_unwritable_summary_is_reported_before_the_run(small):
    result = spate("run", small, "--records", "5", "--metrics", "off", "--summary", "/nowhere/at/all.json")
    assert result.returncode in (2, 3)
    assert "/nowhere/at/all.json" in result.stderr


# Other clients of the embedded cluster.

def test_kcat_reads_from_the_embedded_cluster(tmp_path, small):
    with Running("run", small, "--metrics", "off") as run:
        bootstrap = run.wait_for(r"127\.0\.0\.1:\d+").group()
        time.sleep(1)
        lines = subprocess.run(["kcat", "-b", bootstrap, "-C", "-t", "numbers", "-o", "beginning", "-c", "500", "-q", "-J"],
                               capture_output=True, text=True, timeout=20, check=True).stdout.splitlines()
        run.send(signal.SIGTERM)
        assert run.finish(15) == 0, run.log
    values = [json.loads(json.loads(line)["payload"]) for line in lines]
    assert len(values) == 500 and all(value["user"].startswith("user-") for value in values)


# Metrics.

@pytest.fixture
def metrics(small):
    address = f"127.0.0.1:{free_port()}"
    with Running("run", small, "--metrics", address) as run:
        run.wait_for(re.escape(address))
        deadline = time.monotonic() + 10
        while get(f"http://{address}/readyz")[0] != 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"http://{address}"
        run.send(signal.SIGTERM)
        assert run.finish(15) == 0, run.log


def test_promtool_accepts_the_metrics(metrics):
    time.sleep(1.2)
    text = get(f"{metrics}/metrics")[1]
    result = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
    assert result.returncode == 0 and result.stdout + result.stderr == ""


def test_counters_increase_and_balance(metrics):
    names = [f"spate_records_{kind}_total" for kind in ("scheduled", "enqueued", "delivered")]
    series = [f'{name}{{stream="numbers"}}' for name in names]
    previous = None
    for _ in range(10):
        now = samples(get(f"{metrics}/metrics")[1])
        waiting, in_flight = (now[f'spate_records_{kind}{{stream="numbers"}}'] for kind in ("waiting", "in_flight"))
        scheduled, enqueued, delivered = (now[name] for name in series)
        assert scheduled == enqueued + waiting and enqueued == delivered + in_flight
        assert min(waiting, in_flight) >= 0
        if previous:
            assert all(now[name] >= previous[name] for name in series)
        previous = now
        time.sleep(0.1)
    assert previous[series[2]] > 500


def test_every_series_of_a_stream_exists_from_the_start(metrics):
    now = samples(get(f"{metrics}/metrics")[1])
    for name in ("records_duplicated_total", "records_dropped_total", "records_possibly_persisted_total",
                 "bytes_enqueued_total", "bytes_delivered_total", "blocked_seconds_total", "target_records_per_second"):
        assert f'spate_{name}{{stream="numbers"}}' in now
    assert any(name.startswith("spate_build_info{") for name in now)
    assert any(name.startswith("process_resident_memory_bytes") for name in now)


def test_target_rate_is_exported_once_the_stream_has_started(metrics):
    target, deadline = 'spate_target_records_per_second{stream="numbers"}', time.monotonic() + 10 * TIMEOUT_FACTOR
    target_rate = 0
    while target_rate == 0 and time.monotonic() < deadline:  # /readyz is ready slightly earlier
        target_rate = samples(get(f"{metrics}/metrics")[1])[target]
    assert target_rate == 1000


def test_health_endpoints_respond(metrics):
    assert get(f"{metrics}/healthz")[0] == 200
    assert get(f"{metrics}/readyz")[0] == 200
    assert get(f"{metrics}/nothing-here")[0] == 404


# ./dev run

def test_dev_run_sends_the_shop_scenario():
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", 9464)) == 0
    assert not taken, "127.0.0.1:9464, the metrics address of the shop scenario, is in use"
    result = subprocess.run([ROOT / "dev", "run", "--duration", "3s"], capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    output = result.stdout + result.stderr
    assert "order_id" in output and "127.0.0.1:9464" in output and "delivered" in output


# Thresholds and the JUnit file.

WITH_THRESHOLDS = """
name: small
kafka: {bootstrap.servers: embedded}
thresholds: [failed == 0, delivery_latency.p99 < 1h]
streams:
  - topic: numbers
    rate: 1000/s
    stop_after: {records: 500}
    record: {n: =index()}
"""
IMPOSSIBLE = "\n    thresholds: [rate >= 1%, ack_latency.p50 < 1us]\n"


def test_passed_thresholds_are_exit_0_and_in_summary_and_junit(tmp_path):
    result, summary = run_scenario(tmp_path, WITH_THRESHOLDS, "--junit", tmp_path / "run.xml")
    assert result.returncode == 0, result.stderr
    thresholds = stream_of(summary, "numbers")["thresholds"]
    assert [threshold["condition"] for threshold in thresholds] == ["failed == 0", "delivery_latency.p99 < 1h"]
    assert all(threshold["passed"] for threshold in thresholds) and thresholds[0]["value"] == 0 and thresholds[1]["value"] > 0
    assert re.search(r"numbers +failed == 0 +0 +passed", result.stderr)
    suites = xml.etree.ElementTree.parse(tmp_path / "run.xml").getroot()
    assert suites.tag == "testsuites" and suites.get("failures") == suites.get("errors") == "0"


def test_failed_threshold_is_exit_1_and_a_failed_test_case(tmp_path):
    result, summary = run_scenario(tmp_path, WITH_THRESHOLDS.rstrip() + IMPOSSIBLE, "--junit", tmp_path / "run.xml")
    assert result.returncode == 1 and summary["exit_code"] == 1
    assert_account_balances(summary)
    stream = stream_of(summary, "numbers")
    assert stream["delivered"] == 500
    failed_thresholds = [threshold for threshold in stream["thresholds"] if not threshold["passed"]]
    assert [threshold["condition"] for threshold in failed_thresholds] == ["ack_latency.p50 < 1us"]
    assert failed_thresholds[0]["value"] == pytest.approx(stream["ack_latency"]["p50"])
    assert re.search(r"ack_latency.p50 < 1us +\S+ \S+ +failed", result.stderr)
    suite = xml.etree.ElementTree.parse(tmp_path / "run.xml").getroot().find("testsuite")
    cases = suite.findall("testcase")
    assert len(cases) == int(suite.get("tests")) and suite.get("errors") == "0" and float(suite.get("time")) > 0
    assert all(case.get("classname") and case.get("name") and float(case.get("time")) > 0 for case in cases)
    failed = [case for case in cases if case.find("failure") is not None]
    assert len(failed) == int(suite.get("failures")) == 1
    assert failed[0].get("classname") == "small.numbers" and failed[0].get("name") == "ack_latency.p50 < 1us"
    assert failed[0].find("failure").get("message")


def test_latency_threshold_fails_if_the_run_ends_within_its_warm_up(tmp_path):
    result, summary = run_scenario(tmp_path, WITH_THRESHOLDS, "--set", "warm_up=1h")
    assert result.returncode == 1
    assert [threshold["passed"] for threshold in stream_of(summary, "numbers")["thresholds"]] == [True, False]
    assert "not measured" in result.stderr


def test_generator_error_is_exit_5_despite_failed_thresholds(tmp_path):
    result, summary = run_scenario(tmp_path, """
kafka: {bootstrap.servers: embedded}
streams:
  - topic: numbers
    rate: 1000/s
    record: {n: '=100 / (5 - index())'}
    thresholds: [ack_latency.p50 < 1us]
""", "--junit", tmp_path / "run.xml")
    assert result.returncode == 5 and summary["exit_code"] == 5
    assert_account_balances(summary)
    assert [threshold["passed"] for threshold in stream_of(summary, "numbers")["thresholds"]] == [False]
    assert xml.etree.ElementTree.parse(tmp_path / "run.xml").getroot().get("errors") == "1"


def test_decimal_overflow_is_exit_5_and_names_the_field(tmp_path):
    result, summary = run_scenario(tmp_path, """
kafka: {bootstrap.servers: embedded}
streams:
  - topic: amounts
    rate: 1000/s
    record: {total: '=92233720368547757.07 + index() * 0.01'}
""")
    assert result.returncode == 5, result.stderr
    assert "streams[0].record.total: record 101: the number does not fit 64 bits" in result.stderr
    assert_account_balances(summary)
    assert stream_of(summary, "amounts")["delivered"] == 101


def test_unwritable_junit_file_is_exit_3_before_the_run(tmp_path):
    result, _ = run_scenario(tmp_path, WITH_THRESHOLDS, "--junit", tmp_path / "no" / "run.xml")
    assert result.returncode == 3 and "--junit" in result.stderr


# The null sink and --find-max.

def test_null_sink_needs_no_broker_and_says_so(tmp_path):
    text = """
streams:
  - {topic: numbers, partitions: 3, rate: 2000/s, record: {n: =index()}, thresholds: [rate >= 1%]}
  - {topic: lines, rate: max, record: "line ${index()}", stop_after: {records: 20000}}
"""
    result, summary = run_scenario(tmp_path, text, "--sink", "null", "--duration", "1s")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    assert summary["sink"] == "null"
    numbers, lines = stream_of(summary, "numbers"), stream_of(summary, "lines")
    assert numbers["delivered"] == 2000 and numbers["ack_latency"]["max"] == 0
    assert lines["delivered"] == 20000
    for stream in (numbers, lines):
        assert stream["cpu_seconds"] > 0
        assert stream["records_per_core"] == pytest.approx(stream["enqueued"] / stream["cpu_seconds"])
    assert "no record left the process" in result.stderr
    assert re.search(r"numbers +\S+ +\d+\.\d\d s +[\d,]+", result.stderr)


def test_null_sink_does_not_connect_to_brokers(tmp_path):
    result, summary = run_scenario(tmp_path, SMALL, "--sink", "null", "--records", "50",
                                   "--bootstrap-servers", f"127.0.0.1:{free_port()}")
    assert result.returncode == 0, result.stderr
    assert stream_of(summary, "numbers")["delivered"] == 50


def test_bootstrap_servers_are_required_without_the_null_sink(tmp_path):
    result, _ = run_scenario(tmp_path, "streams: [{topic: a, rate: 1/s, record: x}]\n", "--records", "1")
    assert result.returncode == 2 and "bootstrap.servers" in result.stderr


@pytest.mark.parametrize("options", [["--sink", "full"], ["--sink", "null", "--print-deliveries"],
                                     ["--find-max", "--records", "5"]], ids=" ".join)
def test_exclusive_options_are_rejected(small, options):
    assert spate("run", small, *options).returncode == 2


@pytest.mark.parametrize("rate,thresholds,message", [("100/s", "[]", "--find-max needs thresholds"),
                                                  ("max", "[failed == 0]", "set a rate such as 1000/s")])
def test_find_max_needs_thresholds_and_a_rate(tmp_path, rate, thresholds, message):
    result, _ = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: embedded}}
streams: [{{topic: a, rate: {rate}, record: x, thresholds: {thresholds}}}]
""", "--find-max")
    assert result.returncode == 2 and message in result.stderr


def test_find_max_confirms_the_highest_passing_rate(tmp_path):
    """Record 300 is too large and a trial lasts 1.05 s, so that 2.85 times the rate passes and 2.9 times fails."""
    result, summary = run_scenario(tmp_path, """
kafka: {bootstrap.servers: embedded, message.max.bytes: 1000}
warm_up: 1s
streams:
  - topic: growing
    rate: 100/s
    record: {n: =index(), text: '=if(index() < 300, "short", "LARGE")'}
    thresholds: [failed == 0]
""".replace("LARGE", "x" * 3000), "--find-max", "--duration", "50ms")
    assert result.returncode == 0, result.stderr
    search = summary["find_max"]
    assert search["trials"][0] == {"multiplier": 1, "confirmation": False, "passed": True}
    assert search["trials"][-1] == {"multiplier": search["multiplier"], "confirmation": True, "passed": True}
    assert 2 <= search["multiplier"] < 3 and search["lowest_failed"] > search["multiplier"]
    assert stream_of(summary, "growing")["target_rate"] == pytest.approx(100 * search["multiplier"])
    assert re.search(r"find-max: \S+x the rates of the scenario passed, \S+x failed", result.stderr)


def test_find_max_without_a_passing_rate_is_exit_1(tmp_path):
    result, summary = run_scenario(tmp_path, """
streams: [{topic: a, rate: 1/h, record: x, thresholds: [schedule_lag.max < 1us, ack_latency.p50 > 1us]}]
""", "--sink", "null", "--find-max", "--duration", "10ms")
    assert result.returncode == 1
    assert summary["find_max"]["multiplier"] is None
    assert "no rate was confirmed" in result.stderr
