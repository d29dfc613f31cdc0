"""Each value of the metrics, the summary and the thresholds differs clearly from its ideal value in a run with faults. A value
that is never written would keep the ideal one."""
import contextlib
import datetime
import re
import signal
import time
import urllib.request

import pytest

from brokers import Brokers
from spate import ROOT, Running, assert_account_balances, read_summary, spate, stream_of, write_scenario

pytestmark = pytest.mark.not_sanitized("depends on values of single seconds")

# The brokers stop for 2 s, recover, stop again and are killed. The producer queue has space for 40 ms.
TROUBLED = """
kafka: {bootstrap.servers: "BROKERS", queue.buffering.max.messages: 20, enable.idempotence: false,
        message.timeout.ms: 2500}
metrics: {listen: "127.0.0.1:0"}
shutdown: {flush_timeout: 1s}
streams:
  - topic: orders
    rate: 500/s
    record: {id: =index()}
    key: ="hot"
    measure: {end_to_end: true}
    thresholds: [rate >= 90%, failed == 0, skipped == 0, schedule_lag.max < 500ms, ack_latency.max < 500ms,
                 delivery_latency.max < 500ms, end_to_end.max < 500ms]
"""
# The start time is 20 s in the past. The streams have every kind of imperfection, invalid lines and oversized records.
MIXED = """
kafka: {bootstrap.servers: embedded, message.max.bytes: 2000}
metrics: {listen: "127.0.0.1:0"}
warm_up: 500ms
streams:
  - topic: imperfect
    rate: 500/s
    record: {id: =index(), at: =event_time("epoch_ms")}
    timestamp: =at
    imperfections: {late: {probability: 10%, by: 1min}, out_of_order: {probability: 10%, by: 1min}, clock_skew: {per: id, up_to: 30s},
                    duplicate: 10%, drop: 10%, tombstone: 10%,
                    malformed: {probability: 50%, kinds: [truncated, wrong_type, invalid_utf8, oversized], size: 1 KiB}}
  - {topic: large, rate: 10/s, record: "LARGE"}
  - {topic: replayed, rate: 20/s, replay: {file: lines.ndjson, loop: true}}
  - {topic: skips, rate: 100/s, record: x, when_late: skip}
  - {topic: owes, rate: 100/s, record: x, when_late: {catch_up: 1x, max_backlog: 2s}}
  - {topic: bytes, rate: 10KB/s, record: 0123456789, when_late: {catch_up: 1x, max_backlog: 2s}}
""".replace("LARGE", "x" * 3000)


# A batch exceeds the 512 records that the end-to-end consumer keeps per partition, because nine streams measure 250
# partitions each.
FAST = """
kafka: {bootstrap.servers: embedded}
metrics: {listen: "127.0.0.1:0"}
defaults: {partitions: 250, record: x, key: ="hot", measure: {end_to_end: true}}
streams:
  - {topic: fast, rate: max}
IDLE""".replace("IDLE", "".join(f"  - {{topic: fast, name: idle-{number}, rate: 1/d}}\n" for number in range(8)))


class ObservedRun:
    """A running process with its scrapes, and after its end also its summary and its log."""

    def __init__(self, file, run):
        self.file, self.run, self.scrapes = file, run, []
        self.address = run.wait_for(r"metrics at http://([\d.:]+)/")[1]
        while not any(self.values("spate_target_records_per_second")):
            time.sleep(0.05)
            self.scrape()
        self.scrapes.clear()

    def scrape(self):
        lines = urllib.request.urlopen(f"http://{self.address}/metrics", timeout=10).read().decode().splitlines()
        self.scrapes.append(dict(line.rsplit(" ", 1) for line in lines if line[:1] != "#"))

    def values(self, family, *labels):
        return [float(value) for scrape in self.scrapes for name, value in scrape.items()
                if re.match(rf"{family}({{|$)", name) and all(label in name for label in labels)]

    def control(self, *arguments):
        return spate("ctl", "--address", self.address, *arguments).returncode


@contextlib.contextmanager
def observed(directory, text, exit_code, *arguments):
    file = write_scenario(directory, text)
    with Running("run", file, "--summary", directory / "summary.json", *arguments) as run:
        seen = ObservedRun(file, run)
        yield seen
        seen.scrape()
        run.send(signal.SIGTERM)
        assert run.finish() == exit_code, run.log
        seen.text = run.log
    seen.summary = read_summary(directory / "summary.json")
    assert_account_balances(seen.summary)


