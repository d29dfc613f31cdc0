#!/usr/bin/python3
"""A day in an hour: `./dev soak [MINUTES]`.

One spate runs all the time while, about every minute, its scenario is reloaded, a stream is controlled by hand and
something breaks; another is stopped and started again as often, every third
time with kill -9. At the end: the account closes, every
record lies where it should, and what the first process used of memory and file descriptors did not grow.
"""
import collections
import json
import os
import pathlib
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.request

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1])]

import faults  # noqa: E402
from spate import Running, assert_account_closes, read_summary, spate, write_scenario  # noqa: E402
from trial import KEYS, Trial, idempotence, lines, read_back  # noqa: E402

FAULTS = [faults.leader_killed, faults.broker_frozen, faults.connections_cut, faults.slow_network, faults.two_brokers_down]
RATES = ["500/s", "1500/s", "3000/s", "{sine: {mean: 1500/s, amplitude: 1000/s, period: 20s}, for: forever}", "1/s"]
SEED = int(os.environ.get("SPATE_SOAK_SEED", "1"))


class Keeper(Trial):
    """The run that lasts: three streams, whose rates and records are changed in the file."""

    def __init__(self, kafka):
        super().__init__(kafka, "soak-0", 2000, kafka.proxied_bootstrap)
        self.rates, self.versions = ["1500/s"] * 3, [0] * 3
        self.write()

    def scenario(self, broken=False):
        text = f"kafka:\n  bootstrap.servers: {self.kafka.proxied_bootstrap}\n{lines(idempotence())}"
        text += "metrics: {listen: '127.0.0.1:0'}\nshutdown: {flush: 60s}\nstreams:\n"
        for number, (rate, version) in enumerate(zip(self.rates, self.versions)):
            schedule = f"{{stages: [{rate}]}}" if rate.startswith("{") else rate
            text += (f"  - {{topic: soak-{number}, partitions: 3, replication_factor: 3, rate: {'wrong' if broken else schedule}, "
                     f"topic_config: {{min.insync.replicas: 2}}, when_late: {{catch_up: 8x}}, "
                     f"key: '=index() % {KEYS}', record: '${{index()}} {version} ${{hex(60)}}'}}\n")
        return text

    def write(self, broken=False):
        self.file = write_scenario(self.directory, self.scenario(broken))

    def reload(self, rng):
        """One change at random; every fifth time the file is wrong and everything goes on as before."""
        which = rng.randrange(3)
        if rng.random() < 0.7:
            self.rates[which] = rng.choice(RATES)
        else:
            self.versions[which] += 1
        broken = rng.random() < 0.2
        self.write(broken)
        done = spate("ctl", "--address", self.address, "reload")
        assert done.returncode == (1 if broken else 0), done
        self.write()

    def stretch(self):
        """All streams as fast as they can, alone and together: the memory this takes is kept for the next time."""
        for together in ([0], [1], [2], [0, 1, 2], [0, 1, 2]):
            for number in together:
                spate("ctl", "--address", self.address, "rate", f"soak-{number}", "max", "--for", "2s")
            time.sleep(3)

    def control(self, rng):
        """Something by hand that undoes itself."""
        verb = rng.choice([["pause"], ["rate", "3x"], ["burst", "5x"], ["rate", "max"]])
        name = f"soak-{rng.randrange(3)}"
        done = spate("ctl", "--address", self.address, verb[0], name, *verb[1:], "--for", "2s")
        assert done.returncode == 0 or "ended" in done.stderr or "paused" in done.stderr, done


class Restarted:
    """The run that does not last: a process after another on one topic, each record with the number of its process."""

    def __init__(self, kafka, directory):
        self.kafka, self.summary, self.number, self.process = kafka, directory / "restarted.json", 0, None
        self.delivered = {}  # by number; None for those that were killed
        self.file = write_scenario(directory, f"""
kafka:
  bootstrap.servers: {kafka.proxied_bootstrap}
{lines(idempotence())}
shutdown: {{flush: 60s}}
streams:
  - {{topic: soak-restarted, partitions: 3, replication_factor: 3, topic_config: {{min.insync.replicas: 2}}, rate: 500/s,
     key: "=index() % {KEYS}", record: '${{index()}} ${{env("SOAK_RUN")}}'}}
""", "restarted.yaml")

    def start(self):
        self.process = Running("run", self.file, "--metrics", "off", "--summary", self.summary,
                               env={**os.environ, "SOAK_RUN": str(self.number)})
        self.process.wait_for("1 stream to", 90)

    def stop(self):
        kill = self.number % 3 == 2
        self.process.send(signal.SIGKILL if kill else signal.SIGTERM)
        code = self.process.finish(90)
        if not kill:
            assert code == 0, self.process.log
            summary = read_summary(self.summary)
            assert_account_closes(summary)
        self.delivered[self.number] = None if kill else summary["streams"][0]["delivered"]
        self.process.__exit__()
        self.number += 1

    def check(self):
        """Each process that ended in order left its records from 0 on, each once; none left one twice."""
        found = collections.defaultdict(list)
        for line in kcat_lines(self.kafka.bootstrap, "soak-restarted"):
            index, number = line.split()
            found[int(number)].append(int(index))
        for number, delivered in self.delivered.items():
            indexes = sorted(found[number])
            assert len(set(indexes)) == len(indexes), f"process {number} doubled a record"
            assert delivered is None or indexes == list(range(delivered)), f"process {number} lost a record"
        return sum(map(len, found.values()))


