"""What the system may give too little of, and a scenario of many streams."""
import os
import re
import resource
import subprocess

import pytest

from spate import BINARY, Running, assert_account_balances, read_summary, run_scenario, spate, write_scenario

ONE = "kafka: {bootstrap.servers: embedded}\nstreams: [{topic: t, rate: 100/s, record: 'x', partitions: 1}]\n"
NOBODY = 65534


def many(streams):
    return "kafka: {bootstrap.servers: embedded}\nstreams:\n" + "".join(
        f"  - {{topic: t{number}, rate: 2/s, record: 'x', partitions: 2}}\n" for number in range(streams))


def limited(kind, most, user=None):
    def prepare():
        if user is not None:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        resource.setrlimit(kind, (most, most))
    return {"preexec_fn": prepare}


def test_five_hundred_streams_run_and_begin_when_their_topics_are_there(tmp_path):
    with Running("run", write_scenario(tmp_path, many(500)), "--metrics", "off", "--summary", tmp_path / "summary.json",
                 "--duration", "3s") as run:
        run.wait_for("500 streams to the embedded cluster", timeout=90)
        assert run.finish(90) == 0
        assert "the backlog counts as late" not in run.log
    summary = read_summary(tmp_path / "summary.json")
    assert_account_balances(summary)
    assert len(summary["streams"]) == 500 and all(stream["delivered"] > 0 for stream in summary["streams"])


def test_too_few_files_is_said_before_anything_is_tried(tmp_path):
    result, summary = run_scenario(tmp_path, ONE, "--duration", "1s", **limited(resource.RLIMIT_NOFILE, 20))
    assert (result.returncode, summary) == (3, None)
    assert "too few file descriptors, 20 of about " in result.stderr and "LimitNOFILE=" in result.stderr


def test_a_low_soft_limit_of_files_is_raised(tmp_path):
    soft = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (20, 4096))}
    result, summary = run_scenario(tmp_path, ONE, "--duration", "1s", **soft)
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)


@pytest.mark.not_sanitized("a sanitizer has threads and reports of its own")
@pytest.mark.skipif(os.geteuid() != 0, reason="the limit of threads counts for all processes of a user: it takes root to be another")
@pytest.mark.parametrize("most", [4, 12, 40])
def test_too_few_threads_is_said(tmp_path, most):
    """Root may have as many as it likes: as nobody, who has no other process here."""
    scenario = write_scenario(tmp_path, many(50))
    for directory in [tmp_path, *tmp_path.parents]:
        if directory.stat().st_uid == os.geteuid() and directory.name.startswith(("pytest", "test")):
            directory.chmod(0o755)
    result = spate("run", scenario, "--metrics", "off", "--duration", "1s", **limited(resource.RLIMIT_NPROC, most, NOBODY))
    assert result.returncode == 3, result.stderr
    assert "thread" in result.stderr and "ulimit -u" in result.stderr and str(most) in result.stderr


def test_the_embedded_cluster_says_why_it_refuses_more_than_a_thousand_partitions(tmp_path):
    scenario = write_scenario(tmp_path, ONE.replace("partitions: 1", "partitions: 1001"))
    result = spate("run", scenario, "--metrics", "off", "--duration", "1s")
    assert result.returncode == 2
    assert "at most 1000 partitions in total, up to 5 MiB of memory each" in result.stderr
    assert spate("check", write_scenario(tmp_path, ONE.replace("partitions: 1", "partitions: 1000"))).returncode == 0


@pytest.mark.not_sanitized("a sanitizer reserves more address space than the limit leaves")
def test_too_little_address_space_is_said_as_such(tmp_path):
    result, summary = run_scenario(tmp_path, many(300), "--duration", "1s", **limited(resource.RLIMIT_AS, 1 << 30))
    assert result.returncode == 3 and summary is None, result.stderr
    assert "The limit of the address space is 1024 MiB (ulimit -v" in result.stderr and "limit of the user" not in result.stderr


def test_a_summary_beyond_the_size_that_files_may_have_is_a_result_not_written(tmp_path):
    result, summary = run_scenario(tmp_path, ONE, "--records", "20", **limited(resource.RLIMIT_FSIZE, 300))
    assert result.returncode == 6 and summary is None, result.stderr
    assert re.search(r"--summary: cannot write \S+: File too large", result.stderr)
    assert "exit 6" in result.stderr and not list(tmp_path.glob("*.part"))


def test_a_sample_and_a_log_beyond_the_size_that_files_may_have(tmp_path):
    with open(tmp_path / "out", "w") as out:
        sample = subprocess.run([BINARY, "sample", "order", "-n", "100"], stdout=out, stderr=subprocess.PIPE,
                                **limited(resource.RLIMIT_FSIZE, 4096))
    assert sample.returncode == 6 and b"File too large" in sample.stderr
    with open(tmp_path / "log", "w") as log:
        run = subprocess.run([BINARY, "run", write_scenario(tmp_path, ONE), "--records", "50", "--metrics", "off",
                              "--log-level", "debug"], stderr=log, timeout=60, **limited(resource.RLIMIT_FSIZE, 100))
    assert run.returncode == 0


def test_a_state_beyond_the_size_that_files_may_have_does_not_kill_the_run(tmp_path):
    text = f"state_dir: {tmp_path}/state\n" + ONE
    result, _ = run_scenario(tmp_path, text, "--records", "50", **limited(resource.RLIMIT_FSIZE, 100))
    assert result.returncode == 3 and "File too large" in result.stderr
