"""The broker settings of compose.yaml start a real Kafka. Kafka's image turns its environment into broker properties."""
import re
import subprocess

import pytest
import yaml

from cluster import Cluster
from readers import read_topic
from spate import ROOT, spate

SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


class ComposeKafka(Cluster):
    """A broker with the settings of compose.yaml, on free ports of loopback."""

    def _config(self, broker):
        ports = {"19092": broker.ports["PLAINTEXT"], "9092": broker.ports["OUTSIDE"], "9093": broker.ports["CONTROLLER"]}

        def on_loopback(value):
            value = re.sub(r"(//|@)(kafka|localhost)?:", r"\g<1>127.0.0.1:", str(value))
            return re.sub(r"(?<=127\.0\.0\.1:)(\d+)", lambda port: str(ports[port.group()]), value)

        environment = SERVICES["kafka"]["environment"].items()
        return {name.removeprefix("KAFKA_").lower().replace("_", "."): on_loopback(value) for name, value in environment} | {
            "log.dirs": broker.data}


@pytest.fixture(scope="module")
def compose_kafka():
    with ComposeKafka(listeners={"OUTSIDE": "PLAINTEXT"}) as kafka:
        yield kafka


def test_internal_listener_receives_the_shop_scenario(compose_kafka):
    scenario = ROOT / SERVICES["spate"]["volumes"][0].split(":")[0]
    result = spate("run", scenario, "--bootstrap-servers", compose_kafka.bootstrap, "--metrics", "off", "--records", "200")
    assert result.returncode == 0, result.stderr
    for stream in yaml.safe_load(scenario.read_text())["streams"]:
        assert len(read_topic(compose_kafka.bootstrap, stream["topic"])) == 200


def test_external_clients_reach_the_broker(compose_kafka):
    result = subprocess.run(["kcat", "-L", "-b", compose_kafka.listener_bootstrap("OUTSIDE")], capture_output=True, text=True,
                            timeout=30, check=True)
    assert f"broker 1 at {compose_kafka.listener_bootstrap('OUTSIDE')}" in result.stdout
