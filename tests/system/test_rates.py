"""Target and achieved rate, the `rate` threshold and the limit reasons, for every form of a rate."""
import contextlib
import datetime
import re
import signal
import time

import pytest

from brokers import Brokers
from spate import Running, assert_account_balances, read_summary, spate, stream_of, write_scenario

pytestmark = pytest.mark.not_sanitized("compares rates with computed ones")

RATE = 400
RECORD = 'record: "%s"' % ("x" * 100)
# The forms of a rate of 400/s.
RATES = {
    "constant": f"rate: {RATE}/s, {RECORD}",
    "staged": f"rate: {{repeat: forever, stages: [{{hold: {RATE}/s, for: 10s}}, {{hold: {RATE}/s, for: 20s}}]}}, {RECORD}",
    "daily": f'rate: {{stages: [{{daily: {{"00:00": {RATE}/s, "12:00": {RATE}/s}}, for: forever}}]}}, {RECORD}',
    "bytes": f"rate: {RATE * 100}B/s, {RECORD}",
    "recorded": "rate: {recorded: {timestamp: /t, format: epoch_ms}}, replay: {file: recorded.ndjson, loop: true}",
    "poisson": f"rate: {RATE}/s, arrivals: poisson, {RECORD}",
    "dropping": f"rate: {RATE}/s, {RECORD}, imperfections: {{drop: 50%}}",
    "doubling": f"rate: {RATE}/s, {RECORD}, imperfections: {{duplicate: 50%}}",
    "changed": f"rate: {RATE // 4}/s, {RECORD}",  # changed to 400/s at the start
}


def scenario(directory, streams, kafka, head=""):
    """Writes a scenario. `streams` maps names to the text of each stream."""
    (directory / "recorded.ndjson").write_text("".join(f'{{"t": {1000 * n / RATE}}}\n' for n in range(RATE)))
    lines = "".join(f"  - {{name: {name}, topic: {name}, {text}}}\n" for name, text in streams.items())
    return write_scenario(directory, f'{head}kafka: {{{kafka}}}\nmetrics: {{listen: "127.0.0.1:0"}}\nstreams:\n{lines}')


def ctl(address, *arguments):
    """Retries until the run has started."""
    deadline = time.monotonic() + 10
    while (result := spate("ctl", "--address", address, *arguments)).returncode != 0:
        assert time.monotonic() < deadline, result.stderr
        time.sleep(0.02)


@contextlib.contextmanager
def running(directory, file, *arguments):
    """A run that has started. Streams named "changed" have their live rate."""
    with Running("run", file, "--summary", directory / "summary.json", *arguments) as run:
        address = run.wait_for(r"metrics at http://([\d.:]+)/")[1]
        run.wait_for(r"streams? to")
        for name in re.findall(r"name: (changed[\w-]*)", file.read_text()):
            ctl(address, "rate", name, f"{RATE}/s")
        yield run


def enqueued_ratio(stream):
    """Enqueued records per generated record."""
    return stream["enqueued"] / (stream["enqueued"] + stream["dropped"] - stream["duplicated"])


@pytest.fixture(scope="module")
def late(tmp_path_factory):
    """A schedule of 1.5 s. The brokers stop for 3 s within it, and the producer queue has space for all records."""
    directory = tmp_path_factory.mktemp("late")
    with Brokers(directory) as brokers:
        streams = {name: f"{text}, stop_after: {{duration: 1500ms}}, thresholds: [rate >= 90%]" for name, text in RATES.items()}
        file = scenario(directory, streams, f'bootstrap.servers: "{brokers.address}"')
        with running(directory, file) as run:
            with brokers.stopped():
                time.sleep(3)
            code = run.finish()
            log = run.log
    summary = read_summary(directory / "summary.json")
    assert_account_balances(summary)
    return code, summary, log


@pytest.mark.parametrize("name", RATES)
def test_rate_threshold_fails_for_late_delivery(late, name):
    code, summary, _ = late
    stream = stream_of(summary, name)
    threshold = stream["thresholds"][0]
    assert not threshold["passed"] and 0.1 < threshold["value"] < 0.65 and code == 1, stream
    assert 0.1 < stream["rate"] / stream["target_rate"] / enqueued_ratio(stream) < 0.65, stream


