"""Imperfections on the embedded cluster: what is asked for is done, counted and closes the account."""
import json
import urllib.request

from spate import Running, assert_account_balances, run_scenario, spate, stream_of, write_scenario

SCENARIO = """
kafka: {bootstrap.servers: embedded}
streams:
  - topic: readings
    partitions: 3
    rate: 5000/s
    stop_after: {records: 10000}
    record:
      device: dev-${int(1, 50):02}
      at: =event_time("epoch_ms")
    key: device
    headers: {source: spate}
    timestamp: =at
    imperfections:
      late: {probability: 20%, by: [1min, 10min]}
      duplicate: 10%
      drop: 10%
      tombstone: 5%
      malformed: 5%
"""


def test_what_is_asked_for_is_done_and_counted(tmp_path):
    result, summary = run_scenario(tmp_path, SCENARIO)
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    stream = stream_of(summary, "readings")
    kinds = stream["imperfections"]
    assert stream["scheduled"] == 10000
    assert stream["dropped"] == kinds["drop"] and 800 < kinds["drop"] < 1200
    assert stream["duplicated"] == kinds["duplicate"] and 700 < kinds["duplicate"] < 1100
    assert stream["delivered"] == 10000 - stream["dropped"] + stream["duplicated"]
    assert 1700 < kinds["late"] < 2300
    assert kinds["oversized"] == kinds["clock_skew"] == 0
    assert f"{kinds['late']:,} late (imperfections)" in result.stderr


def test_metrics_say_the_same(tmp_path):
    file = write_scenario(tmp_path, SCENARIO.replace("    stop_after: {records: 10000}\n", ""))
    with Running("run", file, "--metrics", "127.0.0.1:0") as run:
        address = run.wait_for(r"http://127\.0\.0\.1:\d+").group(0)
        while True:
            text = urllib.request.urlopen(f"{address}/metrics", timeout=10).read().decode()
            figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
            if float(figures['spate_records_enqueued_total{stream="readings"}']) > 2000:
                break
    assert float(figures['spate_imperfections_total{stream="readings",kind="late"}']) > 0
    assert float(figures['spate_imperfections_total{stream="readings",kind="oversized"}']) == 0
    count = float(figures['spate_event_lateness_seconds_count{stream="readings"}'])
    on_time = float(figures['spate_event_lateness_seconds_bucket{stream="readings",le="0"}'])
    assert 0.7 < on_time / count < 0.9
    assert float(figures['spate_event_lateness_seconds_bucket{stream="readings",le="600"}']) == count


def test_a_sample_shows_what_would_be_sent(tmp_path):
    file = write_scenario(tmp_path, SCENARIO)
    first, again = (spate("sample", file, "-n", "500", "--with-key", errors="replace") for _ in range(2))
    assert first.returncode == 0
    keys = [[line.split("\t")[0] for line in run.stdout.splitlines()] for run in (first, again)]
    assert keys[0] == keys[1]  # the same records are left out and sent twice; their times are those of the moment
    lines = first.stdout.splitlines()
    values = [line.split("\t", 1)[1] for line in lines]
    assert 450 < len(lines) < 550  # some dropped, some twice
    assert any(one == other for one, other in zip(lines, lines[1:]))
    assert "null" in values
    broken = 0
    for value in values:
        try:
            json.loads(value)
        except (json.JSONDecodeError, UnicodeDecodeError):
            broken += 1
    assert broken > 0


def test_without_imperfections_the_summary_has_none(tmp_path):
    result, summary = run_scenario(tmp_path, """
kafka: {bootstrap.servers: embedded}
streams: [{topic: t, rate: 100/s, stop_after: {records: 50}, generator: order}]
""")
    assert result.returncode == 0
    assert "imperfections" not in stream_of(summary, "t")