@pytest.fixture(scope="module")
def troubled(tmp_path_factory):
    directory = tmp_path_factory.mktemp("troubled")
    with Brokers(directory, topic="orders") as brokers:
        with observed(directory, TROUBLED.replace("BROKERS", brokers.address), 1) as seen:
            time.sleep(1.2)
            with brokers.stopped():
                time.sleep(2)
                seen.scrape()
            time.sleep(1)
            seen.scrape()
            brokers.stop()
            time.sleep(4.5)
            seen.scrape()
            brokers.kill()
            time.sleep(2.5)
    return seen


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    directory = tmp_path_factory.mktemp("mixed")
    (directory / "lines.ndjson").write_text('{"a": 1}\nno record\n')
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=20)
    with observed(directory, MIXED, 1, "--shard", "1/2", "--start-at", start.strftime("%Y-%m-%dT%H:%M:%SZ")) as seen:
        time.sleep(2)
        assert seen.control("rate", "skips", "50/s") == 0
        seen.file.write_text("streams: nothing")
        assert seen.control("reload") != 0
    return seen


@pytest.fixture(scope="module")
def fast(tmp_path_factory):
    with observed(tmp_path_factory.mktemp("fast"), FAST, 0) as seen:
        while not any(seen.values("spate_records_end_to_end_unmeasured_total")) and len(seen.scrapes) < 60:
            time.sleep(0.3)
            seen.scrape()
    return seen


above, below = (lambda bound: lambda values: values and max(values) > bound), (lambda bound: lambda values: values and min(values) < bound)


# (family, run, labels, condition on the samples)
METRICS = [
    ("spate_records_scheduled_total", "troubled", [], above(1000)),
    ("spate_records_duplicated_total", "mixed", ["imperfect"], above(10)),
    ("spate_records_enqueued_total", "troubled", [], above(500)),
    ("spate_records_skipped_total", "mixed", ["skips", "late"], above(100)),
    ("spate_records_skipped_total", "mixed", ["owes", "backlog"], above(100)),
    ("spate_replay_bad_records_total", "mixed", ["replayed"], above(10)),
    ("spate_records_dropped_total", "mixed", ["imperfect"], above(10)),
    ("spate_records_waiting", "troubled", [], above(500)),
    ("spate_records_delivered_total", "troubled", [], above(500)),
    ("spate_records_failed_total", "mixed", ["large", "MSG_SIZE_TOO_LARGE"], above(5)),
    ("spate_records_possibly_persisted_total", "troubled", [], above(0)),
    ("spate_records_in_flight", "troubled", [], above(5)),
    ("spate_bytes_enqueued_total", "troubled", [], above(1000)),
    ("spate_bytes_delivered_total", "troubled", [], above(1000)),
    ("spate_bytes_skipped_total", "mixed", ["bytes", "backlog"], above(10_000)),
    ("spate_target_records_per_second", "troubled", [], above(499)),
    ("spate_schedule_lag_seconds_sum", "troubled", [], above(10)),
    ("spate_schedule_behind_seconds", "troubled", [], above(1)),
    ("spate_delivery_latency_seconds_sum", "troubled", [], above(10)),
    ("spate_ack_latency_seconds_sum", "troubled", [], above(10)),
    ("spate_end_to_end_latency_seconds_sum", "troubled", [], above(10)),
    ("spate_records_end_to_end_unmeasured_total", "fast", [], above(0)),
    ("spate_blocked_seconds_total", "troubled", [], above(2)),
    ("spate_busiest_partition_ratio", "troubled", [], above(0.9)),
    ("spate_busiest_key_ratio", "troubled", [], above(0.9)),
    ("spate_limited_seconds_total", "troubled", ["queue_full"], above(0.5)),
    ("spate_limited_seconds_total", "troubled", ["broker_down"], above(0.5)),
    ("spate_event_lateness_seconds_sum", "mixed", ["imperfect"], above(60)),
    ("spate_producer_queue_records", "troubled", [], above(5)),
    ("spate_producer_queue_bytes", "troubled", [], above(50)),
    ("spate_broker_up", "troubled", [], below(0.5)),
    ("spate_broker_rtt_seconds", "troubled", [], above(0)),
    ("spate_broker_requests_in_flight", "troubled", [], above(0)),
    ("spate_control_actions_total", "mixed", ["rate"], above(0)),
    ("spate_config_last_reload_successful", "mixed", [], below(0.5)),
    ("spate_config_last_reload_success_timestamp_seconds", "mixed", [], above(1.7e9)),
    ("spate_stream_info", "mixed", ["stream", "topic", "generator"], above(0)),
    ("spate_shard_info", "mixed", ['index="1"', 'count="2"'], above(0)),
    ("spate_build_info", "mixed", ["version", "librdkafka"], above(0)),
    *((family, "mixed", [], above(0)) for family in
      ("process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes", "process_open_fds",
       "process_max_fds", "process_start_time_seconds", "process_threads", "spate_allocated_memory_bytes")),
    *(("spate_imperfections_total", "mixed", ["imperfect", kind], above(0)) for kind in
      ("late", "out_of_order", "clock_skew", "duplicate", "drop", "tombstone", "truncated", "wrong_type", "invalid_utf8", "oversized")),
]

