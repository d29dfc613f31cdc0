"""Reads the records of a topic with kafka-python and kcat, which are independent of spate."""
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
        assert offsets == [(p.partition, n) for p in partitions for n in range(starts[p], ends[p])], "the consumer missed records"
        return records
    finally:
        consumer.close()


def read_with_kcat(bootstrap, topic):
    """Reads every record with kcat. Returns (partition, offset, key, value) of each; the key is None if there is none."""
    lines = subprocess.run(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"],
                           capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    records = [json.loads(line) for line in lines]
    return [(record["partition"], record["offset"], record.get("key"), record["payload"]) for record in records]


def count_per_partition(records, count):
    """Returns the number of records in each of `count` partitions."""
    counts = [0] * count
    for record in records:
        counts[record.partition] += 1
    return counts


def murmur2_partition(key, count):
    """Returns the partition that the Java client and kafka-python choose for a key."""
    return DefaultPartitioner()(key, list(range(count)), list(range(count)))
