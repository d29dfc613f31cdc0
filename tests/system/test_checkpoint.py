"""Resuming a run from its state directory, and states that spate rejects."""
import json
import os
import re
import signal
import time

import pytest

from spate import Running, assert_account_balances, read_summary, spate, stream_of, write_scenario

SCENARIO = """
name: kept
seed: 5
state_dir: {directory}
metrics: {{listen: "off"}}
streams:
  - {{topic: orders, rate: 1000/s, stop_after: {{records: 3000}}, record: {{n: =index()}}}}
  - {{topic: slow, rate: 2/s, stop_after: {{duration: 3s}}, record: {{n: =index()}}}}
"""


@pytest.fixture
def scenario(tmp_path):
    return write_scenario(tmp_path, SCENARIO.format(directory="state"))


def run(file, *arguments, **options):
    summary = file.parent / "summary.json"
    summary.unlink(missing_ok=True)
    result = spate("run", file, "--sink", "null", "--summary", summary, *arguments, **options)
    return result, read_summary(summary)


def run_for(seconds, file, number=signal.SIGTERM, *arguments):
    summary = file.parent / "summary.json"
    with Running("run", file, "--sink", "null", "--summary", summary, *arguments) as running:
        running.wait_for("streams to|streams, shard")
        time.sleep(seconds)
        running.send(number)
        running.finish()
    return read_summary(summary)


def state_file(directory):
    return directory / "state/spate-state.json"


def test_stopped_and_resumed_runs_send_each_record_once(scenario):
    first = run_for(0.8, scenario)
    assert_account_balances(first)
    result, second = run(scenario)
    assert result.returncode == 0, result.stderr
    assert_account_balances(second)
    for name, records in [("orders", 3000), ("slow", 6)]:
        before, after = stream_of(first, name), stream_of(second, name)
        assert before["delivered"] + after["delivered"] == records
        assert (before["resent"], after["resent"]) == (0, 0)
    assert re.search(r"spate-state\.json: resumed at 0 s after the start time", result.stderr)
    assert 1.5 < second["duration_seconds"] < 2.6
    streams = json.loads(state_file(scenario.parent).read_text())["run"]["streams"]
    assert [(stream["name"], stream["resume_index"]) for stream in streams] == [("orders", 3000), ("slow", 6)]


def test_resume_of_an_ended_run_sends_nothing_without_fresh(scenario):
    assert run(scenario, "--rate-scale", "10")[0].returncode == 0
    result, summary = run(scenario, "--rate-scale", "10")
    assert result.returncode == 0 and stream_of(summary, "orders")["scheduled"] == 0
    result, summary = run(scenario, "--rate-scale", "10", "--fresh")
    assert result.returncode == 0 and stream_of(summary, "orders")["delivered"] == 3000


def test_resume_after_kill_counts_resent_records(scenario):
    run_for(1.6, scenario, signal.SIGKILL)
    result, summary = run(scenario)
    assert result.returncode == 0, result.stderr
    orders = stream_of(summary, "orders")
    assert 0 < orders["resent"] < 2500
    assert orders["resent"] <= orders["delivered"] < 3000


def test_state_dir_from_the_environment_is_created(tmp_path):
    file = write_scenario(tmp_path, SCENARIO.format(directory="${env:STATE_DIRECTORY}"))
    directory = tmp_path / "var/lib/spate"
    result, _ = run(file, "--records", "10", env={**os.environ, "STATE_DIRECTORY": str(directory)})
    assert result.returncode == 0, result.stderr
    assert (directory / "spate-state.json").exists() and not list(directory.glob("*.part"))
    assert len(list(directory.glob("*.sent"))) == 1


def test_resume_with_a_changed_rate_starts_at_the_next_index(scenario):
    before = stream_of(run_for(0.5, scenario), "orders")["delivered"]
    scenario.write_text(scenario.read_text().replace("rate: 1000/s", "rate: 2000/s"))
    result, summary = run(scenario)
    orders = stream_of(summary, "orders")
    assert result.returncode == 0 and orders["delivered"] == 3000 - before
    assert orders["schedule_lag"]["max"] < 0.5


def test_resume_starts_added_streams_and_forgets_removed_ones(scenario):
    run_for(0.5, scenario)
    scenario.write_text(scenario.read_text().replace("topic: slow, rate: 2/s, stop_after: {duration: 3s}",
                                                     "topic: new, rate: 500/s, stop_after: {records: 100}"))
    result, summary = run(scenario)
    new = stream_of(summary, "new")
    assert result.returncode == 0, result.stderr
    assert new["delivered"] == 100 and new["schedule_lag"]["max"] < 0.3
    assert [stream["name"] for stream in json.loads(state_file(scenario.parent).read_text())["run"]["streams"]] == ["orders", "new"]


def rejection(file, *arguments):
    """Returns exit code and error output of a run that must not change the state directory."""
    before = {path.name: path.read_bytes() for path in (file.parent / "state").iterdir()}
    result, summary = run(file, *arguments)
    assert summary is None
    assert {path.name: path.read_bytes() for path in (file.parent / "state").iterdir()} == before
    return result.returncode, result.stderr


