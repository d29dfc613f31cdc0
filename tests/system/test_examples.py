"""The example scenarios on the embedded cluster. kcat reads their topics during the run, and the tests check what a consumer
relies on."""
import collections
import concurrent.futures
import csv
import datetime
import json
import re
import signal
import subprocess
import time
from decimal import Decimal

import pytest
import yaml

from spate import ROOT, TIMEOUT_FACTOR, Running, assert_account_balances, read_summary

EXAMPLES = ["retail", "observability", "iot", "cdc", "late-events"]


class Record:
    """A record as kcat prints it. `.value` is its JSON; None for a tombstone and for a value that is not JSON."""

    def __init__(self, fields):
        self.key, self.text, self.partition, self.timestamp = (fields.get(k) for k in ("key", "payload", "partition", "ts"))
        pairs = fields.get("headers", [])
        self.headers = dict(zip(pairs[::2], pairs[1::2]))
        self.value = None
        try:
            self.value = json.loads(self.text, parse_float=Decimal) if self.text is not None else None
        except json.JSONDecodeError:
            pass


def read_topic(bootstrap, topic):
    lines = subprocess.run(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"], check=True,
                           capture_output=True, text=True, errors="replace", timeout=60 * TIMEOUT_FACTOR).stdout.split("\n")
    return [Record(json.loads(line)) for line in lines if line]


def read_all(bootstrap, file):
    """Reads the streams in reverse order: a stream refers to earlier ones, whose records are complete when they are read later."""
    streams = reversed(yaml.safe_load(file.read_text())["streams"])
    return {stream.get("name", stream["topic"]): read_topic(bootstrap, stream["topic"]) for stream in streams}


def run_and_read(name, directory):
    """Returns {stream: records}, and the summary under "summary"."""
    file, summary = ROOT / f"config/scenarios/{name}.yaml", directory / f"{name}.json"
    with Running("run", file, "--metrics", "off", "--summary", summary) as run:
        address = run.wait_for(r"127\.0\.0\.1:\d+").group()
        time.sleep(8)
        records = read_all(address, file)
        run.send(signal.SIGTERM)
        assert run.finish(30) == 0, run.log
    return records | {"summary": read_summary(summary)}


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    """{example: records and summary}. In sequence under a sanitizer: kcat ends only when it has caught up with a topic."""
    directory = tmp_path_factory.mktemp("examples")
    with concurrent.futures.ThreadPoolExecutor(len(EXAMPLES) if TIMEOUT_FACTOR == 1 else 1) as runs:
        return dict(zip(EXAMPLES, runs.map(run_and_read, EXAMPLES, [directory] * len(EXAMPLES))))


@pytest.fixture
def retail(examples):
    return examples["retail"]


@pytest.fixture
def observability(examples):
    return examples["observability"]


@pytest.fixture
def iot(examples):
    return examples["iot"]


@pytest.fixture
def cdc(examples):
    return examples["cdc"]


def values(records):
    return [record.value for record in records]


def by_key(records):
    """Each key's records in the order of its partition."""
    groups = collections.defaultdict(list)
    for record in records:
        groups[record.key].append(record)
    return groups


def transitions(example, stream):
    """The pairs of consecutive states that a lifecycle allows."""
    scenario = yaml.safe_load((ROOT / f"config/scenarios/{example}.yaml").read_text())
    states = next(s["lifecycle"]["states"] for s in scenario["streams"] if s["name"] == stream)
    return {(name, following) for name, state in states.items() for following in [*state.get("next", {}), *[name] * ("dwell" in state)]}


@pytest.mark.parametrize("name", EXAMPLES)
def test_account_of_an_example_balances_and_every_stream_has_records(examples, name):
    summary = examples[name]["summary"]
    assert_account_balances(summary)
    for stream in summary["streams"]:
        assert stream["delivered"] > 10 and not stream["failed"], stream["name"]
        assert len(examples[name][stream["name"]]) <= stream["delivered"]


# retail

def test_visits_follow_the_declared_pages(retail):
    legal = transitions("retail", "visits")
    steps = 0
    for visit in by_key(retail["visits"]).values():
        pages = values(visit)
        assert pages[0]["page"] == "home" and pages[0]["came_from"] is None
        assert [page["step"] for page in pages] == list(range(len(pages)))
        for before, after in zip(pages, pages[1:]):
            assert (before["page"], after["page"]) in legal and after["came_from"] == before["page"]
            assert (before["customer_id"], before["device"]) == (after["customer_id"], after["device"])
            steps += 1
    assert steps > 200


