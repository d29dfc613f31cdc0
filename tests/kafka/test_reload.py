"""Random reloads under load: streams are added and removed, rates, records and client properties change, and some files
are invalid. The topics contain each due index once, in order."""
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
STEADY = "still"  # never touched
RATES = ["500/s", "2000/s", "5000/s", "9000/s", "20000/s", "{sine: {mean: 3000/s, amplitude: 2500/s, period: 2s}, for: 1h}",
         "256 KiB/s", "0/s"]
CLIENT = {"linger.ms": ["0", "2", "20"], "batch.num.messages": ["500", "10000"], "compression.type": ["none", "lz4", "zstd"],
          "enable.idempotence": ["true", "false"], "queue.buffering.max.messages": ["20000", "40000"]}
NEW_TARGETS = ["partitioner: round_robin", "when_late: {catch_up: 3x, max_backlog: 1min}", "start_after: 50ms"]
WRONG = ["rate: 500", "generator: ordr", "kafka: {linger.ms: soon}", "topic: \"\""]


class Edited:
    """A scenario that changes at random."""

    def __init__(self, bootstrap, topic, seed):
        self.random = random.Random(seed)
        self.client = {"bootstrap.servers": bootstrap, "linger.ms": "2"}
        self.prefix = topic
        self.streams = {STEADY: self.stream(STEADY)}
        self.gone = {}
        for name in ("a", "b", "c"):
            self.streams[name] = self.stream(name)
        self.next = iter("defghijklmnopqrstuvwxyz")
        self.done = dict.fromkeys(("rate", "record", "client", "restart", "remove", "add", "again", "wrong"), 0)

    def stream(self, name):
        return {"rate": "15000/s" if name == STEADY else "4000/s", "version": 0, "more": "", "width": 10,
                "partitions": self.random.choice([1, 3])}

    def text(self):
        client = ", ".join(f"{name}: '{value}'" for name, value in self.client.items())
        text = f"kafka: {{{client}}}\nstreams:\n"
        for name, stream in self.streams.items():
            pad = "x" * stream["width"]
            text += (f"  - name: {name}\n    topic: {self.prefix}-{name}\n    partitions: {stream['partitions']}\n    key: none\n"
                     f"    rate: {{stages: [{stream['rate']}], repeat: forever}}\n" if stream["rate"].startswith("{") else
                     f"  - name: {name}\n    topic: {self.prefix}-{name}\n    partitions: {stream['partitions']}\n    key: none\n"
                     f"    rate: {stream['rate']}\n")
            text += f"    replication_factor: 1\n    record: ${{index()}} {stream['version']} {pad}\n"
            if stream["more"]:
                text += f"    {stream['more']}\n"
        return text

    def change(self):
        """Makes one to three changes."""
        for _ in range(self.random.randint(1, 3)):
            kind = self.random.choice(["rate", "rate", "record", "client", "restart", "remove", "add", "again"])
            if self.apply(kind):
                self.done[kind] += 1

    def apply(self, kind):
        touched = self.streams.get(self.random.choice([name for name in self.streams if name != STEADY] or [None]))
        if kind == "client":
            name = self.random.choice(list(CLIENT))
            self.client[name] = self.random.choice([value for value in CLIENT[name] if value != self.client.get(name)])
        elif kind == "add":
            name = next(self.next, None)
            if name is None or len(self.streams) > 7:
                return False
            self.streams[name] = self.stream(name)
        elif kind == "again":
            if not self.gone or len(self.streams) > 7:
                return False
            name = self.random.choice(list(self.gone))
            self.streams[name] = self.gone.pop(name)
            self.streams[name]["rate"] = "3000/s"
        elif touched is None:
            return False
        elif kind == "remove":
            name = next(name for name, stream in self.streams.items() if stream is touched)
            self.gone[name] = self.streams.pop(name)
        elif kind == "rate":
            touched["rate"] = self.random.choice([rate for rate in RATES if rate != touched["rate"]])
        elif kind == "restart":
            touched["more"] = self.random.choice([more for more in NEW_TARGETS + [""] if more != touched["more"]])
        else:
            touched["version"] += 1
            touched["width"] = self.random.choice([0, 10, 200, 60_000 if touched["rate"] == "500/s" else 50])
        return True

    def wrong(self):
        self.done["wrong"] += 1
        return self.text() + f"  - {{topic: wrong, {self.random.choice(WRONG)}}}\n"


