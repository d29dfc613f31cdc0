"""The zone of local times: named at the start of a run, and a TZ that is none is said."""
import os

import pytest

from spate import spate, write_scenario

TEXT = 'kafka: {bootstrap.servers: embedded}\nmetrics: {listen: "off"}\nstreams: [{topic: t, rate: 100/s, record: {n: =index()}}]\n'


def run(tmp_path, zone, *command, text=TEXT):
    return spate(*command, write_scenario(tmp_path, text), *(["--records", "1", "--sink", "null"] if command == ("run",) else []),
                 env={**os.environ, "TZ": zone}).stderr


@pytest.mark.parametrize("command", ["run", "plan", "sample"])
def test_a_zone_that_is_unknown_is_said(tmp_path, command):
    said = run(tmp_path, "Europe/Pariss", command)
    assert "unknown time zone TZ=Europe/Pariss, local time is UTC" in said


@pytest.mark.parametrize("zone", ["Asia/Tokyo", ":Asia/Tokyo", "CET-1CEST", ""])
def test_a_zone_that_is_known_is_named(tmp_path, zone):
    said = run(tmp_path, zone, "run")
    assert "unknown time zone" not in said
    assert f"local time zone: {zone.lstrip(':') or 'UTC'}\n" in said


def test_a_zone_of_the_scenario_needs_no_local_one(tmp_path):
    said = run(tmp_path, "Europe/Pariss", "run", text="clock: {zone: Europe/Paris}\n" + TEXT)
    assert "TZ" not in said and "local time" not in said
