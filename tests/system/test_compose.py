"""compose.yaml, as far as it can be tested without Docker. tests/kafka starts its broker, tests/image its image."""
import subprocess

import pytest
import yaml

from prometheus import CONFIG
from spate import ROOT, spate

SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def mounts(service):
    """Yields (source, target) of each volume. All volumes are read-only."""
    for volume in SERVICES[service].get("volumes", []):
        source, target, mode = volume.split(":")
        assert mode == "ro"
        yield ROOT / source, target


def mounted_file(service, path):
    """The file of the repository that a service sees at `path`."""
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
def test_mounted_files_exist(service):
    for source, _ in mounts(service):
        assert source.exists(), source


def test_images_have_a_version():
    for name, service in SERVICES.items():
        assert "build" in service or ":" in service["image"], name


def test_ports_are_published_on_loopback_only():
    for service in SERVICES.values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_spate_service_runs_a_valid_scenario_against_the_inner_listener():
    command, file, option, address = SERVICES["spate"]["command"]
    assert (command, option) == ("run", "--bootstrap-servers")
    assert spate("check", mounted_file("spate", file)).returncode == 0
    environment = SERVICES["kafka"]["environment"]
    assert f"INSIDE://{address}," in environment["KAFKA_ADVERTISED_LISTENERS"]
    assert f"INSIDE://:{port_of('kafka', address)}," in environment["KAFKA_LISTENERS"]


def test_prometheus_config_differs_from_the_documented_one_only_in_its_target():
    option = next(word for word in SERVICES["prometheus"]["command"] if word.startswith("--config.file="))
    file = mounted_file("prometheus", option.removeprefix("--config.file="))
    result = subprocess.run(["promtool", "check", "config", file], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    config, documented = yaml.safe_load(file.read_text()), yaml.safe_load((CONFIG / "prometheus.yml").read_text())
    (target,) = config["scrape_configs"][0]["static_configs"][0].pop("targets")
    documented["scrape_configs"][0]["static_configs"][0].pop("targets")
    assert config == documented
    assert f"127.0.0.1:{port_of('spate', target)}:{port_of('spate', target)}" in SERVICES["spate"]["ports"]


def test_grafana_provisions_prometheus_and_the_dashboard():
    environment = SERVICES["grafana"]["environment"]
    assert port_of("prometheus", environment["PROMETHEUS_URL"]) == "9090"
    provider = yaml.safe_load(mounted_file("grafana", "/etc/grafana/provisioning/dashboards/spate.yaml").read_text())["providers"][0]
    assert mounted_file("grafana", provider["options"]["path"]).is_dir()
    assert mounted_file("grafana", environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]).is_file()
    source = yaml.safe_load(mounted_file("grafana", "/etc/grafana/provisioning/datasources/prometheus.yaml").read_text())["datasources"][0]
    assert source["url"] == "${PROMETHEUS_URL}"


def test_stop_grace_period_exceeds_the_flush_timeout():
    """shutdown.flush_timeout is 20 s by default."""
    assert int(SERVICES["spate"]["stop_grace_period"].removesuffix("s")) > 20
