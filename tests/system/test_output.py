"""Standard output and standard error that cannot be written, are closed or have no reader. The log does not affect the run;
the exit code shows a result that was not written."""
import fcntl
import json
import os
import signal
import subprocess
import time

import pytest

from spate import BINARY, TIMEOUT_FACTOR, assert_account_balances, on_terminal, read_summary, spate, write_scenario

RUN = """
name: small
kafka: {bootstrap.servers: embedded}
streams: [{topic: t, rate: 2000/s, record: {n: =index()}, partitions: 1}]
"""
BOUNDED = ("--records", "300", "--metrics", "off")
NOT_WRITTEN = 6


@pytest.fixture
def scenario(tmp_path):
    return write_scenario(tmp_path, RUN)


def full():
    return open("/dev/full", "w")


def closed_pipe():
    read, write = os.pipe()
    os.close(read)
    return os.fdopen(write, "w")


def popen(*arguments, **options):
    return subprocess.Popen([BINARY, *map(str, arguments)], stdin=subprocess.DEVNULL, **options)


def filled_pipe():
    """A full pipe that is not read."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    for part in (b"\n" * 4096, b"\n"):
        try:
            while True:
                os.write(write, part)
        except BlockingIOError:
            pass
    os.set_blocking(write, True)
    return read, write


# Standard error does not affect the run.

@pytest.mark.parametrize("target", [full, closed_pipe])
def test_run_keeps_its_exit_code_without_standard_error(scenario, tmp_path, target):
    with target() as stderr:
        process = popen("run", scenario, *BOUNDED, "--log-level", "debug", "--summary", tmp_path / "s.json",
                        stdout=subprocess.DEVNULL, stderr=stderr)
        assert process.wait(60 * TIMEOUT_FACTOR) == 0
    assert_account_balances(read_summary(tmp_path / "s.json"))


@pytest.mark.parametrize("target", [full, closed_pipe])
@pytest.mark.parametrize("arguments, code", [(["check", "/no/such.yaml"], 2), (["functions", "nonsense"], 2),
                                             (["presets", "nonsense"], 2), (["nonsense"], 2),
                                             (["ctl", "--address", "127.0.0.1:1", "status"], 3)])
def test_unwritable_error_message_does_not_change_the_exit_code(arguments, code, target):
    with target() as stderr:
        assert popen(*arguments, stderr=stderr).wait(20 * TIMEOUT_FACTOR) == code


# Standard output: a result that could not be written is exit code 6.

RESULTS = [["sample", "order"], ["sample", "order", "--stats", "50"], ["check", "SCENARIO"], ["check", "--print", "SCENARIO"],
           ["check", "--schema"], ["presets"], ["presets", "order"], ["functions"], ["functions", "int"],
           ["plan", "SCENARIO", "--duration", "1s"], ["topics", "SCENARIO"], ["--help"], ["run", "--help"], ["--version"],
           ["run", "SCENARIO", *BOUNDED, "--print-deliveries"], ["run", "SCENARIO", *BOUNDED, "--show-sample"],
           ["run", "SCENARIO", *BOUNDED, "--summary", "-"], ["run", "SCENARIO", *BOUNDED, "--junit", "/dev/fd/1"],
           ["plan", "SCENARIO", "--duration", "1s", "--svg", "-"]]


@pytest.mark.parametrize("arguments", RESULTS, ids=" ".join)
def test_result_on_a_full_disk_is_exit_6_and_on_a_closed_pipe_exit_0(arguments, scenario):
    arguments = [scenario if part == "SCENARIO" else part for part in arguments]
    with full() as stdout:
        process = popen(*arguments, stdout=stdout, stderr=subprocess.PIPE, text=True)
        errors = process.communicate(timeout=60 * TIMEOUT_FACTOR)[1]
        assert process.returncode == NOT_WRITTEN, errors
        assert "cannot write standard output: No space left on device" in errors
    with closed_pipe() as stdout:
        process = popen(*arguments, stdout=stdout, stderr=subprocess.PIPE, text=True)
        errors = process.communicate(timeout=60 * TIMEOUT_FACTOR)[1]
        assert process.returncode == 0 and "standard output" not in errors, errors


def test_sample_ends_when_its_reader_closes_the_pipe():
    process = popen("sample", "order", "-n", "100000000", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert json.loads(process.stdout.readline())
    process.stdout.close()
    assert process.wait(20 * TIMEOUT_FACTOR) == 0
    assert process.stderr.read() == ""


def test_invalid_scenario_takes_precedence_over_unwritten_results(tmp_path, scenario):
    invalid = write_scenario(tmp_path, "streams: 1\n", "invalid.yaml")
    with full() as stdout:
        assert popen("check", scenario, invalid, stdout=stdout, stderr=subprocess.DEVNULL).wait(20 * TIMEOUT_FACTOR) == 2


# Output that is not read blocks neither the run nor its end.

@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_unread_delivery_lines_do_not_delay_the_stop(scenario, tmp_path, number):
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
    with open(tmp_path / "log", "w+") as log:
        process = popen("run", scenario, "--metrics", "off", "--print-deliveries", "--summary", tmp_path / "s.json",
                        "--set", "streams.t.rate=max", stdout=write, stderr=log)
        time.sleep(1.5)
        process.send_signal(number)
        code = process.wait(20 * TIMEOUT_FACTOR)
    text = (tmp_path / "log").read_text()
    assert code == NOT_WRITTEN, text
    assert "cannot write standard output: no process reads it" in text and "schedule lag" in text
    assert_account_balances(read_summary(tmp_path / "s.json"))
    os.close(read), os.close(write)


def test_delivery_lines_wait_for_a_slow_reader(scenario):
    process = popen("run", scenario, "--records", "40000", "--set", "streams.t.rate=max", "--metrics", "off",
                    "--print-deliveries", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lines = 0
    for line in process.stdout:
        lines += 1
        if lines % 10000 == 0:
            time.sleep(0.2)
    assert process.wait(20 * TIMEOUT_FACTOR) == 0
    assert lines == 40000 and line.startswith("[40000/40000] t ")


def test_delivery_lines_into_a_closed_pipe_do_not_stop_the_run(scenario, tmp_path):
    process = popen("run", scenario, "--records", "50000", "--set", "streams.t.rate=max", "--metrics", "off",
                    "--print-deliveries", "--summary", tmp_path / "s.json", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(30 * TIMEOUT_FACTOR) == 0
    assert read_summary(tmp_path / "s.json")["streams"][0]["delivered"] == 50000


def test_unread_log_blocks_neither_reloads_nor_the_stop(scenario, tmp_path):
    read, write = filled_pipe()
    process = popen("run", scenario, "--metrics", "127.0.0.1:0", "--log-level", "debug", "--summary", tmp_path / "s.json",
                    stdout=subprocess.DEVNULL, stderr=write)
    time.sleep(1)
    for _ in range(60):
        process.send_signal(signal.SIGHUP)
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10 * TIMEOUT_FACTOR) == 0
    assert_account_balances(read_summary(tmp_path / "s.json"))
    os.close(read), os.close(write)


# Descriptors that are closed at the start.

@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_standard_error_keeps_the_log_out_of_the_summary(scenario, tmp_path, closed):
    summary = tmp_path / "s.json"
    process = subprocess.run(["sh", "-c", f'exec "$@" {closed}', "sh", BINARY, "run", scenario, *BOUNDED, "--summary",
                              summary, "--junit", tmp_path / "j.xml", "--log-level", "debug"], timeout=60 * TIMEOUT_FACTOR)
    assert process.returncode == 0
    assert_account_balances(json.loads(summary.read_text()))
    assert (tmp_path / "j.xml").read_text().startswith("<?xml")


def test_nonblocking_standard_output_loses_nothing(scenario):
    read, write = os.pipe()
    os.set_blocking(write, False)
    process = popen("sample", "order", "-n", "2000", stdout=write)
    os.close(write)
    time.sleep(0.5)
    with os.fdopen(read) as lines:
        assert sum(1 for _ in lines) == 2000
    assert process.wait(20 * TIMEOUT_FACTOR) == 0


def test_dash_means_standard_output(scenario):
    result = spate("run", scenario, *BOUNDED, "--summary", "-")
    assert result.returncode == 0 and json.loads(result.stdout)["streams"][0]["delivered"] == 300
    assert "<svg" in spate("plan", scenario, "--duration", "1s", "--svg", "-").stdout.splitlines()[0]


# Bytes of records on a terminal or in a line of text.

ESCAPES = """
kafka: {bootstrap.servers: embedded}
streams:
  - topic: t
    rate: 100/s
    partitions: 1
    key: id
    record: {id: "k\\e[2J", text: "a\\e[2Jb\\n[9/9] t forged\\u009bc"}
