"""The figures of the plan match those of the run: counts, limits and failures."""
import pytest

from spate import run_scenario, spate, stream_of, write_scenario


def scenario_of(keys):
    return f"kafka: {{bootstrap.servers: embedded}}\nstreams:\n  - {{topic: a, {keys}}}\n"


def planned(tmp_path, text, topic="a"):
    """The row of the stream and the row of the topic, each as {column: text}."""
    result = spate("plan", write_scenario(tmp_path, text, "plan.yaml"))
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    rows = []
    for title in ("stream ", "topic "):
        head = next(number for number, line in enumerate(lines) if line.startswith(title))
        row = next(line for line in lines[head + 1:] if line.startswith(f"{topic} "))
        rows.append(dict(zip(columns(lines[head]), columns(row))))
    return rows


def columns(line):
    return [text.strip() for text in line.split("  ") if text.strip()]


def number(text):
    return float(text.replace(",", "").rstrip(" %KB"))


HEADERS = "headers: {source: checkout-service, trace: '=hex(32)'}"
EVEN = "record: '=hex(20)'"
SIZED = [
    f"rate: 80 KB/s, stop_after: {{duration: 500ms}}, {EVEN}, {HEADERS}",
    f"rate: 5000/s, stop_after: {{bytes: 30 KB}}, {EVEN}, {HEADERS}",
    f"rate: 60 KB/s, stop_after: {{bytes: 30 KB}}, {EVEN}, {HEADERS}",
    "rate: 80 KB/s, stop_after: {duration: 500ms}, record: {n: =index()}, key: n",
    f"rate: 5000/s, stop_after: {{records: 2000}}, {EVEN}, imperfections: {{drop: 20%}}",
    f"rate: 5000/s, stop_after: {{records: 2000}}, {EVEN}, {HEADERS}, imperfections: {{duplicate: 30%}}",
    f"rate: 100 KB/s, stop_after: {{duration: 600ms}}, {EVEN}, imperfections: {{drop: 20%, duplicate: 30%}}",
    f"rate: 100 KB/s, stop_after: {{bytes: 50 KB}}, {EVEN}, {HEADERS}, imperfections: {{tombstone: 50%}}",
    f"rate: 5000/s, stop_after: {{bytes: 2 MB}}, {EVEN}, "
    "imperfections: {malformed: {probability: 30%, kinds: [truncated, oversized], size: 1 KiB}}",
    "rate: 80 KB/s, stop_after: {duration: 500ms}, "
    "record: {n: =index(), more: {$when: '=chance(0.5)', text: '=hex(60)'}}, headers: {h: '=maybe(0.5, hex(40))'}",
    f"rate: 80 KB/s, stop_after: {{duration: 500ms}}, {EVEN}, timestamp: '=event_time(\"epoch_ms\")'",
]


@pytest.mark.parametrize("keys", SIZED)
def test_plan_predicts_the_records_and_bytes_of_the_account(tmp_path, keys):
    text = scenario_of(keys)
    stream, topic = planned(tmp_path, text)
    result, summary = run_scenario(tmp_path, text, "--sink", "null")
    assert result.returncode == 0, result.stderr
    sent = stream_of(summary, "a")
    assert number(stream["records"]) == pytest.approx(sent["delivered"], rel=0.03)
    assert number(stream["record bytes"]) == pytest.approx(sent["bytes_delivered"] / sent["delivered"], rel=0.03)
    assert number(topic["records/s"]) == number(stream["mean/s"])


def test_plan_warns_if_headers_make_records_too_large(tmp_path):
    text = """
kafka: {bootstrap.servers: embedded, message.max.bytes: 1000}
streams:
  - {topic: a, rate: 100/s, stop_after: {records: 5}, record: x, headers: {h: '=hex(2000)'}}
"""
    result = spate("plan", write_scenario(tmp_path, text))
    assert "a: records of up to 2.0 KiB exceed message.max.bytes (1000 B) and would fail" in result.stdout
    _, summary = run_scenario(tmp_path, text)
    assert stream_of(summary, "a")["failed"]["MSG_SIZE_TOO_LARGE"] == 5


