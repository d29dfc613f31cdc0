"""The control API, its page and `spate ctl`, against a running process."""
import http.client
import json
import pathlib
import re
import signal
import socket
import time
import urllib.parse

import pytest
from openapi import Description

from spate import TIMEOUT_FACTOR, Running, assert_account_balances, read_summary, spate, stream_of, write_scenario

SCENARIO = """
kafka: {bootstrap.servers: unused}
streams:
  - {topic: orders, rate: 500/s, generator: order, partitions: 3}
  - {topic: clicks, rate: max, generator: log, partitions: 1}
  - {topic: raw, rate: 100 KiB/s, generator: log, partitions: 1}
  - {topic: short, rate: max, generator: log, partitions: 1, stop_after: {records: 10}}
"""


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)


class Api:
    """Requests to the control API of a run. Checks responses and accepted bodies under /api/ against the OpenAPI document."""

    def __init__(self, address, description=None):
        self.host, port = address.rsplit(":", 1)
        self.port = int(port)
        self.description = description

    def ask(self, method, path, body=None, check=True, **headers):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, headers)
        answer = Answer(connection.getresponse())
        connection.close()
        if check and self.description and path.startswith("/api/"):
            media = answer.headers["Content-Type"]
            content = answer.json if media.startswith("application/json") else answer.text
            self.description.check(method, path, answer.status, media, content)
            if answer.status < 300:
                assert self.description.request_problems(method, path, body and json.loads(body)) == []
        return answer

    def stream(self, name):
        return self.ask("GET", f"/api/v1/streams/{name}").json

    def act(self, name, verb, **body):
        return self.ask("POST", f"/api/v1/streams/{name}/{verb}", {key.rstrip("_"): value for key, value in body.items()})

    def wait(self, name, condition, timeout=10):
        deadline = time.monotonic() + timeout * TIMEOUT_FACTOR
        while True:
            stream = self.stream(name)
            if condition(stream):
                return stream
            assert time.monotonic() < deadline, stream
            time.sleep(0.15)


def start(directory, *arguments, scenario=SCENARIO, metrics="127.0.0.1:0"):
    return Running("run", write_scenario(directory, scenario), "--sink", "null", "--summary",
                   pathlib.Path(directory) / "summary.json", "--metrics", metrics, *arguments)


def address_of(run):
    return run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with start(tmp_path_factory.mktemp("control")) as run:
        address = address_of(run)
        document = Api(address).ask("GET", "/api/v1/openapi.json").json
        api = Api(address, Description(document))
        api.wait("short", lambda stream: stream["state"] == "ended")
        yield run, api


@pytest.fixture
def api(running):
    time.sleep(0.4)  # refills the token bucket
    return running[1]


def test_streams_lists_rates_and_states(api):
    document = api.ask("GET", "/api/v1/streams").json
    assert document["scenario"] == "scenario"
    assert [stream["name"] for stream in document["streams"]] == ["orders", "clicks", "raw", "short"]
    orders, clicks, raw, short = document["streams"]
    assert (orders["scenario_rate"], orders["target_rate"], orders["state"]) == ("500/s", 500, "running")
    assert (clicks["scenario_rate"], clicks["target_rate"]) == ("max", None)
    assert raw["scenario_rate"] == "102400 B/s"
    assert (short["state"], short["delivered"]) == ("ended", 10)


def test_paused_stream_sends_nothing_and_resumes_on_schedule(api):
    paused = api.act("orders", "pause").json
    assert (paused["name"], paused["state"]) == ("orders", "paused")
    time.sleep(0.3)  # the worker applies the pause in its next turn
    before = api.stream("orders")["scheduled"]
    time.sleep(0.5)
    assert api.stream("orders")["scheduled"] == before
    assert api.act("orders", "resume").json["state"] == "running"
    after = api.wait("orders", lambda stream: stream["scheduled"] > before)
    assert after["behind_seconds"] < 0.3 and after["target_rate"] == 500


