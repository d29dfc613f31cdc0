"""A broker stall appears in the delivery latency of every record that was due during it."""
import math
import time

import pytest

from brokers import Brokers
from spate import Running, assert_account_balances, read_summary, stream_of, write_scenario

RATE = 1000
SECONDS = 10
STALL = 2.0


def run_with_a_stall(tmp_path, queue):
    """Runs a stream at 1,000/s for 10 s and stops the brokers for 2 s. Returns the stream's summary and the lower and the
    upper bound of the stall in seconds."""
    with Brokers(tmp_path, topic="stalled") as brokers:
        file = write_scenario(tmp_path, f"""
kafka: {{bootstrap.servers: "{brokers.address}", queue.buffering.max.messages: {queue}}}
streams:
  - {{topic: stalled, rate: {RATE}/s, stop_after: {{duration: {SECONDS}s}}, generator: log}}
""")
        summary_file = tmp_path / "summary.json"
        with Running("run", file, "--metrics", "off", "--summary", summary_file) as run:
            run.wait_for("1 stream to")
            time.sleep(2)
            with brokers.stopped() as stop:
                time.sleep(STALL)
            assert run.finish() == 0, run.log
    summary = read_summary(summary_file)
    assert_account_balances(summary)
    stream = stream_of(summary, "stalled")
    assert stream["delivered"] == RATE * SECONDS
    return stream, stop.shortest, stop.longest


def latencies(stall, queue):
    """The expected delivery latency of each record, with a broker that otherwise responds at once. Up to `queue` records
    wait in the client and are acknowledged at the end of the stall. The others wait in the backlog: spate catches up at
    twice the rate, so that each of them is late by half of the remaining delay."""
    absorbed = min(stall, queue / RATE)
    result = []
    for n in range(RATE * SECONDS):
        at = n / RATE  # since the stall began
        result.append(stall - at if at < absorbed else max(0.0, stall + (at - absorbed) / 2 - at))
    return sorted(result)


def quantile(values, share):
    return values[max(0, math.ceil(share * len(values)) - 1)]


@pytest.mark.not_sanitized("compares latencies with computed ones")
@pytest.mark.parametrize("queue", [20_000, 1_000], ids=["producer queue", "half in the backlog"])
def test_stall_appears_in_every_affected_latency(queue, tmp_path):
    stream, shortest, longest = run_with_a_stall(tmp_path, queue)
    delivery = stream["delivery_latency"]
    lower, upper = latencies(shortest, queue), latencies(longest, queue)
    for name, share in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999), ("max", 1.0)]:
        # A busy machine can only add latency.
        assert 0.98 * quantile(lower, share) - 0.01 <= delivery[name] <= 1.02 * quantile(upper, share) + 0.75, (name, stream)
    if queue > RATE * STALL:
        assert stream["limited_seconds"]["ack_wait"] == 0  # the queue had space: no schedule lag
    else:
        assert stream["schedule_lag"]["max"] > shortest - queue / RATE - 0.1
        assert stream["limited_seconds"]["ack_wait"] > 0
