#!/usr/bin/python3
"""A long run with faults, reloads and restarts: `./dev soak [MINUTES]`.

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
from fault_run import KEYS, FaultRun, idempotence_properties, property_lines, read_content  # noqa: E402

FAULTS = [faults.leader_killed, faults.broker_frozen, faults.connections_cut, faults.slow_network, faults.two_brokers_down]
RATES = ["500/s", "1500/s", "3000/s", "{sine: {mean: 1500/s, amplitude: 1000/s, period: 20s}, for: forever}", "1/s"]
SEED = int(os.environ.get("SPATE_SOAK_SEED", "1"))
# Maximum growth over the second half, beyond the noise. Allocated memory grows with the history of the streams, up to 2 MiB
# each: 50 KiB per change to a wave, less than 1 KiB per change to a constant rate.
MAX_GROWTH = {"allocated, MiB per round": 32 / 1024, "resident, MiB": 1, "file descriptors": 1, "threads": 1}


class LongRun(FaultRun):
    """The process that runs all the time: three streams whose rates and records change by reload."""

    def __init__(self, kafka):
        super().__init__(kafka, "soak-0", 2000, kafka.proxied_bootstrap)
        self.rates, self.versions = ["1500/s"] * 3, [0] * 3
        self.write()

    def scenario(self, invalid=False):
        text = f"kafka:\n  bootstrap.servers: {self.kafka.proxied_bootstrap}\n{property_lines(idempotence_properties())}"
        text += "metrics: {listen: '127.0.0.1:0'}\nshutdown: {flush_timeout: 60s}\nstreams:\n"
        for number, (rate, version) in enumerate(zip(self.rates, self.versions)):
            schedule = f"{{stages: [{rate}]}}" if rate.startswith("{") else rate
            text += (f"  - {{topic: soak-{number}, partitions: 3, replication_factor: 3, rate: {'wrong' if invalid else schedule}, "
                     f"topic_config: {{min.insync.replicas: 2}}, when_late: {{catch_up: 8x}}, "
                     f"key: '=index() % {KEYS}', record: '${{index()}} {version} ${{hex(60)}}'}}\n")
        return text

    def write(self, invalid=False):
        self.file = write_scenario(self.directory, self.scenario(invalid))

    def reload(self, rng):
        """Makes one random change. Every fifth file is invalid and must change nothing."""
        index = rng.randrange(3)
        if rng.random() < 0.7:
            self.rates[index] = rng.choice(RATES if index else RATES[:-1])  # each round waits for records of the first stream
        else:
            self.versions[index] += 1
        invalid = rng.random() < 0.2
        self.write(invalid)
        result = spate("ctl", "--address", self.address, "reload")
        assert result.returncode == (1 if invalid else 0), result
        self.write()

    def run_at_max(self):
        """Runs the streams at max, alone and together, so that the client opens all its connections."""
        for streams in ([0], [1], [2], [0, 1, 2], [0, 1, 2]):
            for number in streams:
                spate("ctl", "--address", self.address, "rate", f"soak-{number}", "max", "--for", "2s")
            time.sleep(3)

    def control(self, rng):
        """Makes a random temporary change through the control API."""
        action = rng.choice([["pause"], ["rate", "3x"], ["burst", "5x"], ["rate", "max"]])
        name = f"soak-{rng.randrange(3)}"
        result = spate("ctl", "--address", self.address, action[0], name, *action[1:], "--for", "2s")
        assert result.returncode == 0 or "ended" in result.stderr or "paused" in result.stderr, result


class RestartedRuns:
    """Short runs, one process after the other, on one topic. Each record has the number of its process."""

    def __init__(self, kafka, directory):
        self.kafka, self.summary, self.number, self.process = kafka, directory / "restarted.json", 0, None
        self.delivered = {}  # by process number; None if killed
        self.file = write_scenario(directory, f"""
kafka:
  bootstrap.servers: {kafka.proxied_bootstrap}
{property_lines(idempotence_properties())}
shutdown: {{flush_timeout: 60s}}
streams:
  - {{topic: soak-restarted, partitions: 3, replication_factor: 3, topic_config: {{min.insync.replicas: 2}}, rate: 500/s,
     key: "=index() % {KEYS}", record: '${{index()}} ${{env("SOAK_RUN")}}'}}