def test_live_rate_is_set_and_removed(api):
    assert api.act("orders", "rate", rate="2000/s").json["live_rate"] == "2000/s"
    api.wait("orders", lambda stream: stream["target_rate"] == 2000)
    assert api.act("orders", "rate", rate="0.5x").json["live_rate"] == "0.5x"
    api.wait("orders", lambda stream: stream["target_rate"] == 250)
    assert api.act("orders", "rate", rate="scenario").json["live_rate"] is None
    api.wait("orders", lambda stream: stream["target_rate"] == 500)


def test_max_and_byte_streams_accept_any_rate(api):
    api.act("clicks", "rate", rate="100/s")
    api.wait("clicks", lambda stream: stream["target_rate"] == 100)
    api.act("raw", "rate", rate="max")
    api.wait("raw", lambda stream: stream["target_rate"] is None)
    for name in ("clicks", "raw"):
        api.act(name, "pause")
        api.wait(name, lambda stream: stream["target_rate"] == 0 and stream["state"] == "paused")
        api.act(name, "resume")
        api.act(name, "rate", rate="scenario")
    api.wait("clicks", lambda stream: stream["target_rate"] is None)
    api.wait("raw", lambda stream: stream["target_rate"] not in (0, None))


def test_temporary_changes_expire(running, api):
    run = running[0]
    api.act("orders", "rate", rate="50/s")
    burst = api.act("orders", "burst", rate="900/s", for_="1s").json
    assert burst["live_rate"] == "900/s" and 0 < burst["remaining_seconds"] <= 1
    api.wait("orders", lambda stream: stream["target_rate"] == 50 and stream["remaining_seconds"] is None)
    api.act("orders", "pause", for_="300ms")
    api.wait("orders", lambda stream: stream["state"] == "running" and stream["target_rate"] == 50)
    run.wait_for(r"control: stream orders: 900/s expired, back to 50/s")
    api.act("orders", "rate", rate="scenario")


@pytest.mark.parametrize("verb, body, message", [
    ("rate", {"rate": "500"}, 'missing time unit in "500"'),
    ("rate", {"rate": "fast"}, "invalid rate"),
    ("rate", {}, "needs a rate"),
    ("rate", {"rate": "1/s", "for": "5m"}, "use 5min"),
    ("rate", {"rate": "1/s", "for": "0s"}, "must be greater than 0"),
    ("rate", {"rate": "0x"}, "pause"),
    ("rate", {"rate": 5}, "is not a string"),
    ("rate", {"rate": "1/s", "forever": "yes"}, "unknown member"),
    ("rate", "{", "not a JSON object"),
    ("rate", "[" * 3000, "not a JSON object"),
    ("burst", {"rate": "2x"}, "burst needs a duration"),
    ("pause", {"rate": "1/s"}, "pause has no rate"),
])
def test_invalid_body_is_rejected_with_the_correction(api, verb, body, message):
    answer = api.ask("POST", f"/api/v1/streams/orders/{verb}", body)
    assert answer.status == 400 and message in answer.json["error"]


BODIES = [None, {}, {"for": "1s"}, {"rate": "1/s"}, {"rate": "1/s", "for": "1s"}, {"rate": 5}, {"rate": "1/s", "for": 5}, {"for": None},
          {"rate": "1/s", "for": "1s", "x": "1"}, {"Rate": "1/s"}, [], [{"rate": "1/s"}], "1/s", 1]


@pytest.mark.parametrize("verb", ["pause", "resume", "rate", "burst"])
def test_body_is_rejected_exactly_if_the_document_forbids_it(api, verb):
    path = f"/api/v1/streams/orders/{verb}"
    for body in BODIES:
        allowed = api.description.request_problems("POST", path, body) == []
        assert (api.ask("POST", path, body).status != 400) == allowed, body
        time.sleep(0.06)  # below the request limit
    api.act("orders", "resume")
    api.act("orders", "rate", rate="scenario")


