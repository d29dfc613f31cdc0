"""The local time zone is logged at the start of a run; an unknown TZ is reported."""
import os

import pytest

from spate import spate, write_scenario

TEXT = 'kafka: {bootstrap.servers: embedded}\nmetrics: {listen: "off"}\nstreams: [{topic: t, rate: 100/s, record: {n: =index()}}]\n'


def run(tmp_path, zone, *command, text=TEXT):
    return spate(*command, write_scenario(tmp_path, text), *(["--records", "1", "--sink", "null"] if command == ("run",) else []),
                 env={**os.environ, "TZ": zone}).stderr


@pytest.mark.parametrize("command", ["run", "plan", "sample"])
def test_unknown_tz_is_reported(tmp_path, command):
    log = run(tmp_path, "Europe/Pariss", command)
    assert "unknown time zone TZ=Europe/Pariss, local time is UTC" in log


@pytest.mark.parametrize("zone", ["Asia/Tokyo", ":Asia/Tokyo", "CET-1CEST", ""])
def test_known_tz_is_logged(tmp_path, zone):
    log = run(tmp_path, zone, "run")
    assert "unknown time zone" not in log
    assert f"local time zone: {zone.lstrip(':') or 'UTC'}\n" in log


def test_clock_zone_needs_no_local_zone(tmp_path):
    log = run(tmp_path, "Europe/Pariss", "run", text="clock: {zone: Europe/Paris}\n" + TEXT)
    assert "TZ" not in log and "local time" not in log
