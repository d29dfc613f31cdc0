"""Delivery guarantees during each fault of faults.py, for a short time."""
import pytest

from faults import FAULTS, faulty_cluster, run_fault, temporarily_set
from spate import spate, write_scenario


@pytest.fixture(scope="module")
def kafka():
    with faulty_cluster() as kafka:
        yield kafka


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_keeps_the_delivery_guarantee(kafka, topic, fault):
    stream, _ = run_fault(kafka, fault, topic, seconds=2)
    assert stream["scheduled"] > 20_000


@pytest.mark.parametrize("servers", ["127.0.0.1:1", "no-such-host.invalid:9092"], ids=["unreachable", "unknown-name"])
def test_unreachable_brokers_time_out_and_are_named(tmp_path, servers):
    file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{servers}"}}
startup: {{timeout: 3s}}
streams: [{{topic: t, rate: 1/s, generator: log}}]
""")
    result = spate("run", file, "--metrics", "off")
    assert result.returncode == 3
    assert f"no broker reachable at {servers} after 3 s (last error:" in result.stderr


def test_brokers_with_a_long_round_trip_are_reached(kafka, topic, tmp_path):
    """Each response takes more than 0.5 s."""
    file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.proxied_bootstrap}"}}
streams: [{{topic: {topic}, partitions: 3, rate: 100/s, stop_after: {{records: 100}}, record: x}}]
""")
    with temporarily_set(kafka.proxy, delay=0.3):
        result = spate("run", file, "--metrics", "off")
    assert result.returncode == 0, result.stderr
