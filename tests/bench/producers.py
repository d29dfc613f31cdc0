"""The producers that the benchmarks measure: spate and its peers. Each sends a number of orders to a target."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import measure
from tools import HERE

ORDER_BYTES = 393  # the mean size of a peer's record


class Result:
    """Result of one run: records per second, CPU seconds per million records, memory in MB."""

    def __init__(self, records, rate, cost):
        self.rate = rate
        self.cpu_per_million = cost.cpu_seconds / records * 1e6
        self.memory_mb = cost.memory_mb
        self.switches_per_million = cost.switches / records * 1e6


class Spate:
    """Records at rate: max, from one stream or from several that share one client: orders, or those of `generator`."""

    def __init__(self, tools, streams=1, properties=(), keyless=False, headers="", generator="generator: order"):
        self._spate = tools.spate
        self._streams = streams
        self._properties = properties
        self._keys = ("key: none, " if keyless else "") + (f"headers: {headers}, " if headers else "")
        self.name = "spate, one stream" if streams == 1 else f"spate, {streams} streams"
        if keyless:
            self.name += ", no key"
        if headers:
            self.name += ", headers"
        self._generator = generator
        self.topics = streams

    def run(self, target, topics, records):
        streams = "".join(f"  - {{topic: {topic}, {self._generator}, {self._keys}rate: max, create_topic: never, "
                          f"stop_after: {{records: {records // self._streams}}}}}\n" for topic in topics)
        client = "".join(f"  {name}: {value}\n" for name, value in
                         [("bootstrap.servers", target.bootstrap), ("acks", "all"), ("linger.ms", 5), *self._properties])
        cost, summary = run_scenario(self._spate, f"name: bench\nkafka:\n{client}streams:\n{streams}")
        delivered = sum(stream["delivered"] for stream in summary["streams"])
        if delivered != records:
            raise measure.Failed(f"{self.name}: delivered {delivered} of {records}\n{cost.output}")
        # All streams start together, so the run lasts as long as its slowest stream.
        seconds = max(stream["delivered"] / stream["rate"] for stream in summary["streams"])
        return Result(records, delivered / seconds, cost)


class RdkafkaPerformance:
    """librdkafka's performance tester, without keys. It sends one constant buffer, or with -D a copy per message. Each
    message goes to a random partition with `spread`, otherwise 10 ms of messages to the same."""

    topics = 1

    def __init__(self, tools, copies, spread=False, value_bytes=ORDER_BYTES):
        self._program = tools.rdkafka_performance()
        self._value_bytes = value_bytes
        self._options = ["-D"] if copies else []
        if spread:
            self._options += ["-X", "sticky.partitioning.linger.ms=0"]
        self.name = "rdkafka_performance" + (" -D" if copies else "") + (", spread" if spread else "")

    def run(self, target, topics, records):
        cost = measure.run([self._program, "-P", "-t", topics[0], "-b", target.bootstrap, "-s", self._value_bytes, "-a", -1,
                            "-c", records, *self._options, "-X", "linger.ms=5",
                            "-X", "queue.buffering.max.messages=500000"])
        reports = re.findall(r" (\d+) delivered .* in \d+ms: (\d+) msgs/s", cost.output)
        if not reports or int(reports[-1][0]) != records:
            raise measure.Failed(f"{self.name}: did not deliver all {records} records\n{cost.output[-2000:]}")
        return Result(records, float(reports[-1][1]), cost)


class JavaPerformance:
    """Kafka's kafka-producer-perf-test. Its payloads are orders that spate generated."""

    name = "kafka-producer-perf-test"
    topics = 1

    def __init__(self, tools):
        self._spate = tools.spate

    def send(self, target, topic, records, rate=-1):
        """Sends records and returns the Cost. A rate of -1 is unlimited."""
        with tempfile.NamedTemporaryFile(prefix="spate-bench-", suffix=".ndjson") as payloads:
            subprocess.run([self._spate, "sample", "order", "-n", "10000"], stdout=payloads, check=True)
            return measure.run(["java", "-cp", target.classpath, "org.apache.kafka.tools.ProducerPerformance",
                                "--topic", topic, "--num-records", records, "--throughput", rate,
                                "--payload-file", payloads.name, "--producer-props",
                                f"bootstrap.servers={target.bootstrap}", "acks=all", "linger.ms=5"])

    def run(self, target, topics, records):
        cost = self.send(target, topics[0], records)
        report = re.findall(r"^(\d+) records sent, ([\d.]+) records/sec", cost.output, re.MULTILINE)
        if not report or int(report[-1][0]) != records:
            raise measure.Failed(f"{self.name}: did not send all {records} records\n{cost.output[-2000:]}")
        return Result(records, float(report[-1][1]), cost)


class KafkaPython:
    """Orders generated and sent by kafka_python_producer.py."""

    name = "kafka-python"
    topics = 1

    def run(self, target, topics, records):
        cost = measure.run([sys.executable, HERE / "kafka_python_producer.py", target.bootstrap, topics[0], records])
        return Result(records, float(re.search(r"([\d.]+) records/s", cost.output)[1]), cost)


def run_scenario(spate, text, *options):
    """Runs a scenario with `spate run`. Returns its Cost and its summary."""
    with tempfile.TemporaryDirectory(prefix="spate-bench-") as directory:
        scenario, summary = pathlib.Path(directory, "bench.yaml"), pathlib.Path(directory, "summary.json")
        scenario.write_text(text, encoding="utf-8")
        cost = measure.run([spate, "run", scenario, "--metrics", "off", "--summary", summary, *options])
        return cost, json.loads(summary.read_text(encoding="utf-8"))
