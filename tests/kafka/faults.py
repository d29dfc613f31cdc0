#!/usr/bin/python3
"""What may go wrong with three brokers while records flow, and what is promised then: `./dev faults [NAME…]`.

Each fault lasts until its share of ten million records has been sent (SPATE_FAULT_RECORDS is the sum). test_faults.py
tries each of them briefly. docs/explanation/delivery-guarantees.md is the table for people.
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
from trial import PARTITIONS, Found, Trial, read_back  # noqa: E402

USER, PASSWORD = "load", "load-secret"


@contextlib.contextmanager
def bed():
    """Three brokers, a user that may do what it is allowed, and a network that can be made bad."""
    with Cluster(3, users={"admin": "a", USER: PASSWORD}, proxied=True) as kafka:
        with Proxy(kafka) as kafka.proxy:
            yield kafka


def leader_killed(trial, seconds):
    """the leader of a partition is killed with -9 and started again"""
    node = trial.leader()
    trial.kafka.kill(node)
    time.sleep(seconds)
    trial.kafka.start(node)


def rolling_restart(trial, seconds):
    """each broker is stopped in order and started again, one after the other"""
    for broker in trial.kafka.brokers:
        in_sync(trial.kafka)
        trial.kafka.stop(broker.node)
        trial.kafka.start(broker.node)


def two_brokers_down(trial, seconds):
    """two of three brokers are killed: nothing can be acknowledged until one of them is back"""
    for node in (2, 3):
        trial.kafka.kill(node)
    assert trial.stalls(max(2, seconds))
    for node in (2, 3):
        trial.kafka.start(node, wait=False)
    trial.kafka.wait_until_up()


def broker_frozen(trial, seconds):
    """the leader of a partition stops answering without hanging up (SIGSTOP), then goes on"""
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
    """somebody deletes the topic"""
    with trial.kafka.admin() as admin:
        admin.delete_topics([trial.topic])
    trial.fail(trial.rate * seconds)


def partitions_added(trial, seconds):
    """the topic gets three more partitions"""
    trial.kafka.add_partitions(trial.topic, PARTITIONS + 3)
    trial.run.wait_for("partition count changed to 9 \(was 6\)", 60)
    trial.flow(trial.rate)


def records_too_large(trial, seconds):
    """one record in twenty thousand is larger than the topic takes, and only the broker knows"""
    trial.fail(seconds)


def authorization_lost(trial, seconds):
    """the user loses the right to write, and gets it again"""
    trial.kafka.allow(USER, "Write", "topic", trial.topic, remove=True)
    trial.fail(trial.rate * seconds)
    trial.kafka.allow(USER, "Write", "topic", trial.topic)
    trial.flow()


def quota(trial, seconds):
    """a quota of half the rate is set, and taken away"""
    set_quota(trial.kafka, "--add-config", f"producer_byte_rate={int(trial.bytes_per_second() / 2 / len(trial.kafka.brokers))}")
    trial.flow(trial.rate * seconds)
    set_quota(trial.kafka, "--delete-config", "producer_byte_rate")
    assert trial.counter("spate_broker_throttle_seconds") >= 0


def cut_with_retries(trial, seconds):
    """every connection is reset, once a second; the producer is not idempotent"""
    connections_cut(trial, seconds)


def cut_without_retries(trial, seconds):
    """every connection is reset, once a second; the producer is not idempotent and does not try again"""
    connections_cut(trial, seconds)


def set_quota(kafka, *change):
    kafka.tool("kafka.admin.ConfigCommand", "--bootstrap-server", kafka.bootstrap, "--alter", "--entity-type", "clients",
               "--entity-name", "spate", *change)


def in_sync(kafka, timeout=90):
    """Until every replica of every topic is in sync again."""
    deadline = time.monotonic() + timeout
    while any(len(one["isr"]) < len(one["replicas"]) for topic in kafka.topics().values() for one in topic["partitions"]):
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


# What is promised. `stream` is the summary's, `found` what kcat read.

def every_record_once(stream, found):
    """All is delivered; each record lies in the topic once, in order for its key, and none but those."""
    assert stream["failed"] == {}
    assert found == dataclasses.replace(found, records=stream["delivered"], distinct=stream["delivered"], copies=0,
                                        out_of_order=0, foreign=0)
    assert all(found.numbers[:stream["delivered"]]), "the last record of the schedule is not the last delivered"


def every_delivered_record_once(stream, found):
    """Some failed for good: those that were delivered lie in the topic once, in order for their key, and none but those."""
    assert found == dataclasses.replace(found, distinct=found.records, copies=0, out_of_order=0, foreign=0)
    assert stream["possibly_persisted"] == 0
    assert found.records == stream["delivered"]


def within_the_account(stream, found):
    """Delivered ≤ read ≤ delivered + possibly persisted, nothing twice."""
    assert found.copies == found.foreign == 0
    assert stream["delivered"] <= found.records <= stream["delivered"] + stream["possibly_persisted"]


def each_at_least_once(stream, found):
    """All is delivered and nothing lost; what was sent again may lie there again."""
    assert stream["failed"] == {} and found.foreign == 0
    assert found.distinct == stream["delivered"] and found.copies == found.records - found.distinct


def only_the_account(stream, found):
    """The topic is gone, and with it what could be read."""
    assert found.records == 0


@dataclasses.dataclass
class Fault:
    """`act(trial, seconds)` does the harm while records flow, for about so long, and undoes it."""

    act: typing.Callable
    promise: typing.Callable = every_record_once
    failures: tuple = ()  # the names of the errors that are meant to occur, and of those that may beside them
    through: str = "bootstrap"  # of the cluster's listeners
    setup: dict = dataclasses.field(default_factory=dict)  # what the Trial is made with beyond the rest
    before: typing.Callable = lambda kafka, topic: None
    most_seconds: int = 20

    @property
    def name(self):
        return self.act.__name__


AS_USER = f"  security.protocol: sasl_plaintext\n  sasl.mechanisms: PLAIN\n  sasl.username: {USER}\n  sasl.password: {PASSWORD}"
# Whoever is behind sends larger batches then, not a thousand small ones at once; idempotence has a limit of its own.
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
    """One fault, for so many seconds and records; (the summary's stream, what was found). Every promise was kept."""
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
    found = Found()
    if fault.promise is not only_the_account:
        found = read_back(kafka.bootstrap, topic, stream["scheduled"])
        with kafka.admin() as admin:
            admin.delete_topics([topic])
    told = (f"exit {code}, {stream['delivered']} delivered, {stream['failed']} failed, {stream['possibly_persisted']} possibly "
            f"persisted; {found.records} read, {found.copies} copies, {found.out_of_order} out of order")
    print(f"{fault.name}: {told}", flush=True)
    if set(stream["failed"]) - set(fault.failures) or bool(fault.failures) != bool(stream["failed"]):
        raise AssertionError(f"unexpected failures: {told}\n{log}")
    assert code == (1 if fault.failures else 0), f"{told}\n{log}"
    said = [error for error in stream["failed"] if f"records failed with {error}" in log]
    assert said or not stream["failed"], log  # those of the last second stand in the summary alone
    fault.promise(stream, found)
    return stream, found


def flow(stream):
    """Records a second that were delivered or have failed."""
    return stream["rate"] * (stream["delivered"] + sum(stream["failed"].values())) / stream["delivered"]


def main(*names):
    faults = [fault for fault in FAULTS if not names or fault.name in names]
    share = int(os.environ.get("SPATE_FAULT_RECORDS", "10000000")) // len(FAULTS) + 1
    delivered = failed = 0
    with bed() as kafka:
        for fault in faults:
            began = time.monotonic()
            stream, _ = attempt(kafka, fault, fault.name.replace("_", "-"), fault.most_seconds, 25_000, share)
            delivered += stream["delivered"]
            failed += sum(stream["failed"].values())
            print(f"  {fault.act.__doc__}; {fault.promise.__doc__} {flow(stream):,.0f}/s answered, {stream['rate']:,.0f}/s "
                  f"delivered, {time.monotonic() - began:.0f} s")
            assert flow(stream) >= 20_000
    print(f"{len(faults)} faults, {delivered:,} records delivered, {failed:,} failed where that was meant: every promise was kept")


if __name__ == "__main__":
    main(*sys.argv[1:])