def read(bootstrap, topic):
    """(partition, index) of each record, in the order of each partition, as kcat reads them."""
    lines = subprocess.run(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%p %s\n"],
                           capture_output=True, text=True, check=True, timeout=300).stdout.splitlines()
    return [tuple(int(part) for part in line.split(" ", 3)[:2]) for line in lines]


def test_reloads_cause_no_loss_and_no_duplicates(kafka, topic, tmp_path):
    edited = Edited(kafka.bootstrap, topic, SEED)
    write_scenario(tmp_path, edited.text())
    summary_file = tmp_path / "summary.json"
    with Running("run", tmp_path / "scenario.yaml", "--metrics", "127.0.0.1:0", "--summary", summary_file) as run:
        address = run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        time.sleep(1)
        began = time.monotonic()
        for number in range(RELOADS):
            good = edited.random.random() < 0.9
            before = edited.text()
            if good:
                edited.change()
            write_scenario(tmp_path, edited.text() if good else edited.wrong())
            done = spate("ctl", "--address", address, "reload")
            assert done.returncode == (0 if good else 1), (number, done, before, edited.text(), run.log[-2000:])
            time.sleep(edited.random.random() * 0.4)
        time.sleep(0.5)
        lasted = time.monotonic() - began
        run.send(signal.SIGTERM)
        code, log = run.finish(), run.log
    summary = read_summary(summary_file)
    # A change of a byte rate skips the backlog: its records are unknown.
    left_out = sum(sum(stream.get("skipped_bytes", {}).values()) for stream in summary["streams"])
    assert code == (1 if left_out else 0), log[-3000:]
    assert_account_balances(summary)
    assert len(re.findall("the run continues unchanged", log)) == edited.done["wrong"]
    assert len(re.findall("switched to a new client", log)) >= 1
    assert len(re.findall(r"stream \S+: removed, ", log)) >= 1
    assert all(edited.done.values()) or RELOADS < 30, edited.done
    total = 0
    for stream in summary["streams"]:
        records = read(kafka.bootstrap, stream["topic"])
        total += len(records)
        indexes = [index for _, index in records]
        assert len(indexes) == stream["delivered"] and len(set(indexes)) == len(indexes), stream["name"]
        # Every due index is present, except the backlog at the end of the stream, which is counted.
        assert max(indexes, default=-1) < stream["scheduled"]
        assert len(indexes) + stream["skipped"]["stop"] == stream["scheduled"], stream
        assert stream["skipped"]["late"] == stream["skipped"]["backlog"] == 0
        for partition in {partition for partition, _ in records}:
            order = [index for of, index in records if of == partition]
            assert order == sorted(order), f"{stream['name']}: out of order"
    still = stream_of(summary, STEADY)
    assert still["scheduled"] >= 15_000 * lasted, "it has not missed a tick"
    print(f"{RELOADS} reloads: {edited.done}; {total} records of {len(summary['streams'])} streams read back, "
          f"{total / summary['duration_seconds']:.0f}/s")
    assert total >= 20_000 * summary["duration_seconds"]


@pytest.fixture(scope="module")
def other_kafka():
    with Cluster() as cluster:
        yield cluster


def steady(bootstrap, topic, more=""):
    return (f"kafka: {{bootstrap.servers: '{bootstrap}', linger.ms: 5}}\nstartup: {{timeout: 3s}}\nshutdown: {{flush_timeout: 2s}}\n"
            f"streams:\n  - {{topic: {topic}, name: steady, partitions: 2, replication_factor: 1, rate: 5000/s, key: none, "
            f"record: \"${{index()}} x\"{more}}}\n")


