"""200 slow or silent clients: /healthz responds within 1 s, so that a supervisor does not restart the process, and the run
ends in time."""
import contextlib
import http.client
import json
import re
import signal
import socket
import threading
import time

import pytest
from openapi import Description

from spate import TIMEOUT_FACTOR, Running, write_scenario

CLIENTS = 200
SCENARIO = """
kafka: {bootstrap.servers: unused}
streams:
  - {topic: orders, rate: 500/s, record: {n: =index()}, partitions: 1}
"""
POST = b"POST /api/v1/streams/orders/pause HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
# (bytes that each client sends at once, bytes that it then sends one by one)
KINDS = {
    "nothing": (b"", b""),
    "half_a_request_line": (b"GET /heal", b""),
    "half_of_the_headers": (b"GET /healthz HTTP/1.1\r\nHost: local", b""),
    "headers_byte_by_byte": (b"", b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Long: 0123456789\r\n\r\n"),
    "body_byte_by_byte": (POST + b"Content-Length: 4000\r\n\r\n", b"{" + b" " * 3999),
    "no_body": (POST + b"Content-Length: 4000\r\n\r\n", b""),
    "reads_nothing": (b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", b""),
    "keep_alive": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n", b""),
    "requests_without_end": (b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50, b""),
}


class SlowClients:
    """Clients that connect, send, and connect again when the server closes the connection."""

    def __init__(self, address, kind):
        self.address, (self.first, self.rest) = address, KINDS[kind]
        self.clients = [self.connect() for _ in range(CLIENTS)]
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.trickle)

    def connect(self):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        with contextlib.suppress(OSError):
            client.settimeout(10)
            client.connect(self.address)
            client.setblocking(False)
            client.send(self.first)
        return [client, 0]

    def trickle(self):
        while not self.stopped.wait(0.1):
            for number, (client, sent) in enumerate(self.clients):
                try:
                    self.clients[number][1] += client.send(self.rest[sent:sent + 1])
                except BlockingIOError:
                    pass
                except OSError:
                    client.close()
                    self.clients[number] = self.connect()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()
        for client, _ in self.clients:
            client.close()


def start(tmp_path):
    return Running("run", write_scenario(tmp_path, SCENARIO), "--sink", "null", "--metrics", "127.0.0.1:0")


def address_of(run):
    host, port = run.wait_for(r"metrics at http://([0-9.]+):(\d+)/metrics").groups()
    return host, int(port)


def ask(address, method, path, timeout=1.0):
    connection = http.client.HTTPConnection(*address, timeout=timeout * TIMEOUT_FACTOR)
    with contextlib.closing(connection):
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read().decode()


@pytest.mark.parametrize("kind", KINDS)
def test_health_responds_within_1_s_and_the_run_ends_in_time(tmp_path, kind):
    with start(tmp_path) as run:
        address = address_of(run)
        with SlowClients(address, kind):
            for _ in range(8):
                assert ask(address, "GET", "/healthz") == (200, "alive\n")
                time.sleep(0.1)
            assert ask(address, "GET", "/readyz")[0] == 200
            assert ask(address, "GET", "/metrics", timeout=5)[0] == 200
            begin = time.monotonic()
            run.send(signal.SIGTERM)
            assert run.finish(10) == 0
            assert time.monotonic() - begin < 5 * TIMEOUT_FACTOR


def exchange(address, request):
    """Sends these bytes. Returns status, media type and body of the response."""
    with socket.create_connection(address, timeout=15 * TIMEOUT_FACTOR) as client:
        with contextlib.suppress(OSError):
            client.sendall(request)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while part := client.recv(65536):
                answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    media = re.search(rb"Content-Type: ([a-z/]+)", head)
    return int(head.split()[1]), media.group(1).decode(), body.decode()


HOST = b" HTTP/1.1\r\nHost: localhost\r\n"
REJECTED = [
    (b"GET {}/nothing" + HOST + b"\r\n", 404),
    (b"GET {}/%C3%A9/x/y" + HOST + b"\r\n", 404),
    (b"DELETE {}" + HOST + b"\r\n", 405),
    (b"OPTIONS {}" + HOST + b"\r\n", 405),
    (b"BREW {}" + HOST + b"\r\n", 405),
    (b"GET {} HTTQ/1.1\r\n\r\n", 400),
    (b"GET {}" + HOST + b"no colon\r\n\r\n", 400),
    (b"GET {}" + HOST + b"Host: again\r\n\r\n", 400),
    (b"POST {}" + HOST + b"Content-Length: -1\r\n\r\n", 400),
    (b"POST {}" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
    (b"POST {}" + HOST + b"Content-Length: 5000\r\n\r\n" + b"x" * 5000, 413),
    (b"GET {}?" + b"x" * 9000 + HOST + b"\r\n", 414),
    (b"GET {}" + HOST + b"X: " + b"x" * 9000 + b"\r\n\r\n", 431),
    (b"GET {} HTTP/3.0\r\n\r\n", 505),
    (b"POST {}" + HOST + b"Content-Length: 5\r\n\r\n{", 408),
]


def test_errors_are_json_under_the_api_and_text_elsewhere(tmp_path):
    with start(tmp_path) as run:
        address = address_of(run)
        for path, expected in ((b"/api/v1/streams", "application/json"), (b"/metrics", "text/plain")):
            for request, status in REJECTED:
                response_status, media, body = exchange(address, request.replace(b"{}", path))
                assert (response_status, media) == (status, expected), request[:80]
                if media == "application/json":
                    assert Description.shipped().problems(json.loads(body), "Error") == [], body
        status, media, body = exchange(address, b"GET /api/v1/streams/%6frders" + HOST + b"\r\n")
        assert (status, json.loads(body)["name"]) == (200, "orders")
        for name in (b"%zz", b"%ff", b"%"):
            status, media, body = exchange(address, b"GET /api/v1/streams/" + name + HOST + b"\r\n")
            assert (status, media) == (400, "application/json") and "UTF-8" in json.loads(body)["error"]
        assert exchange(address, b"HEAD /api/v1/nothing" + HOST + b"\r\n") == (404, "application/json", "")
