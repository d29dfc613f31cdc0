"""The response to a control action and the next request show what was applied, not what the stream sent before."""
import json
import re
import time

import pytest

from spate import Running, spate, write_scenario
from test_control import Api, address_of

SCENARIO = f"""
kafka: {{bootstrap.servers: unused}}
streams:
  - {{topic: orders, rate: 200/s, record: {{n: =index()}}, partitions: 1}}
  - {{topic: bytes, rate: 100 KiB/s, record: {{pad: {"a" * 92}}}, partitions: 1}}
  - {{topic: later, rate: 50/s, record: {{n: =index()}}, partitions: 1, start_after: 1h}}
  - {{topic: short, rate: max, record: {{n: =index()}}, partitions: 1, stop_after: {{records: 10}}}}
"""


class PacedApi(Api):
    """Stays below the limit of 20 requests per second."""

    def ask(self, *arguments, **options):
        time.sleep(0.06)
        return super().ask(*arguments, **options)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    file = write_scenario(tmp_path_factory.mktemp("replies"), SCENARIO)
    with Running("run", file, "--sink", "null", "--metrics", "127.0.0.1:0") as running:
        api = PacedApi(address_of(running))
        api.wait("short", lambda stream: stream["state"] == "ended")
        yield api


def changes(count):
    """Pauses, rates and bursts, each with the expected target rate."""
    for number in range(count):
        rate = 300 + number
        yield from (("rate", {"rate": f"{rate}/s"}, rate), ("pause", {}, 0), ("resume", {}, rate),
                    ("burst", {"rate": "3x", "for_": "1h"}, 600), ("rate", {"rate": "max"}, None),
                    ("rate", {"rate": "scenario"}, 200), ("pause", {"for_": "1h"}, 0), ("resume", {"for_": "1h"}, 200))


def test_action_response_shows_the_applied_target(run):
    for number, (verb, body, target) in enumerate(changes(6)):
        response = run.act("orders", verb, **body).json
        assert response["target_rate"] == target, (verb, body)
        assert response["state"] == ("paused" if verb == "pause" else "running")
        assert (response["remaining_seconds"] is not None) == ("for_" in body)
        if number % 2:
            assert run.stream("orders")["target_rate"] == target, (verb, body)


def test_expired_change_restores_the_previous_target(run):
    run.act("orders", "rate", rate="70/s")
    assert run.act("orders", "burst", rate="900/s", for_="200ms").json["target_rate"] == 900
    assert run.wait("orders", lambda stream: stream["remaining_seconds"] is None)["target_rate"] == 70


def test_byte_rate_is_reported_in_records(run):
    run.wait("bytes", lambda stream: stream["scheduled"] > 0)
    for rate, target in (("200 KiB/s", 2000), ("0.5x", 500), ("300/s", 300), ("scenario", 1000)):
        reported = run.act("bytes", "rate", rate=rate).json["target_rate"]
        assert reported == pytest.approx(target, rel=0.2), rate
    assert run.act("bytes", "pause").json["target_rate"] == 0


def test_waiting_stream_reports_its_starting_rate(run):
    assert run.stream("later")["target_rate"] == 50
    assert run.act("later", "rate", rate="700/s").json["target_rate"] == 700
    assert run.act("later", "pause").json["target_rate"] == 0
    assert run.act("later", "resume").json["target_rate"] == 700
    assert run.act("later", "rate", rate="2x").json["target_rate"] == 100


def test_ended_stream_has_target_zero(run):
    assert run.act("short", "rate", rate="1/s").status == 409
    assert run.stream("short")["target_rate"] == 0


def test_ctl_prints_the_applied_target(run):
    ctl = ("ctl", "--address", f"{run.host}:{run.port}")
    for number in range(8):
        for arguments, pattern in ((("rate", "orders", f"{400 + number}/s"), f"target {400 + number}.0/s"),
                                (("pause", "orders"), "orders: paused at .*target 0.00/s"),
                                (("resume", "orders"), f"target {400 + number}.0/s")):
            output = spate(*ctl, *arguments).stdout
            assert re.search(pattern, output), output
            time.sleep(0.05)
    assert spate(*ctl, "rate", "orders", "max").stdout == "orders: running at max, target max\n"


def test_target_rate_is_the_new_one_after_a_reload(tmp_path):
    file = write_scenario(tmp_path, SCENARIO)
    with Running("run", file, "--sink", "null", "--metrics", "127.0.0.1:0") as running:
        api = PacedApi(address_of(running))
        api.wait("orders", lambda stream: stream["state"] == "running")
        for rate in range(201, 221):
            file.write_text(SCENARIO.replace("rate: 200/s", f"rate: {rate}/s"))
            assert json.loads(api.ask("POST", "/api/v1/reload").text) == {"changes": ["orders: rate"]}
            assert api.stream("orders")["target_rate"] == rate