@pytest.mark.parametrize("name", [name for name in RATES if name != "changed"])
def test_target_rate_does_not_depend_on_the_length_of_the_run(late, name):
    assert stream_of(late[1], name)["target_rate"] == pytest.approx(RATE, rel=0.02)


def test_live_rate_counts_from_its_change(late):
    assert RATE / 4 < stream_of(late[1], "changed")["target_rate"] < 1.02 * RATE


POLICIES = {"twice": "{catch_up: 2x}", "once": "{catch_up: 1x}", "skip": "skip", "bounded": "{catch_up: 1.5x, max_backlog: 5s}"}


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    """The start time is 30 s in the past. The run is stopped after 3 s."""
    directory = tmp_path_factory.mktemp("past")
    streams = {f"{name}-{policy}": f"{text}, when_late: {value}" for name, text in RATES.items() for policy, value in POLICIES.items()}
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=30)
    file = scenario(directory, streams, "bootstrap.servers: embedded")
    with running(directory, file, "--start-at", start.strftime("%Y-%m-%dT%H:%M:%SZ")) as run:
        time.sleep(3)
        run.send(signal.SIGTERM)
        assert run.finish() in (0, 1), run.log
    return read_summary(directory / "summary.json")


@pytest.mark.parametrize("name", [name for name in RATES if name != "changed"])
@pytest.mark.parametrize("policy", POLICIES)
def test_rates_with_a_past_start_time_cover_the_run_only(past, name, policy):
    stream = stream_of(past, f"{name}-{policy}")
    assert stream["target_rate"] == pytest.approx(RATE, rel=0.02)
    minimum, maximum = {"twice": (1.3, 2.2), "bounded": (1.1, 1.7)}.get(policy, (0.7, 1.2))
    assert minimum < stream["rate"] / stream["target_rate"] / enqueued_ratio(stream) < maximum, stream


@pytest.mark.parametrize("name", RATES)
@pytest.mark.parametrize("policy", POLICIES)
def test_catching_up_as_configured_has_no_limit_reason(past, name, policy):
    limited = stream_of(past, f"{name}-{policy}")["limited_seconds"]
    assert limited["generator"] == 0 and limited["none"] + limited["cpu"] > 2, limited


def test_daily_rate_with_a_start_time_last_week_is_the_current_rate(tmp_path):
    week = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=7)
    file = scenario(tmp_path, {"daily": RATES["daily"].replace(f"{RATE}/s", f"{RATE}/min")}, "bootstrap.servers: embedded")
    with running(tmp_path, file, "--start-at", week.strftime("%Y-%m-%dT%H:%M:%SZ")) as run:
        time.sleep(2.5)
        run.send(signal.SIGTERM)
        assert run.finish() == 1  # backlog older than 5 min is skipped
        assert "record generation" not in run.log
    stream = stream_of(read_summary(tmp_path / "summary.json"), "daily")
    assert stream["target_rate"] == pytest.approx(RATE / 60, rel=0.02) and stream["skipped"]["backlog"] > 1_000_000
    assert 0.3 < stream["rate"] / stream["target_rate"] < 3 and stream["limited_seconds"]["generator"] == 0


def test_rates_of_a_resumed_run_count_from_its_resume(tmp_path):
    streams = {f"{name}-{policy}": f"{text}, when_late: {POLICIES[policy]}" for name, text in RATES.items()
               for policy in ("once", "skip") if name in ("constant", "staged", "bytes")}
    file = scenario(tmp_path, streams, "bootstrap.servers: embedded", f"state_dir: {tmp_path}/state\n")
    with running(tmp_path, file) as run:
        time.sleep(2.5)
        run.send(signal.SIGKILL)
        run.finish()
    time.sleep(1.5)
    with running(tmp_path, file) as run:
        time.sleep(2.5)
        run.send(signal.SIGTERM)
        assert run.finish() == 0, run.log
    for stream in read_summary(tmp_path / "summary.json")["streams"]:
        assert stream["target_rate"] == pytest.approx(RATE, rel=0.02), stream
        assert 0.7 < stream["rate"] / stream["target_rate"] < 1.3, stream
        assert stream["limited_seconds"]["generator"] == 0, stream


