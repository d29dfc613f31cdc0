#!/usr/bin/python3
"""Injects faults into three brokers during runs, and checks the delivery guarantee of each: `./dev faults [NAME…]`.

Each run lasts until its share of 10 million records is sent (SPATE_FAULT_RECORDS sets the sum). test_faults.py injects each
fault for a short time. docs/explanation/delivery-guarantees.md has the table.
"""
import contextlib
import dataclasses
import os
import pathlib
import shutil
import sys
import time
import typing

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1])]

from cluster import Cluster  # noqa: E402
from proxy import Proxy  # noqa: E402
from fault_run import PARTITIONS, FaultRun, TopicContent, read_content  # noqa: E402

USER, PASSWORD = "load", "load-secret"


@contextlib.contextmanager
def faulty_cluster():
    """Three brokers, a user with restricted permissions, and a proxy that delays, throttles and cuts connections."""
    with Cluster(3, users={"admin": "a", USER: PASSWORD}, proxied=True) as kafka:
        with Proxy(kafka) as kafka.proxy:
            yield kafka


def leader_killed(run, seconds):
    """the leader of a partition is killed (SIGKILL) and restarted"""
    node = run.leader()
    run.kafka.kill(node)
    time.sleep(seconds)
    run.kafka.start(node)


def rolling_restart(run, seconds):
    """each broker is restarted, one after the other"""
    for broker in run.kafka.brokers:
        wait_until_in_sync(run.kafka)
        run.kafka.stop(broker.node)
        run.kafka.start(broker.node)


def two_brokers_down(run, seconds):
    """two of three brokers are killed: no record is acknowledged until one restarts"""
    for node in (2, 3):
        run.kafka.kill(node)
    assert run.delivery_stalls(max(2, seconds))
    for node in (2, 3):
        run.kafka.start(node, wait=False)
    run.kafka.wait_until_up()


def broker_frozen(run, seconds):
    """the leader of a partition is suspended (SIGSTOP), then resumed"""
    node = run.leader()
    run.kafka.pause(node)
    time.sleep(max(6, seconds))
    run.kafka.resume(node)


def connections_cut(run, seconds):
    """every connection is reset, once a second"""
    before = run.kafka.proxy.cuts
    for _ in range(int(seconds) + 2):
        run.kafka.proxy.cut()
        time.sleep(1)
    assert run.kafka.proxy.cuts > before + 3


def slow_network(run, seconds):
    """every round trip takes 200 ms more"""
    with temporarily_set(run.kafka.proxy, delay=0.1):
        run.wait_for_delivery(run.rate * (seconds + 1))


def narrow_network(run, seconds):
    """the bandwidth is a tenth of what the stream needs"""
    before = run.delivered()
    with temporarily_set(run.kafka.proxy, bytes_per_second=run.bytes_per_second() / 10 / len(run.kafka.brokers)):
        time.sleep(seconds + 2)
        assert run.delivered() - before < run.rate * (seconds + 2) * 0.8, "the bandwidth limit had no effect"


def topic_deleted(run, seconds):
    """the topic is deleted"""
    with run.kafka.admin() as admin:
        admin.delete_topics([run.topic])
    run.wait_for_failures(run.rate * seconds)


def partitions_added(run, seconds):
    """three partitions are added"""
    run.kafka.add_partitions(run.topic, PARTITIONS + 3)
    run.process.wait_for(r"partition count changed to 9 \(was 6\)", 60)
    run.wait_for_delivery(run.rate)


def records_too_large(run, seconds):
    """one record in 20,000 is larger than max.message.bytes of the topic"""
    run.wait_for_failures(seconds)


def authorization_lost(run, seconds):
    """the user loses the Write permission and regains it"""
    run.kafka.allow(USER, "Write", "topic", run.topic, remove=True)
    run.wait_for_failures(run.rate * seconds)
    run.kafka.allow(USER, "Write", "topic", run.topic)
    run.wait_for_delivery()


def quota(run, seconds):
    """a quota of half the rate is set and removed"""
    set_quota(run.kafka, "--add-config", f"producer_byte_rate={int(run.bytes_per_second() / 2 / len(run.kafka.brokers))}")
    run.wait_for_delivery(run.rate * seconds)
    run.wait_for_throttling()
    set_quota(run.kafka, "--delete-config", "producer_byte_rate")


