"""The records in a topic equal those that spate delivered. kafka-python and kcat read them."""
import collections
import json
from decimal import Decimal

import pytest
import yaml

from readers import murmur2_partition, count_per_partition, read_topic, read_with_kcat
from spate import ROOT, Running, assert_account_balances, read_summary, run_scenario, spate, stream_of, write_scenario

SHOP = ROOT / "config/scenarios/shop.yaml"


@pytest.fixture(scope="module")
def shop(kafka, tmp_path_factory):
    """Runs the shop scenario at a higher rate. Returns the stream of the summary and the records of its topic, by stream."""
    path = tmp_path_factory.mktemp("shop") / "summary.json"
    names = [stream.get("name", stream["topic"]) for stream in yaml.safe_load(SHOP.read_text())["streams"]]
    rates = [word for name in names for word in ("--set", f'streams["{name}"].rate=700/s')]
    result = spate("run", SHOP, "--bootstrap-servers", kafka.bootstrap, "--duration", "4s", "--metrics", "off",
                   "--summary", path, *rates)
    assert result.returncode == 0, result.stderr
    summary = read_summary(path)
    assert_account_balances(summary)
    return {stream["name"]: (stream, read_topic(kafka.bootstrap, stream["topic"])) for stream in summary["streams"]}


def values(records):
    return [json.loads(record.value, parse_float=Decimal) for record in records]


def test_shop_topics_match_the_account(shop):
    assert len(shop) >= 4
    for stream, records in shop.values():
        assert stream["scheduled"] == 2800  # exactly 700/s for 4 s
        assert stream["delivered"] == len(records)
        assert stream["partitions"] == count_per_partition(records, len(stream["partitions"]))


def test_kcat_reads_the_same_records(shop, kafka):
    for stream, records in shop.values():
        expected = [(r.partition, r.offset, r.key and r.key.decode(), r.value.decode()) for r in records]
        assert sorted(read_with_kcat(kafka.bootstrap, stream["topic"])) == sorted(expected)


def test_bytes_delivered_are_keys_and_values(shop):
    for stream, records in shop.values():
        assert stream["bytes_delivered"] == sum(len(r.key or b"") + len(r.value) for r in records)


def test_partition_of_every_key_matches_kafka_python(shop):
    for stream, records in shop.values():
        mismatches = [r for r in records if r.key and murmur2_partition(r.key, len(stream["partitions"])) != r.partition]
        assert mismatches == []


def test_totals_of_orders_add_up(shop):
    orders = values(records_with(shop, "order_id"))
    assert orders
    for order in orders:
        for item in order["items"]:
            assert item["subtotal"] == item["unit_price"] * item["quantity"]
        assert order["total"] == sum(item["subtotal"] for item in order["items"])


def test_key_equals_its_field(shop):
    for field, key in [("order_id", "customer_id"), ("module", "level"), ("metrics", "host"), ("event_id", "user_id")]:
        records = records_with(shop, field)
        assert records
        assert all(json.loads(record.value)[key] == record.key.decode() for record in records)


def records_with(shop, field):
    """Returns the records of the only stream that has this top-level `field`."""
    return next(records for _, records in shop.values() if records and field in json.loads(records[0].value))


def test_order_is_kept_per_key(kafka, topic, tmp_path):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}", linger.ms: 2}}
streams:
  - topic: {topic}
    partitions: 4
    rate: 8000/s
    stop_after: {{records: 24000}}
    record: {{n: =index(), user: "user-${{int(1, 60)}}"}}
    key: user
""")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    last = collections.defaultdict(lambda: -1)
    seen = []
    for record in read_topic(kafka.bootstrap, topic):
        n = json.loads(record.value)["n"]
        assert n > last[record.key]
        last[record.key] = n
        seen.append(n)
    assert sorted(seen) == list(range(24000))


@pytest.mark.parametrize("partitioner", ["crc32", "random", "round_robin"])
def test_every_partitioner_delivers_to_every_partition(kafka, topic, tmp_path, partitioner):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - {{topic: {topic}, partitions: 3, rate: 3000/s, stop_after: {{records: 3000}}, partitioner: {partitioner},
     record: {{n: =index(), user: "user-${{int(1, 500)}}"}}, key: user}}
""")
    assert result.returncode == 0, result.stderr
    records = read_topic(kafka.bootstrap, topic)
    assert sorted(json.loads(record.value)["n"] for record in records) == list(range(3000))
    counts = count_per_partition(records, 3)
    assert counts == stream_of(summary, topic)["partitions"]
    assert min(counts) > 500


