"""Input text that is not UTF-8 or not one line is rejected or shown escaped, and a run continues."""
import json
import os
import signal
import xml.etree.ElementTree

import pytest
from openapi import Description
from test_control import Api, address_of

from spate import Running, assert_account_balances, read_summary, spate, write_scenario

SCENARIO = """
kafka: {bootstrap.servers: unused}
streams:
  - {topic: orders, rate: 200/s, partitions: 1, key: none, record: {v: one}}
"""
LATIN = {**os.environb, b"LATIN": b"Z\xfcrich", b"LINES": b"one\ntwo \x1b[31m"}


def reloadable(directory, *arguments, **options):
    return Running("run", write_scenario(directory, SCENARIO), "--metrics", "127.0.0.1:0", "--summary",
                   directory / "summary.json", *(arguments or ("--sink", "null")), **options)


def assert_continues(run, api, directory):
    before = api.stream("orders")["delivered"]
    api.wait("orders", lambda stream: stream["delivered"] > before)
    run.send(signal.SIGTERM)
    assert run.finish() == 0
    assert_account_balances(read_summary(directory / "summary.json"))


@pytest.mark.parametrize("old, new", [
    ("rate: 200/s", '"rate": "${env:LATIN}"'),
    ("topic: orders", "topic: orders, generator: '${env:LATIN}'"),
    ("v: one}", "v: one}, kafka: {compression.type: '${env:LATIN}'}"),
    ("bootstrap.servers: unused", "bootstrap.servers: unused, security.protocol: '${file:latin}'"),
    ("streams:", "name: '${credential:latin}'\nstreams:"),
])
def test_reload_with_a_value_that_is_not_utf8_is_rejected(tmp_path, old, new):
    (tmp_path / "latin").write_bytes(b"caf\xe9\n")
    with reloadable(tmp_path, env={**LATIN, b"CREDENTIALS_DIRECTORY": os.fsencode(tmp_path)}) as run:
        api = Api(address_of(run))
        api.wait("orders", lambda stream: stream["delivered"] > 0)
        write_scenario(tmp_path, SCENARIO.replace(old, new))
        answer = api.ask("POST", "/api/v1/reload")
        assert answer.status == 422, answer.text
        assert any("is not valid UTF-8: convert it" in problem for problem in answer.json["problems"]), answer.text
        assert_continues(run, api, tmp_path)


# librdkafka truncates its messages at 512 bytes, even inside a character.
@pytest.mark.parametrize("padding", range(3))
def test_reload_error_is_utf8_if_librdkafka_truncates_its_message(tmp_path, padding):
    with reloadable(tmp_path) as run:
        api = Api(address_of(run))
        api.wait("orders", lambda stream: stream["delivered"] > 0)
        write_scenario(tmp_path, SCENARIO.replace("unused", f"unused, compression.type: {'x' * padding}{'東' * 600}"))
        answer = api.ask("POST", "/api/v1/reload")
        assert answer.status == 422 and "東" in answer.json["problems"][0]
        assert_continues(run, api, tmp_path)


@pytest.mark.parametrize("text", ["LATIN", "LINES"])
def test_each_problem_of_a_scenario_is_one_line_of_utf8(tmp_path, text):
    file = write_scenario(tmp_path, SCENARIO.replace("unused", f"unused, acks: '${{env:{text}}}'")
                          .replace("rate: 200/s", "rate: fast"))
    result = spate("check", file, env=LATIN)  # fails if the output is not UTF-8
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 2 and "\x1b" not in result.stderr


def test_file_name_that_is_not_utf8_is_shown_on_one_line(tmp_path):
    name = os.path.join(os.fsencode(tmp_path), b"caf\xe9\n.yaml")
    with open(name, "w") as file:
        file.write(SCENARIO.replace("rate: 200/s", "rate: fast"))
    for command in ("check", "plan", "run"):
        result = spate(command, os.fsdecode(name))
        assert result.returncode == 2 and len(result.stderr.splitlines()) == 1 and "caf\ufffd .yaml:4:" in result.stderr


def test_results_are_valid_with_control_characters_in_the_name(tmp_path):
    file = write_scenario(tmp_path, 'name: "shop \\x07 \\uFFFE <&>"' + SCENARIO.replace("rate: 200/s", "rate: 200/s, "
                          "stop_after: {records: 3}"))
    junit = tmp_path / "junit.xml"
    result = spate("run", file, "--sink", "null", "--metrics", "off", "--junit", junit, "--summary",
                   tmp_path / "summary.json")
    if result.returncode == 0:
        assert "<&>" in xml.etree.ElementTree.parse(junit).getroot().get("name")
        assert json.loads((tmp_path / "summary.json").read_text())["scenario"]
    else:
        assert result.returncode == 2 and "name" in result.stderr


def test_stream_name_that_is_not_utf8_gets_a_json_error(tmp_path):
    with reloadable(tmp_path) as run:
        api = Api(address_of(run))
        answer = api.ask("GET", "/api/v1/streams/%fc%0a")
        assert answer.status in (400, 404) and answer.json["error"]
        assert Description.shipped().problems(answer.json, "Error") == []
        result = spate("ctl", "--address", address_of(run), "rate", "orders", b"5\xff/s".decode(errors="surrogateescape"))
        assert result.returncode == 1 and ("invalid rate" in result.stderr or "\ufffd" in result.stderr)
        assert_continues(run, api, tmp_path)
