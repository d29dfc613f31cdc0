"""If no broker responds, the producer queue bounds the memory to what `spate plan` predicts, and a stop waits only for the
last deliveries."""
import re
import signal
import time
import urllib.request

import pytest
from cluster import Cluster

from spate import Running, assert_account_balances, read_summary, spate, write_scenario

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def kafka():
    with Cluster() as kafka:
        yield kafka


def metric(address, name):
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=20) as response:
        return sum(map(float, re.findall(rf"^{name}(?:{{[^}}]*}})? ([0-9.e+]+)$", response.read().decode(), re.MULTILINE)))


def resident_bytes(pid):
    return int(re.search(r"VmRSS:\s+(\d+) kB", open(f"/proc/{pid}/status").read()).group(1)) * 1024


def planned_bytes(file):
    number, unit = re.search(r"about ([0-9.]+) (MiB|GiB) of memory", spate("plan", file).stdout).groups()
    return float(number) * {"MiB": MIB, "GiB": 1024 * MIB}[unit]


@pytest.mark.parametrize("records, kbytes, size, frozen", [(20_000, 1_048_576, 300, False), (100_000, 16_384, 2000, True),
                                                           (1000, 1024, 10, False)],
                         ids=["by-records", "by-bytes-and-frozen", "small"])
def test_memory_is_bounded_by_the_queue(kafka, topic, tmp_path, records, kbytes, size, frozen):
    file = write_scenario(tmp_path, f"""
kafka:
  bootstrap.servers: {kafka.bootstrap}
  queue.buffering.max.messages: {records}
  queue.buffering.max.kbytes: {kbytes}
shutdown: {{flush_timeout: 1s}}
metrics: {{listen: "127.0.0.1:0"}}
streams:
  - {{topic: {topic}, partitions: 3, rate: 50000/s, record: "${{index()}} ${{hex({size})}}"}}
""")
    summary = tmp_path / "summary.json"
    with Running("run", file, "--summary", summary) as run:
        address = run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        run.wait_for("1 stream to")
        time.sleep(1)
        kafka.pause() if frozen else kafka.kill()
        try:
            time.sleep(3)
            enqueued, memory_before = metric(address, "spate_records_enqueued_total"), resident_bytes(run.pid)
            time.sleep(3)
            assert metric(address, "spate_records_enqueued_total") == enqueued, "the queue is not full"
            assert metric(address, "spate_records_waiting") > 3 * 50_000 / 2
            assert 0 < metric(address, "spate_producer_queue_records") <= records
            assert metric(address, "spate_producer_queue_bytes") <= kbytes * 1024
            memory = resident_bytes(run.pid)
            assert memory <= memory_before + MIB, "the memory grows"
            print(f"{memory / MIB:.1f} MiB, planned {planned_bytes(file) / MIB:.1f} MiB")
            # A request in flight has a copy of its records, and with a frozen broker requests stay in flight.
            copies = kbytes * 1024 if frozen else 0
            assert memory <= 1.3 * planned_bytes(file) + copies + 8 * MIB
            run.send(signal.SIGTERM)
            assert run.finish() == 1
        finally:
            kafka.resume() if frozen else kafka.start()
    assert_account_balances(read_summary(summary))


ADDED = "  - {name: added, topic: %s-added, partitions: 1, rate: 1/s, record: x}\n"


@pytest.mark.parametrize("flush, change", [("1s", lambda text, topic: text + ADDED % topic),
                                           ("60s", lambda text, _: re.sub("servers: .*", "servers: embedded", text).replace("60s", "1s"))],
                         ids=["for-a-topic", "for-last-deliveries"])
def test_stop_interrupts_a_waiting_reload(kafka, topic, tmp_path, flush, change):
    """A reload waits up to 10 s for a broker, and up to shutdown.flush_timeout for the deliveries of a replaced client."""
    text = f"""
kafka:
  bootstrap.servers: {kafka.bootstrap}
shutdown: {{flush_timeout: {flush}}}
metrics: {{listen: "off"}}
streams:
  - {{topic: {topic}, partitions: 1, rate: 1000/s, record: "${{index()}}"}}
"""
    file, summary = write_scenario(tmp_path, text), tmp_path / "summary.json"
    with Running("run", file, "--summary", summary) as run:
        run.wait_for("1 stream to")
        time.sleep(0.5)
        kafka.pause()
        try:
            write_scenario(tmp_path, change(text, topic))
            run.send(signal.SIGHUP)
            time.sleep(1)
            assert "reload:" not in run.log, "the reload does not wait"
            stopped_at = time.monotonic()
            run.send(signal.SIGTERM)
            assert run.finish() == 1
            assert time.monotonic() - stopped_at < 4
        finally:
            kafka.resume()
    assert_account_balances(read_summary(summary))
