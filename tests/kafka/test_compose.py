"""The broker of compose.yaml: its settings, as Kafka's image turns them into properties, start a real Kafka."""
import re
import subprocess

import pytest
import yaml

from cluster import Cluster
from readers import read_topic
from spate import ROOT, spate

SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


class ComposedKafka(Cluster):
    """Uses free ports on loopback."""

    def _config(self, broker):
        ports = {"19092": broker.ports["PLAINTEXT"], "9092": broker.ports["OUTSIDE"], "9093": broker.ports["CONTROLLER"]}

        def here(value):
            value = re.sub(r"(//|@)(kafka|localhost)?:", r"\g<1>127.0.0.1:", str(value))
            return re.sub(r"(?<=127\.0\.0\.1:)(\d+)", lambda port: str(ports[port.group()]), value)

        environment = SERVICES["kafka"]["environment"].items()
        return {name.removeprefix("KAFKA_").lower().replace("_", "."): here(value) for name, value in environment} | {
            "log.dirs": broker.data}


@pytest.fixture(scope="module")
def composed():
    with ComposedKafka(listeners={"OUTSIDE": "PLAINTEXT"}) as kafka:
        yield kafka


def test_internal_listener_receives_the_shop_preset(composed):
    scenario = ROOT / SERVICES["spate"]["volumes"][0].split(":")[0]
    result = spate("run", scenario, "--bootstrap-servers", composed.bootstrap, "--metrics", "off", "--records", "200")
    assert result.returncode == 0, result.stderr
    for stream in yaml.safe_load(scenario.read_text())["streams"]:
        assert len(read_topic(composed.bootstrap, stream["topic"])) == 200


def test_external_clients_reach_the_broker(composed):
    result = subprocess.run(["kcat", "-L", "-b", composed.at("OUTSIDE")], capture_output=True, text=True,
                            timeout=30, check=True)
    assert f"broker 1 at {composed.at('OUTSIDE')}" in result.stdout