def test_order_totals_add_up(retail):
    for order in values(retail["orders"]):
        assert all(line["amount"] == line["unit_price"] * line["quantity"] for line in order["lines"])
        assert [line["line"] for line in order["lines"]] == list(range(1, len(order["lines"]) + 1))
        assert order["goods"] == sum(line["amount"] for line in order["lines"])
        assert order["total"] == order["goods"] - order["discount"] + order["shipping"]
        assert ("delivery_to" in order) == (order["channel"] == "web")
    prices = collections.defaultdict(set)
    for order in values(retail["orders"]):
        for line in order["lines"]:
            prices[line["sku"]].add((line["category"], line["unit_price"]))
    assert all(len(seen) == 1 for seen in prices.values()), "a product keeps its price"


def test_payments_match_orders_and_returns_match_payments(retail):
    orders = {order["order_id"]: order for order in values(retail["orders"])}
    payments = values(retail["payments"])
    for payment in payments:
        order = orders[payment["order_id"]]
        assert (payment["amount"], payment["customer_id"]) == (order["total"], order["customer"]["id"])
    once = {payment["payment_id"]: payment for payment in payments}
    assert len({payment["order_id"] for payment in once.values()}) == len(once)
    assert len(retail["returns"]) > 5
    assert all(back["refund"] == orders[back["order_id"]]["total"] for back in values(retail["returns"]))


def test_customer_names_agree_in_every_stream(retail):
    names = {account.key: account.value["name"] for account in retail["accounts"] if account.value}
    names |= {o["customer"]["id"]: o["delivery_to"]["name"] for o in values(retail["orders"]) if "delivery_to" in o}
    for order in values(retail["orders"]):
        if "delivery_to" in order:
            assert names[order["customer"]["id"]] == order["delivery_to"]["name"]
    for account in retail["accounts"]:
        assert account.text is None or (account.value["customer_id"], account.value["name"]) == (account.key, names[account.key])


# observability

def test_spans_form_traces(observability):
    legal = transitions("observability", "spans")
    parents = 0
    for trace in by_key(observability["spans"]).values():
        spans = values(trace)
        assert (spans[0]["parent_span_id"], spans[0]["service"]) == (None, "gateway")
        for parent, span in zip(spans, spans[1:]):
            assert span["parent_span_id"] == parent["span_id"] and span["trace_id"] == parent["trace_id"]
            service = "done" if span["operation"] == "respond" else span["service"]
            assert (parent["service"], service) in legal
            parents += 1
    assert parents > 500


def test_logs_refer_to_existing_spans(observability):
    services = {(span["trace_id"], span["span_id"]): span["service"] for span in values(observability["spans"])}
    logs = [record for record in observability["logs"] if record.value]
    traced = [record for record in logs if "trace_id" in record.value]
    assert 0.2 < len(traced) / len(logs) < 0.4
    for record in traced:
        log = record.value
        assert services[log["trace_id"], log["span_id"]] == log["service"]
        assert record.headers["traceparent"] == f"00-{log['trace_id']}-{log['span_id']}-01"
    assert all("error" in record.value for record in logs if record.value["level"] == "ERROR")


def test_metrics_change_gradually(observability):
    for readings in by_key(observability["metrics"]).values():
        for before, after in zip(values(readings), values(readings)[1:]):
            seconds = Decimal(after["at"] - before["at"]) / 1000
            assert abs(after["cpu_percent"] - before["cpu_percent"]) <= 3 * seconds + Decimal("0.2")


def test_access_log_and_syslog_have_standard_formats(observability):
    combined = re.compile(r'\S+ - \S+ \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "[A-Z]+ /\S* HTTP/1\.1" \d{3} \d+ "[^"]*" "[^"]+"')
    rfc5424 = re.compile(r"<\d{1,3}>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \S+ \S+ \d+ \S+ \[[^]]+\] .+")
    assert all(combined.fullmatch(record.text) for record in observability["access"])
    assert all(rfc5424.fullmatch(record.text) for record in observability["syslog"])


def test_resolved_alert_is_a_tombstone(observability):
    legal = transitions("observability", "alerts")
    for alert in by_key(observability["alerts"]).values():
        states = [record.value["state"] if record.value else "gone" for record in alert]
        assert states[0] == "pending" and "gone" not in states[:-1]
        assert all(pair in legal for pair in zip(states, states[1:]))


# iot

