"""Arrivals: random gaps between records, and the policies for late records."""
import json
import signal
import statistics
import time

import pytest

from spate import Running, assert_account_balances, run_scenario, spate, stream_of, write_scenario

STREAM = """
kafka: {{bootstrap.servers: embedded}}
metrics: {{listen: off}}
streams:
  - topic: t
    rate: 1000/s
    {more}
    record: {{at: =now("epoch_us")}}
    key: none
"""


def gaps(path, *options):
    lines = spate("sample", path, "-n", "3000", *options).stdout.splitlines()
    times = [json.loads(line)["at"] for line in lines]
    return [later - earlier for earlier, later in zip(times, times[1:])]


def test_poisson_gaps_are_random_and_reproducible(tmp_path):
    path = write_scenario(tmp_path, STREAM.format(more="arrivals: poisson"))
    first = gaps(path)
    # now() starts at another time in each sample, so that rounding may differ by 1 us.
    assert all(abs(a - b) <= 1 for a, b in zip(first, gaps(path)))
    assert 930 < statistics.mean(first) < 1070
    assert 900 < statistics.stdev(first) < 1100
    later = gaps(path, "--from", "1000000000")
    assert 930 < statistics.mean(later) < 1070
    assert any(abs(a - b) > 100 for a, b in zip(first, gaps(path, "--seed", "2")))


def test_jitter_keeps_order_and_bound(tmp_path):
    path = write_scenario(tmp_path, STREAM.format(more="arrivals: {jitter: 40%}"))
    assert all(599 <= gap <= 1401 for gap in gaps(path))


@pytest.mark.parametrize("arrivals", ["poisson", "{jitter: 100%}"])
def test_random_arrivals_send_every_record(tmp_path, arrivals):
    result, summary = run_scenario(tmp_path, STREAM.format(more=f"arrivals: {arrivals}"), "--duration", "1s")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    assert 850 < stream_of(summary, "t")["delivered"] < 1150


def run_with_stop(tmp_path, when_late):
    """Runs a stream for 3 s and stops the process for 1 s of them. Returns the exit code and the stream's summary."""
    path = write_scenario(tmp_path, STREAM.format(more=f"when_late: {when_late}"))
    summary = tmp_path / "summary.json"
    with Running("run", path, "--sink", "null", "--records", "3000", "--summary", summary) as run:
        run.wait_for("to no broker")
        time.sleep(0.5)
        run.send(signal.SIGSTOP)
        time.sleep(1)
        run.send(signal.SIGCONT)
        code = run.finish()
    figures = json.loads(summary.read_text())
    assert_account_balances(figures)
    return code, stream_of(figures, "t")


def test_skipped_late_records_do_not_fail_the_run(tmp_path):
    code, stream = run_with_stop(tmp_path, "skip")
    assert code == 0
    assert stream["skipped"]["late"] >= 900 and stream["skipped"]["backlog"] == 0
    assert stream["scheduled"] == 3000
    assert stream["delivered"] == 3000 - stream["skipped"]["late"]


def test_backlog_above_max_backlog_is_skipped_and_fails_the_run(tmp_path):
    code, stream = run_with_stop(tmp_path, "{catch_up: 1.5x, max_backlog: 300ms}")
    assert code == 1
    assert stream["skipped"]["backlog"] >= 600 and stream["skipped"]["late"] == 0
    assert stream["delivered"] == 3000 - stream["skipped"]["backlog"]


def test_backlog_below_max_backlog_is_caught_up(tmp_path):
    code, stream = run_with_stop(tmp_path, "{catch_up: 3x}")
    assert code == 0
    assert stream["delivered"] == 3000


def test_rate_scale_multiplies_every_rate_except_max(tmp_path):
    path = write_scenario(tmp_path, STREAM.format(more="") + """
  - {topic: fast, rate: max, stop_after: {records: 10}, record: {n: 1}, key: none}
  - {topic: staged, rate: {stages: [{ramp: [0/s, 400/s], for: 1s}]}, record: {n: 1}, key: none}
""")
    summary = tmp_path / "summary.json"
    result = spate("run", path, "--sink", "null", "--duration", "1s", "--rate-scale", "2.5", "--summary", summary)
    assert result.returncode == 0, result.stderr
    figures = json.loads(summary.read_text())
    assert [stream_of(figures, name)["delivered"] for name in ("t", "fast", "staged")] == [2500, 10, 500]
    assert "stream fast has rate: max, --rate-scale does not apply to it" in result.stderr
    planned = spate("plan", path, "--duration", "1s", "--rate-scale", "2.5")
    assert "2,500" in planned.stdout and "500" in planned.stdout and "does not apply to it" in planned.stderr
    for invalid in ("0", "-1", "2/s"):
        result = spate("run", path, "--rate-scale", invalid)
        assert result.returncode == 2 and "--rate-scale" in result.stderr
