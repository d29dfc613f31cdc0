"""`measure: {end_to_end: true}` measures the latency of every consumed record."""
from spate import assert_account_balances, run_scenario, stream_of


def test_end_to_end_measures_every_record(tmp_path):
    result, summary = run_scenario(tmp_path, """
kafka: {bootstrap.servers: embedded}
streams:
  - {topic: orders, partitions: 3, rate: 2000/s, stop_after: {records: 6000}, generator: order, measure: {end_to_end: true}}
  - {topic: logs, partitions: 1, rate: 100/s, stop_after: {records: 300}, generator: log}
""")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    orders = stream_of(summary, "orders")["end_to_end"]
    assert orders["unmeasured"] == 0
    assert 0 < orders["p50"] <= orders["p99"] <= orders["max"]
    assert "end to end" in result.stderr
    assert "end_to_end" not in stream_of(summary, "logs")


def test_end_to_end_separates_the_streams_of_a_topic(tmp_path):
    stream = "topic: shared, partitions: 2, rate: 1000/s, generator: log"
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: embedded}}
streams:
  - {{name: one, {stream}, stop_after: {{records: 1000}}, measure: {{end_to_end: true}}}}
  - {{name: two, {stream}, stop_after: {{records: 2000}}, measure: {{end_to_end: true}}}}
  - {{name: unmeasured, {stream}, stop_after: {{records: 3000}}}}
""")
    assert result.returncode == 0, result.stderr
    for name in ["one", "two"]:
        assert stream_of(summary, name)["end_to_end"]["unmeasured"] == 0
    assert "end_to_end" not in stream_of(summary, "unmeasured")


def test_end_to_end_threshold_uses_the_measured_latency(tmp_path):
    text = """
kafka: {bootstrap.servers: embedded}
streams:
  - topic: orders
    rate: 1000/s
    stop_after: {records: 2000}
    generator: order
    measure: {end_to_end: true}
    thresholds: [end_to_end.p50 < 30s, end_to_end.max < 1us]
"""
    result, summary = run_scenario(tmp_path, text)
    assert result.returncode == 1, result.stderr
    passed, failed = stream_of(summary, "orders")["thresholds"]
    assert passed["passed"] and passed["value"] == stream_of(summary, "orders")["end_to_end"]["p50"]
    assert not failed["passed"] and failed["value"] == stream_of(summary, "orders")["end_to_end"]["max"]


def test_end_to_end_latency_is_close_to_the_delivery_latency(tmp_path):
    result, summary = run_scenario(tmp_path, """
kafka: {bootstrap.servers: embedded}
streams:
  - {topic: orders, rate: 50/s, stop_after: {records: 75}, generator: order, measure: {end_to_end: true}}
""")
    assert result.returncode == 0, result.stderr
    orders = stream_of(summary, "orders")
    assert orders["end_to_end"]["p50"] < orders["delivery_latency"]["p50"] + 0.15