@pytest.mark.parametrize("change, reason", [
    (("name: kept", "name: other"), 'the scenario name differs: "kept" in the state file, "other" in this run'),
    (("seed: 5", "seed: 6"), "the seed differs: 5 in the state file, 6 in this run"),
    (("seed: 5", "seed: 5\nstart_at: 2026-11-24T08:00:00Z"), "the start time differs: no start_at in the state file, 2026-11-24T08:00:00"),
])
def test_state_of_another_run_is_rejected(scenario, change, reason):
    run_for(0.3, scenario)
    scenario.write_text(scenario.read_text().replace(*change))
    code, text = rejection(scenario)
    assert code == 2
    assert reason in text and "cannot resume from" in text and "--fresh" in text


def test_state_of_another_shard_is_rejected(scenario):
    first = ["--start-at", "2026-11-24T08:00:00Z"]
    run_for(0.3, scenario, signal.SIGTERM, *first, "--shard", "1/3")
    code, text = rejection(scenario, *first, "--shard", "1/2")
    assert code == 2 and "the shard differs: 1/3 in the state file, 1/2 in this run" in text


def test_damaged_state_is_rejected(scenario):
    run_for(0.3, scenario)
    intact = state_file(scenario.parent).read_bytes()
    for damaged, reason in [(intact[:len(intact) // 2], "truncated"), (b"", "truncated"),
                            (intact.replace(b'"resume_index": ', b'"resume_index": 1'), "checksum mismatch"),
                            (intact.replace(b'"spate_state": 3', b'"spate_state": 1'), "version 1 is not supported")]:
        state_file(scenario.parent).write_bytes(damaged)
        code, text = rejection(scenario)
        assert code == 2 and reason in text, text
    assert run(scenario, "--fresh", "--records", "5")[0].returncode == 0


def test_locked_or_uncreatable_state_dir_is_exit_3(scenario):
    with Running("run", scenario, "--sink", "null") as running:
        running.wait_for("streams to")
        time.sleep(0.3)
        result, _ = run(scenario)
        assert result.returncode == 3 and "is locked by another process" in result.stderr
        running.send(signal.SIGTERM)
        running.finish()
    scenario.write_text(scenario.read_text().replace("state_dir: state", "state_dir: scenario.yaml/state"))
    result, _ = run(scenario)
    assert result.returncode == 3 and "state_dir: cannot create" in result.stderr


def test_fresh_without_state_dir_is_rejected(tmp_path):
    file = write_scenario(tmp_path, SCENARIO.format(directory="x").replace("state_dir: x\n", ""))
    result, _ = run(file, "--fresh")
    assert result.returncode == 2 and "has no state_dir" in result.stderr


def test_resume_after_a_pause_has_no_late_records(tmp_path):
    """After a live change, records are due at other times than in the scenario. The resumed run loses none and sends none late."""
    file = write_scenario(tmp_path, SCENARIO.format(directory="state").replace('"off"', '"127.0.0.1:0"'))
    summary = tmp_path / "summary.json"
    with Running("run", file, "--sink", "null", "--summary", summary) as running:
        address = running.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        time.sleep(0.4)
        assert spate("ctl", "--address", address, "pause", "orders").returncode == 0
        time.sleep(1)
        running.send(signal.SIGTERM)
        running.finish()
    before = stream_of(read_summary(summary), "orders")["delivered"]
    result, resumed = run(file)
    orders = stream_of(resumed, "orders")
    assert result.returncode == 0, result.stderr
    assert before + orders["delivered"] == 3000
    assert orders["schedule_lag"]["max"] < 0.5


@pytest.mark.not_sanitized("the reload must take effect within the first second")
def test_resume_covers_streams_that_a_reload_added_or_restarted(tmp_path):
    text = SCENARIO.format(directory="state").replace('"off"', '"127.0.0.1:0"')
    file = write_scenario(tmp_path, text)
    summary = tmp_path / "summary.json"
    added = "  - {topic: added, rate: 400/s, stop_after: {records: 800}, record: {n: =index()}}\n"
    with Running("run", file, "--sink", "null", "--summary", summary) as running:
        address = running.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        time.sleep(0.4)
        file.write_text(text.replace("stop_after: {duration: 3s}", "stop_after: {duration: 2s}") + added)
        assert spate("ctl", "--address", address, "reload").returncode == 0
        time.sleep(0.6)
        running.send(signal.SIGTERM)
        assert running.finish() == 0, running.log
    first = read_summary(summary)
    assert_account_balances(first)
    result, second = run(file)
    assert result.returncode == 0, result.stderr
    assert_account_balances(second)
    for name, records in [("orders", 3000), ("added", 800)]:
        assert stream_of(first, name)["delivered"] + stream_of(second, name)["delivered"] == records
        assert stream_of(second, name)["schedule_lag"]["max"] < 0.5
    # One record before the restart, and those of the 2 s after it. If the rate changed, the next record is due as soon as
    # the run resumes.
    assert stream_of(first, "slow")["delivered"] + stream_of(second, "slow")["delivered"] in (1 + 4, 1 + 4 + 1)
