"""The Debian package in a separate Debian system, run by its systemd, with a real Kafka. Needs root."""
import json
import pathlib
import re
import sys
import time
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/kafka"))

from cluster import Cluster, jars  # noqa: E402
from machine import Machine, enter_network_namespace  # noqa: E402
from readers import read_topic  # noqa: E402

FLUSH_TIMEOUT = 20  # seconds, the default of shutdown.flush_timeout


@pytest.fixture(scope="module")
def machine():
    (package,) = (ROOT / "build/package").glob("spate_*.deb")
    jars()  # the network namespace has no internet access
    installed = Machine(package)
    enter_network_namespace()
    with installed:
        yield installed


@pytest.fixture(scope="module")
def kafka(machine):
    with Cluster(users={"admin": "admin-secret", "load": "open-sesame"}) as cluster:
        cluster.allow("load", "All", "topic", "*")
        cluster.allow("load", "All", "cluster", "")
        yield cluster


def scenario(kafka, name, port=9464, kafka_keys=""):
    bootstrap = kafka.sasl_bootstrap if kafka_keys else kafka.bootstrap
    return f"""
kafka: {{bootstrap.servers: "{bootstrap}"{kafka_keys}}}
metrics: {{listen: "127.0.0.1:{port}"}}
streams:
  - {{name: {name}, topic: {name}, partitions: 2, rate: 500/s, generator: order}}
"""


@pytest.fixture
def unit(machine, kafka, request):
    """The unit spate@NAME of one test, with its scenario. Stopped after the test."""
    name = re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))[:30]
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name))
    yield f"spate@{name}"
    machine.run("systemctl", "stop", f"spate@{name}", check=False)


def unit_property(machine, unit, name):
    return machine.run("systemctl", "show", "--value", "--property", name, unit).stdout.strip()


def start(machine, *units):
    """Starts units. Returns when all of them have reported READY=1 to systemd."""
    started = machine.run("systemctl", "start", *units, check=False)
    assert started.returncode == 0, started.stdout + "".join(machine.run("journalctl", "--no-pager", "--unit", unit).stdout for unit in units)


def journal(machine, unit):
    return machine.run("journalctl", "--output=cat", "--no-pager", "--unit", unit).stdout


def delivered_records(port=9464):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as response:
        return sum(float(line.split()[-1]) for line in response.read().decode().splitlines() if line.startswith("spate_records_delivered_total{"))


def test_package_installs_all_parts(machine):
    files = set(machine.run("dpkg", "--listfiles", "spate").stdout.split())
    assert {"/usr/bin/spate", "/usr/share/man/man1/spate.1.gz", "/usr/share/bash-completion/completions/spate", "/etc/spate",
            "/usr/share/spate/scenarios/shop.yaml", "/usr/share/spate/grafana/dashboards/spate.json",
            "/usr/share/spate/prometheus/alerts.yml", "/usr/share/doc/spate/how-to/run-as-a-service.md.gz"} <= files
    machine.run("spate", "check", "/usr/share/spate/scenarios/shop.yaml")


def test_installation_starts_no_unit(machine):
    assert machine.run("systemctl", "is-enabled", "spate.service", check=False).stdout.strip() == "disabled"
    assert unit_property(machine, "spate.service", "ActiveState") == "inactive"


def test_unit_starts_reports_status_and_stops(machine, kafka):
    machine.write("/etc/spate/scenario.yaml", scenario(kafka, "plain"))
    start(machine, "spate")
    assert unit_property(machine, "spate", "ActiveState") == "active"
    assert urllib.request.urlopen("http://127.0.0.1:9464/readyz", timeout=5).status == 200
    process = unit_property(machine, "spate", "MainPID")
    user, group = machine.run("stat", "--format=%u %g", f"/proc/{process}").stdout.split()
    assert "0" not in (user, group)
    limits = machine.run("cat", f"/proc/{process}/limits").stdout
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE), limits
    machine.wait_for("delivery", delivered_records)
    machine.wait_for("status", lambda: "plain" in machine.run("systemctl", "status", "--no-pager", "spate").stdout)
    stopped_at = time.monotonic()
    machine.run("systemctl", "stop", "spate")
    assert time.monotonic() - stopped_at < FLUSH_TIMEOUT
    assert (unit_property(machine, "spate", "Result"), unit_property(machine, "spate", "ExecMainStatus")) == ("success", "0")
    row = re.search(r"^plain +([\d,]+) +([\d,]+) +[\d,]+ +([\d,]+) +0 +0 ", journal(machine, "spate"), re.MULTILINE)
    assert row, journal(machine, "spate")
    assert len(read_topic(kafka.bootstrap, "plain")) == int(row.group(3).replace(",", ""))


def test_systemd_restarts_spate_after_a_crash(machine, kafka, unit):
    start(machine, unit)
    machine.wait_for("delivery", delivered_records)
    machine.run("systemctl", "kill", "--signal=KILL", unit)
    machine.wait_for("restart", lambda: unit_property(machine, unit, "NRestarts") == "1" and unit_property(machine, unit, "ActiveState") == "active")
    machine.wait_for("delivery", delivered_records)


def journal_entries(machine, unit):
    """Returns the journal entries that spate wrote."""
    lines = machine.run("journalctl", "--output=json", "--no-pager", "--unit", unit).stdout.splitlines()
    return [entry for entry in map(json.loads, lines) if entry.get("SYSLOG_IDENTIFIER") == "spate"]


