"""Rules, alerts and dashboard, evaluated by a real Prometheus that scrapes real runs."""
import contextlib
import json
import math
import re
import subprocess
import sys
import urllib.request

import pytest
import yaml

from prometheus import CONFIG, Prometheus
from spate import ROOT, Running, spate, write_scenario

GRAFANA = ROOT / "config/grafana"
DASHBOARD = json.loads((GRAFANA / "dashboards/spate.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
RECORDING, ALERTS = ([rule for group in yaml.safe_load((CONFIG / name).read_text())["groups"] for rule in group["rules"]]
                     for name in ("recording.yml", "alerts.yml"))
RULE_TESTS = "alerts_test.yml"

# Has data for every panel: end-to-end latency, imperfections, a target rate.
HEALTHY = """
kafka: {bootstrap.servers: embedded}
metrics: {listen: "127.0.0.1:0"}
streams:
  - {topic: orders, partitions: 3, rate: 200/s, generator: order, measure: {end_to_end: true}, imperfections: {duplicate: 1%}}
  - {topic: logs, partitions: 1, rate: 100/s, generator: log}
"""
# A producer queue of 10 records and a linger of 100 ms limit the stream to about 5 % of its rate.
OVERLOADED = """
kafka: {bootstrap.servers: embedded, queue.buffering.max.messages: 10, linger.ms: 100}
metrics: {listen: "127.0.0.1:0"}
streams:
  - {topic: orders, partitions: 3, rate: 2000/s, generator: order}
"""


def metrics_address(run):
    return run.wait_for(r"metrics at http://([\d.:]+)/").group(1)


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory):
    """Prometheus with at least 8 scrapes of two runs, a healthy and an overloaded one."""
    directory = tmp_path_factory.mktemp("prometheus")
    with contextlib.ExitStack() as stack:
        runs = [stack.enter_context(Running("run", write_scenario(directory, text, name)))
                for name, text in [("healthy.yaml", HEALTHY), ("overloaded.yaml", OVERLOADED)]]
        server = stack.enter_context(Prometheus(directory, [metrics_address(run) for run in runs]))
        server.eventually("scrapes", lambda: server.query("min(count_over_time(up[1m])) >= 3 and min(up) == 1"))
        assert spate("ctl", "--address", metrics_address(runs[0]), "rate", "logs", "200/s", "--for", "1s").returncode == 0
        server.eventually("scrapes", lambda: server.query("min(count_over_time(up[1m])) >= 8 and min(up) == 1"))
        yield server


def samples(prometheus, expression):
    """The samples that a query returns, without NaN, the quantile of an empty histogram."""
    return [sample for sample in prometheus.query(expression) if not math.isnan(float(sample["value"][1]))]


# Grafana

def expanded(expression):
    """A query of a panel as Grafana sends it when everything is selected."""
    for variable, value in [("$__rate_interval", "10s"), ("$__range", "1m"), ("$job", ".+"), ("$instance", ".+"), ("$stream", ".+")]:
        expression = expression.replace(variable, value)
    assert "$" not in expression
    return expression


def expressions():
    return ([(panel["title"], target["expr"]) for panel in PANELS for target in panel["targets"]]
            + [(note["name"], note["expr"]) for note in DASHBOARD["annotations"]["list"]])


@pytest.mark.parametrize("title, expression", expressions())
def test_every_query_of_the_dashboard_returns_data(prometheus, title, expression):
    assert samples(prometheus, expanded(expression)) != []


@pytest.mark.parametrize("variable", [entry for entry in DASHBOARD["templating"]["list"] if entry["type"] == "query"],
                         ids=lambda entry: entry["name"])
def test_every_dashboard_variable_has_values(prometheus, variable):
    metric, label = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"]["query"]).groups()
    assert {sample["metric"][label] for sample in prometheus.query(f"group by ({label}) ({expanded(metric)})")}


def test_dashboard_json_matches_its_script():
    written = subprocess.run([sys.executable, GRAFANA / "dashboard.py"], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert written == (GRAFANA / "dashboards/spate.json").read_text(), "config/grafana/dashboard.py > dashboards/spate.json"


def test_panels_have_unique_ids_titles_descriptions_and_do_not_overlap():
    taken = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken and place["x"] + place["w"] <= 24, panel["title"]
        taken |= cells
        assert panel["title"] and (panel["type"] == "row" or panel["description"])
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    assert [panel["title"] for panel in DASHBOARD["panels"] if panel["type"] == "row"] == ["Overview", "Streams", "Limit reasons", "Brokers"]


def test_provisioning_uses_the_scrape_interval_of_prometheus():
    source = yaml.safe_load((GRAFANA / "provisioning/datasources/prometheus.yaml").read_text())["datasources"][0]
    provider = yaml.safe_load((GRAFANA / "provisioning/dashboards/spate.yaml").read_text())["providers"][0]
    assert source["type"] == "prometheus" and provider["type"] == "file"
    interval = yaml.safe_load((CONFIG / "prometheus.yml").read_text())["global"]["scrape_interval"]
    assert source["jsonData"]["timeInterval"] == interval


# Rules

def with_bool(expression):
    """The expression with comparisons that return 0 or 1, so that it returns samples in a healthy run."""
    return re.sub(r" (==|!=|<=|>=|<|>) ", r" \1 bool ", expression)


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_every_alert_expression_returns_data(prometheus, alert):
    assert samples(prometheus, with_bool(alert["expr"])) != []


@pytest.mark.parametrize("rule", RECORDING, ids=lambda rule: rule["record"])
def test_every_recording_rule_returns_data(prometheus, rule):
    assert prometheus.eventually("record", lambda: samples(prometheus, rule["record"]))


def test_prometheus_evaluates_every_rule_without_error(prometheus):
    rules = prometheus.rules()
    assert len(rules) == len(RECORDING) + len(ALERTS)
    assert [rule for rule in rules if rule.get("lastError")] == []


def active(prometheus):
    return {rule["name"]: rule for rule in prometheus.rules() if rule["type"] == "alerting" and rule["alerts"]}


def test_alerts_are_active_for_an_overloaded_stream(prometheus):
    expected = {"SpateBelowSchedule", "SpateBehindSchedule", "SpateLimited"}
    prometheus.eventually("alert", lambda: expected <= set(active(prometheus)))


def test_no_critical_alert_is_active(prometheus):
    assert [name for name, rule in active(prometheus).items() if rule["labels"]["severity"] == "critical"] == []


def test_promtool_rule_tests_pass():
    result = subprocess.run(["promtool", "test", "rules", RULE_TESTS], cwd=ROOT / "tests/system", capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_alert_is_tested_firing_and_silent():
    cases = [case for test in yaml.safe_load((ROOT / "tests/system" / RULE_TESTS).read_text())["tests"] for case in test["alert_rule_test"]]
    for alert in ALERTS:
        assert {bool(case["exp_alerts"]) for case in cases if case["alertname"] == alert["alert"]} == {True, False}, alert["alert"]


def test_promtool_accepts_prometheus_yml():
    result = subprocess.run(["promtool", "check", "config", CONFIG / "prometheus.yml"], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


# Names and numbers

def test_dashboard_and_rules_query_existing_metrics_only():
    rows = re.findall(r"^\| `(\w+)` \| (\w+) ", (ROOT / "docs/reference/metrics.md").read_text(), re.MULTILINE)
    known = {name + ending for name, kind in rows for ending in (["_bucket", "_sum", "_count"] if kind == "histogram" else [""])}
    records = {rule["record"] for rule in RECORDING}
    queries = [text for _, text in expressions()] + [rule["expr"] for rule in RECORDING + ALERTS]
    queries += [variable["query"]["query"] for variable in DASHBOARD["templating"]["list"] if variable["type"] == "query"]
    names = {name for text in queries for name in re.findall(r"(?<![\w:])(?:\w+:)?(?:spate|process)_[\w:]+", text)}
    assert len(names) > 20
    assert names - known - records == set()


def test_metrics_page_lists_every_rule_and_alert():
    page = (ROOT / "docs/reference/metrics.md").read_text()
    assert re.findall(r"^\| `(\w+:[\w:]+)` \|", page, re.MULTILINE) == [rule["record"] for rule in RECORDING]
    assert re.findall(r"^\| `(Spate\w+)` \| (\w+) \|", page, re.MULTILINE) == [(alert["alert"], alert["labels"]["severity"]) for alert in ALERTS]


def test_500_streams_stay_within_the_sample_limit(tmp_path):
    limit = yaml.safe_load((CONFIG / "prometheus.yml").read_text())["scrape_configs"][0]["sample_limit"]
    assert f"500 streams stay within {limit:,} series" in (ROOT / "docs/reference/metrics.md").read_text()
    stream = "topic: shared, partitions: 1, rate: 1/s, generator: log, measure: {end_to_end: true}"
    scenario = 'kafka: {bootstrap.servers: embedded}\nmetrics: {listen: "127.0.0.1:0"}\nstreams:\n'
    scenario += "".join(f"  - {{name: s{number}, {stream}}}\n" for number in range(500))
    assert spate("check", write_scenario(tmp_path, scenario)).returncode == 0
    with Running("run", tmp_path / "scenario.yaml") as run:
        with urllib.request.urlopen(f"http://{metrics_address(run)}/metrics", timeout=20) as answer:
            series = [line for line in answer.read().decode().splitlines() if line[:1] != "#"]
    assert 500 * 100 < len(series) <= limit
