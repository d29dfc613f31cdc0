"""A real Kafka cluster on loopback, for tests and for local use.

    with Cluster(brokers=3) as kafka:
        kafka.bootstrap            # host:port,host:port
        kafka.kill(1); kafka.start(1)

The kernel chooses the ports. The brokers end with this process, and their directory is removed.
"""
import contextlib
import ctypes
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid

from kafka.admin import (ACL, ACLOperation, ACLPermissionType, KafkaAdminClient, NewPartitions, NewTopic, ResourcePattern,
                         ResourceType)
from kafka.errors import KafkaError

VERSION = "4.1.1"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>spate</groupId><artifactId>kafka-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>{VERSION}</version></dependency>
  </dependencies>
</project>
"""
JAVA = ["java", "-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
PR_SET_PDEATHSIG = 1


def jars():
    """Returns the directory of Kafka's jars. The first call downloads them from Maven Central (54 MB) to the user's cache."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "spate"
    directory = cache / f"kafka-{VERSION}"
    if directory.is_dir():
        return directory
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        (pathlib.Path(scratch) / "pom.xml").write_text(POM)
        subprocess.run(["mvn", "-q", "-B", "-f", f"{scratch}/pom.xml", "dependency:copy-dependencies",
                        f"-DoutputDirectory={scratch}/jars"], check=True)
        with contextlib.suppress(OSError):  # another process may have created it
            os.rename(f"{scratch}/jars", directory)
    return directory


def shared_classes():
    """Returns the JVM options for class data sharing, which halves the startup work of a broker. The first call runs a broker
    to create the archive (50 MB) next to the jars."""
    archive = jars().with_name(f"kafka-{VERSION}.jsa")
    if not archive.exists():
        with tempfile.TemporaryDirectory(dir=archive.parent) as scratch:
            with Cluster(java=(*JAVA, "-Xmx320m"), classes=[f"-XX:ArchiveClassesAtExit={scratch}/archive"]) as cluster:
                cluster.stop(timeout=60)
            os.rename(f"{scratch}/archive", archive)
    return [f"-XX:SharedArchiveFile={archive}"]