# librdkafka adds 36 bytes per record, and one byte each for the length of a header's name and value.
@pytest.mark.parametrize("size, fails", [(958, False), (959, False), (960, True), (961, True)])
def test_plan_warns_exactly_of_the_sizes_that_the_client_rejects(tmp_path, size, fails):
    text = f"""
kafka: {{bootstrap.servers: embedded, message.max.bytes: 1000}}
streams:
  - {{topic: a, rate: 100/s, stop_after: {{records: 1}}, record: '=hex({size})', headers: {{hh: v}}}}
"""
    assert ("would fail" in spate("plan", write_scenario(tmp_path, text)).stdout) == fails
    _, summary = run_scenario(tmp_path, text)
    assert stream_of(summary, "a")["delivered"] == (0 if fails else 1)


def test_plan_counts_queue_bytes_as_the_client_does(tmp_path):
    """The client counts the bytes of values only."""
    text = """
kafka: {bootstrap.servers: embedded, queue.buffering.max.kbytes: 100}
streams:
  - {topic: a, rate: 10/s, record: '=hex(1024)', key: "='k'", headers: {h: '=hex(3000)'}}
"""
    result = spate("plan", write_scenario(tmp_path, text))
    assert "100.0 KiB, 10 s of traffic at the peak rate" in result.stdout


def test_plan_explains_dropped_and_duplicated_records(tmp_path):
    text = scenario_of(f"rate: 100/s, stop_after: {{records: 500}}, {EVEN}, imperfections: {{drop: 100%}}")
    stream, topic = planned(tmp_path, text)
    assert stream["records"] == "0" and topic["records/s"] == "0.00"
    assert "a: 500 scheduled, of which 100 % are dropped and 0 % sent twice" in \
        spate("plan", write_scenario(tmp_path, text)).stdout


@pytest.mark.parametrize("partitioner, busiest", [("{explicit: '=index() % 3'}", 33.3), ("round_robin", 25.0),
                                                  ("{explicit: '=if(index() % 10 == 0, 1, 3)'}", 90.0)])
def test_plan_shows_the_busiest_partition_for_each_partitioner(tmp_path, partitioner, busiest):
    _, topic = planned(tmp_path, scenario_of(f"rate: 500/s, partitions: 4, {EVEN}, partitioner: {partitioner}"))
    assert number(topic["busiest"]) == pytest.approx(busiest, abs=2)


def test_plan_sample_is_not_biased_by_periodic_sizes(tmp_path):
    """43,200,000 records per day are sampled in steps of 4,320."""
    stream, _ = planned(tmp_path, scenario_of("rate: 500/s, record: '=if(index() % 2 == 0, hex(100), hex(2))'"))
    assert number(stream["record bytes"]) == pytest.approx(51, rel=0.05)


@pytest.mark.parametrize("keys, partitions, replicas", [("partitions: 6", "6", "1?"), ("replication_factor: 3", "1?", "3"),
                                                      ("partitions: 6, replication_factor: 3", "6", "3")])
def test_plan_marks_assumed_values_with_a_question_mark(tmp_path, keys, partitions, replicas):
    _, topic = planned(tmp_path, scenario_of(f"rate: 5/s, {EVEN}, {keys}"))
    assert (topic["partitions"], topic["replicas"]) == (partitions, replicas)


@pytest.mark.parametrize("codec, words", [("none", "would fail: raise it"),
                                          ("lz4", "would fail unless compression makes them smaller")])
def test_topic_size_warning_depends_on_the_compression(tmp_path, codec, words):
    keys = f"rate: 5/s, record: '=hex(2000)', topic_config: {{max.message.bytes: 1000}}, kafka: {{compression.type: {codec}}}"
    assert words in spate("plan", write_scenario(tmp_path, scenario_of(keys))).stdout
