"""Time zones agree with Python's zoneinfo (PEP 615), also after the last year in their data."""
import datetime
import zoneinfo

import pytest

from spate import spate, write_scenario

ZONES = ["Europe/Paris", "Europe/Dublin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Auckland",
         "Asia/Kathmandu", "Africa/Casablanca", "America/Nuuk", "Asia/Jerusalem", "Etc/GMT+12", "Africa/Cairo"]
STEP = datetime.timedelta(hours=111, minutes=7)  # reaches every time of day and every season


def sample(tmp_path, zone, start, records, **options):
    file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: embedded}}
clock: {{start: {start.isoformat()}, zone: {zone}}}
streams:
  - {{topic: a, rate: 1/6667min, format: text, record: '=now("%Y-%m-%dT%H:%M:%S%z %Z")'}}
""")
    result = spate("sample", file, "-n", records, **options)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


@pytest.mark.parametrize("zone", ZONES)
def test_zone_agrees_with_zoneinfo_from_1975_to_2101(tmp_path, zone):
    start = datetime.datetime(1975, 1, 1, tzinfo=datetime.timezone.utc)
    lines = sample(tmp_path, zone, start, 9_950)
    of_zone = zoneinfo.ZoneInfo(zone)
    expected = [(start + n * STEP).astimezone(of_zone) for n in range(len(lines))]
    assert expected[-1].year == 2101
    assert lines == [time.strftime("%Y-%m-%dT%H:%M:%S%z %Z") for time in expected]


def test_local_time_after_2037_is_parsed_in_its_zone(tmp_path):
    """Recorded times without an offset: before and after a change, in the skipped hour and in the repeated hour."""
    times = ["2040-03-25 01:30:00", "2040-03-25 03:30:00", "2040-07-01 14:00:00", "2040-10-28 01:59:00",
             "2040-10-28 03:00:00", "2040-12-01 13:00:00"]
    (tmp_path / "times.ndjson").write_text("".join(f'{{"t":"{time}"}}\n' for time in times))
    file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: embedded}}
clock: {{start: {datetime.datetime(2040, 1, 1).isoformat()}Z, zone: Europe/Paris}}
streams:
  - topic: a
    rate: {{recorded: {{timestamp: t, format: "%Y-%m-%d %H:%M:%S"}}}}
    replay: {{file: times.ndjson, rewrite_timestamp: {{field: t, format: epoch_s}}}}
""")
    result = spate("sample", file, "-n", len(times))
    assert result.returncode == 0, result.stderr
    sent = [float(line.partition(":")[2].rstrip("}")) for line in result.stdout.splitlines()]
    paris = zoneinfo.ZoneInfo("Europe/Paris")
    recorded = [datetime.datetime.fromisoformat(time).replace(tzinfo=paris).timestamp() for time in times]
    assert [time - sent[0] for time in sent] == [time - recorded[0] for time in recorded]
