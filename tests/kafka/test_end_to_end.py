"""End-to-end latency with a real broker. spate measures every record and uses no consumer group."""
import json

from kafka.admin import KafkaAdminClient

from readers import read_topic
from spate import assert_account_balances, run_scenario, stream_of


def test_consumer_starts_at_the_end_without_group_or_commits(kafka, topic, tmp_path):
    text = f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}", linger.ms: 5}}
streams:
  - {{topic: {topic}, partitions: 3, rate: 2000/s, stop_after: {{records: 4000}}, generator: order,
     measure: {{end_to_end: true}}}}
"""
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    groups = admin.list_consumer_groups()
    for _ in range(2):  # in the second run the topic has records
        result, summary = run_scenario(tmp_path, text)
        assert result.returncode == 0, result.stderr
        assert_account_balances(summary)
        assert stream_of(summary, topic)["end_to_end"]["unmeasured"] == 0
    assert admin.list_consumer_groups() == groups
    admin.close()


def test_header_carries_the_intended_time(kafka, topic, tmp_path):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - topic: {topic}
    partitions: 2
    rate: 500/s
    stop_after: {{records: 1000}}
    record: {{n: =index()}}
    key: none
    headers: {{intended: =now("epoch_us")}}
    measure: {{end_to_end: true}}
    thresholds: [end_to_end.p50 < 30s]
""")
    assert result.returncode == 0, result.stderr
    stream = stream_of(summary, topic)
    assert stream["end_to_end"]["unmeasured"] == 0 and stream["thresholds"][0]["passed"]
    intended, enqueued = {}, {}
    for record in read_topic(kafka.bootstrap, topic):
        index = json.loads(record.value)["n"]
        intended[index] = int(dict(record.headers)["intended"])
        enqueued[index] = record.timestamp
    assert sorted(intended) == list(range(1000))
    assert all(abs(intended[n] - intended[0] - 2000 * n) <= 1 for n in intended)
    # Kafka's timestamp is the time at which spate enqueued the record, in whole milliseconds.
    latest = stream["schedule_lag"]["max"] * 1000 + 1000
    assert all(-1 <= enqueued[n] - intended[n] / 1000 <= latest for n in intended)