# (member of a stream in the summary, run, stream, condition)
SUMMARY = [
    ("target_rate", "troubled", "orders", lambda value: value == 500),
    ("target_rate", "fast", "fast", lambda value: value is None),
    ("rate", "troubled", "orders", lambda value: 50 < value < 450),
    ("scheduled", "troubled", "orders", lambda value: value > 2000),
    ("enqueued", "troubled", "orders", lambda value: value > 500),
    ("delivered", "troubled", "orders", lambda value: value > 500),
    ("bytes_delivered", "troubled", "orders", lambda value: value > 5000),
    ("failed", "troubled", "orders", lambda value: sum(value.values()) > 5),
    ("failed", "mixed", "large", lambda value: value["MSG_SIZE_TOO_LARGE"] > 5),
    ("possibly_persisted", "troubled", "orders", lambda value: value > 0),
    ("skipped", "troubled", "orders", lambda value: value["stop"] > 100),
    ("skipped", "mixed", "skips", lambda value: value["late"] > 100),
    ("skipped", "mixed", "owes", lambda value: value["backlog"] > 100),
    ("skipped_bytes", "mixed", "bytes", lambda value: value["backlog"] > 10_000),
    ("duplicated", "mixed", "imperfect", lambda value: value > 10),
    ("dropped", "mixed", "imperfect", lambda value: value > 10),
    ("imperfections", "mixed", "imperfect", lambda value: len(value) == 10 and min(value.values()) > 0),
    ("blocked_seconds", "troubled", "orders", lambda value: value > 2),
    ("limited_seconds", "troubled", "orders", lambda value: value["queue_full"] > 0.5 and value["broker_down"] > 0.5),
    *((latency, "troubled", "orders", lambda value: value["p99"] > 0.5 and value["max"] > 1) for latency in
      ("schedule_lag", "delivery_latency")),
    ("end_to_end", "troubled", "orders", lambda value: value["p99"] > 0.5 and value["max"] > 1 and value["unmeasured"] > 0),
    ("ack_latency", "troubled", "orders", lambda value: value["max"] > 1),
    ("partitions", "troubled", "orders", lambda value: sum(value) == max(value) > 500),
    ("skew", "troubled", "orders", lambda value: value["busiest_partition"] == 1 and value["busiest_key"] > 0.9
     and value["keys"][0]["key"] == "hot"),
    ("thresholds", "troubled", "orders", lambda value: len(value) == 7 and not any(threshold["passed"] for threshold in value)),
]
# (member of the summary, run, condition)
DOCUMENT = [("exit_code", "troubled", lambda value: value == 1), ("duration_seconds", "troubled", lambda value: value > 7),
            ("warm_up_seconds", "mixed", lambda value: value == 0.5),
            ("shard", "mixed", lambda value: value == {"index": 1, "count": 2}),
            ("started", "mixed", lambda value: value.endswith("Z")), ("seed", "mixed", lambda value: value is not None),
            ("scenario", "mixed", bool), ("streams", "mixed", lambda value: len(value) == 6)]

