"""Limit reasons that need no exact timing. `./dev bench limit_reasons` measures how reliably spate recognizes each cause."""
import re
import signal
import time
import urllib.request

from cluster import Cluster
from spate import Running, assert_account_balances, read_summary, run_scenario, stream_of, write_scenario


def limit_reasons(stream):
    """Returns the reasons of a stream that have limited seconds."""
    return {reason for reason, seconds in stream["limited_seconds"].items() if seconds > 0}


def wait_for_metric(run, series, minimum, timeout=90):
    """Waits until a metric reaches `minimum`. On a busy machine, brokers report a problem late."""
    address = run.wait_for(r"http://[0-9.:]+")[0]
    sample = re.compile(rf"^{series} (\S+)$", re.MULTILINE)
    deadline = time.monotonic() + timeout
    while True:
        with urllib.request.urlopen(f"{address}/metrics", timeout=10) as response:
            values = [float(value) for value in sample.findall(response.read().decode())]
        if values and max(values) >= minimum:
            return
        assert time.monotonic() < deadline, f"{series}: {values}, below {minimum}:\n{run.log}"
        time.sleep(0.2)


def wait_until_limited(run, stream, reason, seconds):
    wait_for_metric(run, rf'spate_limited_seconds_total{{stream="{stream}",reason="{reason}"}}', seconds)


def test_every_second_has_one_limit_reason(kafka, topic, tmp_path):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - {{topic: {topic}, partitions: 2, rate: 500/s, stop_after: {{duration: 3s}}, generator: log}}
""")
    assert result.returncode == 0, result.stderr
    seconds = stream_of(summary, topic)["limited_seconds"]
    assert set(seconds) == {"none", "generator", "queue_full", "throttled", "ack_wait", "broker_down",
                            "topic_unavailable", "cpu"}
    assert 2.9 < sum(seconds.values()) < summary["duration_seconds"] + 0.01


def test_max_rate_is_never_on_target(kafka, topic, tmp_path):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - {{topic: {topic}, partitions: 2, rate: max, stop_after: {{duration: 2s}}, generator: log}}
""")
    assert result.returncode == 0, result.stderr
    stream = stream_of(summary, topic)
    assert "none" not in limit_reasons(stream) and sum(stream["limited_seconds"].values()) > 0
    assert f"{topic} ran at " in result.stderr


def test_quota_is_reported_as_throttled(tmp_path):
    with Cluster() as kafka:
        kafka.run_tool("kafka.admin.ConfigCommand", "--bootstrap-server", kafka.bootstrap, "--alter", "--entity-type",
                   "clients", "--entity-name", "spate", "--add-config", "producer_byte_rate=100000")
        file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}", queue.buffering.max.messages: 1000}}
metrics: {{listen: "127.0.0.1:0"}}
shutdown: {{flush_timeout: 60s}}
streams:
  - {{topic: throttled, partitions: 1, rate: 2000/s, generator: order}}
""")
        with Running("run", file, "--duration", "10s", "--summary", tmp_path / "summary.json") as run:
            wait_for_metric(run, r"spate_broker_throttle_seconds\{.*\}", 0.001)
            run.finish(90)
            assert "the broker throttled the client for " in run.log
    summary = read_summary(tmp_path / "summary.json")
    assert_account_balances(summary)
    assert stream_of(summary, "throttled")["limited_seconds"]["throttled"] > 0


def test_stopped_broker_is_reported_as_broker_down(tmp_path):
    with Cluster() as kafka:
        file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}", queue.buffering.max.messages: 500}}
streams:
  - {{topic: stopped, partitions: 1, rate: 2000/s, stop_after: {{records: 20000}}, generator: log}}
""")
        summary_file = tmp_path / "summary.json"
        with Running("run", file, "--metrics", "off", "--summary", summary_file) as run:
            run.wait_for("1 stream to")
            time.sleep(1)
            kafka.kill()
            time.sleep(6)
            kafka.start()
            assert run.finish() == 0, run.log
            assert "a broker was down for " in run.log
        assert stream_of(read_summary(summary_file), "stopped")["limited_seconds"]["broker_down"] >= 3


def test_missing_replicas_are_reported_as_topic_unavailable(tmp_path):
    with Cluster(brokers=3) as kafka:
        file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}", queue.buffering.max.messages: 500}}
shutdown: {{flush_timeout: 1s}}
streams:
  - {{topic: synced, partitions: 3, replication_factor: 3, topic_config: {{min.insync.replicas: 3}}, rate: 2000/s,
     generator: log}}
  - {{topic: leader-only, partitions: 3, replication_factor: 3, topic_config: {{min.insync.replicas: 3}}, rate: 10/s,
     kafka: {{acks: 1}}, generator: log}}
""")
        summary_file = tmp_path / "summary.json"
        with Running("run", file, "--metrics", "127.0.0.1:0", "--summary", summary_file) as run:
            run.wait_for("2 streams to")
            time.sleep(1)
            kafka.kill(3)
            wait_until_limited(run, "synced", "topic_unavailable", 3)
            run.send(signal.SIGTERM)
            assert run.finish() == 1, run.log
            assert "synced reached " in run.log
        summary = read_summary(summary_file)
        assert_account_balances(summary)
        assert stream_of(summary, "synced")["limited_seconds"]["topic_unavailable"] >= 3
        assert stream_of(summary, "leader-only")["limited_seconds"]["topic_unavailable"] == 0
