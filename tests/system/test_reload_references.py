"""Reloads of streams with references: every referenced record was sent, before, during and after the change."""
import re
import signal
import subprocess
import threading

import pytest
from test_control import Api, address_of

from spate import TIMEOUT_FACTOR, Running, assert_account_balances, read_summary, write_scenario

HEAD = "kafka: {bootstrap.servers: embedded}\nstreams:\n"
ORDERS = "  - {topic: orders, rate: 300/s, partitions: 1, key: none, record: {id: 'one-${index()}', n: =index()}}\n"
PAYMENTS = "  - {topic: payments, rate: 300/s, partitions: 1, key: none, record: {order: =ref(orders).id}}\n"
REFUNDS = "  - {topic: refunds, rate: 200/s, partitions: 1, key: none, record: {id: =index(), order: =ref(payments).order}}\n"
CLICKS = "  - {topic: clicks, rate: 100/s, partitions: 1, key: none, record: {id: =index()}}\n"


class Deliveries:
    """A run, and the fields id and order of every delivered record."""

    def __init__(self, directory, text):
        self.directory = directory
        self.run = Running("run", write_scenario(directory, text), "--print-deliveries=id,order", "--metrics", "127.0.0.1:0",
                           "--summary", directory / "summary.json", stdout=subprocess.PIPE)
        self.lines = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.api = Api(address_of(self.run))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.run.running:
            self.run.send(signal.SIGKILL)
        self.reader.join(10)
        self.run.__exit__(*error)

    def read(self):
        for line in self.run._process.stdout:
            self.lines.append(line.decode())

    def fields(self, stream, field):
        pattern = re.compile(rf"\[[\d/]+\] {stream} .* {field}=(\S+)")
        return [match.group(1) for line in list(self.lines) if (match := pattern.match(line))]

    def reload(self, text):
        write_scenario(self.directory, text)
        answer = self.api.ask("POST", "/api/v1/reload")
        assert answer.status == 200, answer.text
        return answer.json["changes"]

    def wait_for_records(self, stream, records):
        before = self.api.stream(stream)["delivered"]
        self.api.wait(stream, lambda now: now["delivered"] >= before + records)

    def finish(self):
        """Stops the run. The referring stream ends first, so that every referenced record is sent."""
        self.run.send(signal.SIGTERM)
        assert self.run.finish() == 0
        self.reader.join(10)
        assert_account_balances(read_summary(self.directory / "summary.json"))


def assert_all_sent(references, ids):
    ids = set(ids)
    missing = [reference for reference in references if reference not in ids]
    assert references and not missing, f"{len(missing)} of {len(references)} refer to records that were not sent: {missing[:5]}"


@pytest.mark.parametrize("changed, change", [
    (ORDERS.replace("one-", "two-"), "orders: record"),
    (ORDERS.replace("one-", "two-").replace("n: =index()", f"n: {'x' * 40_000}"), "orders: record"),  # restarts the stream
    (ORDERS.replace("'one-${index()}'", "=uuid4()"), "orders: record"),
    (ORDERS.replace("rate: 300/s", "rate: 700/s").replace("one-", "two-"), "orders: rate, record"),
    (ORDERS.replace("rate: 300/s", "rate: 300/s, stop_after: {records: 400}").replace("one-", "two-"),
     "orders: record, stop_after"),
    (ORDERS.replace("rate: 300/s", "rate: 300/s, imperfections: {tombstone: 30%}").replace("one-", "two-"),
     "orders: record, imperfections"),
    (ORDERS.replace("one-", "two-").replace("record: {", "record: {$when: =index() % 2 == 0, "), "orders: record"),
])
def test_references_point_to_sent_records_after_a_reload(tmp_path, changed, change):
    with Deliveries(tmp_path, HEAD + ORDERS + PAYMENTS + CLICKS) as sent:
        sent.wait_for_records("payments", 200)
        assert sent.reload(HEAD + changed + PAYMENTS + CLICKS) == [change, "payments: references"]
        sent.wait_for_records("payments", 300)
        sent.reload(HEAD + changed + CLICKS)  # payments ends first, so that every referenced record is sent
        sent.wait_for_records("clicks", 50)
        sent.finish()
        payments = sent.fields("payments", "order")
        assert_all_sent(payments, sent.fields("orders", "id"))
        assert {payments[0][:4], payments[-1][:4]} != {"one-"}, "references use the new records"


