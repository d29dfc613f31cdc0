"""Imperfections in the topic are as frequent as configured. Their counts equal those of the summary."""
import collections
import json
import math

from readers import read_topic
from spate import assert_account_balances, run_scenario, stream_of

RECORDS = 20000


def is_within_binomial_bounds(count, probability, trials):
    """Returns true within five standard deviations. One run in two million is outside by chance."""
    return abs(count - trials * probability) <= 5 * math.sqrt(trials * probability * (1 - probability)) + 1


def run(tmp_path, kafka, topic, imperfections, record, more=""):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - topic: {topic}
    partitions: 3
    rate: 10000/s
    stop_after: {{records: {RECORDS}}}
    record: {record}
    key: user
    headers: {{n: =index()}}
    imperfections: {imperfections}
{more}
""")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    stream = stream_of(summary, topic)
    assert stream["scheduled"] == RECORDS
    return stream, read_topic(kafka.bootstrap, topic)


def number(record):
    return int(record.headers[0][1])


def test_consumer_sees_the_configured_shares_of_imperfections(kafka, topic, tmp_path):
    stream, records = run(tmp_path, kafka, topic, """
      late: {probability: 2%, by: 5min}
      out_of_order: {probability: 1%, by: [10s, 30s]}
      duplicate: 1%
      drop: 3%""", """
      user: user-${int(1, 100)}
      at: =event_time("epoch_ms")
      now: =now("epoch_ms")""", '    timestamp: =at')
    counts = collections.Counter(number(record) for record in records)
    sent = len(counts)
    assert is_within_binomial_bounds(RECORDS - sent, 0.03, RECORDS)
    assert stream["dropped"] == RECORDS - sent == stream["imperfections"]["drop"]
    duplicated = sum(1 for copies in counts.values() if copies == 2)
    assert max(counts.values()) == 2
    assert is_within_binomial_bounds(duplicated, 0.01, sent)
    assert stream["duplicated"] == duplicated == stream["imperfections"]["duplicate"]
    latenesses = [value["now"] - value["at"] for value in (json.loads(record.value) for record in records)]
    late = sum(1 for lateness in latenesses if lateness >= 300_000)
    out_of_order = sum(1 for lateness in latenesses if lateness % 300_000 >= 10_000)
    assert late == stream["imperfections"]["late"] and is_within_binomial_bounds(late, 0.02, len(records))
    assert out_of_order == stream["imperfections"]["out_of_order"] and is_within_binomial_bounds(out_of_order, 0.01, len(records))
    assert all(lateness in range(0, 330_001) for lateness in latenesses)
    assert all(record.timestamp == json.loads(record.value)["at"] for record in records)
    # The copies of a record have the same bytes and the same partition.
    by_number = collections.defaultdict(list)
    for record in records:
        by_number[number(record)].append(record)
    for first, second in (copies for copies in by_number.values() if len(copies) == 2):
        assert (first.value, first.key, first.partition) == (second.value, second.key, second.partition)
    assert stream["schedule_lag"]["max"] < 60, "an imperfection delayed a record"


def test_malformed_values_match_the_summary(kafka, topic, tmp_path):
    stream, records = run(tmp_path, kafka, topic, """
      tombstone: 2%
      malformed: {probability: 6%, kinds: [truncated, wrong_type, invalid_utf8, oversized], size: 20 KiB}""", """
      user: user-${int(1, 100)}
      n: =index()
      up: true
      tags: [a, b]""")
    seen = collections.Counter()
    for record in records:
        assert record.key.startswith(b"user-")
        if record.value is None:
            seen["tombstone"] += 1
            continue
        try:
            value = json.loads(record.value.decode())
        except UnicodeDecodeError:
            seen["invalid_utf8"] += 1
            continue
        except json.JSONDecodeError:
            seen["truncated"] += 1
            continue
        if len(record.value) == 20 * 1024:
            seen["oversized"] += 1
        elif [type(field) for field in value.values()] != [str, int, bool, list]:
            seen["wrong_type"] += 1
        else:
            assert value["n"] == number(record)
            seen["valid"] += 1
    counted = {kind: count for kind, count in stream["imperfections"].items() if count > 0}
    assert counted == {kind: count for kind, count in seen.items() if kind != "valid"}
    assert is_within_binomial_bounds(seen["tombstone"], 0.02, RECORDS)
    malformed = RECORDS - seen["valid"] - seen["tombstone"]
    assert is_within_binomial_bounds(malformed, 0.06 * 0.98, RECORDS)
    for kind in ("truncated", "wrong_type", "invalid_utf8", "oversized"):
        assert is_within_binomial_bounds(seen[kind], 0.25, malformed)


def test_each_device_has_its_own_clock_skew(kafka, topic, tmp_path):
    stream, records = run(tmp_path, kafka, topic, "{clock_skew: {per: user, up_to: 30s}}", """
      user: user-${int(1, 100)}
      at: =event_time("epoch_ms")
      now: =now("epoch_ms")""")
    skews = collections.defaultdict(set)
    for record in records:
        value = json.loads(record.value)
        skews[value["user"]].add(value["at"] - value["now"])
    # Both times are rounded down to a millisecond.
    assert all(max(skew) - min(skew) <= 1 and abs(min(skew)) <= 30_001 for skew in skews.values())
    assert len(skews) == 100 and len({min(skew) for skew in skews.values()}) > 90
    assert stream["imperfections"]["clock_skew"] == RECORDS


def test_oversized_records_fail_and_are_reported(kafka, topic, tmp_path):
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - topic: {topic}
    partitions: 1
    rate: 500/s
    stop_after: {{records: 500}}
    record: {{n: =index()}}
    imperfections: {{malformed: {{probability: 5%, kinds: [oversized]}}}}
""")
    assert result.returncode == 1
    assert_account_balances(summary)
    stream = stream_of(summary, topic)
    assert stream["failed"] == {"MSG_SIZE_TOO_LARGE": stream["imperfections"]["oversized"]}
    assert stream["imperfections"]["oversized"] > 5
    assert len(read_topic(kafka.bootstrap, topic)) == stream["delivered"]
