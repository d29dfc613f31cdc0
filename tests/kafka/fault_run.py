"""A run of spate during a fault, and the content of its topic afterwards."""
import array
import collections
import dataclasses
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

from spate import Running, assert_account_balances, read_summary, write_scenario

KEYS = 100
PARTITIONS = 6
RECORD = '"${index()} ${hex(60)}"'


def idempotence_properties():
    """Returns the properties that docs/explanation/delivery-guarantees.md recommends for the librdkafka that kcat uses."""
    output = subprocess.run(["kcat", "-V"], capture_output=True, text=True).stdout
    version = tuple(map(int, re.search(r"librdkafka (\d+)\.(\d+)", output).groups()))
    one_in_flight = {"max.in.flight.requests.per.connection": "1"} if version < (2, 3) else {}
    return {"enable.idempotence": "true"} | one_in_flight


def property_lines(properties):
    return "".join(f"  {name}: {value}\n" for name, value in properties.items())


class FaultRun:
    """Sends numbered records at `rate` per second until stop(). The topic has three replicas and min.insync.replicas: 2.
    Record n has the key n % 100 and begins with n."""

    def __init__(self, kafka, topic, rate=20_000, servers=None, kafka_keys="", topic_config="", idempotent=True,
                 record=RECORD):
        self.kafka, self.topic, self.rate = kafka, topic, rate
        self.servers = servers or kafka.bootstrap
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="spate-fault-"))
        self.file = write_scenario(self.directory, f"""
kafka:
  bootstrap.servers: {self.servers}
{property_lines(idempotence_properties() if idempotent else {})}{kafka_keys}
metrics: {{listen: "127.0.0.1:0"}}
shutdown: {{flush_timeout: 60s}}
streams:
  - topic: {topic}
    partitions: {PARTITIONS}
    replication_factor: {len(kafka.brokers)}
    topic_config: {{min.insync.replicas: 2, {topic_config}}}
    rate: {rate}/s
    when_late: {{catch_up: 4x}}
    record: {record}
    key: "=index() % {KEYS}"
""")
        self._summary_file = self.directory / "summary.json"

    def __enter__(self):
        self.process = Running("run", self.file, "--summary", self._summary_file)
        self.address = self.process.wait_for(r"metrics at http://([0-9.:]+)/metrics", 60).group(1)
        self.process.wait_for("streams? to", 60)
        return self

    def __exit__(self, *exception):
        self.process.__exit__(*exception)

    def counter(self, name):
        with urllib.request.urlopen(f"http://{self.address}/metrics", timeout=20) as response:
            values = re.findall(rf"^{name}(?:{{[^}}]*}})? ([0-9.e+]+)$", response.read().decode(), re.MULTILINE)
        return sum(map(float, values))

    def delivered(self):
        return self.counter("spate_records_delivered_total")

    def wait_for_delivery(self, records=None, timeout=60):
        """Waits until `records` more are delivered (default: the records of 0.5 s)."""
        self._wait_until(self.delivered, self.delivered() + (records or self.rate / 2), timeout)

    def wait_until_settled(self, records, failing=False):
        """Waits until `records` in total are delivered or failed. Unless `failing`, also waits until the backlog is small."""
        settled = ("spate_records_delivered_total", "spate_records_failed_total")
        self._wait_until(lambda: sum(map(self.counter, settled)), records, 1200)
        if not failing:
            self._wait_until(lambda: -self.counter("spate_records_waiting"), -self.rate / 4, 300)

    def bytes_per_second(self):
        """Returns the bandwidth at the target rate, from the mean record size."""
        return self.counter("spate_bytes_delivered_total") / self.delivered() * self.rate

    def wait_for_failures(self, records, timeout=60):
        """Waits until `records` more have failed and the log reports it."""
        name = "spate_records_failed_total"
        self._wait_until(lambda: self.counter(name), self.counter(name) + records, timeout)
        self.process.wait_for("records failed with")

    def wait_for_throttling(self, timeout=60):
        """Waits until a broker throttles the client."""
        self._wait_until(lambda: self.counter("spate_broker_throttle_seconds"), sys.float_info.min, timeout)

    def _wait_until(self, count, minimum, timeout):
        deadline = time.monotonic() + timeout
        while (reached := count()) < minimum:
            assert time.monotonic() < deadline and self.process.running, f"{reached} of {minimum}:\n{self.process.log}"
            time.sleep(0.1)

    def delivery_stalls(self, seconds):
        """Returns true if delivery stops for `seconds` within the next 20 s."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            before = self.delivered()
            time.sleep(seconds)
            if self.delivered() == before:
                return True
        return False

    def leader(self, partition=0):
        """Returns the node that leads a partition."""
        partitions = self.kafka.topics()[self.topic]["partitions"]
        return next(state["leader"] for state in partitions if state["partition"] == partition)

    def stop(self, timeout=300):
        """Stops the run with SIGTERM and returns its exit code. Sets `summary` and checks that its account balances."""
        self.process.send(signal.SIGTERM)
        code = self.process.finish(timeout)
        self.summary = read_summary(self._summary_file)
        assert_account_balances(self.summary)
        return code


@dataclasses.dataclass
class TopicContent:
    """Counts of the records in a topic. `duplicates` are the copies after the first of each record. `out_of_order` are the
    first copies that follow a record of the same key and partition with a higher number."""

    records: int = 0
    distinct: int = 0
    duplicates: int = 0
    out_of_order: int = 0
    foreign: int = 0
    partitions: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    numbers: bytearray = b""  # 1 for each record in the topic


def read_content(bootstrap, topic, records):
    """Reads a topic with kcat. `records` is the number that was scheduled: other numbers are foreign."""
    kcat = subprocess.Popen(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q",
                             "-X", "check.crcs=true", "-f", "%p %k %s\n"], stdout=subprocess.PIPE)
    content = TopicContent(numbers=bytearray(records))
    last_numbers = collections.defaultdict(lambda: array.array("q", [-1]) * KEYS)
    seen, partitions = content.numbers, collections.Counter()
    for line in kcat.stdout:
        partition, key, number = line.split(None, 3)[:3]
        n = int(number)
        partitions[partition] += 1
        if n >= records or n % KEYS != int(key):
            content.foreign += 1
        elif seen[n]:
            content.duplicates += 1
        else:
            seen[n] = 1
            last, k = last_numbers[partition], n % KEYS
            content.out_of_order += last[k] > n
            last[k] = n
    assert kcat.wait(60) == 0
    content.partitions = collections.Counter({int(partition): count for partition, count in partitions.items()})
    content.records = sum(partitions.values())
    content.distinct = sum(seen)
    return content
