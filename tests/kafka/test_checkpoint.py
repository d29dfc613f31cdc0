"""Resume after a stop or a kill: no record is missing, and resent records are counted."""
import collections
import datetime
import json
import random
import re
import signal
import time
import urllib.request

import pytest

from readers import read_topic, read_with_kcat
from spate import Running, assert_account_balances, read_summary, spate, stream_of, write_scenario

NAMES = ["even", "random", "max", "bytes"]


def scenario(kafka, topic, directory, more=""):
    """Writes a scenario with rates in records, in bytes and at max. Most streams end."""
    return write_scenario(directory, f"""
name: killed
seed: 3
state_dir: state
{more}
kafka: {{bootstrap.servers: "{kafka.bootstrap}", linger.ms: 20}}
metrics: {{listen: "127.0.0.1:0"}}
streams:
  - {{topic: {topic}-even, partitions: 3, rate: 900/s, stop_after: {{records: 9000}}, key: user,
     record: {{n: =index(), user: "user-${{int(1, 50)}}"}}}}
  - {{topic: {topic}-random, partitions: 3, arrivals: poisson, key: none,
     rate: {{stages: [{{ramp: [0/s, 1000/s], for: 8s}}, {{hold: 300/s, for: 2s}}]}}, record: {{n: =index()}}}}
  - {{topic: {topic}-max, partitions: 3, rate: max, stop_after: {{records: 400000}}, key: none, record: {{n: =index()}}}}
  - {{topic: {topic}-bytes, partitions: 1, rate: 50 KB/s, stop_after: {{duration: 9s}}, key: none, record: {{n: =index(), id: =uuid4()}}}}
""")


def metric(address, name):
    """Returns the values of a metric by stream."""
    text = urllib.request.urlopen(f"http://{address}/metrics", timeout=5).read().decode()
    return {stream: float(value) for stream, value in re.findall(rf'^{name}{{stream="([^"]+)"}} (\S+)$', text, re.MULTILINE)}


def read_state(directory):
    return json.loads((directory / "state/spate-state.json").read_text())["run"]


def count_indexes(kafka, topic):
    return collections.Counter(json.loads(record.value)["n"] for record in read_topic(kafka.bootstrap, topic))


def test_repeated_kills_leave_no_gap_and_count_resent_records(kafka, topic, tmp_path):
    file = scenario(kafka, topic, tmp_path)
    rng = random.Random(11)
    resent = collections.Counter()  # by stream, over all killed processes
    kills = 0
    for attempt in range(6):
        with Running("run", file, "--summary", tmp_path / "summary.json") as run:
            address = run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
            if attempt > 0:
                run.wait_for("resumed at")
            time.sleep(0.3 + 1.7 * rng.random())
            if run.running:
                before = metric(address, "spate_records_resent_total")
                run.send(signal.SIGKILL)
                kills += 1
                run.finish()
                # The next process counts the records that were resent between the scrape and the kill.
                for name, value in before.items():
                    resent[name] += value
    with Running("run", file, "--summary", tmp_path / "summary.json") as run:
        code = run.finish(timeout=120)
        assert code == 0, run.log
    summary = read_summary(tmp_path / "summary.json")
    assert_account_balances(summary)
    assert kills >= 4
    for name in NAMES:
        stream = stream_of(summary, f"{topic}-{name}")
        seen = count_indexes(kafka, f"{topic}-{name}")
        assert sorted(seen) == list(range(max(seen) + 1)), f"{name}: indexes are missing"
        duplicates = sum(seen.values()) - len(seen)
        print(f"{name}: {len(seen)} records, {duplicates} duplicates, {resent[stream['name']] + stream['resent']:.0f} counted as resent")
    assert len(count_indexes(kafka, f"{topic}-even")) == 9000
    assert len(count_indexes(kafka, f"{topic}-max")) == 400000
    total = sum(json.loads(value)["n"] >= 0 for _, _, _, value in read_with_kcat(kafka.bootstrap, f"{topic}-even"))
    assert total == sum(count_indexes(kafka, f"{topic}-even").values())


def test_one_kill_resends_at_most_two_seconds_of_records(kafka, topic, tmp_path):
    file = write_scenario(tmp_path, f"""
state_dir: state
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
metrics: {{listen: "off"}}
streams: [{{topic: {topic}, partitions: 3, rate: 2000/s, stop_after: {{records: 14000}}, key: none, record: {{n: =index()}}}}]
""")
    with Running("run", file) as run:
        run.wait_for("1 stream to")
        time.sleep(3.4)
        run.send(signal.SIGKILL)
        run.finish()
    with Running("run", file, "--summary", tmp_path / "summary.json") as run:
        assert run.finish(timeout=60) == 0, run.log
    stream = stream_of(read_summary(tmp_path / "summary.json"), topic)
    seen = count_indexes(kafka, topic)
    assert sorted(seen) == list(range(14000))
    duplicates = sum(seen.values()) - 14000
    # A resume resends the records since the last checkpoint, at most 1 s, and of the interval before it. The factor 1.5
    # is for a busy machine.
    assert duplicates <= stream["resent"] <= 2 * 2000 * 1.5
    assert stream["scheduled"] < 14000


