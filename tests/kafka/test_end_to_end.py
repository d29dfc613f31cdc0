"""End-to-end latency on a real broker: everything is read back, and nobody else's consumer notices."""
from kafka.admin import KafkaAdminClient

from spate import assert_account_closes, run_scenario, stream_of


def test_the_reader_starts_at_the_end_and_leaves_no_trace(kafka, topic, tmp_path):
    text = f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}", linger.ms: 5}}
streams:
  - {{topic: {topic}, partitions: 3, rate: 2000/s, stop_after: {{records: 4000}}, generator: order,
     measure: {{end_to_end: true}}}}
"""
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    groups = admin.list_consumer_groups()
    for _ in range(2):  # the second time there is something to start behind
        result, summary = run_scenario(tmp_path, text)
        assert result.returncode == 0, result.stderr
        assert_account_closes(summary)
        assert stream_of(summary, topic)["end_to_end"]["unknown"] == 0
    assert admin.list_consumer_groups() == groups
    admin.close()