def free_ports(count):
    """Returns distinct free ports, chosen by the kernel."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for listener in sockets:
            listener.bind(("127.0.0.1", 0))
        return [listener.getsockname()[1] for listener in sockets]


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Broker:
    """A node that is broker and controller. `ports` are by listener name. `advertised` are the ports that clients use, for
    listeners where they differ."""

    def __init__(self, node, directory, ports, advertised):
        self.node = node
        self.ports = ports
        self.advertised = ports | advertised
        self.config = directory / f"broker-{node}.properties"
        self.data = directory / f"data-{node}"
        self.log = directory / f"broker-{node}.log"
        self.process = None


class Cluster:
    """The constructor starts the brokers and waits until they respond.

    `users` (name to password) adds a SASL PLAIN listener, `sasl_bootstrap`, with an authorizer. The user admin may do
    everything. The others may do what `allow` grants.
    `listeners` (name to security protocol) adds listeners.
    `proxied` adds a listener, `proxied_bootstrap`. Its advertised ports are free for a proxy (proxy.py).
    `java` is the command that runs a broker, and `classes` its options for class data sharing. The defaults start fast and
    use little memory."""

    def __init__(self, brokers=1, users=None, listeners=None, proxied=False, properties=None,
                 java=(*JAVA, "-Xmx320m"), classes=None):
        self.classes = shared_classes() if classes is None else classes
        self.java = java
        self.users = users or {}
        self.listeners = {"PLAINTEXT": "PLAINTEXT", "CONTROLLER": "PLAINTEXT"} | (listeners or {})
        if users:
            self.listeners["CLIENT"] = "SASL_PLAINTEXT"
        if proxied:
            self.listeners["PROXIED"] = "PLAINTEXT"
        self.properties = properties or {}
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="spate-kafka-"))
        self.classpath = f"{jars()}/*"
        ports = iter(free_ports((len(self.listeners) + 1) * brokers))
        self.brokers = [Broker(n + 1, self.directory, {name: next(ports) for name in self.listeners},
                               {"PROXIED": next(ports)}) for n in range(brokers)]
        try:
            self._format()
            for broker in self.brokers:
                self.start(broker.node, wait=False)
            self.wait_until_up()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def bootstrap(self):
        return self.listener_bootstrap("PLAINTEXT")

    @property
    def sasl_bootstrap(self):
        return self.listener_bootstrap("CLIENT")

    @property
    def proxied_bootstrap(self):
        return self.listener_bootstrap("PROXIED")

    def listener_bootstrap(self, listener):
        """Returns the bootstrap servers of a listener."""
        return ",".join(f"127.0.0.1:{broker.advertised[listener]}" for broker in self.brokers)

    def start(self, node=1, wait=True):
        broker = self._broker(node)
        with open(broker.log, "ab") as log:
            broker.process = subprocess.Popen([*self.java, *self.classes, "-cp", self.classpath, "kafka.Kafka", broker.config],
                                              cwd=self.directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                              start_new_session=True, preexec_fn=die_with_parent)
        if wait:
            self.wait_until_up()

    def stop(self, node=1, timeout=30):
        """Stops a broker with SIGTERM."""
        process = self._broker(node).process
        process.terminate()
        process.wait(timeout)

    def kill(self, node=1):
        """Stops a broker with SIGKILL."""
        process = self._broker(node).process
        process.kill()
        process.wait()

    def pause(self, node=1):
        self._broker(node).process.send_signal(signal.SIGSTOP)

    def resume(self, node=1):
        self._broker(node).process.send_signal(signal.SIGCONT)

    def wait_until_up(self, timeout=60):
        """Waits until every running broker is in the metadata."""
        deadline = time.monotonic() + timeout
        running = sum(broker.process is not None and broker.process.poll() is None for broker in self.brokers)
        while True:
            self._check_running()
            with contextlib.suppress(KafkaError, OSError, ValueError, AssertionError):
                with self.admin() as admin:
                    if len(admin.describe_cluster()["brokers"]) >= running:
                        return
            if time.monotonic() > deadline:
                raise TimeoutError(f"Kafka does not respond after {timeout} s: {self.logs()}")
            time.sleep(0.2)

    @contextlib.contextmanager
    def admin(self):
        client = KafkaAdminClient(bootstrap_servers=self.bootstrap.split(","), request_timeout_ms=10_000,
                                  api_version_auto_timeout_ms=3_000)
        try:
            yield client
        finally:
            client.close()

    def create_topic(self, name, partitions=1, replication_factor=1, configs=None):
        with self.admin() as admin:
            admin.create_topics([NewTopic(name, partitions, replication_factor, topic_configs=configs or {})])

    def add_partitions(self, name, total):
        with self.admin() as admin:
            admin.create_partitions({name: NewPartitions(total)})

    def topics(self):
        with self.admin() as admin:
            return {topic["topic"]: topic for topic in admin.describe_topics()}

    def run_tool(self, name, *arguments, timeout=60):
        """Runs one of Kafka's tools, by class name such as kafka.admin.ConfigCommand. Returns its standard output."""
        return subprocess.run([*JAVA, "-Xmx128m", *self.classes, "-cp", self.classpath, name, *arguments], cwd=self.directory,
                              capture_output=True, text=True, timeout=timeout, check=True).stdout

    def allow(self, user, operation, kind, name, remove=False):
        """Allows `user` one operation (Describe, Write, …) on a topic or on the cluster. `remove` revokes it."""
        resource = ResourcePattern(ResourceType[kind.upper()], "kafka-cluster" if kind == "cluster" else name)
        acl = ACL(f"User:{user}", "*", ACLOperation[re.sub(r"(?<!^)(?=[A-Z])", "_", operation).upper()],
                  ACLPermissionType.ALLOW, resource)
        with self.admin() as admin:
            if remove:
                ((_, removed, _),) = admin.delete_acls([acl])
                assert len(removed) == 1, removed
            else:
                assert admin.create_acls([acl])["failed"] == []

    def logs(self):
        return "\n".join(broker.log.read_text(errors="replace")[-4000:] for broker in self.brokers if broker.log.exists())

    def close(self):
        for broker in self.brokers:
            if broker.process is not None and broker.process.poll() is None:
                broker.process.kill()
                broker.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _broker(self, node):
        return self.brokers[node - 1]

    def _check_running(self):
        for broker in self.brokers:
            if broker.process is not None and broker.process.poll() is not None and broker.process.returncode > 0:
                raise RuntimeError(f"broker {broker.node} exited: {self.logs()}")

    def _format(self):
        cluster_id = uuid.uuid4().hex[:22]
        for broker in self.brokers:
            broker.config.write_text("".join(f"{name}={value}\n" for name, value in self._config(broker).items()))
        processes = [subprocess.Popen([*JAVA, "-Xmx128m", *self.classes, "-cp", self.classpath, "kafka.tools.StorageTool",
                                       "format", "-t", cluster_id, "-c", broker.config], stdout=subprocess.DEVNULL,
                                      preexec_fn=die_with_parent) for broker in self.brokers]
        if any(process.wait() for process in processes):
            raise RuntimeError("Kafka's StorageTool cannot format its directory")

    def _config(self, broker):
        def addresses(ports, without=()):
            return ",".join(f"{name}://127.0.0.1:{ports[name]}" for name in self.listeners if name not in without)

        config = {
            "process.roles": "broker,controller",
            "node.id": broker.node,
            "controller.quorum.voters": ",".join(f"{b.node}@127.0.0.1:{b.ports['CONTROLLER']}" for b in self.brokers),
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "listeners": addresses(broker.ports),
            "advertised.listeners": addresses(broker.advertised, without=["CONTROLLER"]),
            "listener.security.protocol.map": ",".join(f"{name}:{protocol}" for name, protocol in self.listeners.items()),
            "log.dirs": broker.data,
            "offsets.topic.replication.factor": len(self.brokers),
            "offsets.topic.num.partitions": 1,
            "transaction.state.log.replication.factor": len(self.brokers),
            "transaction.state.log.min.isr": 1,
            "share.coordinator.state.topic.replication.factor": len(self.brokers),
            "share.coordinator.state.topic.min.isr": 1,
            "group.initial.rebalance.delay.ms": 0,
            "auto.create.topics.enable": "false",
            "broker.session.timeout.ms": 3000,  # a killed broker can restart only after this
            "broker.heartbeat.interval.ms": 500,
        }
        if self.users:
            users = " ".join(f'user_{name}="{password}"' for name, password in self.users.items())
            config |= {
                "sasl.enabled.mechanisms": "PLAIN",
            } | {
                f"listener.name.{name.lower()}.plain.sasl.jaas.config":
                    f"org.apache.kafka.common.security.plain.PlainLoginModule required {users};"
                for name, protocol in self.listeners.items() if protocol.startswith("SASL")
            } | {
                "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users": "User:ANONYMOUS;User:admin",
            }
        return config | self.properties