"""


BARE = r"""
kafka: {bootstrap.servers: embedded}
streams: [{topic: t, rate: 1/s, key: "=\"k\e[2J\"", record: "v\e[2J\u009bx"}]
"""


def test_fields_and_keys_of_delivery_lines_are_escaped(tmp_path):
    result = spate("run", write_scenario(tmp_path, ESCAPES), "--records", "2", "--metrics", "off",
                   "--print-deliveries=text,absent")
    lines = result.stdout.splitlines()
    assert result.returncode == 0 and len(lines) == 2, result.stderr
    assert "\x1b" not in result.stdout and "\u009b" not in result.stdout
    assert lines[0].startswith(r"[1/2] t k\x1B[2J ") and lines[0].endswith(r" text=a\x1B[2Jb\x0A[9/9] t forged\xC2\x9Bc")


def test_malformed_records_do_not_stop_delivery_lines_with_fields(tmp_path):
    text = ESCAPES + "    imperfections: {malformed: 100%}\n"
    result = spate("run", write_scenario(tmp_path, text), "--records", "300", "--metrics", "off", "--print-deliveries=text")
    assert result.returncode == 0 and len(result.stdout.splitlines()) == 300, result.stderr


@pytest.mark.parametrize("arguments", [["--with-key"], ["--with-key", "--no-pretty"], ["--stats", "20"]])
def test_sample_escapes_control_characters_only_on_a_terminal(tmp_path, arguments):
    file = write_scenario(tmp_path, BARE)
    output = on_terminal("sample", file, *arguments, environment={"NO_COLOR": "1"})
    assert "\x1b[2J" not in output and "\u009b" not in output and r"k\x1B[2J" in output
    if "--stats" not in arguments:
        assert "v\x1b[2J\u009bx" in spate("sample", file, *arguments).stdout


def test_scenario_name_with_control_characters_is_shown_on_one_line(tmp_path):
    text = r'name: "a\e[2Jb\nforged: 1.0 s, exit 0"' + RUN.replace("name: small", "")
    file = write_scenario(tmp_path, text)
    for result in (spate("plan", file, "--duration", "1s"), spate("run", file, *BOUNDED)):
        lines = (result.stdout + result.stderr).splitlines()
        assert result.returncode == 0 and any("a [2Jb forged: 1.0 s, exit 0: " in line for line in lines), lines
        assert not any("\x1b" in line or line.startswith("forged") for line in lines)
