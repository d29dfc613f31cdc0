"""Resource limits of the system, and a scenario with 500 streams."""
import os
import re
import resource
import subprocess

import pytest

from spate import BINARY, Running, assert_account_balances, read_summary, run_scenario, spate, write_scenario

ONE = "kafka: {bootstrap.servers: embedded}\nstreams: [{topic: t, rate: 100/s, record: 'x', partitions: 1}]\n"
UNUSED_UID = 65534


def many(streams):
    return "kafka: {bootstrap.servers: embedded}\nstreams:\n" + "".join(
        f"  - {{topic: t{number}, rate: 2/s, record: 'x', partitions: 2}}\n" for number in range(streams))


def limited(kind, limit, user=None):
    def prepare():
        if user is not None:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        resource.setrlimit(kind, (limit, limit))
    return {"preexec_fn": prepare}


def test_500_streams_start_once_their_topics_exist(tmp_path):
    with Running("run", write_scenario(tmp_path, many(500)), "--metrics", "off", "--summary", tmp_path / "summary.json",
                 "--duration", "3s") as run:
        run.wait_for("500 streams to the embedded cluster", timeout=90)
        assert run.finish(90) == 0
        assert "the backlog counts as late" not in run.log
    summary = read_summary(tmp_path / "summary.json")
    assert_account_balances(summary)
    assert len(summary["streams"]) == 500 and all(stream["delivered"] > 0 for stream in summary["streams"])


def test_too_few_file_descriptors_is_exit_3(tmp_path):
    result, summary = run_scenario(tmp_path, ONE, "--duration", "1s", **limited(resource.RLIMIT_NOFILE, 20))
    assert (result.returncode, summary) == (3, None)
    assert "too few file descriptors, 20 of about " in result.stderr and "LimitNOFILE=" in result.stderr


def test_low_soft_limit_of_file_descriptors_is_raised(tmp_path):
    soft = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (20, 4096))}
    result, summary = run_scenario(tmp_path, ONE, "--duration", "1s", **soft)
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)


@pytest.mark.not_sanitized("a sanitizer starts threads and writes reports")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another user; the limit counts the threads of all processes of a user")
@pytest.mark.parametrize("limit", [4, 12, 40])
def test_too_few_threads_is_exit_3(tmp_path, limit):
    """The limit does not apply to root, so spate runs as a user that has no other process."""
    scenario = write_scenario(tmp_path, many(50))
    for directory in [tmp_path, *tmp_path.parents]:
        if directory.stat().st_uid == os.geteuid() and directory.name.startswith(("pytest", "test")):
            directory.chmod(0o755)
    result = spate("run", scenario, "--metrics", "off", "--duration", "1s", **limited(resource.RLIMIT_NPROC, limit, UNUSED_UID))
    assert result.returncode == 3, result.stderr
    assert "thread" in result.stderr and "ulimit -u" in result.stderr and str(limit) in result.stderr


def test_embedded_cluster_rejects_more_than_1000_partitions(tmp_path):
    scenario = write_scenario(tmp_path, ONE.replace("partitions: 1", "partitions: 1001"))
    result = spate("run", scenario, "--metrics", "off", "--duration", "1s")
    assert result.returncode == 2
    assert "at most 1000 partitions in total, up to 5 MiB of memory each" in result.stderr
    assert spate("check", write_scenario(tmp_path, ONE.replace("partitions: 1", "partitions: 1000"))).returncode == 0


@pytest.mark.not_sanitized("a sanitizer reserves more address space than the limit leaves")
def test_too_little_address_space_is_exit_3(tmp_path):
    result, summary = run_scenario(tmp_path, many(300), "--duration", "1s", **limited(resource.RLIMIT_AS, 1 << 30))
    assert result.returncode == 3 and summary is None, result.stderr
    assert "The limit of the address space is 1024 MiB (ulimit -v" in result.stderr and "limit of the user" not in result.stderr


def test_summary_above_the_file_size_limit_is_exit_6(tmp_path):
    result, summary = run_scenario(tmp_path, ONE, "--records", "20", **limited(resource.RLIMIT_FSIZE, 300))
    assert result.returncode == 6 and summary is None, result.stderr
    assert re.search(r"--summary: cannot write \S+: File too large", result.stderr)
    assert "exit 6" in result.stderr and not list(tmp_path.glob("*.part"))


def test_file_size_limit_fails_a_sample_but_not_a_log(tmp_path):
    with open(tmp_path / "out", "w") as out:
        sample = subprocess.run([BINARY, "sample", "order", "-n", "100"], stdout=out, stderr=subprocess.PIPE,
                                **limited(resource.RLIMIT_FSIZE, 4096))
    assert sample.returncode == 6 and b"File too large" in sample.stderr
    with open(tmp_path / "log", "w") as log:
        run = subprocess.run([BINARY, "run", write_scenario(tmp_path, ONE), "--records", "50", "--metrics", "off",
                              "--log-level", "debug"], stderr=log, timeout=60, **limited(resource.RLIMIT_FSIZE, 100))
    assert run.returncode == 0


def test_state_above_the_file_size_limit_is_exit_3(tmp_path):
    text = f"state_dir: {tmp_path}/state\n" + ONE
    result, _ = run_scenario(tmp_path, text, "--records", "50", **limited(resource.RLIMIT_FSIZE, 100))
    assert result.returncode == 3 and "File too large" in result.stderr