def test_reload_applies_a_valid_scenario_and_rejects_an_invalid_one(machine, kafka, unit):
    name = unit.removeprefix("spate@")
    start(machine, unit)
    machine.wait_for("delivery", delivered_records)
    process = unit_property(machine, unit, "MainPID")
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name).replace("rate: 500/s", "rate: 900/s"))
    machine.run("systemctl", "reload", unit)
    machine.wait_for("new rate", lambda: f"reload: {name}: rate" in journal(machine, unit))
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name).replace("rate: 500/s", "rate: 500"))
    machine.run("systemctl", "reload", unit)
    machine.wait_for("rejection", lambda: "rejected, the run continues unchanged" in journal(machine, unit))
    assert (unit_property(machine, unit, "ActiveState"), unit_property(machine, unit, "MainPID")) == ("active", process)
    errors = [entry for entry in journal_entries(machine, unit) if "rate" in entry["MESSAGE"] and entry["PRIORITY"] == "3"]
    assert errors, journal(machine, unit)


def test_journal_entries_have_priority_stream_and_topic(machine, kafka, unit):
    name = unit.removeprefix("spate@")
    start(machine, unit)
    request = urllib.request.Request(f"http://127.0.0.1:9464/api/v1/streams/{name}/pause", b"{}", {"Content-Type": "application/json"})
    machine.wait_for("pause", lambda: urllib.request.urlopen(request, timeout=5).status == 200)
    stream_entries = machine.wait_for("journal entry of the stream", lambda: [entry for entry in journal_entries(machine, unit) if entry.get("SPATE_STREAM") == name])
    assert stream_entries[0]["PRIORITY"] == "6" and "pause" in stream_entries[0]["MESSAGE"]
    (topic,) = (entry for entry in journal_entries(machine, unit) if entry.get("SPATE_TOPIC") == name)
    assert "created with 2 partitions" in topic["MESSAGE"]


def test_watchdog_restarts_a_stalled_run(machine, kafka, unit):
    """The poll thread prints deliveries to a pipe without a reader and blocks."""
    name = unit.removeprefix("spate@")
    machine.write(f"/etc/systemd/system/{unit}.service.d/hang.conf", f"""[Service]
WatchdogSec=4
RestartSec=1
RuntimeDirectory={name}
ExecStart=
ExecStart=/bin/sh -c 'mkfifo /run/{name}/pipe; sleep infinity </run/{name}/pipe & exec spate run --print-deliveries /etc/spate/{name}.yaml >/run/{name}/pipe'
""")
    machine.run("systemctl", "daemon-reload")
    start(machine, unit)
    machine.wait_for("restart", lambda: int(unit_property(machine, unit, "NRestarts")) >= 1)
    text = journal(machine, unit)
    assert "the poll thread is stalled" in text and "Watchdog timeout" in text


def test_invalid_scenario_is_reported_and_not_restarted(machine, unit):
    machine.write(f"/etc/spate/{unit.removeprefix('spate@')}.yaml", "streams: [{topic: t, rate: 1, generator: log}]\n")
    assert machine.run("systemctl", "start", unit, check=False).returncode != 0
    assert (unit_property(machine, unit, "ActiveState"), unit_property(machine, unit, "ExecMainStatus"), unit_property(machine, unit, "NRestarts")) == ("failed", "2", "0")
    assert any("streams[0].rate" in entry["MESSAGE"] and entry["PRIORITY"] == "3" for entry in journal_entries(machine, unit))


def test_unit_restarts_until_brokers_are_reachable(machine, kafka, unit):
    name = unit.removeprefix("spate@")
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name).replace(kafka.bootstrap, "127.0.0.1:1") + "startup: {timeout: 2s}\n")
    machine.run("systemctl", "start", "--no-block", unit)
    machine.wait_for("restart", lambda: int(unit_property(machine, unit, "NRestarts")) >= 1)
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name))
    machine.wait_for("readiness", lambda: unit_property(machine, unit, "ActiveState") == "active")


def test_two_units_run_at_the_same_time(machine, kafka, unit):
    machine.write("/etc/spate/other.yaml", scenario(kafka, "other", port=9465))
    start(machine, unit, "spate@other")
    machine.wait_for("deliveries", lambda: delivered_records(9464) and delivered_records(9465))
    machine.run("systemctl", "stop", "spate@other")


def test_credential_is_read_and_not_logged(machine, kafka, unit):
    name = unit.removeprefix("spate@")
    keys = ", security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN, sasl.username: load, sasl.password: \"${credential:kafka-password}\""
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name, kafka_keys=keys))
    machine.write("/etc/spate/kafka-password", "open-sesame\n", mode=0o600)
    machine.write(f"/etc/systemd/system/{unit}.service.d/secret.conf", "[Service]\nLoadCredential=kafka-password:/etc/spate/kafka-password\n")
    machine.run("systemctl", "daemon-reload")
    start(machine, unit)
    machine.wait_for("delivery", delivered_records)
    assert "open-sesame" not in journal(machine, unit)


def test_upgrade_restarts_only_running_units(machine, kafka):
    machine.write("/etc/spate/scenario.yaml", scenario(kafka, "upgraded"))
    start(machine, "spate")
    before = unit_property(machine, "spate", "MainPID")
    machine.run("dpkg", "--install", "/var/spate.deb")
    assert unit_property(machine, "spate", "ActiveState") == "active" and unit_property(machine, "spate", "MainPID") != before
    machine.run("systemctl", "stop", "spate")
    machine.run("dpkg", "--install", "/var/spate.deb")
    assert unit_property(machine, "spate", "ActiveState") == "inactive"


def test_purge_stops_a_running_unit_and_removes_it(machine, kafka):
    """This test must be the last: it removes the package."""
    machine.write("/etc/spate/scenario.yaml", scenario(kafka, "removed"))
    start(machine, "spate")
    machine.run("dpkg", "--purge", "spate")
    assert unit_property(machine, "spate", "ActiveState") == "inactive" and unit_property(machine, "spate", "LoadState") == "not-found"
