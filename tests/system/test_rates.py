"""Target and achieved rate, the `rate` threshold and the reason for falling short, of every way to write a rate."""
import contextlib
import datetime
import re
import signal
import time

import pytest

from brokers import Brokers
from spate import Running, assert_account_balances, read_summary, spate, stream_of, write_scenario

pytestmark = pytest.mark.not_sanitized("compares rates with arithmetic")

RATE = 400
RECORD = 'record: "%s"' % ("x" * 100)
# 400/s, each in its own words.
RATES = {
    "constant": f"rate: {RATE}/s, {RECORD}",
    "staged": f"rate: {{repeat: forever, stages: [{{hold: {RATE}/s, for: 10s}}, {{hold: {RATE}/s, for: 20s}}]}}, {RECORD}",
    "daily": f'rate: {{stages: [{{daily: {{"00:00": {RATE}/s, "12:00": {RATE}/s}}, for: forever}}]}}, {RECORD}',
    "bytes": f"rate: {RATE * 100}B/s, {RECORD}",
    "recorded": "rate: {recorded: {timestamp: /t, format: epoch_ms}}, replay: {file: recorded.ndjson, loop: true}",
    "poisson": f"rate: {RATE}/s, arrivals: poisson, {RECORD}",
    "dropping": f"rate: {RATE}/s, {RECORD}, imperfections: {{drop: 50%}}",
    "doubling": f"rate: {RATE}/s, {RECORD}, imperfections: {{duplicate: 50%}}",
    "changed": f"rate: {RATE // 4}/s, {RECORD}",  # to 400/s, at once
}


def scenario(directory, streams, kafka, head=""):
    """`streams`: the text of each, by name."""
    (directory / "recorded.ndjson").write_text("".join(f'{{"t": {1000 * n / RATE}}}\n' for n in range(RATE)))
    lines = "".join(f"  - {{name: {name}, topic: {name}, {text}}}\n" for name, text in streams.items())
    return write_scenario(directory, f'{head}kafka: {{{kafka}}}\nmetrics: {{listen: "127.0.0.1:0"}}\nstreams:\n{lines}')


def ctl(address, *arguments):
    """Done as soon as the run has begun."""
    deadline = time.monotonic() + 10
    while (result := spate("ctl", "--address", address, *arguments)).returncode != 0:
        assert time.monotonic() < deadline, result.stderr
        time.sleep(0.02)


@contextlib.contextmanager
def running(directory, file, *arguments):
    """A run that has begun, its changed streams changed."""
    with Running("run", file, "--summary", directory / "summary.json", *arguments) as run:
        address = run.wait_for(r"metrics at http://([\d.:]+)/")[1]
        run.wait_for(r"streams? to")
        for name in re.findall(r"name: (changed[\w-]*)", file.read_text()):
            ctl(address, "rate", name, f"{RATE}/s")
        yield run


def asked(stream):
    """Records handed over for each one made."""
    return stream["enqueued"] / (stream["enqueued"] + stream["dropped"] - stream["duplicated"])


@pytest.fixture(scope="module")
def late(tmp_path_factory):
    """A schedule of 1.5 s; the brokers stop for 3 s in the middle of it, while the client's queue takes all."""
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
def test_late_delivery_is_no_kept_rate(late, name):
    code, summary, _ = late
    stream = stream_of(summary, name)
    kept = stream["thresholds"][0]
    assert not kept["passed"] and 0.1 < kept["value"] < 0.65 and code == 1, stream
    assert 0.1 < stream["rate"] / stream["target_rate"] / asked(stream) < 0.65, stream


@pytest.mark.parametrize("name", [name for name in RATES if name != "changed"])
def test_the_target_is_the_written_rate_however_long_the_run_takes(late, name):
    assert stream_of(late[1], name)["target_rate"] == pytest.approx(RATE, rel=0.02)


def test_a_changed_rate_counts_from_its_change_on(late):
    assert RATE / 4 < stream_of(late[1], "changed")["target_rate"] < 1.02 * RATE