# Values that other tests cover.
ELSEWHERE = {
    "spate_log_lines_dropped_total": "tests/system/test_log_metric.py",
    "spate_records_resent_total": "tests/kafka/test_checkpoint.py",
    "spate_broker_throttle_seconds": "tests/kafka/test_limit_reasons.py",
    "resent": "tests/system/test_checkpoint.py",
    "cpu_seconds": "tests/system/test_run.py",
    "records_per_core": "tests/system/test_run.py",
    "sink": "tests/system/test_run.py",
    "find_max": "tests/system/test_run.py",
    "evicted_streams": "tests/system/test_reload.py",
}
# 0 in every summary, because it is written when every record is settled; otherwise the exit code is 4.
ALWAYS_ZERO = {"waiting", "in_flight"}


@pytest.mark.parametrize("family, run, labels, condition", METRICS, ids=lambda value: value if isinstance(value, str) else "")
def test_metric_shows_the_faults(family, run, labels, condition, request):
    values = request.getfixturevalue(run).values(family, *labels)
    assert condition(values), values


@pytest.mark.parametrize("figure, run, stream, condition", SUMMARY, ids=lambda value: value if isinstance(value, str) else "")
def test_stream_summary_shows_the_faults(figure, run, stream, condition, request):
    value = stream_of(request.getfixturevalue(run).summary, stream)[figure]
    assert condition(value), value


@pytest.mark.parametrize("figure, run, condition", DOCUMENT, ids=lambda value: value if isinstance(value, str) else "")
def test_summary_shows_the_run(figure, run, condition, request):
    assert condition(request.getfixturevalue(run).summary[figure])


def test_text_summary_shows_the_same_values(troubled, mixed):
    stream = stream_of(troubled.summary, "orders")
    share = int(100 * stream["rate"] / stream["target_rate"] + 1e-9)
    assert re.search(rf"orders reached {share} % of 500\.0/s: .*a broker was down for", troubled.text)
    for figure in ("scheduled", "enqueued", "delivered"):
        assert f"{stream[figure]:,}" in troubled.text
    for threshold in stream["thresholds"]:
        assert re.search(rf"{re.escape(threshold['condition'])} +\S+.*failed", troubled.text), threshold
    assert f"orders: {stream['possibly_persisted']:,} failed records may be in the topic" in troubled.text
    assert re.search(r"hot \d+\.\d %", troubled.text)
    for line in (r"skips: [\d,]+ skipped \(late\)", r"owes: [\d,]+ skipped \(backlog\)", r"bytes: \S+ KiB of a rate in bytes skipped \(backlog\)",
                 r"large: \d+ failed with MSG_SIZE_TOO_LARGE", r"imperfect: \d+ tombstone \(imperfections\)", "exclude the first 0.5 s"):
        assert re.search(line, mixed.text), line


def test_every_family_has_a_row():
    families = set(re.findall(r'Family\{"(\w+)"', (ROOT / "src/metrics/families.cpp").read_text()))
    rows = {re.sub(r"_sum$", "", row[0]) for row in METRICS} | {name for name in ELSEWHERE if name[:6] == "spate_"}
    assert rows == families


def test_every_member_of_the_summary_has_a_row():
    of_stream = (ROOT / "src/report/stream_summary.cpp").read_text().split("Json to_json(const StreamSummary& stream,")[1]
    of_document = (ROOT / "src/report/summary.cpp").read_text().split("std::string to_json(const Summary&")[1]
    stream = set(re.findall(r'\{"(\w+)", |figures\["(\w+)"\]', of_stream))
    document = set(re.findall(r'\{"(\w+)", ', of_document.split(";")[0])) | set(re.findall(r'document\["(\w+)"\]', of_document))
    stream = {member or figure for member, figure in stream}
    assert stream == {row[0] for row in SUMMARY} | (set(ELSEWHERE) & stream) | ALWAYS_ZERO | {"name", "topic"}
    assert document == {row[0] for row in DOCUMENT} | (set(ELSEWHERE) & document)


def test_every_figure_of_a_threshold_has_a_row():
    figures = re.findall(r"case Figure::(\w+):", (ROOT / "src/report/threshold_result.cpp").read_text())
    assert {figure for figure in figures if f"{figure} " not in TROUBLED and f"{figure}." not in TROUBLED} == set()


@pytest.mark.parametrize("figure", ELSEWHERE)
def test_value_tested_elsewhere_is_named_there(figure):
    assert figure in (ROOT / ELSEWHERE[figure]).read_text()