def test_live_changes_do_not_count_as_generator_limit(tmp_path):
    """Pause, resume, burst, rate and reload of streams that stay behind because their start time is past."""
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=20)
    streams = {name: f"{RATES[name]}, when_late: {{catch_up: 1x}}" for name in ("constant", "staged", "bytes")}
    file = scenario(tmp_path, streams, "bootstrap.servers: embedded")
    with running(tmp_path, file, "--start-at", start.strftime("%Y-%m-%dT%H:%M:%SZ")) as run:
        address = run.wait_for(r"metrics at http://([\d.:]+)/")[1]
        for action in (["pause"], ["resume"], ["burst"], ["rate"]):
            value = {"burst": ["3x", "--for", "500ms"], "rate": ["700/s"]}.get(action[0], [])
            for name in streams:
                ctl(address, *action, name, *value)
            time.sleep(0.7)
        file.write_text(file.read_text().replace(f"rate: {RATE}/s", "rate: 500/s"))
        ctl(address, "reload")
        time.sleep(1.2)
        run.send(signal.SIGTERM)
        assert run.finish() in (0, 1), run.log  # a rate in bytes that becomes one in records skips its backlog
    for stream in read_summary(tmp_path / "summary.json")["streams"]:
        assert stream["limited_seconds"]["generator"] == 0, stream


def test_removed_stream_has_no_target_rate_while_absent(tmp_path):
    file = scenario(tmp_path, {"stays": RATES["constant"], "goes": RATES["staged"]}, "bootstrap.servers: embedded")
    both = file.read_text()
    with running(tmp_path, file) as run:
        address = run.wait_for(r"metrics at http://([\d.:]+)/")[1]
        for text, seconds in (("".join(line for line in both.splitlines(True) if "name: goes" not in line), 2), (both, 1)):
            time.sleep(1)
            file.write_text(text)
            ctl(address, "reload")
            time.sleep(seconds - 1)
        time.sleep(1)
        run.send(signal.SIGTERM)
        assert run.finish() == 0, run.log
    stream = stream_of(read_summary(tmp_path / "summary.json"), "goes")
    assert 0.3 * RATE < stream["target_rate"] < 0.8 * RATE and stream["rate"] == pytest.approx(stream["target_rate"], rel=0.05)


def test_idle_part_of_the_schedule_counts_in_the_target_rate(tmp_path):
    """A burst of 200 records in 0.5 s, then nothing until the stop after 3 s."""
    bursts = f"rate: {{stages: [{{burst: {{base: 0/s, peak: {RATE}/s, for: 500ms, every: 1h}}, for: 2h}}]}}, {RECORD}"
    file = scenario(tmp_path, {"bursts": bursts}, "bootstrap.servers: embedded")
    with running(tmp_path, file) as run:
        time.sleep(3)
        run.send(signal.SIGTERM)
        assert run.finish() == 0, run.log
    stream = stream_of(read_summary(tmp_path / "summary.json"), "bursts")
    assert stream["delivered"] == RATE / 2 and stream["target_rate"] < 0.2 * RATE
    assert stream["rate"] == pytest.approx(stream["target_rate"], rel=0.05)


def test_find_max_fails_a_trial_with_late_delivery(tmp_path):
    """The second trial enqueues its records in time, but they are delivered late."""
    with Brokers(tmp_path) as brokers:
        file = scenario(tmp_path, {"found": f"{RATES['constant']}, thresholds: [rate >= 90%]"},
                        f'bootstrap.servers: "{brokers.address}"')
        with Running("run", file, "--metrics", "off", "--find-max", "--duration", "2s") as run:
            run.wait_for(r"find-max: 1x passed")
            run.wait_for(r"trying 2x(.|\n)*1 stream to")
            with brokers.stopped():
                time.sleep(4)
            run.wait_for(r"find-max: 2x failed; found: rate >= 90% \(was [1-6]\d\.\d\d %\)")
            run.send(signal.SIGTERM)
            run.finish()


def test_very_short_run_has_no_limit_reasons(tmp_path):
    file = scenario(tmp_path, {"one": f"rate: max, {RECORD}, stop_after: {{records: 1}}",
                               "twenty": f"rate: 100000/s, {RECORD}, stop_after: {{records: 20}}"}, "bootstrap.servers: embedded")
    run = spate("run", file, "--metrics", "off", "--summary", tmp_path / "summary.json")
    assert run.returncode == 0, run.stderr
    assert " of 0." not in run.stderr and "reached" not in run.stderr and "ran at" not in run.stderr