def test_records_without_key_are_spread(kafka, topic, tmp_path):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - {{topic: {topic}, partitions: 3, rate: 3000/s, stop_after: {{records: 6000}}, record: {{n: =index()}}, key: none}}
""")
    assert result.returncode == 0, result.stderr
    records = read_topic(kafka.bootstrap, topic)
    assert {record.key for record in records} == {None}
    assert sorted(json.loads(record.value)["n"] for record in records) == list(range(6000))
    assert min(count_per_partition(records, 3)) > 0


def test_compressed_records_arrive_unchanged(kafka, topic, tmp_path):
    result, _ = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}", compression.type: gzip}}
streams:
  - {{topic: {topic}, partitions: 2, rate: max, stop_after: {{records: 20000}}, generator: order}}
""")
    assert result.returncode == 0, result.stderr
    assert len(read_topic(kafka.bootstrap, topic)) == 20000


def test_same_seed_gives_the_same_bytes(kafka, topic, tmp_path):
    scenario = """
seed: 11
kafka: {{bootstrap.servers: "{bootstrap}"}}
streams:
  - {{name: same, topic: {topic}, partitions: 1, rate: max, stop_after: {{records: 500}}, key: who,
     record: {{n: =index(), id: =uuid4(), who: "user-${{int(1, 9)}}", price: "=decimal(1, 99, 2)"}}}}
"""
    contents = []
    for name in (topic + "-a", topic + "-b"):
        result, _ = run_scenario(tmp_path, scenario.format(bootstrap=kafka.bootstrap, topic=name))
        assert result.returncode == 0, result.stderr
        contents.append([(record.key, record.value) for record in read_topic(kafka.bootstrap, name)])
    assert contents[0] == contents[1] and len(contents[0]) == 500
    sample = spate("sample", tmp_path / "scenario.yaml", "same", "-n", "500")
    assert sample.stdout.encode().splitlines() == [value for _, value in contents[0]]


def test_added_partitions_are_used_and_logged(kafka, topic, tmp_path):
    kafka.create_topic(topic, partitions=2)
    file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}", topic.metadata.refresh.interval.ms: 500, enable.idempotence: true}}
streams:
  - {{topic: {topic}, rate: 1500/s, record: {{n: =index(), user: "user-${{int(1, 300)}}"}}, key: user}}
""")
    summary_file = tmp_path / "summary.json"
    with Running("run", file, "--duration", "7s", "--metrics", "off", "--summary", summary_file) as run:
        run.wait_for(topic)
        kafka.add_partitions(topic, 6)
        run.wait_for(r"partition count changed to 6 \(was 2\)")
        assert run.finish() == 0, run.log
    summary = read_summary(summary_file)
    assert_account_balances(summary)
    records = read_topic(kafka.bootstrap, topic)
    assert stream_of(summary, topic)["partitions"] == count_per_partition(records, 6)
    assert min(count_per_partition(records, 6)) > 0
    records.sort(key=lambda record: json.loads(record.value)["n"])
    assert [json.loads(record.value)["n"] for record in records] == list(range(7 * 1500))
    first_new = next(i for i, r in enumerate(records) if murmur2_partition(r.key, 2) != r.partition)
    assert all(murmur2_partition(r.key, 2) == r.partition for r in records[:first_new])
    # From the first record in a new partition on, keys are spread over all six partitions.
    assert all(murmur2_partition(r.key, 6) == r.partition for r in records[first_new:])


def test_print_deliveries_shows_partition_and_offset(kafka, topic, tmp_path):
    result, _ = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - {{topic: {topic}, partitions: 2, rate: 500/s, generator: order}}
""", "--records", "50", "--print-deliveries=order_id")
    assert result.returncode == 0, result.stderr
    lines = [line for line in result.stdout.splitlines() if line.startswith("[")]
    records = read_topic(kafka.bootstrap, topic)
    assert len(lines) == len(records) == 50
    for number, line in enumerate(lines, 1):
        assert f"[{number}/50]" in line and topic in line
    for record in records:
        key, order = record.key.decode(), str(json.loads(record.value)["order_id"])
        assert any(key in line and order in line and str(record.offset) in line for line in lines)
