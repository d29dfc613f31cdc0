"""Random reloads under load. Streams are added and removed; rates, records and client properties change; some files are
invalid. The topics contain each due index once, in order."""
import os
import random
import re
import signal
import subprocess
import time

import pytest
from cluster import Cluster, free_ports
from spate import Running, assert_account_balances, read_summary, spate, stream_of, write_scenario

RELOADS = int(os.environ.get("SPATE_RELOADS", "30"))
SEED = int(os.environ.get("SPATE_RELOADS_SEED", "7"))
UNCHANGED = "unchanged"  # a stream that no reload changes
RATES = ["500/s", "2000/s", "5000/s", "9000/s", "20000/s", "{sine: {mean: 3000/s, amplitude: 2500/s, period: 2s}, for: 1h}",
         "256 KiB/s", "0/s"]
CLIENT = {"linger.ms": ["0", "2", "20"], "batch.num.messages": ["500", "10000"], "compression.type": ["none", "lz4", "zstd"],
          "enable.idempotence": ["true", "false"], "queue.buffering.max.messages": ["20000", "40000"]}
RESTART_KEYS = ["partitioner: round_robin", "when_late: {catch_up: 3x, max_backlog: 1min}", "start_after: 50ms"]
INVALID_KEYS = ["rate: 500", "generator: ordr", "kafka: {linger.ms: soon}", "topic: \"\""]


class RandomScenario:
    """A scenario with random changes. The same seed makes the same changes."""

    def __init__(self, bootstrap, topic, seed):
        self.random = random.Random(seed)
        self.client = {"bootstrap.servers": bootstrap, "linger.ms": "2"}
        self.topic_prefix = topic
        self.streams = {UNCHANGED: self.stream(UNCHANGED)}
        self.removed = {}
        for name in ("a", "b", "c"):
            self.streams[name] = self.stream(name)
        self.new_names = iter("defghijklmnopqrstuvwxyz")
        self.counts = dict.fromkeys(("rate", "record", "client", "restart", "remove", "add", "re-add", "invalid"), 0)

    def stream(self, name):
        return {"rate": "15000/s" if name == UNCHANGED else "4000/s", "version": 0, "keys": "", "width": 10,
                "partitions": self.random.choice([1, 3])}

    def text(self):
        client = ", ".join(f"{name}: '{value}'" for name, value in self.client.items())
        text = f"kafka: {{{client}}}\nstreams:\n"
        for name, stream in self.streams.items():
            pad = "x" * stream["width"]
            rate = f"{{stages: [{stream['rate']}], repeat: forever}}" if stream["rate"].startswith("{") else stream["rate"]
            text += (f"  - name: {name}\n    topic: {self.topic_prefix}-{name}\n    partitions: {stream['partitions']}\n    key: none\n"
                     f"    rate: {rate}\n    replication_factor: 1\n    record: ${{index()}} {stream['version']} {pad}\n")
            if stream["keys"]:
                text += f"    {stream['keys']}\n"
        return text

    def change(self):
        """Makes one to three changes."""
        for _ in range(self.random.randint(1, 3)):
            kind = self.random.choice(["rate", "rate", "record", "client", "restart", "remove", "add", "re-add"])
            if self.apply(kind):
                self.counts[kind] += 1

    def apply(self, kind):
        name = self.random.choice([name for name in self.streams if name != UNCHANGED] or [None])
        stream = self.streams.get(name)
        if kind == "client":
            name = self.random.choice(list(CLIENT))
            self.client[name] = self.random.choice([value for value in CLIENT[name] if value != self.client.get(name)])
        elif kind == "add":
            name = next(self.new_names, None)
            if name is None or len(self.streams) > 7:
                return False
            self.streams[name] = self.stream(name)
        elif kind == "re-add":
            if not self.removed or len(self.streams) > 7:
                return False
            name = self.random.choice(list(self.removed))
            self.streams[name] = self.removed.pop(name)
            self.streams[name]["rate"] = "3000/s"
        elif stream is None:
            return False
        elif kind == "remove":
            self.removed[name] = self.streams.pop(name)
        elif kind == "rate":
            stream["rate"] = self.random.choice([rate for rate in RATES if rate != stream["rate"]])
        elif kind == "restart":
            stream["keys"] = self.random.choice([keys for keys in RESTART_KEYS + [""] if keys != stream["keys"]])
        else:
            stream["version"] += 1
            stream["width"] = self.random.choice([0, 10, 200, 60_000 if stream["rate"] == "500/s" else 50])
        return True

    def invalid_text(self):
        self.counts["invalid"] += 1
        return self.text() + f"  - {{topic: invalid, {self.random.choice(INVALID_KEYS)}}}\n"


