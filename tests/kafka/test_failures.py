"""A broker stops, hangs or rejects records, or a signal arrives. The account balances each time."""
import json
import signal
import time

import pytest

from cluster import Cluster
from readers import read_topic
from spate import SIGNALS, Running, assert_account_balances, read_summary, run_scenario, stream_of, write_scenario

COUNTED = 'record: {n: =index(), user: "user-${int(1, 60)}"}\n    key: user'


def scenario(bootstrap, topic, kafka="", stream="", top=""):
    return f"""
kafka:
  bootstrap.servers: {bootstrap}
{kafka}
{top}
streams:
  - topic: {topic}
    rate: 2000/s
    {COUNTED}
{stream}
"""


def numbers(bootstrap, topic):
    return sorted(json.loads(record.value)["n"] for record in read_topic(bootstrap, topic))


@pytest.mark.parametrize("brokers", [1, 3])
def test_killed_broker_causes_no_loss_and_no_duplicates(brokers, tmp_path):
    with Cluster(brokers) as kafka:
        file = write_scenario(tmp_path, scenario(
            f'"{kafka.bootstrap}"', "killed", "  enable.idempotence: true",
            f"    partitions: 3\n    replication_factor: {brokers}\n    stop_after: {{records: 20000}}"))
        summary_file = tmp_path / "summary.json"
        with Running("run", file, "--metrics", "off", "--summary", summary_file) as run:
            run.wait_for("1 stream to")
            time.sleep(2)
            kafka.kill(brokers)
            time.sleep(1)
            kafka.start(brokers)
            assert run.finish() == 0, run.log
        summary = read_summary(summary_file)
        assert_account_balances(summary)
        assert stream_of(summary, "killed")["delivered"] == 20000
        assert numbers(kafka.bootstrap, "killed") == list(range(20000))


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_signal_stops_the_run_with_a_balanced_account(kafka, topic, tmp_path, number):
    file = write_scenario(tmp_path, scenario(f'"{kafka.bootstrap}"', topic, stream="    partitions: 2"))
    summary_file = tmp_path / "summary.json"
    with Running("run", file, "--metrics", "off", "--summary", summary_file) as run:
        run.wait_for("1 stream to")
        time.sleep(2)
        run.send(number)
        assert run.finish(15) == 0, run.log
    summary = read_summary(summary_file)
    assert summary["exit_code"] == 0
    assert_account_balances(summary)
    delivered = stream_of(summary, topic)["delivered"]
    assert delivered > 1000
    assert numbers(kafka.bootstrap, topic) == list(range(delivered))


def test_records_in_flight_at_a_hung_broker_are_accounted_for(tmp_path):
    with Cluster() as kafka:
        file = write_scenario(tmp_path, scenario(f'"{kafka.bootstrap}"', "hung", stream="    partitions: 2",
                                                 top="shutdown: {flush_timeout: 2s}"))
        summary_file = tmp_path / "summary.json"
        with Running("run", file, "--metrics", "off", "--summary", summary_file) as run:
            run.wait_for("1 stream to")
            time.sleep(2)
            kafka.pause()
            time.sleep(1)
            run.send(signal.SIGTERM)
            assert run.finish(20) == 1, run.log
        kafka.resume()
        kafka.wait_until_up()
        time.sleep(1)  # the broker appends the records that it had received
        summary = read_summary(summary_file)
        assert_account_balances(summary)
        stream = stream_of(summary, "hung")
        read = numbers(kafka.bootstrap, "hung")
        assert len(read) == len(set(read))
        assert sum(stream["failed"].values()) > 0
        assert stream["delivered"] <= len(read) <= stream["delivered"] + stream["possibly_persisted"]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_second_signal_exits_immediately(tmp_path, number):
    with Cluster() as kafka:
        file = write_scenario(tmp_path, scenario(f'"{kafka.bootstrap}"', "twice", stream="    partitions: 1"))
        with Running("run", file, "--metrics", "off") as run:
            run.wait_for("1 stream to")
            time.sleep(1)
            kafka.pause()
            time.sleep(0.5)
            run.send(number)
            time.sleep(1.5)  # a second signal within 1 s counts as the first one
            assert run.running  # still flushing
            before = time.monotonic()
            run.send(number)
            assert run.finish(10) == 128 + number
            assert time.monotonic() - before < 1


def test_record_rejected_by_the_client_fails_alone(kafka, topic, tmp_path):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}", message.max.bytes: 3000}}
streams:
  - topic: {topic}
    partitions: 2
    rate: 2000/s
    stop_after: {{records: 2000}}
    record: {{n: =index(), text: '=if(index() % 10 == 0, "{"x" * 4000}", "short")'}}
    key: none
