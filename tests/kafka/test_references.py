"""Records that a stream refers to are in the topic of the other stream."""
import json
from decimal import Decimal

from readers import read_topic
from spate import assert_account_balances, run_scenario


def values(records):
    return [json.loads(record.value, parse_float=Decimal) for record in records]


def test_references_to_delivered_orders_exist(kafka, topic, tmp_path):
    orders, payments = f"{topic}-orders", f"{topic}-payments"
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - {{name: orders, topic: {orders}, partitions: 3, rate: 2000/s, generator: order, stop_after: {{records: 6000}}}}
  - name: payments
    topic: {payments}
    partitions: 3
    rate: 1000/s
    start_after: 4s      # all orders are delivered by then
    stop_after: {{records: 2000}}
    record:
      $let: {{o: "=ref(orders)"}}
      order: =o.order_id
      customer: =o.customer_id
      total: =o.total
      ordered: =o.timestamp
    key: customer
""")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    sent = {(o["order_id"], o["customer_id"], o["total"], o["timestamp"]) for o in values(read_topic(kafka.bootstrap, orders))}
    referred = [(p["order"], p["customer"], p["total"], p["ordered"]) for p in values(read_topic(kafka.bootstrap, payments))]
    assert len(sent) == 6000 and len(referred) == 2000
    assert [reference for reference in referred if reference not in sent] == []
    assert len(set(referred)) > 1500  # spread over all orders


def test_references_skip_dropped_and_deleted_records(kafka, topic, tmp_path):
    orders, payments = f"{topic}-orders", f"{topic}-payments"
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - name: orders
    topic: {orders}
    rate: 2000/s
    stop_after: {{records: 2000}}
    record: {{$when: "=index() % 4 > 0", n: =index(), id: =uuid4()}}
    key: id
    imperfections: {{drop: 20%, tombstone: 20%, duplicate: 5%}}
  - name: payments
    topic: {payments}
    rate: 2000/s
    start_after: 2s
    stop_after: {{records: 2000}}
    record:
      $let: {{o: =ref(orders), same: "=ref(orders, at=index())"}}
      n: =o.n
      id: =o.id
      nearest: =same.n
      nearest_id: =same.id
""")
    assert result.returncode == 0, result.stderr
    assert_account_balances(summary)
    ids = {o["n"]: o["id"] for o in values(record for record in read_topic(kafka.bootstrap, orders) if record.value)}
    assert 800 < len(ids) < 1100
    referred = values(read_topic(kafka.bootstrap, payments))
    assert all(ids.get(p["n"]) == p["id"] for p in referred)
    # ref(…, at=n) refers to record n. If n was dropped or deleted, it refers to the last record before n, if there is one.
    sent = list(ids)
    assert all(ids.get(p["nearest"]) == p["nearest_id"] for p in referred[sent[0]:])
    assert all(p["nearest"] == max(n for n in sent if n <= index) for index, p in enumerate(referred) if index >= sent[0])