POLICIES = {"twice": "{catch_up: 2x}", "once": "{catch_up: 1x}", "skip": "skip", "bounded": "{catch_up: 1.5x, max_backlog: 5s}"}


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    """T = 0 was 30 s before; stopped after 3 s."""
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
def test_with_a_start_that_is_past_the_rates_are_those_of_the_run(past, name, policy):
    stream = stream_of(past, f"{name}-{policy}")
    assert stream["target_rate"] == pytest.approx(RATE, rel=0.02)
    least, most = {"twice": (1.3, 2.2), "bounded": (1.1, 1.7)}.get(policy, (0.7, 1.2))
    assert least < stream["rate"] / stream["target_rate"] / asked(stream) < most, stream


@pytest.mark.parametrize("name", RATES)
@pytest.mark.parametrize("policy", POLICIES)
def test_catching_up_as_configured_is_nobodys_fault(past, name, policy):
    limited = stream_of(past, f"{name}-{policy}")["limited_seconds"]
    assert limited["generator"] == 0 and limited["none"] + limited["cpu"] > 2, limited


def test_a_daily_rate_of_last_week_is_that_of_now(tmp_path):
    week = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=7)
    file = scenario(tmp_path, {"daily": RATES["daily"].replace(f"{RATE}/s", f"{RATE}/min")}, "bootstrap.servers: embedded")
    with running(tmp_path, file, "--start-at", week.strftime("%Y-%m-%dT%H:%M:%SZ")) as run:
        time.sleep(2.5)
        run.send(signal.SIGTERM)
        assert run.finish() == 1  # what has been due for more than five minutes is skipped
        assert "making records" not in run.log
    stream = stream_of(read_summary(tmp_path / "summary.json"), "daily")
    assert stream["target_rate"] == pytest.approx(RATE / 60, rel=0.02) and stream["skipped"]["backlog"] > 1_000_000
    assert 0.3 < stream["rate"] / stream["target_rate"] < 3 and stream["limited_seconds"]["generator"] == 0


def test_a_resumed_run_counts_from_its_own_beginning(tmp_path):
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


def test_what_somebody_does_meanwhile_is_no_fault_of_the_generator(tmp_path):
    """Paused and resumed, with a burst, reloaded: a stream that keeps its distance to a start that was past."""
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


def test_a_stream_is_asked_for_nothing_while_it_is_removed(tmp_path):
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


def test_a_rest_of_the_schedule_counts_until_the_stop(tmp_path):
    """A burst of 200 records in half a second, and nothing until the stop three seconds later."""
    bursts = f"rate: {{stages: [{{burst: {{base: 0/s, peak: {RATE}/s, for: 500ms, every: 1h}}, for: 2h}}]}}, {RECORD}"
    file = scenario(tmp_path, {"bursts": bursts}, "bootstrap.servers: embedded")
    with running(tmp_path, file) as run:
        time.sleep(3)
        run.send(signal.SIGTERM)
        assert run.finish() == 0, run.log
    stream = stream_of(read_summary(tmp_path / "summary.json"), "bursts")
    assert stream["delivered"] == RATE / 2 and stream["target_rate"] < 0.2 * RATE
    assert stream["rate"] == pytest.approx(stream["target_rate"], rel=0.05)


def test_find_max_sees_late_delivery(tmp_path):
    """The second trial, whose records are all made in time, comes through after its time."""
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


def test_a_run_of_a_moment_gives_no_reasons(tmp_path):
    file = scenario(tmp_path, {"one": f"rate: max, {RECORD}, stop_after: {{records: 1}}",
                               "twenty": f"rate: 100000/s, {RECORD}, stop_after: {{records: 20}}"}, "bootstrap.servers: embedded")
    run = spate("run", file, "--metrics", "off", "--summary", tmp_path / "summary.json")
    assert run.returncode == 0, run.stderr
    assert " of 0." not in run.stderr and "reached" not in run.stderr and "ran at" not in run.stderr
