"""Input files that are not regular files are reported at once; spate does not wait for them."""
import os
import subprocess

import pytest

from spate import BINARY, Running, spate, write_scenario

TEXT = """
kafka: {bootstrap.servers: embedded}
metrics: {listen: "127.0.0.1:0"}
streams:
  - {topic: orders, rate: 100/s, record: {n: =index()}}
"""
USES = {
    "table": ("tables: {t: {file: IN.csv}}\n", "tables.t.file: cannot read"),
    "secret": ("control: {token: \"${file:IN}\"}\n", "control.token: cannot read"),
}


@pytest.fixture
def fifo(tmp_path):
    os.mkfifo(tmp_path / "IN")
    (tmp_path / "IN.csv").symlink_to("IN")
    return tmp_path / "IN"


@pytest.mark.parametrize("use", ["table", "secret"])
def test_fifo_as_table_or_secret_is_rejected(tmp_path, fifo, use):
    addition, message = USES[use]
    result = spate("check", write_scenario(tmp_path, addition + TEXT), timeout=10)
    assert result.returncode == 2
    assert message in result.stderr and "it is a FIFO" in result.stderr


@pytest.mark.parametrize("command", ["run", "check", "plan", "sample"])
def test_fifo_as_scenario_is_rejected(fifo, command):
    result = spate(command, fifo, timeout=10)
    assert result.returncode == 2 and "cannot read the file: it is a FIFO" in result.stderr


def test_fifo_as_token_file_is_rejected(fifo):
    result = spate("ctl", "--token-file", fifo, "status", timeout=10)
    assert result.returncode != 0 and "--token-file" in result.stderr and "it is a FIFO" in result.stderr


def test_reload_rejects_a_fifo_that_replaced_a_table_file(tmp_path):
    (tmp_path / "IN.csv").write_text("a,b\n1,2\n")
    file = write_scenario(tmp_path, "tables: {t: {file: IN.csv}}\n" + TEXT)
    with Running("run", file, "--sink", "null") as running:
        address = running.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        (tmp_path / "IN.csv").unlink()
        os.mkfifo(tmp_path / "IN.csv")
        rejected = spate("ctl", "--address", address, "reload", timeout=10)
        assert rejected.returncode != 0 and "it is a FIFO" in rejected.stdout + rejected.stderr
        running.send(15)
        assert running.finish() == 0


@pytest.mark.parametrize("source", ["<(printf %s \"$TEXT\")", "- <<<\"$TEXT\"", "/dev/stdin <<<\"$TEXT\"", "/dev/stdin < <(sleep 0.3; printf %s \"$TEXT\")"])
def test_scenario_is_read_from_a_pipe(source):
    result = subprocess.run(["bash", "-c", f"{BINARY} run {source} --sink null --records 3"], capture_output=True, text=True,
                            timeout=20, env={**os.environ, "TEXT": TEXT})
    assert result.returncode == 0, result.stderr


def test_secret_is_read_from_a_pipe(tmp_path):
    file = write_scenario(tmp_path, TEXT)
    result = subprocess.run(["bash", "-c", f"{BINARY} run {file} --set 'control.token=${{file:'<(printf 0123456789abcdef)'}}' --sink null --records 3"],
                            capture_output=True, text=True, timeout=20)
    assert result.returncode == 0, result.stderr


def test_scenario_from_a_pipe_is_not_reloaded():
    script = (f"{BINARY} run <(printf %s \"$TEXT\") --sink null < /dev/null & spate=$!;"
              " sleep 1; kill -HUP $spate; sleep 0.5; kill -TERM $spate; wait $spate")
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=20, env={**os.environ, "TEXT": TEXT})
    assert result.returncode == 0 and "cannot read the scenario from " in result.stderr, result.stderr
