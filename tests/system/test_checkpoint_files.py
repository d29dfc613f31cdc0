"""When the state of a run is written, what it contains, and files of another type at its path."""
import json
import os
import re
import signal
import time

import pytest

from spate import Running, read_summary, spate, stream_of, write_scenario

SCENARIO = """
name: kept
state_dir: state
kafka: {bootstrap.servers: embedded}
metrics: {listen: "127.0.0.1:0"}
streams:
  - {topic: orders, rate: 1000/s, record: {n: =index()}}
"""


def state_of(file):
    return json.loads((file.parent / "state/spate-state.json").read_text())["run"]


def test_state_is_written_every_second(tmp_path):
    file = write_scenario(tmp_path, SCENARIO)
    written = []
    with Running("run", file, "--sink", "null") as running:
        running.wait_for("stream to")
        until = time.monotonic() + 6
        while time.monotonic() < until:
            try:
                elapsed = state_of(file)["elapsed_ns"] / 1e9
            except FileNotFoundError:
                continue
            if elapsed not in written:
                written.append(elapsed)
            time.sleep(0.02)
        running.send(signal.SIGKILL)
        running.finish()
    gaps = sorted(later - earlier for earlier, later in zip(written, written[1:]))
    assert len(written) >= 4 and gaps[len(gaps) // 2] < 1.5, written


def test_stream_added_after_rejected_reload_has_separate_sent_index(tmp_path):
    big = "  - {topic: big, partitions: %d, rate: 2000/s, record: {n: =index()}}\n"
    small = "  - {topic: small, rate: 50/s, record: {n: =index()}}\n"
    wide = "  - {topic: wide, partitions: 700, rate: 1/s, record: {n: =index()}}\n"
    file = write_scenario(tmp_path, SCENARIO + wide)
    with Running("run", file) as running:
        address = running.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        time.sleep(0.3)
        file.write_text(SCENARIO + big % 600)
        rejected = spate("ctl", "--address", address, "reload")
        assert rejected.returncode != 0 and "supports 1000" in rejected.stderr + rejected.stdout
        for streams in (big % 1, big % 1 + small):
            file.write_text(SCENARIO + streams)
            assert spate("ctl", "--address", address, "reload").returncode == 0
        time.sleep(1.5)
        running.send(signal.SIGKILL)
        running.finish()
    summary = tmp_path / "summary.json"
    result = spate("run", file, "--duration", "5s", "--summary", summary)
    assert result.returncode == 0, result.stderr
    stream = stream_of(read_summary(summary), "small")
    assert stream["delivered"] > 110 and stream["resent"] < 110, stream


@pytest.mark.parametrize("kind", ["fifo", "directory", "device"])
def test_state_that_is_not_a_regular_file_is_exit_3(tmp_path, kind):
    file = write_scenario(tmp_path, SCENARIO)
    state = tmp_path / "state/spate-state.json"
    state.parent.mkdir()
    if kind == "fifo":
        os.mkfifo(state)
    elif kind == "directory":
        state.mkdir()
    else:
        state.symlink_to("/dev/zero")
    result = spate("run", file, "--sink", "null", "--records", "1")
    assert result.returncode == 3
    assert re.search(rf"state_dir: cannot read .*spate-state\.json: it is a {kind}:", result.stderr, re.IGNORECASE), result.stderr


def test_unwritable_state_is_exit_3(tmp_path):
    file = write_scenario(tmp_path, SCENARIO)
    (tmp_path / "state/spate-state.json.part/in the way").mkdir(parents=True)
    result = spate("run", file, "--sink", "null", "--records", "1")
    assert result.returncode == 3 and "state_dir: cannot write" in result.stderr


def test_run_continues_if_sent_index_file_is_truncated(tmp_path):
    file = write_scenario(tmp_path, SCENARIO)
    with Running("run", file, "--sink", "null") as running:
        running.wait_for("stream to")
        sent_file, = (tmp_path / "state").glob("*.sent")
        os.truncate(sent_file, 0)
        time.sleep(0.3)
        assert sent_file.stat().st_size > 0  # later sends write it again
        running.send(signal.SIGTERM)
        assert running.finish() == 0
