"""Records from a file, seen from outside: how many are sent, what is said about lines that are none."""
import urllib.request

from spate import Running, assert_account_closes, run_scenario, spate, stream_of, write_scenario

SCENARIO = """
kafka: {{bootstrap.servers: embedded}}
streams:
  - {{topic: events, rate: max, replay: {{file: events.ndjson{replay}}}, key: id{more}}}
"""


def write_events(directory, lines):
    (directory / "events.ndjson").write_text("".join(line + "\n" for line in lines))


def test_the_stream_ends_with_the_file(tmp_path):
    write_events(tmp_path, [f'{{"id": {n}}}' for n in range(5000)])
    result, summary = run_scenario(tmp_path, SCENARIO.format(replay="", more=""))
    assert result.returncode == 0, result.stderr
    assert_account_closes(summary)
    assert stream_of(summary, "events")["delivered"] == 5000


def test_a_looped_file_goes_on(tmp_path):
    write_events(tmp_path, ['{"id": 1}', '{"id": 2}', '{"id": 3}'])
    result, summary = run_scenario(tmp_path, SCENARIO.format(replay=", loop: true", more=", stop_after: {records: 1000}"))
    assert result.returncode == 0, result.stderr
    assert stream_of(summary, "events")["delivered"] == 1000


def test_lines_that_are_no_records_are_passed_over_said_and_counted(tmp_path):
    write_events(tmp_path, ['{"id": 1}', "nonsense", '{"id": 2}', '{"no": 3}'])
    file = write_scenario(tmp_path, SCENARIO.format(replay=", loop: true", more="").replace("rate: max", "rate: 1000/s"))
    with Running("run", file, "--metrics", "127.0.0.1:0") as run:
        run.wait_for(r"events\.ndjson:2: no JSON, or cut off; 2 of its lines cannot be used")
        address = run.wait_for(r"http://127\.0\.0\.1:\d+")[0]
        counted = 0
        while counted < 2:
            page = urllib.request.urlopen(f"{address}/metrics", timeout=10).read().decode()
            line = next(line for line in page.splitlines() if line.startswith("spate_replay_bad_records_total{"))
            counted = float(line.split()[-1])


def test_or_refused_before_anything_is_sent(tmp_path):
    write_events(tmp_path, ['{"id": 1}', "nonsense"])
    file = write_scenario(tmp_path, SCENARIO.format(replay=", on_bad_record: fail", more=""))
    result = spate("run", file, "--metrics", "off")
    assert result.returncode == 2
    assert "events.ndjson:2: no JSON, or cut off" in result.stderr


def test_sample_shows_what_will_be_sent(tmp_path):
    write_events(tmp_path, ['{"id": "a", "ts": 1}', '{"id": "b", "ts": 2}'])
    file = write_scenario(tmp_path, SCENARIO.format(replay="", more=""))
    result = spate("sample", file, "-n", 2, "--with-key")
    assert result.returncode == 0, result.stderr
    assert result.stdout == 'a\t{"id": "a", "ts": 1}\nb\t{"id": "b", "ts": 2}\n'
