"""Reloads at random under load: streams are added, removed and added again, rates, records and client properties change,
files are wrong in between. What is in the topics is what was due, each index once, in order."""
import os
import random
import re
import signal
import subprocess
import time

from spate import Running, assert_account_closes, read_summary, spate, stream_of, write_scenario

RELOADS = int(os.environ.get("SPATE_RELOADS", "30"))
SEED = int(os.environ.get("SPATE_RELOADS_SEED", "7"))
STEADY = "still"  # never touched
RATES = ["500/s", "2000/s", "5000/s", "9000/s", "20000/s", "{sine: {mean: 3000/s, amplitude: 2500/s, period: 2s}, for: 1h}",
         "256 KiB/s", "0/s"]
CLIENT = {"linger.ms": ["0", "2", "20"], "batch.num.messages": ["500", "10000"], "compression.type": ["none", "lz4", "zstd"],
          "enable.idempotence": ["true", "false"], "queue.buffering.max.messages": ["20000", "40000"]}
ANEW = ["partitioner: round_robin", "when_late: {catch_up: 3x, at_most: 1min}", "start_after: 50ms"]
WRONG = ["rate: 500", "generator: ordr", "kafka: {linger.ms: soon}", "topic: \"\""]


class Edited:
    """A scenario as somebody edits it."""

    def __init__(self, bootstrap, topic, seed):
        self.random = random.Random(seed)
        self.client = {"bootstrap.servers": bootstrap, "linger.ms": "2"}
        self.prefix = topic
        self.streams = {STEADY: self.stream(STEADY)}
        self.gone = {}
        for name in ("a", "b", "c"):
            self.streams[name] = self.stream(name)
        self.next = iter("defghijklmnopqrstuvwxyz")
        self.done = dict.fromkeys(("rate", "record", "client", "anew", "remove", "add", "again", "wrong"), 0)

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
        """One to three changes at once."""
        for _ in range(self.random.randint(1, 3)):
            kind = self.random.choice(["rate", "rate", "record", "client", "anew", "remove", "add", "again"])
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
        elif kind == "anew":
            touched["more"] = self.random.choice([more for more in ANEW + [""] if more != touched["more"]])
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


def test_no_record_is_lost_or_doubled_by_reloads(kafka, topic, tmp_path):
    edited = Edited(kafka.bootstrap, topic, SEED)
    write_scenario(tmp_path, edited.text())
    summary_file = tmp_path / "summary.json"
    with Running("run", tmp_path / "scenario.yaml", "--metrics", "127.0.0.1:0", "--summary", summary_file) as run:
        address = run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        time.sleep(1)
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
        run.send(signal.SIGTERM)
        assert run.finish() == 0, run.log[-3000:]
        log = run.log
    summary = read_summary(summary_file)
    assert_account_closes(summary)
    assert len(re.findall("the run goes on as before", log)) == edited.done["wrong"]
    assert len(re.findall("another client has taken over", log)) >= 1
    assert len(re.findall("its account is closed", log)) >= 1
    assert all(edited.done.values()) or RELOADS < 30, edited.done
    total = 0
    for stream in summary["streams"]:
        records = read(kafka.bootstrap, stream["topic"])
        total += len(records)
        indexes = [index for _, index in records]
        assert len(indexes) == stream["delivered"] and len(set(indexes)) == len(indexes), stream["name"]
        # Every index that was due is there, but for those that were waiting when the stream was to end: they are counted.
        assert max(indexes, default=-1) < stream["scheduled"]
        assert len(indexes) + stream["skipped"]["stop"] == stream["scheduled"], stream
        assert stream["skipped"]["late"] == stream["skipped"]["debt"] == 0
        for partition in {partition for partition, _ in records}:
            order = [index for of, index in records if of == partition]
            assert order == sorted(order), f"{stream['name']}: out of order"
    still = stream_of(summary, STEADY)
    assert still["scheduled"] >= 15_000 * (summary["duration_seconds"] - 0.2)
    print(f"{RELOADS} reloads: {edited.done}; {total} records of {len(summary['streams'])} streams read back, "
          f"{total / summary['duration_seconds']:.0f}/s")
    assert total >= 20_000 * summary["duration_seconds"]