def kcat_lines(bootstrap, topic):
    return subprocess.run(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%s\n"],
                          stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


class Usage:
    """What a process uses, looked at every second."""

    def __init__(self, pid):
        self.pid, self.samples, self.settled, self._done = pid, [], None, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        while not self._done.wait(1):
            try:
                status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
                memory, threads = (int(re.search(rf"{name}:\s+(\d+)", status).group(1)) for name in ("VmRSS", "Threads"))
                self.samples.append((time.monotonic(), memory / 1024, len(os.listdir(f"/proc/{self.pid}/fd")), threads))
            except (OSError, AttributeError):
                return

    def stop(self):
        self._done.set()
        self._thread.join()

    def growth(self, column):
        """How much a straight line through the second half of the samples rises, and how far they lie from it. What is kept
        for the next time rises to its mark in the first half; a leak would go on."""
        used = self.samples[max(self.settled, len(self.samples) // 2):]
        times, values = [sample[0] for sample in used], [sample[column] for sample in used]
        slope, at_zero = statistics.linear_regression(times, values)
        noise = statistics.pstdev(value - (slope * moment + at_zero) for moment, value in zip(times, values))
        return slope * (times[-1] - times[0]), noise

    def highest(self, column):
        return max(sample[column] for sample in self.samples)


def series(address):
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=20) as response:
        return [line.rsplit(" ", 1)[0] for line in response.read().decode().splitlines() if not line.startswith("#")]


def rounds(keeper, restarted, usage, minutes):
    """Trouble about every minute, more often in a short soak. Full speed and each fault once make the client take what
    memory and which connections it needs; after that nothing is to grow for long."""
    rng = random.Random(SEED)
    pause = min(60, max(20, minutes * 2))
    until, number = time.monotonic() + 60 * minutes, 0
    while time.monotonic() < until:
        began = time.monotonic()
        fault = FAULTS[number % len(FAULTS)]
        restarted.start()
        keeper.reload(rng)
        keeper.control(rng)
        fault(keeper, 3)
        keeper.flow(500, 90)
        restarted.stop()
        number += 1
        if number == len(FAULTS):
            keeper.stretch()
            usage.settled = len(usage.samples)
        print(f"{number}: {fault.__name__}, {keeper.delivered():,.0f} delivered", flush=True)
        time.sleep(max(0, min(pause - (time.monotonic() - began), until - time.monotonic())))
    return number


def soak(kafka, minutes):
    with Keeper(kafka) as keeper:
        usage, restarted = Usage(keeper.run.pid), Restarted(kafka, keeper.directory)
        keeper.flow(1000)
        keeper.stretch()
        at_first = series(keeper.address)
        number = rounds(keeper, restarted, usage, minutes)
        at_last = series(keeper.address)
        usage.stop()
        code = keeper.stop()
        log = keeper.run.log
    assert code == 0, log[-3000:]
    leaked = set(at_last) ^ set(at_first)
    assert not leaked, f"series came or went: {sorted(leaked)[:10]}"
    assert usage.settled and len(usage.samples) - usage.settled > 60, "too short to tell whether anything grows"
    report = {"minutes": minutes, "rounds": number, "series": len(at_last)}
    for column, name in ((1, "memory, MiB"), (2, "file descriptors"), (3, "threads")):
        grown, noise = usage.growth(column)
        report[name] = {"highest": usage.highest(column), "grown": round(grown, 2), "noise": round(noise, 2)}
    print(json.dumps(report), flush=True)
    print("memory, MiB, every half minute: " + " ".join(f"{sample[1]:.1f}" for sample in usage.samples[::30]))
    records = check_records(kafka, keeper) + restarted.check()
    for name in ("memory, MiB", "file descriptors", "threads"):
        assert report[name]["grown"] <= max(3 * report[name]["noise"], 1), f"{name} grew"
    print(f"{minutes:g} minutes, {number} rounds of reload, control, fault and restart: {records:,} records, each where it should be")


def check_records(kafka, keeper):
    kafka.wait_until_up()
    total = 0
    for stream in keeper.summary["streams"]:
        found = read_back(kafka.bootstrap, stream["topic"], stream["scheduled"])
        faults.every_record_once(stream, found)
        total += found.records
    return total


if __name__ == "__main__":
    with faults.bed() as bed:
        soak(bed, float(sys.argv[1]) if len(sys.argv) > 1 else 60)