def test_resume_after_stop_resends_nothing_and_leaves_no_gap(kafka, topic, tmp_path):
    file = scenario(kafka, topic, tmp_path)
    rng = random.Random(5)
    for _ in range(4):
        with Running("run", file, "--summary", tmp_path / "summary.json") as run:
            run.wait_for("4 streams to")
            time.sleep(0.5 + rng.random())
            run.send(signal.SIGTERM)
            assert run.finish() == 0, run.log
        assert {stream["resent"] for stream in read_summary(tmp_path / "summary.json")["streams"]} == {0}
    with Running("run", file) as run:
        assert run.finish(timeout=120) == 0, run.log
    for name in NAMES:
        seen = count_indexes(kafka, f"{topic}-{name}")
        assert sorted(seen) == list(range(max(seen) + 1)), f"{name}: indexes are missing"
        assert set(seen.values()) == {1}, f"{name}: duplicates"
    sent = sum(len(record.value) for record in read_topic(kafka.bootstrap, f"{topic}-bytes"))
    assert sent == pytest.approx(9 * 50_000, rel=0.02)


def test_downtime_is_not_caught_up(kafka, topic, tmp_path):
    file = write_scenario(tmp_path, f"""
state_dir: state
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
metrics: {{listen: "off"}}
streams: [{{topic: {topic}, partitions: 1, rate: {{stages: [{{hold: 100/s, for: 2s}}, {{hold: 1000/s, for: 2s}}]}}, record: {{n: =index()}}}}]
""")
    with Running("run", file) as run:
        run.wait_for("1 stream to")
        time.sleep(1.2)
        run.send(signal.SIGTERM)
        assert run.finish() == 0, run.log
    state_at_stop = read_state(tmp_path)
    time.sleep(3)
    start = time.monotonic()
    result = spate("run", file, "--summary", tmp_path / "summary.json")
    seconds = time.monotonic() - start
    assert result.returncode == 0, result.stderr
    stream = stream_of(read_summary(tmp_path / "summary.json"), topic)
    assert seconds > 3.8 - state_at_stop["elapsed_ns"] / 1e9
    assert stream["schedule_lag"]["max"] < 1
    assert sorted(count_indexes(kafka, topic)) == list(range(2200))
    second = spate("run", file, "--summary", tmp_path / "summary.json")
    assert second.returncode == 0 and stream_of(read_summary(tmp_path / "summary.json"), topic)["scheduled"] == 0
    fresh = spate("run", file, "--fresh", "--records", "50")
    assert fresh.returncode == 0, fresh.stderr
    assert count_indexes(kafka, topic)[49] == 2


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGKILL])
def test_restarted_shard_resumes_its_indices(kafka, topic, tmp_path, stop_signal):
    """With a start time, a restarted shard catches up the records of the downtime, so the shards together send all records."""
    file = write_scenario(tmp_path, f"""
state_dir: state
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
metrics: {{listen: "off"}}
streams: [{{topic: {topic}, partitions: 3, rate: 600/s, stop_after: {{records: 6000}}, key: none, record: {{n: =index(), t: '=now("epoch_us")'}}}}]
""")
    start_time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=5)
    shards = [("run", file, "--start-at", start_time.isoformat(timespec="milliseconds"), "--shard", f"{shard}/3") for shard in range(3)]
    runs = [Running(*shard) for shard in shards]
    time.sleep(8)
    runs[1].send(stop_signal)
    with runs[1]:
        runs[1].finish()
    time.sleep(1)
    runs[1] = Running(*shards[1])
    for run in runs:
        with run:
            assert run.finish(timeout=60) == 0, run.log
    records = [json.loads(record.value) for record in read_topic(kafka.bootstrap, topic)]
    intended = {record["n"]: record["t"] for record in records}
    assert sorted(intended) == list(range(6000))
    assert len({(record["n"], record["t"]) for record in records}) == 6000, "a resent record has another time"
    start_us = int(start_time.timestamp() * 1e3) * 1000
    for n, t in intended.items():
        assert t == pytest.approx(start_us + n * 1e6 / 600, abs=2)
    if stop_signal == signal.SIGTERM:
        assert len(records) == 6000
