"""What spate holds of memory while it runs for long."""
import re
import time

import pytest
from test_control import Api

from spate import Running, write_scenario


def scenario(servers, rate):
    streams = "".join(f"  - {{topic: t{number}, partitions: 3, rate: {rate}, record: '${{index()}} ${{hex(300)}}'}}\n"
                      for number in range(3))
    return f"kafka: {{bootstrap.servers: '{servers}'}}\nmetrics: {{listen: '127.0.0.1:0'}}\nstreams:\n{streams}"


def mebibytes_resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+) kB", open(f"/proc/{pid}/status").read()).group(1)) / 1024


@pytest.mark.not_sanitized("a sanitizer has an allocator of its own")
def test_what_a_full_queue_took_is_given_back(tmp_path):
    # The brokers are in a process of their own, so that what they keep does not count.
    brokers = Running("run", write_scenario(tmp_path, scenario("embedded", "1/s"), "brokers.yaml"), "--duration", "1h")
    with brokers, Running("run", write_scenario(tmp_path, scenario(
            brokers.wait_for(r"embedded cluster at (\S+)").group(1), "500/s"))) as run:
        api = Api(run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1))
        run.wait_for("3 streams to")
        for number in range(3):
            api.wait(f"t{number}", lambda stream: stream["delivered"] > 0)
            assert api.act(f"t{number}", "rate", rate="max", for_="2s").status == 200
        deadline, highest = time.monotonic() + 40, 0
        while (now := mebibytes_resident(run.pid)) > highest - 3:
            highest = max(highest, now)
            assert time.monotonic() < deadline, f"{now:.1f} MiB, {highest:.1f} at the most"
            time.sleep(0.2)
        assert highest > 25, "the queue was not full"


@pytest.mark.not_sanitized("a sanitizer has an allocator of its own")
def test_what_is_allocated_is_told(tmp_path):
    """Records that the brokers within the process keep, 27,000 of 300 bytes."""
    with Running("run", write_scenario(tmp_path, scenario("embedded", "3000/s"))) as run:
        api = Api(run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1))

        def figures():
            text = api.ask("GET", "/metrics").text
            return [float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE).group(1)) for name in (
                "spate_allocated_memory_bytes", "process_resident_memory_bytes")]

        api.wait("t0", lambda stream: stream["delivered"] > 0)
        allocated, resident = figures()
        assert 2**20 < allocated < resident
        api.wait("t0", lambda stream: stream["delivered"] > 9000, 20)
        more, resident = figures()
        assert allocated + 3 * 2**20 < more < resident