def read_indexes(bootstrap, topic):
    """Reads a topic with kcat. Returns (partition, index) of each record, in the order of each partition."""
    lines = subprocess.run(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%p %s\n"],
                           capture_output=True, text=True, check=True, timeout=300).stdout.splitlines()
    return [tuple(int(part) for part in line.split(" ", 3)[:2]) for line in lines]


def test_reloads_cause_no_loss_and_no_duplicates(kafka, topic, tmp_path):
    scenario = RandomScenario(kafka.bootstrap, topic, SEED)
    write_scenario(tmp_path, scenario.text())
    summary_file = tmp_path / "summary.json"
    with Running("run", tmp_path / "scenario.yaml", "--metrics", "127.0.0.1:0", "--summary", summary_file) as run:
        address = run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        time.sleep(1)
        start = time.monotonic()
        for number in range(RELOADS):
            is_valid = scenario.random.random() < 0.9
            before = scenario.text()
            if is_valid:
                scenario.change()
            write_scenario(tmp_path, scenario.text() if is_valid else scenario.invalid_text())
            result = spate("ctl", "--address", address, "reload")
            assert result.returncode == (0 if is_valid else 1), (number, result, before, scenario.text(), run.log[-2000:])
            time.sleep(scenario.random.random() * 0.4)
        time.sleep(0.5)
        seconds = time.monotonic() - start
        run.send(signal.SIGTERM)
        code, log = run.finish(), run.log
    summary = read_summary(summary_file)
    # A change of a rate in bytes skips the backlog, because its records are unknown.
    skipped_bytes = sum(sum(stream.get("skipped_bytes", {}).values()) for stream in summary["streams"])
    assert code == (1 if skipped_bytes else 0), log[-3000:]
    assert_account_balances(summary)
    assert len(re.findall("the run continues unchanged", log)) == scenario.counts["invalid"]
    assert len(re.findall("switched to a new client", log)) >= 1
    assert len(re.findall(r"stream \S+: removed, ", log)) >= 1
    assert all(scenario.counts.values()) or RELOADS < 30, scenario.counts
    total = 0
    for stream in summary["streams"]:
        records = read_indexes(kafka.bootstrap, stream["topic"])
        total += len(records)
        indexes = [index for _, index in records]
        assert len(indexes) == stream["delivered"] and len(set(indexes)) == len(indexes), stream["name"]
        # Every due index is present, except the backlog at the end of the stream, which is counted.
        assert max(indexes, default=-1) < stream["scheduled"]
        assert len(indexes) + stream["skipped"]["stop"] == stream["scheduled"], stream
        assert stream["skipped"]["late"] == stream["skipped"]["backlog"] == 0
        for partition in {partition for partition, _ in records}:
            order = [index for number, index in records if number == partition]
            assert order == sorted(order), f"{stream['name']}: out of order"
    unchanged = stream_of(summary, UNCHANGED)
    assert unchanged["scheduled"] >= 15_000 * seconds, "the unchanged stream missed records"
    print(f"{RELOADS} reloads: {scenario.counts}; {total} records of {len(summary['streams'])} streams read, "
          f"{total / summary['duration_seconds']:.0f}/s")
    assert total >= 20_000 * summary["duration_seconds"]


@pytest.fixture(scope="module")
def other_kafka():
    with Cluster() as cluster:
        yield cluster


def steady_scenario(bootstrap, topic, keys=""):
    return (f"kafka: {{bootstrap.servers: '{bootstrap}', linger.ms: 5}}\nstartup: {{timeout: 3s}}\nshutdown: {{flush_timeout: 2s}}\n"
            f"streams:\n  - {{topic: {topic}, name: steady, partitions: 2, replication_factor: 1, rate: 5000/s, key: none, "
            f"record: \"${{index()}} x\"{keys}}}\n")


