"""The targets of the benchmarks: a mock cluster in a separate process, or a real Kafka."""
import itertools
import subprocess
import sys
import time

from tools import ROOT

sys.path.insert(0, str(ROOT / "tests/kafka"))

PARTITIONS = 4


class Mock:
    """librdkafka's mock cluster. It deletes old records by itself, so runs can share its topics."""

    name = "mock cluster"

    def __init__(self, tools, rtt=0, topics=("orders-0", "orders-1", "orders-2", "orders-3"), partitions=PARTITIONS):
        """`rtt`: round-trip time of each request in milliseconds."""
        self._topics = topics
        self.partitions = partitions
        self._process = subprocess.Popen([tools.mock_cluster(), str(rtt), *(f"{topic}={partitions}" for topic in topics)],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.bootstrap = self._process.stdout.readline().strip()
        if not self.bootstrap:
            raise RuntimeError("the mock cluster did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def topics(self, count):
        return self._topics[:count]

    def delete(self, topics):
        pass


class Kafka:
    """A real broker, the same as in the tests, with full JIT compilation and a heap of 1 GB."""

    name = "Kafka"

    def __init__(self):
        from cluster import Cluster
        self.partitions = PARTITIONS
        # Delete the files of deleted topics at once: a run writes gigabytes.
        self._cluster = Cluster(java=["java", "-Xms1g", "-Xmx1g"], properties={"log.segment.delete.delay.ms": 100})
        self.bootstrap = self._cluster.bootstrap
        self.classpath = self._cluster.classpath
        self._numbers = itertools.count()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._cluster.close()

    def topics(self, count):
        names = [f"orders-{next(self._numbers)}" for _ in range(count)]
        for name in names:
            self._cluster.create_topic(name, PARTITIONS)
        return names

    def create_by_admin_client(self, names):
        """Creates topics of one partition in one call, and deletes them. Returns the seconds of the call, and those until the
        broker has a directory per partition."""
        from kafka.admin import NewTopic
        with self._cluster.admin() as admin:
            start = time.monotonic()
            admin.create_topics([NewTopic(name, 1, 1) for name in names], timeout_ms=60_000)
            call = time.monotonic() - start
            while len(list(self._cluster.directory.glob(f"data-*/{names[0].rpartition('-')[0]}-*"))) < len(names):
                time.sleep(0.002)
            ready = time.monotonic() - start
        self.delete(names)
        return call, ready

    def timestamped_topic(self, partitions):
        """Creates a topic whose records have the time at which the broker appended them."""
        name = f"orders-{next(self._numbers)}"
        self._cluster.create_topic(name, partitions, configs={"message.timestamp.type": "LogAppendTime"})
        return name

    def delete(self, topics):
        with self._cluster.admin() as admin:
            admin.delete_topics(topics)
        self._wait_for_deletion()

    def _wait_for_deletion(self, timeout=60):
        """Waits until the log files are deleted, so that deletion does not slow down the next run."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and any(self._cluster.directory.glob("data-*/orders-*")):
            time.sleep(0.2)
