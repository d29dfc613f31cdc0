"""compose.yaml, as far as it can be tried without Docker; tests/kafka starts its broker, tests/image its image."""
import subprocess

import pytest
import yaml

from prometheus import CONFIG
from spate import ROOT, spate

SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def mounts(service):
    """(what is mounted, where) of each volume; all are read-only."""
    for volume in SERVICES[service].get("volumes", []):
        source, target, mode = volume.split(":")
        assert mode == "ro"
        yield ROOT / source, target


def inside(service, path):
    """The file of this tree that a service meets under `path`."""
    for source, target in mounts(service):
        if path == target or path.startswith(target + "/"):
            return source / path.removeprefix(target).lstrip("/")
    raise AssertionError(f"{service}: nothing is mounted at {path}")


def port_of(service, address):
    """The port of NAME:PORT, if NAME is a service."""
    name, port = address.removeprefix("http://").split(":")
    assert name == service and name in SERVICES
    return port


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_mounted_is_there(service):
    for source, _ in mounts(service):
        assert source.exists(), source


def test_images_are_named_with_their_version():
    for name, service in SERVICES.items():
        assert "build" in service or ":" in service["image"], name


def test_nothing_is_published_beyond_this_machine():
    for service in SERVICES.values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_spate_runs_a_good_scenario_against_the_broker_inside():
    command, file, option, address = SERVICES["spate"]["command"]
    assert (command, option) == ("run", "--bootstrap-servers")
    assert spate("check", inside("spate", file)).returncode == 0
    environment = SERVICES["kafka"]["environment"]
    assert f"INSIDE://{address}," in environment["KAFKA_ADVERTISED_LISTENERS"]
    assert f"INSIDE://:{port_of('kafka', address)}," in environment["KAFKA_LISTENERS"]


def test_prometheus_scrapes_spate_and_is_else_the_one_of_the_documentation():
    option = next(one for one in SERVICES["prometheus"]["command"] if one.startswith("--config.file="))
    file = inside("prometheus", option.removeprefix("--config.file="))
    result = subprocess.run(["promtool", "check", "config", file], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    config, documented = yaml.safe_load(file.read_text()), yaml.safe_load((CONFIG / "prometheus.yml").read_text())
    (target,) = config["scrape_configs"][0]["static_configs"][0].pop("targets")
    documented["scrape_configs"][0]["static_configs"][0].pop("targets")
    assert config == documented
    assert f"127.0.0.1:{port_of('spate', target)}:{port_of('spate', target)}" in SERVICES["spate"]["ports"]


def test_grafana_finds_prometheus_and_the_dashboard():
    environment = SERVICES["grafana"]["environment"]
    assert port_of("prometheus", environment["PROMETHEUS_URL"]) == "9090"
    provider = yaml.safe_load(inside("grafana", "/etc/grafana/provisioning/dashboards/spate.yaml").read_text())["providers"][0]
    assert inside("grafana", provider["options"]["path"]).is_dir()
    assert inside("grafana", environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]).is_file()
    source = yaml.safe_load(inside("grafana", "/etc/grafana/provisioning/datasources/prometheus.yaml").read_text())["datasources"][0]
    assert source["url"] == "${PROMETHEUS_URL}"


def test_spate_has_time_for_its_last_deliveries():
    """The scenario's shutdown: flush_timeout is 20 s unless it says otherwise."""
    assert int(SERVICES["spate"]["stop_grace_period"].removesuffix("s")) > 20
