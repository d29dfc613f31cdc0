"""Topics of a real broker that are missing, exist, have other settings or need a permission."""
import os
import subprocess

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from cluster import JAVA, Cluster
from proxy import CREATE_PARTITIONS, CREATE_TOPICS, LIST_OFFSETS, METADATA, Proxy
from readers import read_topic
from spate import BINARY, spate, run_scenario, write_scenario


def scenario(bootstrap, topic, **keys):
    lines = "".join(f"    {name}: {value}\n" for name, value in keys.items())
    return f"""
kafka: {{bootstrap.servers: "{bootstrap}"}}
streams:
  - topic: {topic}
{lines}    rate: 100/s
    generator: log
"""


def run_topics(directory, text, *arguments, **options):
    """Runs `spate topics`."""
    return spate("topics", write_scenario(directory, text), *arguments, **options)


def test_missing_topic_is_created_as_configured(kafka, topic, tmp_path):
    result = run_topics(tmp_path, scenario(kafka.bootstrap, topic, partitions=5, replication_factor=1,
                                       topic_config="{retention.ms: 3600000}"))
    assert result.returncode == 0, result.stderr
    assert topic in result.stdout + result.stderr
    assert len(kafka.topics()[topic]["partitions"]) == 5
    with kafka.admin() as admin:
        (response,) = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.ms": None})])
    assert response.resources[0][4][0][:2] == ("retention.ms", "3600000")
    assert read_topic(kafka.bootstrap, topic) == []  # sends no record


def test_existing_topic_is_reported(kafka, topic, tmp_path):
    text = scenario(kafka.bootstrap, topic, partitions=2)
    first, second = run_topics(tmp_path, text), run_topics(tmp_path, text)
    assert first.returncode == second.returncode == 0
    assert "already exists" not in first.stdout + first.stderr
    assert "already exists" in second.stdout + second.stderr


def test_broker_chooses_the_partition_count_if_unset(kafka, topic, tmp_path):
    assert run_topics(tmp_path, scenario(kafka.bootstrap, topic)).returncode == 0
    assert len(kafka.topics()[topic]["partitions"]) == 1


def test_create_topic_never_creates_no_topic(kafka, topic, tmp_path):
    result = run_topics(tmp_path, scenario(kafka.bootstrap, topic, create_topic="never"))
    assert result.returncode == 3
    assert topic in result.stderr
    assert topic not in kafka.topics()


@pytest.mark.parametrize("on_mismatch, code, after", [("warn", 0, 2), ("fail", 3, 2), ("add_partitions", 0, 6)])
def test_partition_count_mismatch(kafka, topic, tmp_path, on_mismatch, code, after):
    kafka.create_topic(topic, partitions=2)
    result = run_topics(tmp_path, scenario(kafka.bootstrap, topic, partitions=6, on_mismatch=on_mismatch))
    assert result.returncode == code, result.stderr
    output = result.stdout + result.stderr
    assert topic in output and "6" in output and "2" in output
    assert len(kafka.topics()[topic]["partitions"]) == after


def test_partitions_are_never_removed(kafka, topic, tmp_path):
    kafka.create_topic(topic, partitions=4)
    result = run_topics(tmp_path, scenario(kafka.bootstrap, topic, partitions=2, on_mismatch="add_partitions"))
    assert result.returncode == 0, result.stderr
    assert "already exists with 4 partitions" in result.stdout + result.stderr
    assert len(kafka.topics()[topic]["partitions"]) == 4


def test_more_replicas_than_brokers_is_reported(kafka, topic, tmp_path):
    result = run_topics(tmp_path, scenario(kafka.bootstrap, topic, partitions=1, replication_factor=3))
    assert result.returncode == 3
    assert "replication_factor 3 exceeds the number of brokers, 1: set it to 1 or less" in result.stderr
    assert topic not in kafka.topics()


def test_unknown_topic_config_is_rejected_by_the_broker(kafka, topic, tmp_path):
    result = run_topics(tmp_path, scenario(kafka.bootstrap, topic, partitions=1, topic_config="{retention.mss: 1}"))
    assert result.returncode in (2, 3)
    assert "retention.mss" in result.stderr


def test_concurrent_topic_creation_succeeds(kafka, topic, tmp_path):
    streams = "".join(f"  - {{topic: {topic}-{n}, partitions: 2, rate: 1/s, generator: log}}\n" for n in range(20))
    file = write_scenario(tmp_path, f'kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}\nstreams:\n{streams}')
    processes = [subprocess.Popen([BINARY, "topics", file], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                 for _ in range(4)]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0], outputs
    assert all(f"{topic}-{n}" in kafka.topics() for n in range(20))


def test_rejected_topics_are_reported_together(kafka, topic, tmp_path):
    streams = "".join(f"  - {{topic: {topic}-{n}, replication_factor: 3, rate: 1/s, generator: log}}\n" for n in range(7))
    result = run_topics(tmp_path, f'kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}\nstreams:\n{streams}')
    assert result.returncode == 3
    assert result.stderr.count("replication_factor 3 exceeds the number of brokers, 1") == 5, result.stderr
    assert "and 2 more topics" in result.stderr
    assert f"{topic}-0" not in kafka.topics()