""")
    assert result.returncode == 1, result.stderr
    assert_account_balances(summary)
    stream = stream_of(summary, topic)
    assert stream["enqueued"] == 2000 and stream["delivered"] == 1800
    assert stream["failed"] == {"MSG_SIZE_TOO_LARGE": 200}
    assert stream["possibly_persisted"] == 0
    assert "MSG_SIZE_TOO_LARGE" in result.stderr
    assert numbers(kafka.bootstrap, topic) == [n for n in range(2000) if n % 10]


def test_record_rejected_by_the_broker_fails(kafka, topic, tmp_path):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - topic: {topic}
    partitions: 1
    topic_config: {{max.message.bytes: 2000}}
    rate: 100/s
    stop_after: {{records: 50}}
    record: {{n: =index(), text: "{"x" * 4000}"}}
    key: none
""")
    assert result.returncode == 1, result.stderr
    assert_account_balances(summary)
    assert stream_of(summary, topic)["failed"] == {"MSG_SIZE_TOO_LARGE": 50}
    assert numbers(kafka.bootstrap, topic) == []


def test_fatal_client_error_exits_with_5(tmp_path):
    """Without the permission IdempotentWrite, an idempotent producer has a fatal error."""
    with Cluster(users={"admin": "a", "reader": "w"}) as kafka:
        kafka.create_topic("watched", 1)
        kafka.allow("reader", "Describe", "topic", "watched")
        result, summary = run_scenario(tmp_path, f"""
kafka:
  bootstrap.servers: {kafka.sasl_bootstrap}
  security.protocol: sasl_plaintext
  sasl.mechanisms: PLAIN
  sasl.username: reader
  sasl.password: w
  enable.idempotence: true
shutdown: {{flush_timeout: 3s}}
streams:
  - {{topic: watched, rate: 100/s, generator: log}}
""", "--duration", "30s", timeout=60)
    assert result.returncode == 5, result.stderr
    assert summary["exit_code"] == 5
    assert summary["duration_seconds"] < 20
    assert_account_balances(summary)
    assert stream_of(summary, "watched")["delivered"] == 0
    assert "CLUSTER_AUTHORIZATION_FAILED" in result.stderr


def test_missing_write_permission_fails_every_record(tmp_path):
    with Cluster(users={"admin": "a", "reader": "w"}) as kafka:
        kafka.create_topic("watched", 1)
        kafka.allow("reader", "Describe", "topic", "watched")
        result, summary = run_scenario(tmp_path, f"""
kafka:
  bootstrap.servers: {kafka.sasl_bootstrap}
  security.protocol: sasl_plaintext
  sasl.mechanisms: PLAIN
  sasl.username: reader
  sasl.password: w
streams:
  - {{topic: watched, rate: 100/s, stop_after: {{records: 100}}, generator: log}}
""", timeout=60)
    assert result.returncode == 1, result.stderr
    assert_account_balances(summary)
    assert stream_of(summary, "watched")["failed"] == {"TOPIC_AUTHORIZATION_FAILED": 100}


def test_records_are_delivered_after_a_broker_stall(tmp_path):
    with Cluster() as kafka:
        file = write_scenario(tmp_path, scenario(f'"{kafka.bootstrap}"', "waits", "  enable.idempotence: true",
                                                 "    partitions: 2\n    stop_after: {records: 10000}"))
        summary_file = tmp_path / "summary.json"
        with Running("run", file, "--metrics", "off", "--summary", summary_file) as run:
            run.wait_for("1 stream to")
            time.sleep(1.5)
            kafka.pause()
            time.sleep(4)
            kafka.resume()
            assert run.finish() == 0, run.log
        summary = read_summary(summary_file)
        assert_account_balances(summary)
        assert numbers(kafka.bootstrap, "waits") == list(range(10000))
        latency = stream_of(summary, "waits")["delivery_latency"]
        assert latency["max"] > 2.5  # the latency contains the stall


def test_first_records_of_new_topics_arrive(kafka, topic, tmp_path):
    """A leader that is not ready may reject the first batch of an idempotent producer and accept the second. So spate waits
    for the leaders. Without the wait the failure is rare and needs a busy machine: eight runs at a time."""
    def start(name):
        file = write_scenario(tmp_path, scenario(
            f'"{kafka.bootstrap}"', name, "  enable.idempotence: true",
            "    partitions: 3\n    stop_after: {records: 1000}"), f"{name}.yaml")
        return Running("run", file, "--metrics", "off", "--set", f"streams.{name}.rate=5000/s")

    for attempt in range(5):
        names = [f"{topic}-{attempt}-{number}" for number in range(8)]
        running = [start(name) for name in names]
        for run in running:
            with run:
                assert run.finish() == 0, run.log
        assert [name for name in names if numbers(kafka.bootstrap, name) != list(range(1000))] == []