""", "restarted.yaml")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.process:
            self.process.__exit__(*exception)

    def start(self):
        self.process = Running("run", self.file, "--metrics", "off", "--summary", self.summary,
                               env={**os.environ, "SOAK_RUN": str(self.number)})
        self.process.wait_for("1 stream to", 90)

    def stop(self):
        is_kill = self.number % 3 == 2
        self.process.send(signal.SIGKILL if is_kill else signal.SIGTERM)
        code = self.process.finish(90)
        if not is_kill:
            assert code == 0, self.process.log
            summary = read_summary(self.summary)
            assert_account_balances(summary)
        self.delivered[self.number] = None if is_kill else summary["streams"][0]["delivered"]
        self.process.__exit__()
        self.number += 1

    def check(self):
        """Checks that no process sent a record twice, and that each process that was not killed sent all its records."""
        indexes_by_process = collections.defaultdict(list)
        for line in read_values(self.kafka.bootstrap, "soak-restarted"):
            index, number = line.split()
            indexes_by_process[int(number)].append(int(index))
        for number, delivered in self.delivered.items():
            indexes = sorted(indexes_by_process[number])
            assert len(set(indexes)) == len(indexes), f"process {number} sent a record twice"
            assert delivered is None or indexes == list(range(delivered)), f"process {number} lost a record"
        return sum(map(len, indexes_by_process.values()))


def read_values(bootstrap, topic):
    return subprocess.run(["kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%s\n"],
                          stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


class Usage:
    """Resource usage of a process, measured every second."""

    def __init__(self, pid, address):
        self.pid, self.address, self.samples, self.rounds = pid, address, [], 0
        self.first_steady_sample = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stop.wait(1):
            with contextlib.suppress(OSError):  # a response may exceed the timeout
                self.samples.append((time.monotonic(), self.rounds, self._measure()))

    def _measure(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        resident, threads = (int(re.search(rf"{name}:\s+(\d+)", status).group(1)) for name in ("VmRSS", "Threads"))
        with urllib.request.urlopen(f"http://{self.address}/metrics", timeout=5) as response:
            allocated = re.search(r"^spate_allocated_memory_bytes (\S+)$", response.read().decode(), re.MULTILINE).group(1)
        return {"allocated": float(allocated) / 2**20, "resident": resident / 1024,
                "file descriptors": len(os.listdir(f"/proc/{self.pid}/fd")), "threads": threads}

    def stop(self):
        self._stop.set()
        self._thread.join()

    def growth(self, name):
        """Fits a line through the minima of the second half. Returns its rise, the standard error of the rise, and the
        number of rounds. It uses minima, because memory that a fault needs is freed later, and leaked memory is not."""
        used = self.samples[max(self.first_steady_sample, len(self.samples) // 2):]
        window = max(40, (used[-1][0] - used[0][0]) / 10)
        minima = {}
        for time_s, _, values in used:
            number = int((time_s - used[0][0]) / window)
            minima[number] = min(minima.get(number, (math.inf, 0)), (values[name], time_s))
        assert len(minima) > 4, "too few samples to measure growth: raise MINUTES"
        lows, times = zip(*minima.values())
        slope, intercept = statistics.linear_regression(times, lows)
        variance = sum((low - slope * time_s - intercept)**2 for low, time_s in zip(lows, times)) / (len(lows) - 2)
        error = math.sqrt(variance / sum((time_s - statistics.fmean(times))**2 for time_s in times))
        duration = times[-1] - times[0]
        return slope * duration, error * duration, used[-1][1] - used[0][1]

    def report(self):
        """Returns the maximum and the growth of each value, and the names of the values that grew."""
        report, grew = {}, []
        for limit, maximum in MAX_GROWTH.items():
            name = limit.split(",")[0]
            growth, error, rounds = self.growth(name)
            report[name] = {"max": round(max(values[name] for _, _, values in self.samples), 1),
                            "growth": round(growth, 2), "standard error": round(error, 2)}
            if "per round" in limit:
                maximum *= rounds
                assert error < maximum, f"{name}: growth {growth:.2f} has a standard error of {error:.2f}, above the limit {maximum:.2f}"
            if growth > max(3 * error, maximum):
                grew.append(name)
        return report, grew


def series_names(address):
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=20) as response:
        return [line.rsplit(" ", 1)[0] for line in response.read().decode().splitlines() if not line.startswith("#")]


def run_rounds(long_run, restarted, usage, minutes):
    """Starts a round about once a minute, more often in a short soak. After one round of each fault and all streams at max,
    the client has all connections, and nothing may grow."""
    rng = random.Random(SEED)
    interval = min(60, max(20, minutes * 2))  # seconds
    deadline, number = time.monotonic() + 60 * minutes, 0
    while time.monotonic() < deadline:
        started = time.monotonic()
        fault = FAULTS[number % len(FAULTS)]
        restarted.start()
        long_run.reload(rng)
        long_run.control(rng)
        fault(long_run, 3)
        long_run.wait_for_delivery(500, 90)
        restarted.stop()
        usage.rounds = number = number + 1
        if number == len(FAULTS):
            long_run.run_at_max()
            usage.first_steady_sample = len(usage.samples)
        print(f"{number}: {fault.__name__}, {long_run.delivered():,.0f} delivered", flush=True)
        time.sleep(max(0, min(interval - (time.monotonic() - started), deadline - time.monotonic())))
    return number


def soak(kafka, minutes):
    with LongRun(kafka) as long_run, RestartedRuns(kafka, long_run.directory) as restarted:
        usage = Usage(long_run.process.pid, long_run.address)
        long_run.wait_for_delivery(1000)
        long_run.run_at_max()
        series_at_start = series_names(long_run.address)
        number = run_rounds(long_run, restarted, usage, minutes)
        series_at_end = series_names(long_run.address)
        usage.stop()
        code = long_run.stop()
        log = long_run.process.log
    assert code == 0, log[-3000:]
    changed = set(series_at_end) ^ set(series_at_start)
    assert not changed, f"series appeared or disappeared: {sorted(changed)[:10]}"
    assert usage.first_steady_sample, "not every fault occurred: raise MINUTES"
    used, grew = usage.report()
    print(json.dumps({"minutes": minutes, "rounds": number, "series": len(series_at_end), **used}), flush=True)
    for name in ("allocated", "resident"):
        print(f"{name}, MiB, every half minute: " + " ".join(f"{values[name]:.1f}" for _, _, values in usage.samples[::30]))
    records = check_records(kafka, long_run) + restarted.check()
    assert not grew, f"{' and '.join(grew)} grew"
    print(f"{minutes:g} minutes, {number} rounds of reload, control, fault and restart: {records:,} records, all verified")


def check_records(kafka, long_run):
    kafka.wait_until_up()
    total = 0
    for stream in long_run.summary["streams"]:
        content = read_content(kafka.bootstrap, stream["topic"], stream["scheduled"])
        faults.every_record_once(stream, content)
        total += content.records
    return total


if __name__ == "__main__":
    with faults.faulty_cluster() as kafka:
        soak(kafka, float(sys.argv[1]) if len(sys.argv) > 1 else 60)
