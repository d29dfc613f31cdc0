"""References read back: what a record refers to is in the other topic, since that was written first."""
import json
from decimal import Decimal

from readers import read_topic
from spate import assert_account_closes, run_scenario


def values(records):
    return [json.loads(record.value, parse_float=Decimal) for record in records]


def test_a_reference_is_never_dangling_when_the_other_stream_was_written_first(kafka, topic, tmp_path):
    orders, payments = f"{topic}-orders", f"{topic}-payments"
    result, summary = run_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{kafka.bootstrap}"}}
streams:
  - {{name: orders, topic: {orders}, partitions: 3, rate: 2000/s, generator: order, stop_after: {{records: 6000}}}}
  - name: payments
    topic: {payments}
    partitions: 3
    rate: 1000/s
    start_after: 4s      # all orders are due by then, and written
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
    assert_account_closes(summary)
    written = {(o["order_id"], o["customer_id"], o["total"], o["timestamp"]) for o in values(read_topic(kafka.bootstrap, orders))}
    referred = [(p["order"], p["customer"], p["total"], p["ordered"]) for p in values(read_topic(kafka.bootstrap, payments))]
    assert len(written) == 6000 and len(referred) == 2000
    assert [one for one in referred if one not in written] == []
    assert len(set(referred)) > 1500  # spread over all of them
