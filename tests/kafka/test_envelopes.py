"""Keys of every type, headers, timestamps, tombstones and partitions, read with kafka-python and kcat."""
import json
import subprocess

from readers import count_per_partition, murmur2_partition, read_topic
from spate import assert_account_balances, run_scenario, stream_of


def kcat(bootstrap, topic):
    """Reads every record with kcat. Returns its JSON by partition and offset."""
    lines = subprocess.run(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"],
                           capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    return {(record["partition"], record["offset"]): record for record in map(json.loads, lines)}


def run(tmp_path, bootstrap, stream, *arguments):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{bootstrap}"}}
streams:
  - {stream}
""", *arguments)
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    return summary


def test_headers_and_timestamps_arrive(kafka, topic, tmp_path):
    summary = run(tmp_path, kafka.bootstrap, f"""
    topic: {topic}
    partitions: 3
    rate: 3000/s
    stop_after: {{records: 3000}}
    record: {{n: =index(), user: "user-${{int(1, 50)}}"}}
    key: user
    headers: {{source: spate, number: =n, who: "<${{user}}>", nothing: null, umlaut: "\u00fc"}}
    timestamp: =1700000000000 + n * 1000
""")
    records = read_topic(kafka.bootstrap, topic)
    assert sorted(json.loads(record.value)["n"] for record in records) == list(range(3000))
    for record in records:
        value = json.loads(record.value)
        assert record.timestamp == 1700000000000 + value["n"] * 1000
        assert record.timestamp_type == 0  # create time
        assert record.headers == [("source", b"spate"), ("number", str(value["n"]).encode()),
                                  ("who", f"<{value['user']}>".encode()), ("nothing", None),
                                  ("umlaut", "\u00fc".encode())]
        assert murmur2_partition(record.key, 3) == record.partition
    stream = stream_of(summary, topic)
    assert stream["delivered"] == 3000
    assert stream["partitions"] == count_per_partition(records, 3)
    assert stream["bytes_delivered"] == sum(
        len(record.key) + len(record.value) + sum(len(name.encode()) + len(value or b"") for name, value in record.headers)
        for record in records)
    seen = kcat(kafka.bootstrap, topic)
    assert len(seen) == 3000
    for record in records:
        kcat_record = seen[record.partition, record.offset]
        assert kcat_record["ts"] == record.timestamp
        assert kcat_record["headers"][0:4] == ["source", "spate", "number", str(json.loads(record.value)["n"])]


def test_order_with_headers_is_kept_when_the_queue_is_full(kafka, topic, tmp_path):
    run(tmp_path, kafka.bootstrap, f"""
    topic: {topic}
    partitions: 1
    rate: max
    stop_after: {{records: 20000}}
    record: {{n: =index()}}
    headers: {{n: =n}}
""", "--set", 'kafka["queue.buffering.max.messages"]=500')
    records = read_topic(kafka.bootstrap, topic)
    assert [json.loads(record.value)["n"] for record in records] == list(range(20000))
    assert all(record.headers == [("n", str(json.loads(record.value)["n"]).encode())] for record in records)


def test_event_times_are_the_timestamps(kafka, topic, tmp_path):
    run(tmp_path, kafka.bootstrap, f"""
    topic: {topic}
    partitions: 1
    rate: 500/s
    stop_after: {{records: 500}}
    record: {{at: =now("epoch_ms")}}
    timestamp: =at
""")
    records = read_topic(kafka.bootstrap, topic)
    assert len(records) == 500
    assert all(record.timestamp == json.loads(record.value)["at"] for record in records)


def test_tombstones_have_a_key_and_no_value(kafka, topic, tmp_path):
    run(tmp_path, kafka.bootstrap, f"""
    topic: {topic}
    partitions: 2
    rate: 2000/s
    stop_after: {{records: 2000}}
    record: {{$when: =index() % 10 > 0, n: =index(), user: "user-${{int(1, 50)}}"}}
    key: user
    headers: {{n: =n}}
""")
    records = read_topic(kafka.bootstrap, topic)
    assert len(records) == 2000
    tombstones = [record for record in records if record.value is None]
    assert sorted(int(record.headers[0][1]) for record in tombstones) == list(range(0, 2000, 10))
    assert all(record.key.startswith(b"user-") and murmur2_partition(record.key, 2) == record.partition for record in records)
    seen = kcat(kafka.bootstrap, topic)
    assert sum(record["payload"] is None for record in seen.values()) == 200


def test_keys_of_other_types_than_string(kafka, topic, tmp_path):
    keys = {"int": "id", "uuid": "uuid", "text": '"${tenant}/${id:05}"', "composite": "[tenant, id]", "computed": "=id % 10",
            "null": '"=if(id % 2 == 0, null, id)"'}
    streams = "".join(f"""
  - {{topic: {topic}-{name}, partitions: 3, rate: 1000/s, stop_after: {{records: 600}}, key: {key},
     record: {{id: =index(), uuid: =uuid4(), tenant: '=one_of("a", "b")'}}}}""" for name, key in keys.items())
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:{streams}
""")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    expected = {"int": lambda v: str(v["id"]), "uuid": lambda v: v["uuid"], "text": lambda v: f"{v['tenant']}/{v['id']:05}",
                "composite": lambda v: json.dumps({"tenant": v["tenant"], "id": v["id"]}, separators=(",", ":")),
                "computed": lambda v: str(v["id"] % 10), "null": lambda v: None if v["id"] % 2 == 0 else str(v["id"])}
    for name, expected_key in expected.items():
        records = read_topic(kafka.bootstrap, f"{topic}-{name}")
        assert len(records) == 600
        for record in records:
            key = expected_key(json.loads(record.value))
            assert record.key == (key and key.encode())
            assert key is None or murmur2_partition(record.key, 3) == record.partition
        seen = kcat(kafka.bootstrap, f"{topic}-{name}")
        assert all(seen[r.partition, r.offset]["key"] == (r.key and r.key.decode()) for r in records)


def test_records_arrive_in_the_given_partition(kafka, topic, tmp_path):
    summary = run(tmp_path, kafka.bootstrap, f"""
    topic: {topic}
    partitions: 4
    rate: 2000/s
    stop_after: {{records: 2000}}
    record: {{n: =index()}}
    key: n
    partitioner: {{explicit: "=if(n % 10 == 0, 3, n % 2)"}}
""")
    records = read_topic(kafka.bootstrap, topic)
    for record in records:
        n = json.loads(record.value)["n"]
        assert record.partition == (3 if n % 10 == 0 else n % 2)
    assert stream_of(summary, topic)["partitions"] == [800, 1000, 0, 200]


def test_missing_partition_ends_the_run(kafka, topic, tmp_path):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - {{topic: {topic}, partitions: 2, rate: 1000/s, stop_after: {{records: 1000}}, record: {{n: =index()}},
     partitioner: {{explicit: "=n / 100 * 100 % 3" }}}}
""")
    assert result.returncode == 2  # the partition is not an integer
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - {{topic: {topic}, partitions: 2, rate: 1000/s, stop_after: {{records: 1000}}, record: {{n: =index()}},
     partitioner: {{explicit: "=if(n < 500, 0, 2)"}}}}
""")
    assert result.returncode == 5
    assert "record 500: partition number out of range: use 0 to the number of partitions minus 1" in result.stderr
    assert_account_balances(summary)
    assert len(read_topic(kafka.bootstrap, topic)) == stream_of(summary, topic)["delivered"] == 500
