#!/usr/bin/python3
"""Long run with faults, reloads and restarts: `./dev soak [MINUTES]`.

One process runs all the time. About once a minute, its scenario is reloaded, a stream is changed through the control
API, and a fault occurs. Another process is restarted as often, every third time after SIGKILL. At the end the account
must balance, every record must be in its topic, and memory and file descriptors of the first process must not grow.
"""
import collections
import contextlib
import json
import math
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
from spate import Running, assert_account_balances, read_summary, spate, write_scenario  # noqa: E402
from trial import KEYS, Trial, idempotence, lines, read_back  # noqa: E402

FAULTS = [faults.leader_killed, faults.broker_frozen, faults.connections_cut, faults.slow_network, faults.two_brokers_down]
RATES = ["500/s", "1500/s", "3000/s", "{sine: {mean: 1500/s, amplitude: 1000/s, period: 20s}, for: forever}", "1/s"]
SEED = int(os.environ.get("SPATE_SOAK_SEED", "1"))
# Maximum growth over the second half, beyond the noise. Allocated memory grows with the history of the streams, up to 2 MiB
# each: 50 KiB per change to a wave, less than 1 KiB per change to a constant rate.
MAX_GROWTH = {"allocated, MiB per round": 32 / 1024, "resident, MiB": 1, "file descriptors": 1, "threads": 1}


class Keeper(Trial):
    """The long run: three streams whose rates and records change by reload."""

    def __init__(self, kafka):
        super().__init__(kafka, "soak-0", 2000, kafka.proxied_bootstrap)
        self.rates, self.versions = ["1500/s"] * 3, [0] * 3
        self.write()

    def scenario(self, broken=False):
        text = f"kafka:\n  bootstrap.servers: {self.kafka.proxied_bootstrap}\n{lines(idempotence())}"
        text += "metrics: {listen: '127.0.0.1:0'}\nshutdown: {flush_timeout: 60s}\nstreams:\n"
        for number, (rate, version) in enumerate(zip(self.rates, self.versions)):
            schedule = f"{{stages: [{rate}]}}" if rate.startswith("{") else rate
            text += (f"  - {{topic: soak-{number}, partitions: 3, replication_factor: 3, rate: {'wrong' if broken else schedule}, "
                     f"topic_config: {{min.insync.replicas: 2}}, when_late: {{catch_up: 8x}}, "
                     f"key: '=index() % {KEYS}', record: '${{index()}} {version} ${{hex(60)}}'}}\n")
        return text

    def write(self, broken=False):
        self.file = write_scenario(self.directory, self.scenario(broken))

    def reload(self, rng):
        """Makes one random change. Every fifth file is invalid and must change nothing."""
        which = rng.randrange(3)
        if rng.random() < 0.7:
            self.rates[which] = rng.choice(RATES if which else RATES[:-1])  # each round waits for records of the first
        else:
            self.versions[which] += 1
        broken = rng.random() < 0.2
        self.write(broken)
        done = spate("ctl", "--address", self.address, "reload")
        assert done.returncode == (1 if broken else 0), done
        self.write()

    def run_at_max(self):
        """Runs all streams at max, alone and together. The client keeps these connections."""
        for together in ([0], [1], [2], [0, 1, 2], [0, 1, 2]):
            for number in together:
                spate("ctl", "--address", self.address, "rate", f"soak-{number}", "max", "--for", "2s")
            time.sleep(3)

    def control(self, rng):
        """A temporary change through the control API."""
        verb = rng.choice([["pause"], ["rate", "3x"], ["burst", "5x"], ["rate", "max"]])
        name = f"soak-{rng.randrange(3)}"
        done = spate("ctl", "--address", self.address, verb[0], name, *verb[1:], "--for", "2s")
        assert done.returncode == 0 or "ended" in done.stderr or "paused" in done.stderr, done


class Restarted:
    """Short runs: one process after the other on one topic. Each record has the number of its process."""

    def __init__(self, kafka, directory):
        self.kafka, self.summary, self.number, self.process = kafka, directory / "restarted.json", 0, None
        self.delivered = {}  # by number; None if killed
        self.file = write_scenario(directory, f"""
kafka:
  bootstrap.servers: {kafka.proxied_bootstrap}
{lines(idempotence())}
shutdown: {{flush_timeout: 60s}}
streams:
  - {{topic: soak-restarted, partitions: 3, replication_factor: 3, topic_config: {{min.insync.replicas: 2}}, rate: 500/s,
     key: "=index() % {KEYS}", record: '${{index()}} ${{env("SOAK_RUN")}}'}}
""", "restarted.yaml")

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        if self.process:
            self.process.__exit__(*problem)

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
            assert_account_balances(summary)
        self.delivered[self.number] = None if kill else summary["streams"][0]["delivered"]
        self.process.__exit__()
        self.number += 1

    def check(self):
        """Each process that was not killed sent its records from 0 on, each once. No process sent a record twice."""
        found = collections.defaultdict(list)
        for line in kcat_lines(self.kafka.bootstrap, "soak-restarted"):
            index, number = line.split()
            found[int(number)].append(int(index))
        for number, delivered in self.delivered.items():
            indexes = sorted(found[number])
            assert len(set(indexes)) == len(indexes), f"process {number} sent a record twice"
            assert delivered is None or indexes == list(range(delivered)), f"process {number} lost a record"
        return sum(map(len, found.values()))


