"""The shards of a run together send the records of one process, also if a shard is restarted."""
import collections
import datetime
import json
import signal
import time

import pytest

from readers import read_topic, read_with_kcat
from spate import Running, assert_account_balances, read_summary, spate, stream_of, write_scenario

# Records with times, references, random walks, lifecycles, lines of a file, duplicates and drops.
STREAMS = """
  - {topic: %(topic)s-even, partitions: 3, rate: 700/s, stop_after: {records: 2100}, key: user,
     record: {n: =index(), t: '=now("epoch_us")', user: "user-${int(1, 50)}", id: =uuid4(), s: "=sequence(5, 3)"}}
  - {topic: %(topic)s-random, partitions: 3, arrivals: poisson, stop_after: {duration: 3s},
     rate: {stages: [{ramp: [0/s, 900/s], for: 2s}, {burst: {base: 50/s, peak: 900/s, for: 100ms, every: 500ms}, for: 1min}]},
     key: none, record: {n: =index(), t: '=now("epoch_us")', level: "=walk(0, 100, 5, by=index() %% 7)",
                         $let: {o: "=ref(\\"%(topic)s-even\\")"}, of: =o.id}}
  - {topic: %(topic)s-sessions, partitions: 3, rate: 400/s, stop_after: {records: 1000}, generator: clickstream}
  - {topic: %(topic)s-lines, partitions: 3, rate: 300/s, stop_after: {records: 800}, replay: {file: lines.txt, loop: true}}
  - {topic: %(topic)s-imperfect, partitions: 3, rate: 500/s, stop_after: {records: 1500}, key: none,
     imperfections: {duplicate: 2%%, drop: 3%%, late: {probability: 5%%, by: 1min}},
     record: {n: =index(), t: '=event_time("epoch_us")'}}
  - {topic: %(topic)s-max, partitions: 3, rate: max, stop_after: {records: 30000}, key: none, record: {n: =index(), id: =uuid7()}}
"""
NAMES = ["even", "random", "sessions", "lines", "imperfect", "max"]


def scenario(kafka, topic, directory):
    (directory / "lines.txt").write_text("".join(f"line {n}\n" for n in range(37)))
    return write_scenario(directory, f"""
seed: 7
state_dir: state
clock: {{start: "2026-11-24T08:00:00Z"}}
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
metrics: {{listen: "off"}}
streams:{STREAMS % {"topic": topic}}""")


def common_start_time():
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=6)


def run_shards(file, shards, directory, restarted=None):
    """Runs the shards in parallel. Returns their summaries; the restarted shard has two."""
    start_time = common_start_time()
    summaries = []

    def start(shard):
        summaries.append(directory / f"summary-{len(summaries)}.json")
        return Running("run", file, "--start-at", start_time.isoformat(timespec="milliseconds"), "--shard", f"{shard}/{shards}",
                       "--summary", summaries[-1])

    runs = [start(shard) for shard in range(shards)]
    if restarted is not None:
        time.sleep((start_time - datetime.datetime.now(datetime.timezone.utc)).total_seconds() + 1.5)
        with runs[restarted] as run:
            run.send(signal.SIGTERM)
            assert run.finish() == 0, run.log
        runs[restarted] = start(restarted)
    for run in runs:
        with run:
            assert run.finish(timeout=120) == 0, run.log
    results = [read_summary(summary) for summary in summaries]
    for summary in results:
        assert_account_balances(summary)
    return results


def contents(kafka, topic):
    """Counts the equal records of each topic. Leaves out the topic at max, whose records contain the time."""
    return {name: collections.Counter((record.key, record.value) for record in read_topic(kafka.bootstrap, f"{topic}-{name}"))
            for name in NAMES if name != "max"}


@pytest.fixture(scope="module")
def unsharded(kafka, tmp_path_factory):
    """The contents of the topics of one process without shards."""
    directory = tmp_path_factory.mktemp("unsharded")
    run_shards(scenario(kafka, "unsharded", directory), 1, directory)
    return contents(kafka, "unsharded")


@pytest.mark.parametrize("shards", [1, 2, 3, 7])
def test_shards_together_send_the_records_of_one_process(kafka, topic, tmp_path, unsharded, shards):
    # The random values depend on the stream names.
    text = scenario(kafka, "unsharded", tmp_path).read_text()
    for name in NAMES:
        text = text.replace(f"topic: unsharded-{name},", f"name: unsharded-{name}, topic: {topic}-{name},")
    summaries = run_shards(write_scenario(tmp_path, text), shards, tmp_path, restarted=shards // 2)
    for name, records in contents(kafka, topic).items():
        assert records == unsharded[name], f"{name}: {sum(records.values())} records, {sum(unsharded[name].values())} from one process"
    delivered = collections.Counter()
    for number, summary in zip([*range(shards), shards // 2], summaries, strict=True):
        assert summary.get("shard", {"index": 0, "count": 1}) == {"index": number, "count": shards}
        for stream in summary["streams"]:
            delivered[stream["name"]] += stream["delivered"]
            if stream["name"] == "unsharded-even":
                assert stream["target_rate"] == pytest.approx(700 / shards)
    assert sum(unsharded["even"].values()) == delivered["unsharded-even"] == 2100
    indexes = [json.loads(value)["n"] for _, _, _, value in read_with_kcat(kafka.bootstrap, f"{topic}-max")]
    assert sorted(indexes) == list(range(30000))


def test_byte_rate_is_divided_among_shards(kafka, topic, tmp_path):
    file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
metrics: {{listen: "off"}}
streams: [{{topic: {topic}, partitions: 1, rate: 300 KB/s, stop_after: {{duration: 4s}}, generator: order}}]
""")
    summaries = run_shards(file, 3, tmp_path)
    for summary in summaries:
        assert stream_of(summary, topic)["bytes_delivered"] == pytest.approx(400_000, rel=0.01)
    records = read_topic(kafka.bootstrap, topic)
    assert len({record.value for record in records}) == len(records)


def test_rate_change_of_running_shards_loses_no_index(kafka, topic, tmp_path):
    file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams: [{{topic: {topic}, partitions: 1, rate: 300/s, record: {{n: =index()}}}}]
""")
    with Running("run", file, "--shard", "1/3", "--metrics", "127.0.0.1:0", "--start-at",
                 common_start_time().isoformat(timespec="milliseconds")) as run:
        address = run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        time.sleep(7)
        for rate in ["3000/s", "max", "100 KB/s", "2x", "scenario"]:
            done = spate("ctl", "--address", address, "rate", topic, rate)
            assert done.returncode == 0, done.stderr
            time.sleep(0.3)
        run.send(signal.SIGTERM)
        assert run.finish() == 0, run.log
    indexes = [json.loads(record.value)["n"] for record in read_topic(kafka.bootstrap, topic)]
    assert indexes == list(range(1, 3 * len(indexes), 3)) and len(indexes) > 1000