def test_readings_have_event_times_and_sequences_per_device(iot):
    stream = next(stream for stream in iot["summary"]["streams"] if stream["name"] == "readings")
    readings = [record for record in iot["readings"] if record.value and "sequence" in record.value]
    models = collections.defaultdict(set)
    for record in readings:
        models[record.key].add(record.headers["model"])
    assert all(len(seen) == 1 for seen in models.values())
    numbers = collections.Counter((record.key, record.value["sequence"]) for record in readings)
    assert max(numbers.values()) == 2
    assert 0 < sum(count == 2 for count in numbers.values()) <= stream["duplicated"]
    times = [(record.value["at"], record.timestamp) for record in readings]
    differ = sum(not isinstance(at, str) or epoch_ms(at) != timestamp for at, timestamp in times)
    assert differ <= stream["imperfections"]["wrong_type"]


def epoch_ms(iso):
    """Milliseconds since the epoch of a time in UTC, truncated to three decimal places."""
    return round(datetime.datetime.fromisoformat(f"{iso[:23]}+00:00").timestamp() * 1000)


def test_alarms_refer_to_sent_readings(iot):
    # A malformed reading keeps its key and timestamp.
    sent = {(record.key, record.timestamp) for record in iot["readings"]}
    alarms = values(iot["alarms"])
    assert len(alarms) > 10
    assert [alarm for alarm in alarms if (alarm["device"], epoch_ms(alarm["measured_at"])) not in sent] == []
    assert all((alarm["severity"] == "critical") == (alarm["temperature"] > 30) for alarm in alarms)


def test_each_command_has_one_answer(iot):
    commands = {record.value["command_id"]: record for record in iot["commands"]}
    answers = iot["answers"]
    assert len({record.value["command_id"] for record in answers}) == len(answers) > 50
    for record in answers:
        assert record.key == commands[record.value["command_id"]].key
        assert json.loads(record.key) == {"site": record.value["site"], "device": record.value["device"]}
    for record in commands.values():
        assert ("arguments" in record.value) == (record.value["command"] == "set_interval")


def test_devices_follow_the_declared_states(iot):
    legal = transitions("iot", "states")
    for device in by_key(iot["states"]).values():
        reports = values(device)
        assert reports[0]["was"] is None and [report["report"] for report in reports] == list(range(len(reports)))
        for before, after in zip(reports, reports[1:]):
            assert after["was"] == before["state"] and (before["state"], after["state"]) in legal


def test_meters_are_csv_spread_evenly_over_partitions(iot):
    rows = list(csv.reader(record.text for record in iot["meters"]))
    assert all(len(row) == 4 and row[0].startswith("M-") and 0 <= float(row[2]) <= 9.5 for row in rows)
    assert {record.key for record in iot["meters"]} == {None}
    counts = collections.Counter(record.partition for record in iot["meters"])
    assert max(counts.values()) - min(counts.values()) <= 1


# cdc

@pytest.mark.parametrize("table", ["customers", "orders"])
def test_before_equals_the_previous_after(cdc, table):
    ops = collections.Counter()
    for row in by_key(cdc[table]).values():
        last, deleted = None, False
        for change in row:
            if change.text is None:
                assert deleted and change is row[-1], "a tombstone follows the delete and ends the row"
                ops["tombstone"] += 1
                continue
            envelope = change.value
            ops[envelope["op"]] += 1
            assert envelope["before"] == last
            assert (envelope["before"] is None) == (envelope["op"] == "c")
            assert (envelope["after"] is None) == (envelope["op"] == "d")
            assert json.loads(change.key)["id"] == (envelope["after"] or envelope["before"])["id"]
            assert envelope["source"]["table"] == table
            last, deleted = envelope["after"], envelope["op"] == "d"
    assert ops["c"] > 100 and ops["u"] > 100
    assert table == "customers" or ops["tombstone"] > 0


def test_foreign_keys_exist(cdc):
    customers = {json.loads(record.key)["id"] for record in cdc["customers"]}
    rows = [envelope["after"] or envelope["before"] for envelope in values(cdc["orders"]) if envelope]
    assert {row["customer_id"] for row in rows} <= customers
    totals = {row["id"]: row["total"] for row in rows}
    payments = [envelope["after"] for envelope in values(cdc["payments"])]
    assert len(payments) > 50
    assert all(totals[payment["order_id"]] == payment["amount"] for payment in payments)


# late-events

def test_late_events_are_late_by_their_timestamps(examples):
    stream = next(s for s in examples["late-events"]["summary"]["streams"])
    records = [record for record in examples["late-events"]["readings"] if record.value and "sent" in record.headers]
    # 2 % are late, by 5 min on average. Four of five of them are late by more than 1 min.
    late = sum(epoch_ms(record.headers["sent"]) - record.timestamp > 60_000 for record in records)
    assert 0.01 < late / len(records) < 0.023
    assert late <= stream["imperfections"]["late"]
