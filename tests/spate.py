"""Runs spate as users do: a process with arguments, an exit code, a log on standard error and a summary."""
import json
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BINARY = pathlib.Path(os.environ.get("SPATE_BINARY", ROOT / "build/spate")).resolve()
TIMEOUT_FACTOR = 5 if "SPATE_SANITIZED" in os.environ else 1  # multiplies every timeout


def spate(*arguments, timeout=60, **options):
    """Runs spate to its end. Returns .returncode, .stdout and .stderr."""
    options.setdefault("stdin", subprocess.DEVNULL)
    if "input" in options:
        del options["stdin"]
    return subprocess.run([BINARY, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=timeout * TIMEOUT_FACTOR, **options)


class Running:
    """A spate process in the background.

        with Running("run", file) as run:
            run.wait_for("…")          # a regular expression
            run.send(signal.SIGTERM)
            assert run.finish() == 0
    """

    def __init__(self, *arguments, **options):
        self._log = tempfile.NamedTemporaryFile(mode="w+", prefix="spate-log-")
        self._process = subprocess.Popen([BINARY, *map(str, arguments)], stdin=subprocess.DEVNULL,
                                         stdout=options.pop("stdout", subprocess.DEVNULL), stderr=self._log, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._log.close()

    @property
    def pid(self):
        return self._process.pid

    @property
    def log(self):
        return pathlib.Path(self._log.name).read_text()

    @property
    def running(self):
        return self._process.poll() is None

    def wait_for(self, pattern, timeout=20):
        """Returns the first match of a regular expression in the log. Fails after `timeout` seconds."""
        deadline = time.monotonic() + timeout * TIMEOUT_FACTOR
        while True:
            ended = not self.running
            match = re.search(pattern, self.log)
            if match:
                return match
            if ended or time.monotonic() > deadline:
                raise AssertionError(f"no /{pattern}/ in the log of spate "
                                     f"({'ended' if ended else 'still running'}):\n{self.log}")
            time.sleep(0.02)

    def send(self, number):
        self._process.send_signal(number)

    def finish(self, timeout=60):
        """The exit code, as a shell shows it."""
        code = self._process.wait(timeout * TIMEOUT_FACTOR)
        return code if code >= 0 else 128 - code


def run_scenario(directory, text, *arguments, timeout=90, **options):
    """Runs a scenario text. Returns (result, summary or None). Metrics are off because tests run in parallel."""
    file = write_scenario(directory, text)
    summary = pathlib.Path(directory) / "summary.json"
    result = spate("run", file, "--metrics", "off", "--summary", summary, *arguments, timeout=timeout, **options)
    return result, read_summary(summary)


def write_scenario(directory, text, name="scenario.yaml"):
    file = pathlib.Path(directory) / name
    file.write_text(text)
    return file


def read_summary(path):
    path = pathlib.Path(path)
    return json.loads(path.read_text()) if path.exists() else None


def stream_of(summary, name):
    return next(stream for stream in summary["streams"] if stream["name"] == name)


def assert_account_balances(summary):
    """Checks both identities of the account for every stream of a finished run."""
    for stream in summary["streams"]:
        skipped, failed = sum(stream["skipped"].values()), sum(stream["failed"].values())
        assert stream["waiting"] == 0 and stream["in_flight"] == 0, stream
        assert stream["scheduled"] + stream["duplicated"] == stream["enqueued"] + skipped + stream["dropped"], stream
        assert stream["enqueued"] == stream["delivered"] + failed, stream
        assert sum(stream["partitions"]) == stream["delivered"], stream
        assert 0 <= stream["possibly_persisted"] <= failed, stream


def on_terminal(*arguments, rows=30, columns=140, environment=None):
    """Runs spate on a new terminal. Returns what it writes there."""
    master, slave = pty.openpty()
    os.set_blocking(master, False)
    subprocess.run(["stty", "rows", str(rows), "cols", str(columns)], stdin=slave, check=True)
    process = subprocess.Popen([str(part) for part in (BINARY, *arguments)], stdin=slave, stdout=slave, stderr=slave,
                               env={**os.environ, "TERM": "xterm", **(environment or {})})
    os.close(slave)
    output, deadline = b"", time.monotonic() + 30 * TIMEOUT_FACTOR
    while time.monotonic() < deadline:
        ready, _, _ = select.select([master], [], [], 0.2)
        if ready:
            try:
                output += os.read(master, 65536)
            except OSError:
                break
        elif process.poll() is not None:
            break
    os.close(master)
    assert process.wait(10 * TIMEOUT_FACTOR) == 0, output.decode(errors="replace")
    return output.decode(errors="replace")


SIGNALS = [signal.SIGINT, signal.SIGTERM]
