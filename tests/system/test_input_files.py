"""Files that a user names and that are none: said at once, and not waited for."""
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
def test_a_fifo_in_place_of_a_file_is_said(tmp_path, fifo, use):
    addition, said = USES[use]
    result = spate("check", write_scenario(tmp_path, addition + TEXT), timeout=10)
    assert result.returncode == 2
    assert said in result.stderr and "it is a FIFO" in result.stderr


@pytest.mark.parametrize("command", ["run", "check", "plan", "sample"])
def test_a_fifo_in_place_of_a_scenario_is_said(fifo, command):
    result = spate(command, fifo, timeout=10)
    assert result.returncode == 2 and "cannot read the file: it is a FIFO" in result.stderr


def test_a_fifo_in_place_of_a_token_is_said(fifo):
    result = spate("ctl", "--token-file", fifo, "status", timeout=10)
    assert result.returncode != 0 and "--token-file" in result.stderr and "it is a FIFO" in result.stderr


def test_a_fifo_that_takes_the_place_of_a_file_is_a_refused_reload(tmp_path):
    (tmp_path / "IN.csv").write_text("a,b\n1,2\n")
    file = write_scenario(tmp_path, "tables: {t: {file: IN.csv}}\n" + TEXT)
    with Running("run", file, "--sink", "null") as running:
        address = running.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        (tmp_path / "IN.csv").unlink()
        os.mkfifo(tmp_path / "IN.csv")
        refused = spate("ctl", "--address", address, "reload", timeout=10)
        assert refused.returncode != 0 and "it is a FIFO" in refused.stdout + refused.stderr
        running.send(15)
        assert running.finish() == 0


@pytest.mark.parametrize("source", ["<(printf %s \"$TEXT\")", "- <<<\"$TEXT\"", "/dev/stdin <<<\"$TEXT\"", "/dev/stdin < <(sleep 0.3; printf %s \"$TEXT\")"])
def test_a_scenario_comes_out_of_a_pipe(source):
    result = subprocess.run(["bash", "-c", f"{BINARY} run {source} --sink null --records 3"], capture_output=True, text=True,
                            timeout=20, env={**os.environ, "TEXT": TEXT})
    assert result.returncode == 0, result.stderr


def test_a_secret_comes_out_of_a_pipe(tmp_path):
    file = write_scenario(tmp_path, TEXT)
    result = subprocess.run(["bash", "-c", f"{BINARY} run {file} --set 'control.token=${{file:'<(printf 0123456789abcdef)'}}' --sink null --records 3"],
                            capture_output=True, text=True, timeout=20)
    assert result.returncode == 0, result.stderr


def test_what_came_out_of_a_pipe_is_not_reloaded():
    script = (f"{BINARY} run <(printf %s \"$TEXT\") --sink null < /dev/null & spate=$!;"
              " sleep 1; kill -HUP $spate; sleep 0.5; kill -TERM $spate; wait $spate")
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=20, env={**os.environ, "TEXT": TEXT})
    assert result.returncode == 0 and "cannot read the scenario from " in result.stderr, result.stderr
