"""clock and start_at: the time in the records, and the time of the first record."""
import datetime
import json
import re
import signal
import time

import pytest

from spate import Running, assert_account_balances, read_summary, run_scenario, spate, stream_of, write_scenario
from test_run import free_port, get, samples

FIXED = """
kafka: {bootstrap.servers: embedded}
clock: {start: 2026-10-25T00:59:58.5Z, zone: Europe/Paris}
streams:
  - topic: day
    partitions: 3
    rate: {stages: [{daily: {"00:00": 100/s, "12:00": 300/s}, curve: ease, for: forever}]}
    record: {n: =index(), at: =now(), id: =uuid7(), ago: '=ago(1s, 1h)'}
    key: n
  - topic: copy
    rate: 50/s
    record: {of: =ref(day).n, then: =ref(day).at, at: '=now("%H:%M:%S %Z")'}
"""
STEADY = """
kafka: {bootstrap.servers: embedded}
streams:
  - topic: steady
    rate: 200/s
    record: {n: =index()}
"""


def time_after(seconds):
    """The time after this many seconds, as RFC 3339 text and in seconds since the epoch."""
    start_time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return start_time.isoformat(), start_time.timestamp()


def test_fixed_clock_start_makes_records_reproducible(tmp_path):
    """Includes times, days and references, at any wall-clock time."""
    def records():
        result = spate("run", write_scenario(tmp_path, FIXED), "--duration", "2s", "--metrics", "off",
                       "--print-deliveries=n,at,id,ago,of,then")
        assert result.returncode == 0, result.stderr
        lines = re.findall(r"^\[\d+\] (\w+) (\S+) partition (\d+) offset .*? (\w+=.*)$", result.stdout, re.MULTILINE)
        assert len(lines) == len(result.stdout.splitlines())
        return sorted(lines)
    first, second = records(), records()
    assert first == second and len(first) > 300
    # After 1.5 s the local time changes from 03:00 to 02:00.
    text = str(first)
    assert "at=2026-10-25T02:59:58.500000" in text and "at=2026-10-25T02:00:00" in text
    assert "at=02:59:59 CEST" in text and "at=02:00:00 CET" in text


@pytest.mark.not_sanitized("starts within a second")
def test_run_is_ready_while_it_waits_for_its_start_time(tmp_path):
    port, summary = free_port(), tmp_path / "summary.json"
    text, start = time_after(3)
    with Running("run", write_scenario(tmp_path, STEADY), "--records", "100", "--start-at", text,
                 "--metrics", f"127.0.0.1:{port}", "--summary", summary) as run:
        run.wait_for(r"waiting for start time \S+, in [23] s")
        while get(f"http://127.0.0.1:{port}/readyz")[0] != 200:
            assert time.time() < start
            time.sleep(0.05)
        status, page = get(f"http://127.0.0.1:{port}/metrics")
        waiting = samples(page)
        assert status == 200 and time.time() < start
        assert waiting['spate_records_scheduled_total{stream="steady"}'] == 0
        assert run.finish() == 0
    assert time.time() > start + 0.49
    done = read_summary(summary)
    assert_account_balances(done)
    assert stream_of(done, "steady")["delivered"] == 100
    assert done["started"] == time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start))


def test_stop_signal_ends_the_wait_for_the_start_time(tmp_path):
    summary = tmp_path / "summary.json"
    with Running("run", write_scenario(tmp_path, STEADY), "--start-at", time_after(3600)[0], "--metrics", "off",
                 "--summary", summary) as run:
        run.wait_for("waiting")
        run.send(signal.SIGTERM)
        assert run.finish(10) == 0
    done = read_summary(summary)
    assert_account_balances(done)
    assert stream_of(done, "steady")["scheduled"] == 0 and done["duration_seconds"] == 0


def test_past_start_time_makes_a_backlog(tmp_path):
    result, summary = run_scenario(tmp_path, STEADY, "--start-at", time_after(-2)[0], "--duration", "5s")
    assert result.returncode == 0 and "s ago: the backlog counts as late" in result.stderr
    assert_account_balances(summary)
    steady = stream_of(summary, "steady")
    assert steady["delivered"] == 1000 and steady["schedule_lag"]["max"] > 1.9
    # Further in the past than max_backlog.
    result, summary = run_scenario(tmp_path, STEADY, "--start-at", time_after(-600)[0], "--duration", "4min")
    assert result.returncode == 1
    assert_account_balances(summary)
    steady = stream_of(summary, "steady")
    assert steady["scheduled"] == steady["skipped"]["backlog"] == 48_000


def test_next_minute_starts_at_a_full_minute(tmp_path):
    with Running("run", write_scenario(tmp_path, STEADY), "--start-at", "next_minute", "--metrics", "off",
                 "--records", "1") as run:
        start_time = run.wait_for(r"waiting for start time (\S+),|ago|exit 0").group(1)
    assert start_time is None or datetime.datetime.fromisoformat(start_time).timestamp() % 60 == 0


def test_invalid_start_at_is_exit_2(tmp_path):
    file = write_scenario(tmp_path, STEADY)
    for command in ["run", "plan"]:
        result = spate(command, file, "--start-at", "soon")
        assert result.returncode == 2 and '--start-at: start_at: invalid start time "soon": use now' in result.stderr
    result = spate("run", file, "--start-at", "now", "--find-max")
    assert result.returncode == 2 and "--start-at" in result.stderr


def test_plan_shows_the_local_time_of_the_start(tmp_path):
    text = "clock: {zone: Asia/Kathmandu}\nstreams:\n  - topic: a\n    record: x\n    rate: {stages: [{daily: " \
           '{"08:00": 100/s, "20:00": 900/s}, for: 1h}]}\n'
    file = write_scenario(tmp_path, text)
    morning = spate("plan", file, "--start-at", "2026-11-24T02:15:00Z").stdout
    assert "the clock shows 2026-11-24T08:00:00+05:45 (Asia/Kathmandu) at the start: start_at" in morning
    assert re.search(r"^a +0 +60 min +480,000 ", morning, re.MULTILINE), morning
    evening = spate("plan", file, "--start-at", "2026-11-24T14:15:00Z").stdout
    assert re.search(r"^a +0 +60 min +3,120,000 ", evening, re.MULTILINE), evening
    assert "at the start: now, change" in spate("plan", file).stdout
    fixed = write_scenario(tmp_path, text.replace("{zone:", "{start: 2026-11-24T02:15:00Z, zone:"), "fixed.yaml")
    assert "at the start: clock.start" in spate("plan", fixed, "--start-at", "2030-01-01T00:00:00Z").stdout
    assert "the clock shows" not in spate("plan", write_scenario(tmp_path, STEADY, "steady.yaml")).stdout


def test_sample_uses_the_clock_of_the_scenario(tmp_path):
    records = [json.loads(line) for line in
             spate("sample", write_scenario(tmp_path, FIXED), "day", "-n", "2", "--no-pretty").stdout.splitlines()]
    assert records[0]["at"] == "2026-10-25T02:59:58.500000"
    assert records[1]["at"] > records[0]["at"]
