"""The Debian package, installed in a Debian of its own and started by its systemd, beside a real Kafka. As root."""
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
from machine import Machine, network_of_its_own  # noqa: E402
from readers import read_topic  # noqa: E402

FLUSH = 20  # seconds, a scenario's shutdown: flush_timeout


@pytest.fixture(scope="module")
def machine():
    (package,) = (ROOT / "build/package").glob("spate_*.deb")
    jars()  # while there is a network
    prepared = Machine(package)
    network_of_its_own()
    with prepared:
        yield prepared


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
    """A unit of its own for each test, spate@NAME, with its scenario; stopped afterwards."""
    name = re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))[:30]
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name))
    yield f"spate@{name}"
    machine.run("systemctl", "stop", f"spate@{name}", check=False)


def shown(machine, unit, name):
    return machine.run("systemctl", "show", "--value", "--property", name, unit).stdout.strip()


def start(machine, *units):
    """Returns when each of them has said that it is ready."""
    started = machine.run("systemctl", "start", *units, check=False)
    assert started.returncode == 0, started.stdout + "".join(machine.run("journalctl", "--no-pager", "--unit", unit).stdout for unit in units)


def journal(machine, unit):
    return machine.run("journalctl", "--output=cat", "--no-pager", "--unit", unit).stdout


def delivered(port=9464):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return sum(float(line.split()[-1]) for line in answer.read().decode().splitlines() if line.startswith("spate_records_delivered_total{"))


def test_all_parts_are_installed(machine):
    files = set(machine.run("dpkg", "--listfiles", "spate").stdout.split())
    assert {"/usr/bin/spate", "/usr/share/man/man1/spate.1.gz", "/usr/share/bash-completion/completions/spate", "/etc/spate",
            "/usr/share/spate/scenarios/shop.yaml", "/usr/share/spate/grafana/dashboards/spate.json",
            "/usr/share/spate/prometheus/alerts.yml", "/usr/share/doc/spate/how-to/run-as-a-service.md.gz"} <= files
    machine.run("spate", "check", "/usr/share/spate/scenarios/shop.yaml")


def test_nothing_starts_because_it_was_installed(machine):
    assert machine.run("systemctl", "is-enabled", "spate.service", check=False).stdout.strip() == "disabled"
    assert shown(machine, "spate.service", "ActiveState") == "inactive"


def test_start_status_stop(machine, kafka):
    machine.write("/etc/spate/scenario.yaml", scenario(kafka, "plain"))
    start(machine, "spate")
    assert shown(machine, "spate", "ActiveState") == "active"
    assert urllib.request.urlopen("http://127.0.0.1:9464/readyz", timeout=5).status == 200
    process = shown(machine, "spate", "MainPID")
    user, group = machine.run("stat", "--format=%u %g", f"/proc/{process}").stdout.split()
    assert "0" not in (user, group)
    limits = machine.run("cat", f"/proc/{process}/limits").stdout
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE), limits
    machine.eventually("a delivery", delivered)
    machine.eventually("a status", lambda: "plain" in machine.run("systemctl", "status", "--no-pager", "spate").stdout)
    told_to_stop = time.monotonic()
    machine.run("systemctl", "stop", "spate")
    assert time.monotonic() - told_to_stop < FLUSH
    assert (shown(machine, "spate", "Result"), shown(machine, "spate", "ExecMainStatus")) == ("success", "0")
    told = re.search(r"^plain +([\d,]+) +([\d,]+) +[\d,]+ +([\d,]+) +0 +0 ", journal(machine, "spate"), re.MULTILINE)
    assert told, journal(machine, "spate")
    assert len(read_topic(kafka.bootstrap, "plain")) == int(told.group(3).replace(",", ""))


def test_a_crash_is_followed_by_a_start(machine, kafka, unit):
    start(machine, unit)
    machine.eventually("a delivery", delivered)
    machine.run("systemctl", "kill", "--signal=KILL", unit)
    machine.eventually("a restart", lambda: shown(machine, unit, "NRestarts") == "1" and shown(machine, unit, "ActiveState") == "active")
    machine.eventually("a delivery", delivered)


def entries(machine, unit):
    """What spate itself has written to the journal."""
    lines = machine.run("journalctl", "--output=json", "--no-pager", "--unit", unit).stdout.splitlines()
    return [entry for entry in map(json.loads, lines) if entry.get("SYSLOG_IDENTIFIER") == "spate"]


def test_a_reload_takes_over_or_changes_nothing(machine, kafka, unit):
    name = unit.removeprefix("spate@")
    start(machine, unit)
    machine.eventually("a delivery", delivered)
    process = shown(machine, unit, "MainPID")
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name).replace("rate: 500/s", "rate: 900/s"))
    machine.run("systemctl", "reload", unit)
    machine.eventually("the new rate", lambda: f"reload: {name}: rate" in journal(machine, unit))
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name).replace("rate: 500/s", "rate: 500"))
    machine.run("systemctl", "reload", unit)
    machine.eventually("a refusal", lambda: "rejected, the run continues unchanged" in journal(machine, unit))
    assert (shown(machine, unit, "ActiveState"), shown(machine, unit, "MainPID")) == ("active", process)
    refused = [entry for entry in entries(machine, unit) if "rate" in entry["MESSAGE"] and entry["PRIORITY"] == "3"]
    assert refused, journal(machine, unit)


