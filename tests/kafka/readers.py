"""Independent consumers: kafka-python and kcat read the content of a topic."""
import json
import subprocess

from kafka import KafkaConsumer, TopicPartition
from kafka.partitioner import DefaultPartitioner


def read_topic(bootstrap, topic):
    """Reads every record of a topic with kafka-python, in offset order per partition."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap.split(","), enable_auto_commit=False, auto_offset_reset="earliest")
    try:
        partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic))]
        consumer.assign(partitions)
        starts, ends = consumer.beginning_offsets(partitions), consumer.end_offsets(partitions)
        for partition in partitions:
            consumer.seek(partition, starts[partition])
        records = []
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            for batch in consumer.poll(timeout_ms=1000).values():
                records.extend(batch)
        offsets = sorted((record.partition, record.offset) for record in records)
        assert offsets == [(p.partition, n) for p in partitions for n in range(starts[p], ends[p])], "the reader missed some"
        return records
    finally:
        consumer.close()


def read_with_kcat(bootstrap, topic):
    """Reads (partition, offset, key, value) of every record with kcat; key None: no key."""
    lines = subprocess.run(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"],
                           capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    records = [json.loads(line) for line in lines]
    return [(record["partition"], record["offset"], record.get("key"), record["payload"]) for record in records]


def per_partition(records, count):
    """The number of records in each of `count` partitions."""
    counts = [0] * count
    for record in records:
        counts[record.partition] += 1
    return counts


def partition_of(key, count):
    """The partition of a key in the Java client and kafka-python (murmur2)."""
    return DefaultPartitioner()(key, list(range(count)), list(range(count)))