def kcat_lines(bootstrap, topic):
    return subprocess.run(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%s\n"],
                          stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


class Usage:
    """Resource usage of a process, measured every second."""

    def __init__(self, pid, address):
        self.pid, self.address, self.samples, self.settled, self.rounds = pid, address, [], None, 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._done.wait(1):
            with contextlib.suppress(OSError):  # a response may be late
                self.samples.append((time.monotonic(), self.rounds, self._measure()))

    def _measure(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        resident, threads = (int(re.search(rf"{name}:\s+(\d+)", status).group(1)) for name in ("VmRSS", "Threads"))
        with urllib.request.urlopen(f"http://{self.address}/metrics", timeout=5) as response:
            allocated = re.search(r"^spate_allocated_memory_bytes (\S+)$", response.read().decode(), re.MULTILINE).group(1)
        return {"allocated": float(allocated) / 2**20, "resident": resident / 1024,
                "file descriptors": len(os.listdir(f"/proc/{self.pid}/fd")), "threads": threads}

    def stop(self):
        self._done.set()
        self._thread.join()

    def growth(self, name):
        """Fits a line through the minima of the second half. Returns its rise, the standard error of the rise, and the
        number of rounds. Minima, because memory of a fault is freed later, while a leak stays."""
        used = self.samples[max(self.settled, len(self.samples) // 2):]
        window = max(40, (used[-1][0] - used[0][0]) / 10)
        lowest = {}
        for when, _, figures in used:
            number = int((when - used[0][0]) / window)
            lowest[number] = min(lowest.get(number, (math.inf, 0)), (figures[name], when))
        assert len(lowest) > 4, "too short to tell whether anything grows"
        values, times = zip(*lowest.values())
        slope, at_zero = statistics.linear_regression(times, values)
        off = sum((value - slope * when - at_zero)**2 for value, when in zip(values, times)) / (len(values) - 2)
        error = math.sqrt(off / sum((when - statistics.fmean(times))**2 for when in times))
        duration = times[-1] - times[0]
        return slope * duration, error * duration, used[-1][1] - used[0][1]

    def report(self):
        """Reports each value, and those that grew."""
        report, grew = {}, []
        for limit, maximum in MAX_GROWTH.items():
            name = limit.split(",")[0]
            grown, error, rounds = self.growth(name)
            report[name] = {"highest": round(max(figures[name] for _, _, figures in self.samples), 1),
                            "grown": round(grown, 2), "standard error": round(error, 2)}
            if "per round" in limit:
                maximum *= rounds
                assert error < maximum, f"{name}: too unsteady to tell: {grown:.2f}, standard error {error:.2f}"
            if grown > max(3 * error, maximum):
                grew.append(name)
        return report, grew


def series(address):
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=20) as response:
        return [line.rsplit(" ", 1)[0] for line in response.read().decode().splitlines() if not line.startswith("#")]


def rounds(keeper, restarted, usage, minutes):
    """One round about once a minute, more often in a short soak. After one round of each fault and all streams at max, the
    client has all connections, and nothing may grow."""
    rng = random.Random(SEED)
    pause = min(60, max(20, minutes * 2))
    until, number = time.monotonic() + 60 * minutes, 0
    while time.monotonic() < until:
        started = time.monotonic()
        fault = FAULTS[number % len(FAULTS)]
        restarted.start()
        keeper.reload(rng)
        keeper.control(rng)
        fault(keeper, 3)
        keeper.flow(500, 90)
        restarted.stop()
        usage.rounds = number = number + 1
        if number == len(FAULTS):
            keeper.run_at_max()
            usage.settled = len(usage.samples)
        print(f"{number}: {fault.__name__}, {keeper.delivered():,.0f} delivered", flush=True)
        time.sleep(max(0, min(pause - (time.monotonic() - started), until - time.monotonic())))
    return number


def soak(kafka, minutes):
    with Keeper(kafka) as keeper, Restarted(kafka, keeper.directory) as restarted:
        usage = Usage(keeper.run.pid, keeper.address)
        keeper.flow(1000)
        keeper.run_at_max()
        at_first = series(keeper.address)
        number = rounds(keeper, restarted, usage, minutes)
        at_last = series(keeper.address)
        usage.stop()
        code = keeper.stop()
        log = keeper.run.log
    assert code == 0, log[-3000:]
    leaked = set(at_last) ^ set(at_first)
    assert not leaked, f"series came or went: {sorted(leaked)[:10]}"
    assert usage.settled, "too short: not every fault has occurred"
    used, grew = usage.report()
    print(json.dumps({"minutes": minutes, "rounds": number, "series": len(at_last), **used}), flush=True)
    for name in ("allocated", "resident"):
        print(f"{name}, MiB, every half minute: " + " ".join(f"{figures[name]:.1f}" for _, _, figures in usage.samples[::30]))
    records = check_records(kafka, keeper) + restarted.check()
    assert not grew, f"{' and '.join(grew)} grew"
    print(f"{minutes:g} minutes, {number} rounds of reload, control, fault and restart: {records:,} records, all verified")


def check_records(kafka, keeper):
    kafka.wait_until_up()
    total = 0
    for stream in keeper.summary["streams"]:
        found = read_back(kafka.bootstrap, stream["topic"], stream["scheduled"])
        faults.every_record_once(stream, found)
        total += found.records
    return total


if __name__ == "__main__":
    with faults.faulty_cluster() as kafka:
        soak(kafka, float(sys.argv[1]) if len(sys.argv) > 1 else 60)