def test_reload_changes_a_chain_of_references_together(tmp_path):
    with Deliveries(tmp_path, HEAD + ORDERS + PAYMENTS + REFUNDS + CLICKS) as sent:
        sent.wait_for_records("refunds", 100)
        changes = sent.reload(HEAD + ORDERS.replace("one-", "two-") + PAYMENTS + REFUNDS + CLICKS)
        assert changes == ["orders: record", "payments: references", "refunds: references"]
        sent.wait_for_records("refunds", 200)
        assert sent.reload(HEAD + ORDERS.replace("one-", "two-") + PAYMENTS.replace("payments,", "payments, when_late: skip,")
                           + REFUNDS + CLICKS) == ["payments: when_late"]
        sent.wait_for_records("refunds", 100)
        sent.reload(HEAD + ORDERS.replace("one-", "two-") + CLICKS)
        sent.wait_for_records("clicks", 50)
        sent.finish()
        assert_all_sent(sent.fields("payments", "order"), sent.fields("orders", "id"))
        assert_all_sent(sent.fields("refunds", "order"), sent.fields("payments", "order"))


def test_references_to_a_restored_stream_use_its_new_records(tmp_path):
    with Deliveries(tmp_path, HEAD + ORDERS + PAYMENTS + CLICKS) as sent:
        sent.wait_for_records("payments", 100)
        assert sent.reload(HEAD + CLICKS) == ["orders: removed", "payments: removed"]
        sent.wait_for_records("clicks", 30)
        again = ORDERS.replace("one-", "two-")
        assert sent.reload(HEAD + again + PAYMENTS + CLICKS) == ["orders: added", "payments: added"]
        sent.wait_for_records("payments", 200)
        sent.reload(HEAD + again + CLICKS)
        sent.wait_for_records("clicks", 50)
        sent.finish()
        assert_all_sent(sent.fields("payments", "order"), sent.fields("orders", "id"))


def test_references_to_a_slow_stream_wait_for_its_first_changed_record(tmp_path):
    slow = ORDERS.replace("300/s", "1/2s")
    with Deliveries(tmp_path, HEAD + slow + PAYMENTS + CLICKS) as sent:
        sent.wait_for_records("payments", 100)
        sent.reload(HEAD + slow.replace("one-", "two-") + PAYMENTS + CLICKS)
        sent.wait_for_records("orders", 2)
        sent.wait_for_records("payments", 100)
        sent.finish()
        known, early = set(), []
        for number, line in enumerate(sent.lines):
            if match := re.search(r"\] orders .* id=(\S+)", line):
                known.add(match.group(1))
            elif (match := re.search(r"\] payments .* order=(\S+)", line)) and match.group(1) not in known:
                early.append((number, match.group(1)))
        assert len(early) < 100 * TIMEOUT_FACTOR, f"{len(early)} refer to orders that came much later: {early[-3:]}"


def test_references_to_an_ended_stream_do_not_change(tmp_path):
    bounded = ORDERS.replace("rate: 300/s", "rate: 300/s, stop_after: {records: 60}")
    with Deliveries(tmp_path, HEAD + bounded + PAYMENTS + CLICKS) as sent:
        sent.api.wait("orders", lambda stream: stream["state"] == "ended")
        assert sent.reload(HEAD + bounded.replace("one-", "two-") + PAYMENTS + CLICKS) == ["orders: record"]
        sent.wait_for_records("payments", 200)
        sent.finish()
        assert_all_sent(sent.fields("payments", "order"), sent.fields("orders", "id"))


def test_reload_of_unreferenced_settings_changes_one_stream(tmp_path):
    with Deliveries(tmp_path, HEAD + ORDERS + PAYMENTS + CLICKS) as sent:
        sent.wait_for_records("payments", 50)
        assert sent.reload(HEAD + ORDERS.replace("key: none", "key: =index()") + PAYMENTS + CLICKS) == ["orders: key"]
        assert sent.reload(HEAD + ORDERS.replace("300/s", "600/s") + PAYMENTS + CLICKS) == ["orders: rate, key"]
        assert sent.reload(HEAD + ORDERS.replace("300/s", "600/s") + PAYMENTS + CLICKS.replace("id:", "nr:")) == [
            "clicks: record"]
        sent.finish()
