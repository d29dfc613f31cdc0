"""Memory of a long run: constant in steady state, and released after a peak."""
import contextlib
import re
import time

import pytest
from test_control import Api

from spate import Running, write_scenario


def scenario(servers, rate, more="key: '=index()'"):
    streams = "".join(f"  - {{topic: t{number}, partitions: 3, rate: {rate}, {more}, record: '${{index()}} ${{hex(300)}}'}}\n"
                      for number in range(3))
    return f"kafka: {{bootstrap.servers: '{servers}'}}\nmetrics: {{listen: '127.0.0.1:0'}}\nstreams:\n{streams}"


def mebibytes_resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+) kB", open(f"/proc/{pid}/status").read()).group(1)) / 1024


def figure(api, name):
    return float(re.search(rf"^{name} (\S+)$", api.ask("GET", "/metrics").text, re.MULTILINE).group(1))


def mebibytes_allocated(api):
    return figure(api, "spate_allocated_memory_bytes") / 2**20


def assert_flat(api):
    """Fails if the statistics of a client leak: one JSON document per second adds 0.25 MiB in 12 s."""
    before = mebibytes_allocated(api)
    time.sleep(12)
    assert mebibytes_allocated(api) < before + 0.12


@contextlib.contextmanager
def two_processes(tmp_path, more="key: '=index()'"):
    """Runs the brokers in another process, so that their memory does not count."""
    brokers = Running("run", write_scenario(tmp_path, scenario("embedded", "1/s"), "brokers.yaml"), "--duration", "1h")
    with brokers, Running("run", write_scenario(tmp_path, scenario(
            brokers.wait_for(r"embedded cluster at (\S+)").group(1), "500/s", more))) as run:
        api = Api(run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1))
        run.wait_for("3 streams to")
        yield api, run


@pytest.mark.not_sanitized("a sanitizer replaces the allocator")
def test_memory_of_a_full_queue_is_released(tmp_path):
    with two_processes(tmp_path) as (api, run):
        for number in range(3):
            api.wait(f"t{number}", lambda stream: stream["delivered"] > 0)
            assert api.act(f"t{number}", "rate", rate="max", for_="2s").status == 200
        deadline, highest = time.monotonic() + 40, 0
        while (now := mebibytes_resident(run.pid)) > highest - 3:
            highest = max(highest, now)
            assert time.monotonic() < deadline, f"{now:.1f} MiB, highest {highest:.1f} MiB"
            time.sleep(0.2)
        assert highest > 25, "the queue was not full"


@pytest.mark.not_sanitized("a sanitizer replaces the allocator")
@pytest.mark.parametrize("then", ["500/s", "pause"])
def test_stream_releases_memory_after_a_peak(tmp_path, then):
    """About 6 MB of records in flight, then few or none. The allocated memory falls to its former level."""
    with two_processes(tmp_path) as (api, _):
        for number in range(3):
            api.wait(f"t{number}", lambda stream: stream["delivered"] > 500)
        before = mebibytes_allocated(api)
        for number in range(3):
            assert api.act(f"t{number}", "rate", rate="max", for_="2s").status == 200
        api.wait("t2", lambda _: mebibytes_allocated(api) > before + 5)
        time.sleep(2)
        if then == "pause":
            for number in range(3):
                assert api.act(f"t{number}", "pause").status == 200
        api.wait("t2", lambda _: mebibytes_allocated(api) < before + 1.5, 40)
        assert_flat(api)  # the client that asked the brokers for the limit reason must not leak


@pytest.mark.not_sanitized("a sanitizer replaces the allocator")
def test_end_to_end_consumer_does_not_leak(tmp_path):
    with two_processes(tmp_path, "measure: {end_to_end: true}") as (api, _):
        api.wait("t2", lambda stream: stream["delivered"] > 3000, 20)
        assert_flat(api)


@pytest.mark.not_sanitized("a sanitizer replaces the allocator")
def test_allocated_memory_is_exported(tmp_path):
    """The embedded brokers keep 27,000 records of 300 bytes."""
    with Running("run", write_scenario(tmp_path, scenario("embedded", "3000/s"))) as run:
        api = Api(run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1))

        def figures():
            return [figure(api, name) for name in ("spate_allocated_memory_bytes", "process_resident_memory_bytes")]

        api.wait("t0", lambda stream: stream["delivered"] > 0)
        allocated, resident = figures()
        assert 2**20 < allocated < resident
        api.wait("t0", lambda stream: stream["delivered"] > 9000, 20)
        more, resident = figures()
        assert allocated + 3 * 2**20 < more < resident
