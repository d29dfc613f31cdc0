"""config/scenarios/notebook.yaml: four topics, 50 records of each kind, each keyed by a field of its record."""
import json
import re

from spate import ROOT, spate

NOTEBOOK = ROOT / "config/scenarios/notebook.yaml"
TOPICS = {"orders": ("commandes-json", 3, "customer_id"), "logs": ("logs-application", 1, "level"),
          "metrics": ("metrics", 3, "host"), "events": ("exercice-events", 2, "user_id")}
REPORT = re.compile(r"^\[(\d+)/50\] (\w+) (\S+) partition (\d+) offset \d+ [\d.]+ \w+ (.*)$", re.MULTILINE)


def test_topics_command_creates_the_four_topics():
    result = spate("topics", NOTEBOOK)
    assert result.returncode == 0, result.stderr
    created = re.findall(r"topic ([\w-]+): created with (\d+) partition", result.stdout + result.stderr)
    assert created == [(topic, str(partitions)) for topic, partitions, _ in TOPICS.values()]


def test_batch_delivers_and_reports_every_record(tmp_path):
    fields = ",".join(field for _, _, field in TOPICS.values())
    result = spate("run", NOTEBOOK, f"--print-deliveries={fields}", "--rate-scale", "5", "--metrics", "off",
                   "--summary", tmp_path / "summary.json")
    assert result.returncode == 0, result.stderr
    streams = {stream["name"]: stream for stream in json.loads((tmp_path / "summary.json").read_text())["streams"]}
    assert {name: stream["topic"] for name, stream in streams.items()} == {name: row[0] for name, row in TOPICS.items()}
    assert {(stream["scheduled"], stream["delivered"], len(stream["failed"])) for stream in streams.values()} == {(50, 50, 0)}
    reports = REPORT.findall(result.stdout + result.stderr)
    assert len(reports) == 200
    for name, (_, partitions, field) in TOPICS.items():
        mine = [report for report in reports if report[1] == name]
        assert [int(number) for number, *_ in mine] == list(range(1, 51))
        assert all(f"{field}={key}" in fields_of.split() for _, _, key, _, fields_of in mine)
        assert {int(partition) for *_, partition, _ in mine} <= set(range(partitions))
        assert len({(key, partition) for _, _, key, partition, _ in mine}) == len({key for _, _, key, *_ in mine})