class Steady:
    """A stream of 5,000/s, with reloads."""

    def __init__(self, directory, topic, bootstrap):
        self.directory, self.topic = directory, topic
        self.write(bootstrap)
        self.run = Running("run", directory / "scenario.yaml", "--metrics", "127.0.0.1:0", "--summary", directory / "summary.json")
        self.address = self.run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        time.sleep(0.7)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.run.__exit__()

    def write(self, bootstrap, more=""):
        write_scenario(self.directory, steady(bootstrap, self.topic, more))

    def reload(self):
        began = time.monotonic()
        done = spate("ctl", "--address", self.address, "reload")
        return done, time.monotonic() - began

    def stop(self):
        self.run.send(signal.SIGTERM)
        code = self.run.finish()
        summary = read_summary(self.directory / "summary.json")
        assert_account_balances(summary)
        return code, stream_of(summary, "steady")


def test_reload_moves_a_run_to_another_cluster_and_back(kafka, other_kafka, topic, tmp_path):
    with Steady(tmp_path, topic, kafka.bootstrap) as moved:
        for cluster in (other_kafka, kafka, other_kafka, kafka):
            moved.write(cluster.bootstrap)
            done, took = moved.reload()
            assert (done.returncode, done.stdout) == (0, 'kafka["bootstrap.servers"]\n') and took < 10, done
            time.sleep(0.5)
        code, stream = moved.stop()
        assert code == 0, moved.run.log
    here, there = read(kafka.bootstrap, topic), read(other_kafka.bootstrap, topic)
    indexes = sorted(index for _, index in here + there)
    assert len(here) > 3_000 and len(there) > 3_000
    assert indexes == list(range(stream["delivered"])), "each index once, wherever it is"
    for records in (here, there):
        for partition in (0, 1):
            order = [index for of, index in records if of == partition]
            assert order == sorted(order)


def test_reload_rejects_unreachable_and_wrong_brokers(kafka, topic, tmp_path):
    with Steady(tmp_path, topic, kafka.bootstrap) as kept:
        kept.write(f"127.0.0.1:{free_ports(1)[0]}")
        done, took = kept.reload()
        assert done.returncode == 1 and "no broker reachable" in done.stderr and took < 15, done
        kept.write(kafka.bootstrap, ", create_topic: never, partitioner: random}\n  - {topic: nowhere-" + topic + ", create_topic: never, rate: 1/s, generator: log")
        done, took = kept.reload()
        assert done.returncode == 1 and "does not exist and create_topic is never" in done.stderr, done
        code, stream = kept.stop()
        assert code == 0
    assert [index for _, index in sorted(read(kafka.bootstrap, topic), key=lambda record: record[1])] == list(range(stream["delivered"]))
    assert stream["schedule_lag"]["max"] < 3, "no stream waited for a broker that did not respond"


def test_reload_leaves_a_hung_cluster_within_flush_timeout(other_kafka, topic, tmp_path):
    with Cluster() as hanging, Steady(tmp_path, topic, hanging.bootstrap) as moved:
        hanging.pause()
        time.sleep(0.5)
        moved.write(other_kafka.bootstrap)
        done, took = moved.reload()
        assert done.returncode == 0 and 2 <= took < 8, (done, took)
        time.sleep(0.7)
        code, stream = moved.stop()
        assert code == 1 and "records in flight were purged: raise shutdown.flush_timeout" in moved.run.log
        hanging.resume()
        hanging.wait_until_up()
        read_back = read(hanging.bootstrap, topic) + read(other_kafka.bootstrap, topic)
    indexes = [index for _, index in read_back]
    assert len(set(indexes)) == len(indexes), "no record is sent by both"
    failed = sum(stream["failed"].values())
    assert failed > 0 and stream["possibly_persisted"] <= failed
    assert stream["delivered"] <= len(indexes) <= stream["delivered"] + stream["possibly_persisted"]
