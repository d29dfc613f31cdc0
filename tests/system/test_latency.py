"""A stall of the broker shows in the delivery latency of every record that was due meanwhile, as arithmetic says."""
import math
import time

import pytest

from brokers import Brokers
from spate import Running, assert_account_balances, read_summary, stream_of, write_scenario

RATE = 1000
SECONDS = 10
STALL = 2.0


def run_with_a_stall(tmp_path, queue):
    """A stream at 1,000/s for ten seconds, and brokers that stand still for two of them: the stream's summary, and how
    long the stall was at least and at most."""
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
    """What arithmetic says of each record, with a broker that otherwise answers at once. Up to `queue` records wait in
    the client and are acknowledged at the end of the stall; the others wait in spate, which then catches up at twice the
    rate, so that a record is one half of the remaining delay late."""
    held = min(stall, queue / RATE)
    late = []
    for n in range(RATE * SECONDS):
        at = n / RATE  # since the stall began
        late.append(stall - at if at < held else max(0.0, stall + (at - held) / 2 - at))
    return sorted(late)


def quantile(values, share):
    return values[max(0, math.ceil(share * len(values)) - 1)]


@pytest.mark.not_sanitized("compares times with arithmetic")
@pytest.mark.parametrize("queue", [20_000, 1_000], ids=["the client holds all", "spate holds half"])
def test_a_stall_is_in_every_latency_it_caused(queue, tmp_path):
    stream, shortest, longest = run_with_a_stall(tmp_path, queue)
    delivery = stream["delivery_latency"]
    least, most = latencies(shortest, queue), latencies(longest, queue)
    for name, share in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999), ("max", 1.0)]:
        # A busy machine adds some, and never takes anything away.
        assert 0.98 * quantile(least, share) - 0.01 <= delivery[name] <= 1.02 * quantile(most, share) + 0.75, (name, stream)
    if queue > RATE * STALL:
        assert stream["limited_seconds"]["ack_wait"] == 0  # handed over in time: the schedule did not suffer
    else:
        assert stream["schedule_lag"]["max"] > shortest - queue / RATE - 0.1
        assert stream["limited_seconds"]["ack_wait"] > 0