def test_impossible_actions_are_rejected(api):
    answer = api.act("order", "pause")
    assert answer.status == 404 and 'did you mean "orders"' in answer.json["error"]
    assert api.ask("GET", "/api/v1/streams/nothing").status == 404
    for verb, body in (("pause", {}), ("resume", {}), ("rate", {"rate": "1/s"}), ("burst", {"rate": "1/s", "for": "1s"})):
        assert api.act("short", verb, **body).status == 409
        assert api.ask("POST", f"/api/v1/streams/nothing/{verb}", body).status == 404
    api.act("orders", "pause")
    assert api.act("orders", "burst", rate="2x", for_="1s").status == 409
    api.act("orders", "resume")
    time.sleep(0.5)
    for verb in ("pause", "resume", "rate", "burst"):
        assert api.ask("POST", f"/api/v1/streams/orders/{verb}", '{"rate": "1/s"}', **{"Content-Type": "text/plain"}).status == 415
        assert api.ask("POST", f"/api/v1/streams/orders/{verb}", "x" * 5000).status == 413
        assert api.ask("POST", f"/api/v1/streams/orders/{verb}", {"x": 1}).status == 400
    answer = api.ask("DELETE", "/api/v1/streams/orders", check=False)
    assert answer.status == 405 and answer.headers["Allow"] == "GET, HEAD"


def test_foreign_hosts_and_origins_are_rejected(api):
    for path in ("/api/v1/streams", "/api/v1/streams/orders"):
        assert api.ask("GET", path, Host="evil.example").status == 403
    for verb in ("pause", "resume", "rate", "burst"):
        path = f"/api/v1/streams/orders/{verb}"
        assert api.ask("POST", path, {}, Host="evil.example:9464").status == 403
        assert api.ask("POST", path, {}, Origin="http://evil.example").status == 403
    assert api.stream("orders")["state"] == "running"
    own = f"http://{api.host}:{api.port}"
    assert api.ask("POST", "/api/v1/streams/orders/resume", {}, Origin=own).status == 200


def test_request_limit_does_not_affect_the_load(api):
    before = api.stream("orders")["delivered"]
    paths = [("GET", "/api/v1/streams"), ("GET", "/api/v1/streams/orders")]
    paths += [("POST", f"/api/v1/streams/orders/{verb}") for verb in ("pause", "resume", "rate", "burst")]
    deadline = time.monotonic() + 20
    limited = set()
    while len(limited) < len(paths):
        assert time.monotonic() < deadline
        for method, path in paths:
            answer = api.ask(method, path, {"x": 1} if method == "POST" else None)
            if answer.status == 429:
                assert answer.headers["Retry-After"] == "1"
                limited.add((method, path))
    assert api.ask("GET", "/healthz").status == 200  # health checks have no limit
    time.sleep(1)
    stream = api.stream("orders")
    assert stream["delivered"] > before and stream["behind_seconds"] < 0.3


@pytest.mark.parametrize("request_bytes", [
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /api/v1/streams/..%2f..%2fetc HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /api/v1/streams/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET //api/v1/streams//orders HTTP/1.1\r\nHost: evil\r\n\r\n",
    b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 20000 + b"\r\n\r\n",
    b"POST /api/v1/streams/orders/pause HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST /api/v1/streams/orders/rate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
    b"POST /api/v1/streams/orders/rate HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    b"BREW / HTTP/1.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00",
], ids=range(11))
def test_malformed_request_gets_an_error_and_the_load_continues(api, request_bytes):
    with socket.create_connection((api.host, api.port), timeout=15) as client:
        answer = b""
        try:
            client.sendall(request_bytes)
            client.shutdown(socket.SHUT_WR)
            while part := client.recv(65536):
                answer += part
        except OSError:
            pass  # closed before all of it was sent
    if answer:
        assert 400 <= int(answer.split(b" ", 2)[1]) < 500, answer[:200]
    assert b"root:" not in answer
    assert api.stream("orders")["state"] == "running"


def test_slow_clients_do_not_delay_other_requests(api):
    slow = [socket.create_connection((api.host, api.port), timeout=15) for _ in range(3)]
    for client in slow:
        client.sendall(b"POST /api/v1/streams/orders/pause HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{")
    assert api.stream("orders")["state"] == "running"
    for client in slow:
        client.close()


