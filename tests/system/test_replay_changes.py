"""A file that changes during its replay: spate sends the original records, or the stream ends with an error."""
import os
import signal
import time

import pytest

from spate import Running, assert_account_balances, read_summary, stream_of, write_scenario

SCENARIO = """
kafka: {{bootstrap.servers: embedded}}
streams:
  - {{name: file, topic: events, rate: 200000/s, replay: {{file: {file}, loop: true{replay}}}{more}}}
  - {{name: other, topic: other, rate: 100/s, record: {{n: =index()}}}}
"""
LINES = 20_000  # several blocks


def lines(count=LINES, text="abcdefgh"):
    return "".join(f'{{"id": "k{n:06}", "ts": 1, "text": "{text}"}}\n' for n in range(count))


class RunningReplay(Running):
    """A run that replays a file in a loop and has read it once."""

    def __init__(self, folder, text, *options, name="events.ndjson", replay="", more=", key: id"):
        self.file = folder / name
        self.file.write_text(text)
        self.summary = folder / "summary.json"
        scenario = write_scenario(folder, SCENARIO.format(file=name, replay=replay, more=more))
        super().__init__("run", scenario, "--metrics", "off", "--summary", self.summary, *options)
        self.wait_for("2 streams to")

    def overwrite(self, text):
        with open(self.file, "r+b") as file:
            file.write(text.encode())

    def failed_stream(self, pattern):
        """Waits until the stream of the file ends with this error, stops the run and checks the account."""
        self.wait_for(pattern)
        if self.running:
            self.send(signal.SIGTERM)
        code = self.finish()
        assert code not in (134, 135, 139), self.log
        summary = read_summary(self.summary)
        assert_account_balances(summary)
        return code, summary


CHANGED = r"streams\[0\]\.replay: record \d+: .*events\.\w+:\d+: the file was changed while it was replayed, between"


@pytest.mark.parametrize("sink", [(), ("--sink", "null")])
def test_overwriting_a_file_with_longer_keys_ends_the_stream(tmp_path, sink):
    with RunningReplay(tmp_path, lines(), *sink) as run:
        size = os.path.getsize(run.file)
        line = '{"id": "' + "x" * 900_000 + '"}\n'
        run.overwrite(line * (size // len(line)) + " " * (size % len(line)))
        assert os.path.getsize(run.file) == size
        run.failed_stream(CHANGED)


def test_overwriting_a_file_with_longer_records_ends_the_stream(tmp_path):
    with RunningReplay(tmp_path, lines(), replay=", rewrite_timestamp: {field: ts}", more="") as run:
        size = os.path.getsize(run.file)
        run.overwrite('{"ts": 1, "text": "' + "x" * (size - 22) + '"}\n')
        run.failed_stream(CHANGED)


@pytest.mark.parametrize("size", [0, 1, 4096, 300_000])
def test_truncating_a_file_ends_the_stream(tmp_path, size):
    with RunningReplay(tmp_path, lines()) as run:
        os.truncate(run.file, size)
        run.failed_stream(rf"events\.ndjson was cut short while it was replayed, from \d+ bytes to {size}: "
                          "to replace a file, rename another one over it, and reload")


@pytest.mark.parametrize("name,old,new", [
    ("events.csv", "id,text\n" + "1,abc\n" * 100_000, "id,text\n" + '"'),
    ("events.log", "line\n" * 200_000, "x" * 900_000)], ids=["csv", "lines"])
def test_overwriting_a_csv_or_text_file_ends_the_stream(tmp_path, name, old, new):
    with RunningReplay(tmp_path, old, name=name, more="") as run:
        run.overwrite(new)
        run.failed_stream(CHANGED)


def stop_successfully(run):
    run.send(signal.SIGTERM)
    assert run.finish() == 0, run.log
    return read_summary(run.summary)


def test_appended_lines_are_not_sent(tmp_path):
    with RunningReplay(tmp_path, lines()) as run:
        with open(run.file, "a") as file:
            file.write("no JSON\n" * 100_000)
        os.utime(run.file)
        run.wait_for(r"\d delivered")
        stop_successfully(run)


@pytest.mark.parametrize("replace", [lambda file, other: os.rename(other, file), lambda file, _: os.remove(file)],
                         ids=["replaced", "removed"])
def test_replaced_or_removed_file_is_still_replayed(tmp_path, replace):
    with RunningReplay(tmp_path, lines()) as run:
        other = tmp_path / "other"
        other.write_text("no JSON\n")
        replace(run.file, other)
        run.wait_for(r"\d delivered")
        stop_successfully(run)


def test_reload_reads_the_new_file(tmp_path):
    with RunningReplay(tmp_path, lines()) as run:
        other = tmp_path / "other"
        other.write_text('{"id": 1}\n')
        os.rename(other, run.file)
        run.send(signal.SIGHUP)
        run.wait_for("reload")
        stop_successfully(run)


def test_reload_restarts_a_stream_whose_file_was_truncated(tmp_path):
    with RunningReplay(tmp_path, lines()) as run:
        os.truncate(run.file, 0)
        failed_at = int(run.wait_for(r"record (\d+): .* was cut short while it was replayed")[1])
        other = tmp_path / "other"
        other.write_text('{"id": "new"}\n')
        os.rename(other, run.file)
        before = len(run.log)
        run.send(signal.SIGHUP)
        run.wait_for("reload: .*file")
        time.sleep(1)
        run.send(signal.SIGTERM)
        assert run.finish() == 5  # the earlier failure still counts
        assert "was cut short" not in run.log[before:]
        summary = read_summary(run.summary)
        assert_account_balances(summary)
        assert stream_of(summary, "file")["delivered"] > failed_at + 1000


def test_fifo_is_rejected_at_once(tmp_path):
    os.mkfifo(tmp_path / "events.ndjson")
    scenario = write_scenario(tmp_path, SCENARIO.format(file="events.ndjson", replay="", more=""))
    with Running("check", scenario) as run:
        assert run.finish(10) == 2
        assert "is not a regular file" in run.log
