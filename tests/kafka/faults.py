#!/usr/bin/python3
"""Faults of three brokers during a run, and the delivery guarantee of each: `./dev faults [NAME…]`.

Each fault lasts until its share of 10 million records is sent (SPATE_FAULT_RECORDS is the sum). test_faults.py runs each
for a short time. docs/explanation/delivery-guarantees.md has the table.
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
from trial import PARTITIONS, TopicContent, Trial, read_back  # noqa: E402

USER, PASSWORD = "load", "load-secret"


@contextlib.contextmanager
def faulty_cluster():
    """Three brokers, a user with restricted permissions, and a proxy that disturbs the network."""
    with Cluster(3, users={"admin": "a", USER: PASSWORD}, proxied=True) as kafka:
        with Proxy(kafka) as kafka.proxy:
            yield kafka


def leader_killed(trial, seconds):
    """the leader of a partition is killed (SIGKILL) and restarted"""
    node = trial.leader()
    trial.kafka.kill(node)
    time.sleep(seconds)
    trial.kafka.start(node)


def rolling_restart(trial, seconds):
    """each broker is restarted, one after the other"""
    for broker in trial.kafka.brokers:
        in_sync(trial.kafka)
        trial.kafka.stop(broker.node)
        trial.kafka.start(broker.node)


def two_brokers_down(trial, seconds):
    """two of three brokers are killed: no record is acknowledged until one restarts"""
    for node in (2, 3):
        trial.kafka.kill(node)
    assert trial.stalls(max(2, seconds))
    for node in (2, 3):
        trial.kafka.start(node, wait=False)
    trial.kafka.wait_until_up()


def broker_frozen(trial, seconds):
    """the leader of a partition is suspended (SIGSTOP), then resumed"""
    node = trial.leader()
    trial.kafka.pause(node)
    time.sleep(max(6, seconds))
    trial.kafka.resume(node)


def connections_cut(trial, seconds):
    """every connection is reset, once a second"""
    before = trial.kafka.proxy.cuts
    for _ in range(int(seconds) + 2):
        trial.kafka.proxy.cut()
        time.sleep(1)
    assert trial.kafka.proxy.cuts > before + 3


def slow_network(trial, seconds):
    """every round trip takes 200 ms more"""
    with changed(trial.kafka.proxy, delay=0.1):
        trial.flow(trial.rate * (seconds + 1))


def narrow_network(trial, seconds):
    """the bandwidth is a tenth of what the stream needs"""
    before = trial.delivered()
    with changed(trial.kafka.proxy, bytes_per_second=trial.bytes_per_second() / 10 / len(trial.kafka.brokers)):
        time.sleep(seconds + 2)
        assert trial.delivered() - before < trial.rate * (seconds + 2) * 0.8, "it was not narrow"


def topic_deleted(trial, seconds):
    """the topic is deleted"""
    with trial.kafka.admin() as admin:
        admin.delete_topics([trial.topic])
    trial.fail(trial.rate * seconds)


def partitions_added(trial, seconds):
    """three partitions are added"""
    trial.kafka.add_partitions(trial.topic, PARTITIONS + 3)
    trial.run.wait_for("partition count changed to 9 \(was 6\)", 60)
    trial.flow(trial.rate)


def records_too_large(trial, seconds):
    """one record in 20,000 is larger than max.message.bytes of the topic"""
    trial.fail(seconds)


def authorization_lost(trial, seconds):
    """the user loses the Write permission and regains it"""
    trial.kafka.allow(USER, "Write", "topic", trial.topic, remove=True)
    trial.fail(trial.rate * seconds)
    trial.kafka.allow(USER, "Write", "topic", trial.topic)
    trial.flow()


def quota(trial, seconds):
    """a quota of half the rate is set and removed"""
    set_quota(trial.kafka, "--add-config", f"producer_byte_rate={int(trial.bytes_per_second() / 2 / len(trial.kafka.brokers))}")
    trial.flow(trial.rate * seconds)
    set_quota(trial.kafka, "--delete-config", "producer_byte_rate")
    assert trial.counter("spate_broker_throttle_seconds") >= 0


def cut_with_retries(trial, seconds):
    """every connection is reset, once a second; the producer is not idempotent"""
    connections_cut(trial, seconds)


def cut_without_retries(trial, seconds):
    """every connection is reset, once a second; the producer is not idempotent and does not retry"""
    connections_cut(trial, seconds)


def set_quota(kafka, *change):
    kafka.tool("kafka.admin.ConfigCommand", "--bootstrap-server", kafka.bootstrap, "--alter", "--entity-type", "clients",
               "--entity-name", "spate", *change)


def in_sync(kafka, timeout=90):
    """Waits until every replica of every topic is in sync."""
    deadline = time.monotonic() + timeout
    while any(len(partition["isr"]) < len(partition["replicas"])
              for topic in kafka.topics().values() for partition in topic["partitions"]):
        assert time.monotonic() < deadline, "the replicas do not catch up"
        time.sleep(0.3)


@contextlib.contextmanager
def changed(thing, **values):
    before = {name: getattr(thing, name) for name in values}
    for name, value in values.items():
        setattr(thing, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(thing, name, value)


def allow_the_user(kafka, topic):
    for right in ("Describe", "Create", "Write"):
        kafka.allow(USER, right, "topic", topic)
    kafka.allow(USER, "IdempotentWrite", "cluster", "")


# Delivery guarantees. `stream` is from the summary, `content` is what kcat read.

def every_record_once(stream, content):
    """All records are delivered. The topic contains each once, in order of its key, and no others."""
    assert stream["failed"] == {}
    assert content == dataclasses.replace(content, records=stream["delivered"], distinct=stream["delivered"], copies=0,
                                        out_of_order=0, foreign=0)
    assert all(content.numbers[:stream["delivered"]]), "the last record of the schedule is not the last delivered"


def every_delivered_record_once(stream, content):
    """Some records failed. The topic contains the delivered ones once, in order of their key, and no others."""
    assert content == dataclasses.replace(content, distinct=content.records, copies=0, out_of_order=0, foreign=0)
    assert stream["possibly_persisted"] == 0
    assert content.records == stream["delivered"]


def within_the_account(stream, content):
    """Delivered ≤ read ≤ delivered + possibly persisted, without duplicates."""
    assert content.copies == content.foreign == 0
    assert stream["delivered"] <= content.records <= stream["delivered"] + stream["possibly_persisted"]


def each_at_least_once(stream, content):
    """All records are delivered; resent ones may be in the topic twice."""
    assert stream["failed"] == {} and content.foreign == 0
    assert content.distinct == stream["delivered"] and content.copies == content.records - content.distinct


def only_the_account(stream, content):
    """The topic is deleted, so there is nothing to read."""
    assert content.records == 0


@dataclasses.dataclass
class Fault:
    """`act(trial, seconds)` causes the fault during a run for about this time, and reverts it."""

    act: typing.Callable
    promise: typing.Callable = every_record_once
    failures: tuple = ()  # names of the errors that may occur
    through: str = "bootstrap"  # attribute of the cluster with the listener
    setup: dict = dataclasses.field(default_factory=dict)  # further arguments of the Trial
    before: typing.Callable = lambda kafka, topic: None
    max_seconds: int = 20

    @property
    def name(self):
        return self.act.__name__


AS_USER = f"  security.protocol: sasl_plaintext\n  sasl.mechanisms: PLAIN\n  sasl.username: {USER}\n  sasl.password: {PASSWORD}"
# A client with a backlog then sends larger batches instead of many small ones. Idempotence has the same limit.
FEW_IN_FLIGHT = "  max.in.flight.requests.per.connection: 5"
FAULTS = [
    Fault(leader_killed),
    Fault(rolling_restart),
    Fault(two_brokers_down),
    Fault(broker_frozen),
    Fault(connections_cut, through="proxied_bootstrap"),
    Fault(slow_network, through="proxied_bootstrap"),
    Fault(narrow_network, through="proxied_bootstrap"),
    Fault(topic_deleted, only_the_account, ("UNKNOWN_TOPIC_OR_PART", "_UNKNOWN_TOPIC", "_UNKNOWN_PARTITION", "_DESTROY"),
          setup={"kafka_keys": "  topic.metadata.propagation.max.ms: 3000"}),
    Fault(partitions_added, setup={"kafka_keys": "  topic.metadata.refresh.interval.ms: 1000"}),
    Fault(records_too_large, every_delivered_record_once, ("MSG_SIZE_TOO_LARGE",),
          setup={"topic_config": "max.message.bytes: 20000", "kafka_keys": "  batch.size: 10000",
                 "record": f"""'${{index()}} ${{if(index() % 20000 == 7, "{"x" * 30000}", "-")}}'"""}),
    Fault(authorization_lost, every_delivered_record_once, ("TOPIC_AUTHORIZATION_FAILED",), "sasl_bootstrap",
          {"kafka_keys": AS_USER}, allow_the_user, 5),
    Fault(quota),
    Fault(cut_with_retries, each_at_least_once, through="proxied_bootstrap",
          setup={"idempotent": False, "kafka_keys": FEW_IN_FLIGHT}),
    Fault(cut_without_retries, within_the_account, ("_TRANSPORT",), "proxied_bootstrap",
          {"idempotent": False, "kafka_keys": FEW_IN_FLIGHT + "\n  retries: 0"}),
]


def attempt(kafka, fault, topic, seconds, rate=20_000, records=0):
    """Runs one fault and checks its guarantee. Returns the stream of the summary and what kcat read."""
    in_sync(kafka)
    fault.before(kafka, topic)
    with Trial(kafka, topic, rate, servers=getattr(kafka, fault.through), **fault.setup) as trial:
        trial.flow()
        fault.act(trial, seconds)
        trial.flow_on(records, failing=bool(fault.failures))
        code = trial.stop()
        stream = trial.summary["streams"][0]
        shutil.rmtree(trial.directory)
        log = trial.run.log
    kafka.wait_until_up()
    content = TopicContent()
    if fault.promise is not only_the_account:
        content = read_back(kafka.bootstrap, topic, stream["scheduled"])
        with kafka.admin() as admin:
            admin.delete_topics([topic])
    outcome = (f"exit {code}, {stream['delivered']} delivered, {stream['failed']} failed, {stream['possibly_persisted']} possibly "
            f"persisted; {content.records} read, {content.copies} copies, {content.out_of_order} out of order")
    print(f"{fault.name}: {outcome}", flush=True)
    if set(stream["failed"]) - set(fault.failures) or bool(fault.failures) != bool(stream["failed"]):
        raise AssertionError(f"unexpected failures: {outcome}\n{log}")
    assert code == (1 if fault.failures else 0), f"{outcome}\n{log}"
    logged = [error for error in stream["failed"] if f"records failed with {error}" in log]
    assert logged or not stream["failed"], log  # failures of the last second are only in the summary
    fault.promise(stream, content)
    return stream, content


def flow(stream):
    """Records per second that were delivered or failed."""
    return stream["rate"] * (stream["delivered"] + sum(stream["failed"].values())) / stream["delivered"]


def main(*names):
    faults = [fault for fault in FAULTS if not names or fault.name in names]
    share = int(os.environ.get("SPATE_FAULT_RECORDS", "10000000")) // len(FAULTS) + 1
    delivered = failed = 0
    with faulty_cluster() as kafka:
        for fault in faults:
            started = time.monotonic()
            stream, _ = attempt(kafka, fault, fault.name.replace("_", "-"), fault.max_seconds, 25_000, share)
            delivered += stream["delivered"]
            failed += sum(stream["failed"].values())
            print(f"  {fault.act.__doc__}; {fault.promise.__doc__} {flow(stream):,.0f}/s answered, {stream['rate']:,.0f}/s "
                  f"delivered, {time.monotonic() - started:.0f} s")
            assert flow(stream) >= 20_000
    print(f"{len(faults)} faults, {delivered:,} records delivered, {failed:,} failed where that was meant: all guarantees were met")


if __name__ == "__main__":
    main(*sys.argv[1:])
