"""A reload without the resources that it needs is rejected, and the run continues unchanged."""
import pathlib
import re
import resource
import signal

import pytest
from test_control import Api, address_of

from spate import Running, assert_account_balances, read_summary, write_scenario

SCENARIO = """
kafka: {bootstrap.servers: unused}
streams:
  - {topic: orders, rate: 200/s, partitions: 1, key: none, record: {v: one}}
"""
MORE = "".join(f"  - {{topic: more-{number}, rate: 1/s, partitions: 1, key: none, record: {{v: one}}}}\n"
               for number in range(40))


def virtual_bytes(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmSize:\s+(\d+) kB", status).group(1)) * 1024


@pytest.mark.not_sanitized("shadow memory has no limit")
def test_reload_without_threads_for_its_streams_is_rejected(tmp_path):
    with Running("run", write_scenario(tmp_path, SCENARIO), "--sink", "null", "--metrics", "127.0.0.1:0", "--summary",
                 tmp_path / "summary.json") as run:
        api = Api(address_of(run))
        api.wait("orders", lambda stream: stream["delivered"] > 0)
        before = resource.prlimit(run.pid, resource.RLIMIT_AS)
        resource.prlimit(run.pid, resource.RLIMIT_AS, (virtual_bytes(run.pid) + 150_000_000, before[1]))
        write_scenario(tmp_path, SCENARIO.replace("v: one", "v: two") + MORE)
        rejected = api.ask("POST", "/api/v1/reload")
        assert rejected.status == 422 and "thread more-" in rejected.json["problems"][0], rejected.text
        assert [stream["name"] for stream in api.ask("GET", "/api/v1/streams").json["streams"]] == ["orders"]
        resource.prlimit(run.pid, resource.RLIMIT_AS, before)
        accepted = api.ask("POST", "/api/v1/reload")
        assert accepted.status == 200 and "more-39: added" in accepted.json["changes"]
        api.wait("more-39", lambda stream: stream["delivered"] > 0)
        run.send(signal.SIGTERM)
        assert run.finish() == 0
        assert_account_balances(read_summary(tmp_path / "summary.json"))