class SteadyRun:
    """A run with one stream of 5,000/s, and its reloads."""

    def __init__(self, directory, topic, bootstrap):
        self.directory, self.topic = directory, topic
        self.write(bootstrap)
        self.process = Running("run", directory / "scenario.yaml", "--metrics", "127.0.0.1:0", "--summary", directory / "summary.json")
        self.address = self.process.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        time.sleep(0.7)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.__exit__()

    def write(self, bootstrap, keys=""):
        write_scenario(self.directory, steady_scenario(bootstrap, self.topic, keys))

    def reload(self):
        """Returns the result of `spate ctl reload` and the seconds that it took."""
        start = time.monotonic()
        result = spate("ctl", "--address", self.address, "reload")
        return result, time.monotonic() - start

    def stop(self):
        self.process.send(signal.SIGTERM)
        code = self.process.finish()
        summary = read_summary(self.directory / "summary.json")
        assert_account_balances(summary)
        return code, stream_of(summary, "steady")


def test_reload_moves_a_run_to_another_cluster_and_back(kafka, other_kafka, topic, tmp_path):
    with SteadyRun(tmp_path, topic, kafka.bootstrap) as run:
        for cluster in (other_kafka, kafka, other_kafka, kafka):
            run.write(cluster.bootstrap)
            result, seconds = run.reload()
            assert (result.returncode, result.stdout) == (0, 'kafka["bootstrap.servers"]\n') and seconds < 10, result
            time.sleep(0.5)
        code, stream = run.stop()
        assert code == 0, run.process.log
    first, second = read_indexes(kafka.bootstrap, topic), read_indexes(other_kafka.bootstrap, topic)
    indexes = sorted(index for _, index in first + second)
    assert len(first) > 3_000 and len(second) > 3_000
    assert indexes == list(range(stream["delivered"])), "an index is missing, or in both clusters"
    for records in (first, second):
        for partition in (0, 1):
            order = [index for number, index in records if number == partition]
            assert order == sorted(order)


def test_reload_rejects_unreachable_and_wrong_brokers(kafka, topic, tmp_path):
    with SteadyRun(tmp_path, topic, kafka.bootstrap) as run:
        run.write(f"127.0.0.1:{free_ports(1)[0]}")
        result, seconds = run.reload()
        assert result.returncode == 1 and "no broker reachable" in result.stderr and seconds < 15, result
        run.write(kafka.bootstrap, ", create_topic: never, partitioner: random}\n  - {topic: nowhere-" + topic + ", create_topic: never, rate: 1/s, generator: log")
        result, seconds = run.reload()
        assert result.returncode == 1 and "does not exist and create_topic is never" in result.stderr, result
        code, stream = run.stop()
        assert code == 0
    assert [index for _, index in sorted(read_indexes(kafka.bootstrap, topic), key=lambda record: record[1])] == list(range(stream["delivered"]))
    assert stream["schedule_lag"]["max"] < 3, "the stream waited for a broker that did not respond"


def test_reload_leaves_a_hung_cluster_within_flush_timeout(other_kafka, topic, tmp_path):
    with Cluster() as hanging, SteadyRun(tmp_path, topic, hanging.bootstrap) as run:
        hanging.pause()
        time.sleep(0.5)
        run.write(other_kafka.bootstrap)
        result, seconds = run.reload()
        assert result.returncode == 0 and 2 <= seconds < 8, (result, seconds)
        time.sleep(0.7)
        code, stream = run.stop()
        assert code == 1 and "records in flight were purged: raise shutdown.flush_timeout" in run.process.log
        hanging.resume()
        hanging.wait_until_up()
        records = read_indexes(hanging.bootstrap, topic) + read_indexes(other_kafka.bootstrap, topic)
    indexes = [index for _, index in records]
    assert len(set(indexes)) == len(indexes), "both clients sent a record"
    failed = sum(stream["failed"].values())
    assert failed > 0 and stream["possibly_persisted"] <= failed
    assert stream["delivered"] <= len(indexes) <= stream["delivered"] + stream["possibly_persisted"]
