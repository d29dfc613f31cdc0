"""Reloads at random while records flow: what is in the topics is what was due, each record once, in order."""
import json
import os
import random
import re
import signal
import time

from readers import read_topic
from spate import Running, assert_account_closes, read_summary, spate, stream_of, write_scenario

RELOADS = int(os.environ.get("SPATE_RELOADS", "30"))
RATES = ["0/s", "200/s", "1500/s", "4000/s", "1/s", "20000/s", "max", "64 KiB/s"]


def scenario(bootstrap, topics, rates, versions):
    text = f"kafka: {{bootstrap.servers: '{bootstrap}', acks: all, linger.ms: 2}}\nstreams:\n"
    for topic, rate, version in zip(topics, rates, versions):
        text += (f"  - {{topic: {topic}, partitions: 1, replication_factor: 1, rate: {rate}, key: none, "
                 f"record: {{n: =index(), version: {version}}}}}\n")
    return text


def test_no_record_is_lost_or_doubled_by_reloads(kafka, topic, tmp_path):
    topics = [f"{topic}-a", f"{topic}-b", f"{topic}-still"]
    rng = random.Random(7)
    rates, versions = ["1500/s", "200/s", "700/s"], [0, 0, 0]
    write_scenario(tmp_path, scenario(kafka.bootstrap, topics, rates, versions))
    summary_file = tmp_path / "summary.json"
    with Running("run", tmp_path / "scenario.yaml", "--metrics", "127.0.0.1:0", "--summary", summary_file) as run:
        address = run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        time.sleep(1)
        for number in range(RELOADS):
            which = rng.randrange(2)
            if rng.random() < 0.7:
                rates[which] = rng.choice([rate for rate in RATES if rate != rates[which]])
            else:
                versions[which] += 1
            good = rng.random() < 0.9
            text = scenario(kafka.bootstrap, topics, rates if good else ["wrong"] * 3, versions)
            write_scenario(tmp_path, text)
            done = spate("ctl", "--address", address, "reload")
            assert done.returncode == (0 if good else 1), done
            time.sleep(rng.random() * 0.2)
        time.sleep(0.5)
        run.send(signal.SIGTERM)
        assert run.finish() == 0, run.log[-3000:]
        assert len(re.findall(r"the run goes on as before", run.log)) > 0 or RELOADS < 20
    summary = read_summary(summary_file)
    assert_account_closes(summary)
    for stream, name in enumerate(topics):
        told = stream_of(summary, name)
        records = [json.loads(record.value) for record in read_topic(kafka.bootstrap, name)]
        assert len(records) == told["delivered"]
        assert [record["n"] for record in records] == list(range(len(records))), f"{name}: lost, doubled or out of order"
        seen = [record["version"] for record in records]
        assert seen == sorted(seen) and (not seen or seen[-1] <= versions[stream])
        assert told["skipped"] == {"late": 0, "debt": 0, "stop": told["skipped"]["stop"]}
    still = stream_of(summary, topics[2])
    assert still["scheduled"] >= 700 * (summary["duration_seconds"] - 0.1)
    assert still["schedule_lag"]["p99"] < 0.25