def test_requests_do_not_depend_on_the_number_of_topics(tmp_path):
    """On a separate broker, as 500 topics would slow down the other tests."""
    def streams(partitions):
        return "".join(f"  - {{topic: many-{n}, partitions: {partitions}, on_mismatch: add_partitions, rate: 1/10s, "
                       "generator: log, stop_after: {records: 1}}\n" for n in range(500))

    def requests(command, partitions):
        before = proxy.requests.copy()
        head = f'kafka: {{bootstrap.servers: "{kafka.proxied_bootstrap}"}}\nstartup: {{timeout: 3min}}\nstreams:\n'
        result = spate(*command, write_scenario(tmp_path, head + streams(partitions)), timeout=240)
        assert result.returncode == 0, result.stderr
        return result.stdout + result.stderr, proxy.requests - before

    with Cluster(proxied=True) as kafka, Proxy(kafka) as proxy:
        text, created = requests(["topics"], 1)
        assert text.count("created with 1 partition") == 500
        assert created[CREATE_TOPICS] == 1
        assert all(len(kafka.topics()[f"many-{n}"]["partitions"]) == 1 for n in (0, 250, 499))

        text, described = requests(["topics"], 1)
        assert text.count("already exists with 1 partition") == 500
        assert described[CREATE_TOPICS] == 0 and described[METADATA] <= 4 and described[LIST_OFFSETS] == 1, described

        _, sent = requests(["run", "--metrics", "off"], 1)
        assert sent[METADATA] <= 12 and sent[LIST_OFFSETS] == 1, sent  # three clients

        text, extended = requests(["topics"], 2)
        assert text.count("extended from 1 to 2 partitions") == 500
        assert extended[CREATE_PARTITIONS] == 1


@pytest.fixture(scope="module")
def secure_kafka():
    """A broker with authentication, on which the user spate may write to one topic."""
    with Cluster(users={"admin": "a", "spate": "right"}) as cluster:
        cluster.create_topic("writable", 1)
        cluster.allow("spate", "Describe", "topic", "writable")
        cluster.allow("spate", "Write", "topic", "writable")
        yield cluster


def as_spate(secure_kafka, topic):
    return f"""
kafka:
  bootstrap.servers: {secure_kafka.sasl_bootstrap}
  security.protocol: sasl_plaintext
  sasl.mechanisms: PLAIN
  sasl.username: spate
  sasl.password: ${{env:KAFKA_PASSWORD}}
startup: {{timeout: 8s}}
streams:
  - {{topic: {topic}, rate: 200/s, stop_after: {{records: 200}}, generator: log}}
"""


def password(value):
    return {**os.environ, "KAFKA_PASSWORD": value}


def test_correct_password_delivers_records(secure_kafka, tmp_path):
    result, _ = run_scenario(tmp_path, as_spate(secure_kafka, "writable"), env=password("right"))
    assert result.returncode == 0, result.stderr
    assert len(read_topic(secure_kafka.bootstrap, "writable")) == 200


@pytest.mark.parametrize("operation", ["Create", "Describe"])
def test_missing_permission_is_reported(secure_kafka, tmp_path, operation):
    topic = f"forbidden-to-{operation}"
    if operation == "Create":  # the user has only Describe
        secure_kafka.allow("spate", "Describe", "topic", topic)
    result = run_topics(tmp_path, as_spate(secure_kafka, topic), env=password("right"))
    assert result.returncode == 3
    assert topic in result.stderr and "not authorized" in result.stderr and operation in result.stderr
    assert topic not in secure_kafka.topics()


def test_wrong_password_is_reported(secure_kafka, tmp_path):
    result, summary = run_scenario(tmp_path, as_spate(secure_kafka, "writable"), env=password("wrong-one"))
    assert result.returncode == 3
    assert "authentication" in result.stderr.lower()
    assert "wrong-one" not in result.stdout + result.stderr


@pytest.mark.parametrize("partitions", [int(os.environ.get("SPATE_PARTITIONS", "1000"))])
def test_topic_with_many_partitions_receives_all_records(tmp_path, partitions):
    """Uses a separate broker, because each partition needs files. SPATE_PARTITIONS=9000 takes minutes."""
    with Cluster(java=(*JAVA, "-Xmx768m")) as kafka:
        text = scenario(kafka.bootstrap, "wide", partitions=partitions, partitioner="round_robin").replace("100/s", f"{partitions}/s")
        result, summary = run_scenario(tmp_path, text, "--records", 2 * partitions, "--set", "startup.timeout=5min", timeout=600)
        assert result.returncode == 0, result.stderr
        (stream,) = summary["streams"]
        assert stream["delivered"] == 2 * partitions and stream["partitions"] == [2] * partitions
