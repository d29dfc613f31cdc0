"""Brokers that tests can stop: the embedded cluster of another spate process."""
import contextlib
import signal
import time

from spate import Running, write_scenario


class Brokers:
    """
        with Brokers(tmp_path) as brokers:
            brokers.address      # for bootstrap.servers
            with brokers.stopped() as stop:
                …                # they do not respond
            stop.shortest, stop.longest
    """

    def __init__(self, directory, partitions=2, topic="warm"):
        file = write_scenario(directory, f"""
kafka: {{bootstrap.servers: embedded}}
streams: [{{topic: {topic}, partitions: {partitions}, rate: 1/10min, generator: log}}]
""", "brokers.yaml")
        self._cluster = Running("run", file, "--metrics", "off")

    def __enter__(self):
        self._cluster.__enter__()
        self.address = self._cluster.wait_for(r"embedded cluster at (\S+)")[1]
        return self

    def __exit__(self, *exception):
        self._cluster.__exit__(*exception)

    @contextlib.contextmanager
    def stopped(self):
        """Stops the brokers during the block. Sets .shortest and .longest, the bounds of the stop in seconds."""
        stop, before = type("Stop", (), {})(), time.monotonic()
        self._cluster.send(signal.SIGSTOP)
        after = time.monotonic()
        try:
            yield stop
        finally:
            stop.shortest = time.monotonic() - after
            self._cluster.send(signal.SIGCONT)
            stop.longest = time.monotonic() - before

    def stop(self):
        """Stops the brokers permanently."""
        self._cluster.send(signal.SIGSTOP)

    def kill(self):
        self._cluster.send(signal.SIGKILL)
