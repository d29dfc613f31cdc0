"""A consumer reads the records of a lifecycle and the records of a replayed file."""
import collections
import csv
import json

import pytest

from readers import murmur2_partition, read_topic
from spate import assert_account_balances, run_scenario, stream_of


def run(tmp_path, kafka, topic, stream):
    """Runs the stream. Returns the records of its topic, partition by partition."""
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - {{topic: {topic}, {stream}}}
""")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    records = read_topic(kafka.bootstrap, topic)
    assert len(records) == stream_of(summary, topic)["delivered"]
    return records


def values_by_key(records):
    groups = collections.defaultdict(list)
    for record in records:
        groups[record.key].append(record.value and json.loads(record.value))
    return groups


def test_sessions_follow_the_lifecycle(kafka, topic, tmp_path):
    transitions = {"home": {"search", "product", "leave"}, "search": {"product", "search", "leave"},
                   "product": {"product", "search", "cart", "leave"}, "cart": {"product", "checkout", "leave"},
                   "checkout": {"purchase", "leave"}, "purchase": {"leave"}, "leave": set()}
    records = run(tmp_path, kafka, topic, "partitions: 3, rate: 10000/s, stop_after: {records: 20000}, generator: clickstream")
    seen = set()
    for session in values_by_key(records).values():
        assert session[0]["page"] == "home" and session[0]["previous_page"] is None
        assert [event["step"] for event in session] == list(range(len(session)))
        assert len({(event["user_id"], event["device"], event["referrer"]) for event in session}) == 1
        for before, after in zip(session, session[1:]):
            assert after["page"] in transitions[before["page"]] and after["previous_page"] == before["page"]
            assert after["timestamp"] > before["timestamp"]
            seen.add((before["page"], after["page"]))
        assert all((event["event"] == "session_end") == (event["page"] == "leave") for event in session)
    assert seen == {(before, after) for before, next_pages in transitions.items() for after in next_pages}


def test_debezium_changes_of_a_row_are_consistent(kafka, topic, tmp_path):
    records = run(tmp_path, kafka, topic, "partitions: 3, rate: max, stop_after: {records: 18000}, generator: cdc")
    columns = ["id", "first_name", "last_name", "email", "city", "country", "points", "status"]
    ops = collections.Counter()
    for key, changes in values_by_key(records).items():
        row = None
        for change in changes:
            assert list(change) == ["before", "after", "source", "transaction", "op", "ts_ms"]
            assert change["before"] == row
            row = change["after"]
            assert change["op"] == ("c" if change["before"] is None else "d" if row is None else "u")
            assert all(list(side) == columns for side in (change["before"], row) if side)
            assert json.loads(key) == {"id": (row or change["before"])["id"]}
            ops[change["op"]] += 1
    assert min(ops.values()) > 1000 and set(ops) == {"c", "u", "d"}


LINES = [json.dumps({"id": n, "customer": {"id": f"c-{n % 7}"}, "note": note}) for n, note in
         enumerate(["plain", 'say "hi"', "a,b", "é \U0001f600", "", "tab\t", "x" * 2000] * 100)]
ROWS = [["id", "name", "note"]] + [[str(n), f"n{n % 5}", note] for n, note in
                                   enumerate(["plain", 'say "hi"', "a,b", "two\nlines", "é"] * 100)]


@pytest.mark.parametrize("loops", [1, 3])
def test_json_lines_arrive_unchanged(kafka, topic, tmp_path, loops):
    (tmp_path / "events.ndjson").write_text("\n".join(LINES) + "\n")
    stop = "" if loops == 1 else f", stop_after: {{records: {loops * len(LINES)}}}"
    records = run(tmp_path, kafka, topic, "partitions: 3, rate: max, key: /customer/id, "
                  f"replay: {{file: events.ndjson, loop: {str(loops > 1).lower()}}}{stop}")
    assert sorted(record.value.decode() for record in records) == sorted(LINES * loops)
    for record in records:
        assert record.key.decode() == json.loads(record.value)["customer"]["id"]
        assert record.partition == murmur2_partition(record.key, 3)


def test_text_lines_arrive_in_file_order(kafka, topic, tmp_path):
    lines = ["first", "", "  indented", "é", '{"not": "JSON"', "last without a line end"]
    (tmp_path / "app.log").write_text("\n".join(lines))
    records = run(tmp_path, kafka, topic, "partitions: 1, rate: 1000/s, replay: {file: app.log}")
    assert [record.value.decode() for record in records] == lines
    assert {record.key for record in records} == {None}


def test_csv_rows_arrive(kafka, topic, tmp_path):
    with open(tmp_path / "rows.csv", "w", newline="") as file:
        csv.writer(file).writerows(ROWS)
    records = run(tmp_path, kafka, topic, "partitions: 1, rate: max, key: name, replay: {file: rows.csv}")
    assert [next(csv.reader([record.value.decode()])) for record in records] == ROWS[1:]
    assert all(record.key.decode() == next(csv.reader([record.value.decode()]))[1] for record in records)