def cut_with_retries(run, seconds):
    """every connection is reset, once a second; the producer is not idempotent"""
    connections_cut(run, seconds)


def cut_without_retries(run, seconds):
    """every connection is reset, once a second; the producer is not idempotent and does not retry"""
    connections_cut(run, seconds)


def set_quota(kafka, *change):
    kafka.run_tool("kafka.admin.ConfigCommand", "--bootstrap-server", kafka.bootstrap, "--alter", "--entity-type", "clients",
                   "--entity-name", "spate", *change)


def wait_until_in_sync(kafka, timeout=90):
    """Waits until every replica of every topic is in sync."""
    deadline = time.monotonic() + timeout
    while any(len(partition["isr"]) < len(partition["replicas"])
              for topic in kafka.topics().values() for partition in topic["partitions"]):
        assert time.monotonic() < deadline, f"replicas are not in sync after {timeout} s"
        time.sleep(0.3)


@contextlib.contextmanager
def temporarily_set(target, **values):
    """Sets attributes of the target inside the block."""
    before = {name: getattr(target, name) for name in values}
    for name, value in values.items():
        setattr(target, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(target, name, value)


def allow_user(kafka, topic):
    for operation in ("Describe", "Create", "Write"):
        kafka.allow(USER, operation, "topic", topic)
    kafka.allow(USER, "IdempotentWrite", "cluster", "")


# Delivery guarantees. `stream` is from the summary, `content` was read with kcat.

def every_record_once(stream, content):
    """All records are delivered. The topic contains each once, in order of its key, and no others."""
    assert stream["failed"] == {}
    assert content == dataclasses.replace(content, records=stream["delivered"], distinct=stream["delivered"], duplicates=0,
                                          out_of_order=0, foreign=0)
    assert all(content.numbers[:stream["delivered"]]), "a record before the last delivered one is missing"


def every_delivered_record_once(stream, content):
    """Some records failed. The topic contains the delivered ones once, in order of their key, and no others."""
    assert content == dataclasses.replace(content, distinct=content.records, duplicates=0, out_of_order=0, foreign=0)
    assert stream["possibly_persisted"] == 0
    assert content.records == stream["delivered"]


def read_within_account(stream, content):
    """Delivered ≤ read ≤ delivered + possibly persisted, without duplicates."""
    assert content.duplicates == content.foreign == 0
    assert stream["delivered"] <= content.records <= stream["delivered"] + stream["possibly_persisted"]


def every_record_at_least_once(stream, content):
    """All records are delivered; resent ones may be in the topic twice."""
    assert stream["failed"] == {} and content.foreign == 0
    assert content.distinct == stream["delivered"] and content.duplicates == content.records - content.distinct


def account_only(stream, content):
    """The topic is deleted, so there is nothing to read."""
    assert content.records == 0


@dataclasses.dataclass
class Fault:
    """`inject(run, seconds)` causes the fault for about this time, and reverts it."""

    inject: typing.Callable
    guarantee: typing.Callable = every_record_once
    failures: tuple = ()  # names of the errors that may occur
    listener: str = "bootstrap"  # attribute of the cluster with its address
    options: dict = dataclasses.field(default_factory=dict)  # further arguments of FaultRun
    prepare: typing.Callable = lambda kafka, topic: None
    long_seconds: int = 20  # duration in ./dev faults

    @property
    def name(self):
        return self.inject.__name__


AS_USER = f"  security.protocol: sasl_plaintext\n  sasl.mechanisms: PLAIN\n  sasl.username: {USER}\n  sasl.password: {PASSWORD}"
# Then a client with a backlog sends larger batches instead of many small ones. Idempotence sets the same limit.
FEW_IN_FLIGHT = "  max.in.flight.requests.per.connection: 5"
FAULTS = [
    Fault(leader_killed),
    Fault(rolling_restart),
    Fault(two_brokers_down),
    Fault(broker_frozen),
    Fault(connections_cut, listener="proxied_bootstrap"),
    Fault(slow_network, listener="proxied_bootstrap"),
    Fault(narrow_network, listener="proxied_bootstrap"),
    Fault(topic_deleted, account_only, ("UNKNOWN_TOPIC_OR_PART", "_UNKNOWN_TOPIC", "_UNKNOWN_PARTITION", "_DESTROY"),
          options={"kafka_keys": "  topic.metadata.propagation.max.ms: 3000"}),
    Fault(partitions_added, options={"kafka_keys": "  topic.metadata.refresh.interval.ms: 1000"}),
    Fault(records_too_large, every_delivered_record_once, ("MSG_SIZE_TOO_LARGE",),
          options={"topic_config": "max.message.bytes: 20000", "kafka_keys": "  batch.size: 10000",
                 "record": f"""'${{index()}} ${{if(index() % 20000 == 7, "{"x" * 30000}", "-")}}'"""}),
    Fault(authorization_lost, every_delivered_record_once, ("TOPIC_AUTHORIZATION_FAILED",), "sasl_bootstrap",
          {"kafka_keys": AS_USER}, allow_user, 5),
    Fault(quota),
    Fault(cut_with_retries, every_record_at_least_once, listener="proxied_bootstrap",
          options={"idempotent": False, "kafka_keys": FEW_IN_FLIGHT}),
    Fault(cut_without_retries, read_within_account, ("_TRANSPORT",), "proxied_bootstrap",
          {"idempotent": False, "kafka_keys": FEW_IN_FLIGHT + "\n  retries: 0"}),
]


def run_fault(kafka, fault, topic, seconds, rate=20_000, records=0):
    """Sends records during one fault and checks its guarantee. Returns the stream of the summary and the content of the topic."""
    wait_until_in_sync(kafka)
    fault.prepare(kafka, topic)
    with FaultRun(kafka, topic, rate, servers=getattr(kafka, fault.listener), **fault.options) as run:
        run.wait_for_delivery()
        fault.inject(run, seconds)
        run.wait_until_settled(records, failing=bool(fault.failures))
        code = run.stop()
        stream = run.summary["streams"][0]
        shutil.rmtree(run.directory)
        log = run.process.log
    kafka.wait_until_up()
    content = TopicContent()
    if fault.guarantee is not account_only:
        content = read_content(kafka.bootstrap, topic, stream["scheduled"])
        with kafka.admin() as admin:
            admin.delete_topics([topic])
    outcome = (f"exit {code}, {stream['delivered']} delivered, {stream['failed']} failed, {stream['possibly_persisted']} possibly "
            f"persisted; {content.records} read, {content.duplicates} duplicates, {content.out_of_order} out of order")
    print(f"{fault.name}: {outcome}", flush=True)
    if set(stream["failed"]) - set(fault.failures) or bool(fault.failures) != bool(stream["failed"]):
        raise AssertionError(f"unexpected failures: {outcome}\n{log}")
    assert code == (1 if fault.failures else 0), f"{outcome}\n{log}"
    is_logged = any(f"records failed with {error}" in log for error in stream["failed"])
    assert is_logged or not stream["failed"], log  # failures of the last second are only in the summary
    fault.guarantee(stream, content)
    return stream, content


def settled_rate(stream):
    """Returns the records per second that were delivered or failed."""
    return stream["rate"] * (stream["delivered"] + sum(stream["failed"].values())) / stream["delivered"]


def main(*names):
    faults = [fault for fault in FAULTS if not names or fault.name in names]
    share = int(os.environ.get("SPATE_FAULT_RECORDS", "10000000")) // len(FAULTS) + 1
    delivered = failed = 0
    with faulty_cluster() as kafka:
        for fault in faults:
            started = time.monotonic()
            stream, _ = run_fault(kafka, fault, fault.name.replace("_", "-"), fault.long_seconds, 25_000, share)
            delivered += stream["delivered"]
            failed += sum(stream["failed"].values())
            print(f"  {fault.inject.__doc__}; {fault.guarantee.__doc__} {settled_rate(stream):,.0f}/s settled, "
                  f"{stream['rate']:,.0f}/s delivered, {time.monotonic() - started:.0f} s")
            assert settled_rate(stream) >= 20_000
    print(f"{len(faults)} faults, {delivered:,} records delivered, {failed:,} failed as expected, all guarantees were met")


if __name__ == "__main__":
    main(*sys.argv[1:])