def test_page_is_one_file_with_a_strict_content_security_policy(api):
    page = api.ask("GET", "/")
    assert page.status == 200 and page.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = dict(part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["connect-src"] == "'self'"
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", policy[kind]) for kind in ("script-src", "style-src"))
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert not re.search(r"""(src|href)\s*=\s*["'](?!data:,)|://|url\(|@import|\sstyle=|\son\w+=""", page.text)
    assert 'name="viewport"' in page.text and "prefers-color-scheme: dark" in page.text
    for word in ("target", "rate", "behind", "p50", "p99", "failed", "limited by", "Pause", "Set rate"):
        assert word in page.text


def test_ctl_applies_actions(running, api):
    ctl = ("ctl", "--address", f"{api.host}:{api.port}")
    status = spate(*ctl, "status")
    assert status.returncode == 0 and re.search(r"^orders +running +500\.0 ", status.stdout, re.MULTILINE), status
    document = json.loads(spate(*ctl, "status", "--json").stdout)
    api.description.check("GET", "/api/v1/streams", 200, "application/json", document)
    paused = spate(*ctl, "pause", "orders", "raw", "--for", "20s")
    assert paused.returncode == 0 and re.match(r"orders: paused for \d+ s, target .*\nraw: paused", paused.stdout), paused
    assert api.stream("raw")["state"] == "paused"
    assert spate(*ctl, "resume", "orders", "raw").returncode == 0
    assert spate(*ctl, "rate", "orders", "2x").stdout.startswith("orders: running at 2x")
    assert spate(*ctl, "burst", "orders", "900/s", "--for", "10s").stdout.startswith("orders: running at 900/s for 10 s")
    assert spate(*ctl, "rate", "orders", "scenario").returncode == 0
    assert spate(*ctl, "health", "--live").returncode == 0
    environment = {"SPATE_ADDRESS": f"{api.host}:{api.port}", "PATH": "/usr/bin"}
    assert spate("ctl", "status", env=environment).returncode == 0


def test_ctl_reports_errors(api):
    ctl = ("ctl", "--address", f"{api.host}:{api.port}")
    rejected = spate(*ctl, "rate", "order", "1/s")
    assert rejected.returncode == 1 and 'did you mean "orders"' in rejected.stderr
    assert spate(*ctl, "pause", "short").returncode == 1
    for invalid in (["pause"], ["burst", "orders", "1/s"], ["rate", "orders"], ["pause", "a/b"], ["stop"], []):
        assert spate(*ctl, *invalid).returncode == 2
    health = spate(*ctl, "health")
    assert health.returncode == 0 and health.stdout == "ready\n"  # the null sink needs no broker
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed_port = server.getsockname()[1]
    unreachable = spate("ctl", "--address", f"127.0.0.1:{closed_port}", "status")
    assert unreachable.returncode == 3 and unreachable.stderr.startswith(f"spate ctl: cannot connect to 127.0.0.1:{closed_port}: ")
    assert spate("ctl", "--address", "nonsense", "status").returncode == 3


def test_actions_are_counted_by_kind(api):
    metrics = api.ask("GET", "/metrics").text
    counted = dict(re.findall(r'spate_control_actions_total{action="(\w+)"} (\d+)', metrics))
    assert set(counted) == {"pause", "resume", "rate", "burst", "reload", "expire"}
    assert all(int(counted[action]) > 0 for action in ("pause", "resume", "rate", "burst", "expire"))


def test_every_response_of_the_document_was_seen(api):
    api.ask("GET", "/api/v1/openapi.json")
    elsewhere = {401, 503}  # 401 is tested below; 503 occurs only before the first record
    unseen = {response for response in api.description.responses() - api.description.seen
              if response[2] not in elsewhere and not response[0].endswith("/reload")}  # test_reload.py
    assert unseen == set()


TOKEN = "correct-horse-battery"


def test_token_is_required_for_every_request(tmp_path):
    scenario = SCENARIO + f"control: {{token: {TOKEN}}}\n"
    with start(tmp_path, scenario=scenario) as run:
        address = address_of(run)
        description = Description(Api(address).ask("GET", "/api/v1/openapi.json").json)
        api = Api(address, description)
        for path, method, operation in description.operations():
            if "401" in operation["responses"]:
                at = urllib.parse.quote(path.replace("{name}", "orders"))
                assert api.ask(method.upper(), at, "{}" if method == "post" else None).status == 401
                invalid = {"Authorization": "Bearer wrong"}
                assert api.ask(method.upper(), at, "{}" if method == "post" else None, **invalid).status == 401
        right = {"Authorization": f"Bearer {TOKEN}"}
        assert api.ask("GET", "/api/v1/streams", Host="any.name", **right).status == 200
        assert api.ask("GET", "/metrics").status == 200
        file = tmp_path / "token"
        file.write_text(TOKEN + "\n")
        assert spate("ctl", "--address", address, "status").returncode == 1
        assert spate("ctl", "--address", address, "--token-file", file, "status").returncode == 0
        result = spate("ctl", "--address", address, "--scenario", tmp_path / "scenario.yaml", "pause", "orders")
        assert result.returncode == 0, result
        run.send(signal.SIGTERM)
        assert run.finish() == 0
        assert TOKEN not in run.log
    printed = spate("check", "--print", tmp_path / "scenario.yaml").stdout
    assert TOKEN not in printed and "token: '***'" in printed.replace('"', "'")


def test_control_without_a_token_is_off_beyond_loopback(tmp_path):
    with start(tmp_path, metrics="0.0.0.0:0") as run:
        address = run.wait_for(r"metrics at http://0.0.0.0:(\d+)/metrics").group(1)
        api = Api(f"127.0.0.1:{address}")
        for path in ("/api/v1/streams", "/", "/api/v1/openapi.json"):
            assert api.ask("GET", path).status == 403
        assert api.ask("GET", "/metrics").status == 200
        rejected = spate("ctl", "--address", f"127.0.0.1:{address}", "rate", "orders", "2x")
        assert rejected.returncode == 1
        assert "the control API is off, it needs a token on addresses other than loopback" in rejected.stderr
        assert "control: {token: ...}" in rejected.stderr
        run.wait_for("control API disabled on ")


def test_account_balances_after_live_changes(tmp_path):
    with start(tmp_path) as run:
        api = Api(address_of(run))
        for name, rate in (("orders", "3000/s"), ("clicks", "200/s"), ("raw", "max"), ("orders", "1/s"), ("raw", "2x")):
            api.act(name, "rate", rate=rate)
            time.sleep(0.2)
        api.act("orders", "pause")
        run.send(signal.SIGTERM)
        assert run.finish() == 0
    summary = read_summary(tmp_path / "summary.json")
    assert_account_balances(summary)
    assert stream_of(summary, "raw")["delivered"] > 0


def test_paused_stream_ends_at_its_duration(tmp_path):
    with start(tmp_path, "--duration", "6s") as run:
        api = Api(address_of(run))
        for name in ("orders", "clicks", "raw"):
            api.act(name, "pause")
        time.sleep(1)
        assert [api.stream(name)["state"] for name in ("orders", "clicks", "raw")] == ["paused"] * 3
        assert run.finish(20) == 0
    assert_account_balances(read_summary(tmp_path / "summary.json"))


def test_live_rate_applies_to_references_thresholds_and_summary(tmp_path):
    """At the 10/s of the scenario, the records that the test expects would take minutes."""
    scenario = """
kafka: {bootstrap.servers: embedded}
streams:
  - {topic: orders, rate: 10/s, record: {n: =index()}, partitions: 1, thresholds: [rate >= 90%]}
  - {topic: payments, rate: 200/s, record: {newest: "=ref(orders, within=1).n"}, partitions: 1}
"""
    deliveries = tmp_path / "deliveries"
    with deliveries.open("w") as output, Running(
            "run", write_scenario(tmp_path, scenario), "--metrics", "127.0.0.1:0", "--print-deliveries=newest,n",
            "--summary", tmp_path / "summary.json", stdout=output) as run:
        api = Api(address_of(run))
        api.wait("orders", lambda stream: stream["state"] == "running")
        api.act("orders", "rate", rate="2000/s")
        api.wait("orders", lambda stream: stream["scheduled"] > 2000)
        api.act("orders", "pause")
        time.sleep(0.3)
        run.send(signal.SIGTERM)
        assert run.finish() == 0
    orders = stream_of(read_summary(tmp_path / "summary.json"), "orders")
    assert orders["thresholds"][0]["passed"] and orders["target_rate"] > 100
    newest = [int(value) for value in re.findall(r" payments .*newest=(\d+)", deliveries.read_text())]
    assert newest == sorted(newest) and newest[-1] == newest[-10] == orders["scheduled"] - 1
