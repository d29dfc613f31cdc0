"""A bound in time is an instant: a stream ends then at any rate, whether set in the scenario or by the control API."""
import time

import pytest

from spate import TIMEOUT_FACTOR, Running, assert_account_balances, read_summary, run_scenario, write_scenario
from test_control import Api, address_of

# One live change for each stream of a run.
CHANGES = [("rate", {"rate": "1/8s"}), ("rate", {"rate": "1/d"}), ("rate", {"rate": "0.0001x"}), ("rate", {"rate": "1 B/h"}),
           ("burst", {"rate": "1/h", "for_": "1h"}), ("pause", {}), ("pause", {"for_": "1h"}), ("rate", {"rate": "50/s"})]


def streams(rate, bound=""):
    return "".join(f"  - {{topic: t{number}, rate: {rate}, record: {{n: =index()}}, partitions: 1{bound}}}\n"
                   for number in range(len(CHANGES)))


@pytest.mark.parametrize("rate, bound, arguments", [
    ("100/s", ", stop_after: {duration: 4s}", []), ("10 KiB/s", "", ["--duration", "4s"]), ("max", "", ["--duration", "4s"]),
    ("1/h", ", start_after: 1s, stop_after: {duration: 3s, records: 1000}", []),
], ids=["in_the_scenario", "in_bytes", "max", "from_slow"])
def test_live_rate_does_not_move_the_end(tmp_path, rate, bound, arguments):
    scenario = "kafka: {bootstrap.servers: unused}\nstreams:\n" + streams(rate, bound)
    with Running("run", write_scenario(tmp_path, scenario), "--sink", "null", "--metrics", "127.0.0.1:0", "--summary",
                 tmp_path / "summary.json", *arguments) as run:
        api = Api(address_of(run))
        api.wait("t0", lambda stream: stream["state"] == "running")
        for number, (verb, body) in enumerate(CHANGES):
            is_factor_of_max = rate == "max" and body.get("rate") == "0.0001x"
            assert api.act(f"t{number}", verb, **body).status == (400 if is_factor_of_max else 200)
        time.sleep(1)
        states = {stream["state"] for stream in api.ask("GET", "/api/v1/streams").json["streams"]}
        assert states <= {"running", "paused"}
        assert run.finish(30) == 0, run.log
    summary = read_summary(tmp_path / "summary.json")
    assert 4 <= summary["duration_seconds"] < 4 + 2 * TIMEOUT_FACTOR
    assert_account_balances(summary)


@pytest.mark.parametrize("sink", [["--sink", "null"], []], ids=["null", "embedded"])
def test_slow_stream_ends_at_its_duration(tmp_path, sink):
    scenario = """
kafka: {bootstrap.servers: embedded}
streams:
  - {topic: slow, rate: 1/8s, record: {n: =index()}, partitions: 1, stop_after: {duration: 2s}}
  - {topic: still, rate: 0/s, record: {n: =index()}, partitions: 1, stop_after: {duration: 2s}}
  - {topic: bytes, rate: 1 B/h, record: {n: =index()}, partitions: 1, stop_after: {duration: 2s}}
"""
    result, summary = run_scenario(tmp_path, scenario, *sink)
    assert result.returncode == 0, result
    assert 2 <= summary["duration_seconds"] < 2 + 2 * TIMEOUT_FACTOR
    assert [stream["delivered"] for stream in summary["streams"]] == [1, 0, 1]
    assert_account_balances(summary)


def test_first_bound_ends_the_stream(tmp_path):
    scenario = """
kafka: {bootstrap.servers: unused}
streams:
  - {topic: records, rate: 1000/s, record: {n: =index()}, partitions: 1, stop_after: {duration: 1h, records: 100}}
"""
    result, summary = run_scenario(tmp_path, scenario, "--sink", "null", timeout=20)
    assert result.returncode == 0 and summary["duration_seconds"] < 10
    assert summary["streams"][0]["delivered"] == 100
