"""Attacks on the metrics port do not affect the load, and the server responds again afterwards."""
import contextlib
import re
import socket
import threading
import time
import urllib.request

import pytest

from spate import Running, assert_account_balances, read_summary, write_scenario

RATE = 20_000
SECONDS = 8  # 2.5 s of attack, and 5 s to catch up on a busy machine
SCENARIO = f"""
kafka: {{bootstrap.servers: embedded}}
streams:
  - {{topic: busy, partitions: 3, rate: {RATE}/s, record: {{n: =index()}}}}
"""
HELLO = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n"
INVALID_PATHS = [b"/../../../etc/passwd", b"/%2e%2e/%2e%2e/%2e%2e/etc/passwd", b"/..%2f..%2fetc%2fpasswd", b"/..\\..\\etc\\passwd",
          b"//etc/passwd", b"/%00", b"/metrics%00.html", b"/metrics/../../etc/passwd", b"/\xff\xfe", b"/%", b"/%zz", b"*",
          b"http://evil.example/metrics", b"/" + b"a" * 7000, b"/" + b"a" * 1_000_000, b"/" + b"../" * 2000 + b"etc/passwd"]


class Target:
    def __init__(self, run):
        host, port = run.wait_for(r"metrics at http://([0-9.]+):(\d+)/metrics").groups()
        self.address = (host, int(port))

    def connect(self):
        return socket.create_connection(self.address, timeout=10)

    def connections(self, count):
        """Starts this many connections. The server and the kernel accept only a part of them."""
        clients = [socket.socket() for _ in range(count)]
        for client in clients:
            client.setblocking(False)
            client.connect_ex(self.address)
        return clients

    def send(self, request):
        """Returns the response, which may be empty."""
        answer = b""
        with contextlib.suppress(OSError), self.connect() as client:
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            while part := client.recv(65536):
                answer += part
        return answer

    def counter(self, name):
        with urllib.request.urlopen("http://{}:{}/metrics".format(*self.address), timeout=20) as response:
            return float(re.search(rf'^{name}{{[^}}]*}} ([0-9.e+]+)$', response.read().decode(), re.MULTILINE).group(1))

    def backlog(self):
        """Returns the number of waiting and of scheduled records."""
        return self.counter("spate_records_waiting"), self.counter("spate_records_scheduled_total")


def slow_clients(target):
    clients = target.connections(100)
    for byte in HELLO[:10]:
        time.sleep(0.25)
        for client in clients:
            with contextlib.suppress(OSError):
                client.send(bytes([byte]))
    for client in clients:
        client.close()


def slow_readers(target):
    clients = []
    for _ in range(50):
        with contextlib.suppress(OSError):
            client = target.connect()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            client.sendall(HELLO + b"\r\n")
            clients.append(client)
    time.sleep(2.5)
    for client in clients:
        client.close()


def huge_headers(target):
    for request in (HELLO + b"X-Huge: " + b"x" * 1_000_000 + b"\r\n\r\n", HELLO + b"X: y\r\n" * 100_000 + b"\r\n",
                    b"x" * 1_000_000, b"\0" * 100_000,
                    b"POST /api/v1/streams/busy/rate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1_000_000):
        for _ in range(2):
            assert not target.send(request).startswith(b"HTTP/1.1 2")


def a_thousand_connections(target):
    clients = target.connections(1000)
    time.sleep(2.5)
    for client in clients:
        client.close()


def invalid_paths(target):
    for path in INVALID_PATHS * 3:
        answer = target.send(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert not answer or 400 <= int(answer.split(b" ", 2)[1]) < 500, (path[:60], answer[:200])
        assert b"root:" not in answer


def concurrent_requests(target):
    """Eight clients send valid requests as fast as they can."""
    until = time.monotonic() + 2.5

    def ask():
        while time.monotonic() < until:
            target.send(HELLO + b"\r\n")

    clients = [threading.Thread(target=ask) for _ in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


@pytest.mark.parametrize("attack", [slow_clients, slow_readers, huge_headers, a_thousand_connections, invalid_paths, concurrent_requests],
                         ids=lambda attack: attack.__name__)
def test_load_continues_during_an_attack(tmp_path, attack):
    summary_file = tmp_path / "summary.json"
    with Running("run", write_scenario(tmp_path, SCENARIO), "--metrics", "127.0.0.1:0", "--duration", f"{SECONDS}s",
                 "--summary", summary_file) as run:
        target = Target(run)
        run.wait_for("1 stream to")
        before = target.backlog()[1]
        attack(target)
        # Within 5 s, the backlog is at most 0.1 % of the scheduled records.
        deadline = time.monotonic() + 5
        while True:
            waiting, scheduled = target.backlog()
            if scheduled > before and waiting <= scheduled / 1000:
                break
            assert time.monotonic() < deadline, f"{waiting} of {scheduled} records are late"
        assert run.finish() == 0, run.log
    summary = read_summary(summary_file)
    assert_account_balances(summary)
    stream = summary["streams"][0]
    assert stream["scheduled"] == stream["delivered"] == SECONDS * RATE