def test_the_journal_knows_how_grave_a_line_is_and_what_it_is_about(machine, kafka, unit):
    name = unit.removeprefix("spate@")
    start(machine, unit)
    asked = urllib.request.Request(f"http://127.0.0.1:9464/api/v1/streams/{name}/pause", b"{}", {"Content-Type": "application/json"})
    machine.eventually("a pause", lambda: urllib.request.urlopen(asked, timeout=5).status == 200)
    about = machine.eventually("its line", lambda: [entry for entry in entries(machine, unit) if entry.get("SPATE_STREAM") == name])
    assert about[0]["PRIORITY"] == "6" and "pause" in about[0]["MESSAGE"]
    (topic,) = (entry for entry in entries(machine, unit) if entry.get("SPATE_TOPIC") == name)
    assert "created with 2 partitions" in topic["MESSAGE"]


def test_a_run_that_hangs_is_ended_and_started_again(machine, kafka, unit):
    """Its poll thread prints deliveries to a pipe that nobody reads, and waits there for ever."""
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
    machine.eventually("another start", lambda: int(shown(machine, unit, "NRestarts")) >= 1)
    said = journal(machine, unit)
    assert "the poll thread is stalled" in said and "Watchdog timeout" in said


def test_a_wrong_scenario_is_told_and_not_tried_again(machine, unit):
    machine.write(f"/etc/spate/{unit.removeprefix('spate@')}.yaml", "streams: [{topic: t, rate: 1, generator: log}]\n")
    assert machine.run("systemctl", "start", unit, check=False).returncode != 0
    assert (shown(machine, unit, "ActiveState"), shown(machine, unit, "ExecMainStatus"), shown(machine, unit, "NRestarts")) == ("failed", "2", "0")
    assert any("streams[0].rate" in entry["MESSAGE"] and entry["PRIORITY"] == "3" for entry in entries(machine, unit))


def test_brokers_that_do_not_come_are_waited_for_and_tried_again(machine, kafka, unit):
    name = unit.removeprefix("spate@")
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name).replace(kafka.bootstrap, "127.0.0.1:1") + "startup: {timeout: 2s}\n")
    machine.run("systemctl", "start", "--no-block", unit)
    machine.eventually("another start", lambda: int(shown(machine, unit, "NRestarts")) >= 1)
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name))
    machine.eventually("readiness", lambda: shown(machine, unit, "ActiveState") == "active")


def test_two_scenarios_run_side_by_side(machine, kafka, unit):
    machine.write("/etc/spate/other.yaml", scenario(kafka, "other", port=9465))
    start(machine, unit, "spate@other")
    machine.eventually("deliveries", lambda: delivered(9464) and delivered(9465))
    machine.run("systemctl", "stop", "spate@other")


def test_a_secret_comes_as_a_credential_and_stays_one(machine, kafka, unit):
    name = unit.removeprefix("spate@")
    keys = ", security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN, sasl.username: load, sasl.password: \"${credential:kafka-password}\""
    machine.write(f"/etc/spate/{name}.yaml", scenario(kafka, name, kafka_keys=keys))
    machine.write("/etc/spate/kafka-password", "open-sesame\n", mode=0o600)
    machine.write(f"/etc/systemd/system/{unit}.service.d/secret.conf", "[Service]\nLoadCredential=kafka-password:/etc/spate/kafka-password\n")
    machine.run("systemctl", "daemon-reload")
    start(machine, unit)
    machine.eventually("a delivery", delivered)
    assert "open-sesame" not in journal(machine, unit)


def test_an_upgrade_restarts_what_runs_and_nothing_else(machine, kafka):
    machine.write("/etc/spate/scenario.yaml", scenario(kafka, "upgraded"))
    start(machine, "spate")
    before = shown(machine, "spate", "MainPID")
    machine.run("dpkg", "--install", "/var/spate.deb")
    assert shown(machine, "spate", "ActiveState") == "active" and shown(machine, "spate", "MainPID") != before
    machine.run("systemctl", "stop", "spate")
    machine.run("dpkg", "--install", "/var/spate.deb")
    assert shown(machine, "spate", "ActiveState") == "inactive"


def test_removed_while_it_runs_it_is_stopped_and_leaves_no_unit_behind(machine, kafka):
    """The last test: there is no package after it."""
    machine.write("/etc/spate/scenario.yaml", scenario(kafka, "removed"))
    start(machine, "spate")
    machine.run("dpkg", "--purge", "spate")
    assert shown(machine, "spate", "ActiveState") == "inactive" and shown(machine, "spate", "LoadState") == "not-found"
