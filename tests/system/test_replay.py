"""Replay of files: the number of sent records, and the messages about invalid lines."""
import json
import urllib.request

from spate import Running, assert_account_balances, run_scenario, spate, stream_of, write_scenario

SCENARIO = """
kafka: {{bootstrap.servers: embedded}}
streams:
  - {{topic: events, rate: max, replay: {{file: events.ndjson{replay}}}, key: id{more}}}
"""


def write_events(directory, lines):
    (directory / "events.ndjson").write_text("".join(line + "\n" for line in lines))


def test_stream_ends_with_the_file(tmp_path):
    write_events(tmp_path, [f'{{"id": {n}}}' for n in range(5000)])
    result, summary = run_scenario(tmp_path, SCENARIO.format(replay="", more=""))
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    assert stream_of(summary, "events")["delivered"] == 5000


def test_looped_file_is_repeated(tmp_path):
    write_events(tmp_path, ['{"id": 1}', '{"id": 2}', '{"id": 3}'])
    result, summary = run_scenario(tmp_path, SCENARIO.format(replay=", loop: true", more=", stop_after: {records: 1000}"))
    assert result.returncode == 0, result.stderr
    assert stream_of(summary, "events")["delivered"] == 1000


def test_invalid_lines_are_skipped_logged_and_counted(tmp_path):
    write_events(tmp_path, ['{"id": 1}', "nonsense", '{"id": 2}', '{"no": 3}'])
    file = write_scenario(tmp_path, SCENARIO.format(replay=", loop: true", more="").replace("rate: max", "rate: 1000/s"))
    with Running("run", file, "--metrics", "127.0.0.1:0") as run:
        run.wait_for(r"events\.ndjson:2: invalid or truncated JSON; 2 of its lines cannot be used")
        address = run.wait_for(r"http://127\.0\.0\.1:\d+")[0]
        counted = 0
        while counted < 2:
            page = urllib.request.urlopen(f"{address}/metrics", timeout=10).read().decode()
            line = next(line for line in page.splitlines() if line.startswith("spate_replay_bad_records_total{"))
            counted = float(line.split()[-1])


def test_on_bad_record_fail_rejects_the_file_before_the_start(tmp_path):
    write_events(tmp_path, ['{"id": 1}', "nonsense"])
    file = write_scenario(tmp_path, SCENARIO.format(replay=", on_bad_record: fail", more=""))
    result = spate("run", file, "--metrics", "off")
    assert result.returncode == 2
    assert "events.ndjson:2: invalid or truncated JSON" in result.stderr


def test_sample_shows_the_replayed_records(tmp_path):
    write_events(tmp_path, ['{"id": "a", "ts": 1}', '{"id": "b", "ts": 2}'])
    file = write_scenario(tmp_path, SCENARIO.format(replay="", more=""))
    result = spate("sample", file, "-n", 2, "--with-key")
    assert result.returncode == 0, result.stderr
    assert result.stdout == 'a\t{"id": "a", "ts": 1}\nb\t{"id": "b", "ts": 2}\n'


def test_check_and_plan_warn_of_invalid_lines(tmp_path):
    write_events(tmp_path, ['{"id": 1}', "nonsense", '{"id": 2}', '{"id": 3}{"id": 4}'])
    file = write_scenario(tmp_path, SCENARIO.format(replay="", more="").replace("rate: max", "rate: 10/s"))
    message = r"events.ndjson:2: invalid or truncated JSON; 2 of its lines cannot be used and are skipped, 2 are sent"
    check = spate("check", file)
    assert check.returncode == 0 and message in check.stderr, check.stderr
    plan = spate("plan", file)
    assert plan.returncode == 0, plan.stderr
    assert any(line.startswith("warning: events: ") and message in line for line in plan.stdout.splitlines()), plan.stdout


def test_sample_ends_with_the_file_and_reports_it(tmp_path):
    write_events(tmp_path, ['{"id": 1}', '{"id": 2}'])
    file = write_scenario(tmp_path, SCENARIO.format(replay="", more=""))
    for options, records in (["-n", 5], 2), (["-n", 5, "--from", 1], 1), (["-n", 5, "--from", 7], 0), (["-n", 2], 2):
        result = spate("sample", file, *options)
        assert result.returncode == 0, result.stderr
        assert len(result.stdout.splitlines()) == records
        assert ("sample ended: the stream sends only 2 records" in result.stderr) == (options != ["-n", 2])
    looped = write_scenario(tmp_path, SCENARIO.format(replay=", loop: true", more=""))
    assert len(spate("sample", looped, "-n", 5).stdout.splitlines()) == 5


def test_sample_ends_with_the_schedule(tmp_path):
    for more in ("rate: {stages: [{hold: 10/s, for: 1s}]}", "rate: 10/s, stop_after: {duration: 1s}",
                 "rate: max, stop_after: {records: 10}"):
        file = write_scenario(tmp_path, "kafka: {bootstrap.servers: embedded}\n"
                                        f"streams: [{{topic: t, {more}, record: {{n: =index()}}}}]\n")
        result = spate("sample", file, "-n", 20)
        assert result.returncode == 0, result.stderr
        assert len(result.stdout.splitlines()) == 10
        assert "sample ended: the stream sends only 10 records" in result.stderr


RECORDED = """
kafka: {{bootstrap.servers: embedded}}
streams:
  - topic: events
    rate: {{recorded: {{timestamp: /ts, format: epoch_ms, speed: 10x}}}}
    replay: {{file: events.ndjson{replay}}}
"""


def test_recorded_rate_keeps_the_gaps_of_its_file(tmp_path):
    # 11 records over 5 s, replayed ten times as fast.
    timestamps = [1000 + 500 * n for n in range(10)] + [6000]
    write_events(tmp_path, [f'{{"ts": {timestamp}}}' for timestamp in timestamps])
    result, summary = run_scenario(tmp_path, RECORDED.format(replay=""))
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    assert stream_of(summary, "events")["delivered"] == 11
    assert summary["duration_seconds"] >= 0.5


def test_rewritten_timestamps_follow_the_schedule(tmp_path):
    write_events(tmp_path, ['{"ts": 5000}', '{"ts": 5250}', '{"ts": 4000}', '{"ts": 8000}'])
    file = write_scenario(tmp_path, RECORDED.format(replay=", loop: true, rewrite_timestamp: true"))
    result = spate("sample", file, "-n", 8)
    assert result.returncode == 0, result.stderr
    timestamps = [json.loads(line)["ts"] for line in result.stdout.splitlines()]
    # A pass takes 3000 ms and a mean gap of 1000 ms, both divided by ten.
    assert [timestamp - timestamps[0] for timestamp in timestamps] == [0, 25, 25, 300, 400, 425, 425, 700]


def test_descending_timestamps_are_logged(tmp_path):
    write_events(tmp_path, ['{"ts": 5000}', '{"ts": 4000}', '{"ts": 5001}'])
    result, _ = run_scenario(tmp_path, RECORDED.format(replay=""))
    assert result.returncode == 0, result.stderr
    assert "events.ndjson:2: recorded time before that of an earlier record, 1 in total" in result.stderr


def test_plan_shows_duration_and_count_of_a_recorded_rate(tmp_path):
    write_events(tmp_path, [f'{{"ts": {1000 * n}}}' for n in range(101)])
    file = write_scenario(tmp_path, RECORDED.format(replay=""))
    result = spate("plan", file)
    assert result.returncode == 0, result.stderr
    row = next(line for line in result.stdout.splitlines() if line.startswith("events"))
    assert " 10 s " in row and " 101 " in row, row
