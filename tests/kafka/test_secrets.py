"""No output of spate contains a secret. The tests use secrets from every source and search all output for them."""
import os
import signal
import time
import urllib.error
import urllib.request

import pytest
from certificates import Authority
from cluster import Cluster

from readers import read_topic
from spate import Running, spate, write_scenario

TOKEN = "token-Zq7xV2"
PASSWORD = "password-Kw9sD4"
KEY_PASSWORD = "keypass-Hn3tB8"
CLIENT_ID = "client-Lr5gM1"
SOURCES = ["env", "file", "credential", "literal"]


@pytest.fixture(scope="module")
def secure_kafka(tmp_path_factory):
    authority = Authority(tmp_path_factory.mktemp("certificates"), "trusted")
    broker = authority.issue("broker")
    prefix = "listener.name.secure.ssl."
    with Cluster(users={"admin": "a", "load": PASSWORD}, listeners={"SECURE": "SASL_SSL"}, properties={
            f"{prefix}keystore.type": "PEM", f"{prefix}keystore.location": broker.keystore,
            "super.users": "User:ANONYMOUS;User:admin;User:load"}) as kafka:
        kafka.authority = authority
        kafka.client_key = authority.issue("client", "DNS:client", password=KEY_PASSWORD)
        yield kafka


class Secrets:
    """Writes secrets to one source. Keeps their values, to search for them."""

    def __init__(self, source, directory):
        self.source, self.directory = source, directory
        self.environment = {**os.environ, "CREDENTIALS_DIRECTORY": str(directory)}
        self.known = []

    def add(self, value):
        """Writes a secret and returns its text in the scenario: a reference, or the value itself."""
        self.known.append(value)
        name = f"SECRET_{len(self.known)}"
        if self.source == "literal":
            return value
        if self.source == "env":
            self.environment[name] = value
        else:
            (self.directory / name).write_text(value + "\n")
        return f"${{{self.source}:{self.directory / name if self.source == 'file' else name}}}"

    def found_in(self, text):
        """Returns the secrets that a text contains."""
        return [secret for secret in self.known if secret in text]


def scenario(kafka, topic, secrets, **changes):
    key = kafka.client_key
    values = {"password": secrets.add(changes.get("password", PASSWORD)), "key": secrets.add(key.key.read_text().replace("\n", "\\n")),
              "key_password": secrets.add(changes.get("key_password", KEY_PASSWORD))}
    if secrets.source in ("env", "literal"):
        values = {name: f'"{value}"' for name, value in values.items()}
    secrets.known.append(key.key.read_text().splitlines()[1])
    return f"""
kafka:
  bootstrap.servers: {kafka.listener_bootstrap("SECURE")}
  security.protocol: sasl_ssl
  ssl.ca.location: {kafka.authority.file}
  ssl.certificate.location: {key.file}
  ssl.key.location: {key.key}
  ssl.key.password: {values["key_password"]}
  sasl.mechanisms: PLAIN
  sasl.username: load
  sasl.password: {values["password"]}
  debug: all
{changes.get("more", "")}
metrics: {{listen: "127.0.0.1:0"}}
control: {{token: "{secrets.add(changes.get("token", TOKEN))}"}}
startup: {{timeout: 5s}}
streams:
  - {{topic: {topic}, partitions: 1, rate: 200/s, generator: log}}
"""


def send_request(address, path, method="GET", body=None, **headers):
    request = urllib.request.Request(f"http://{address}{path}", data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, f"{response.headers}{response.read().decode()}"
    except urllib.error.HTTPError as error:
        return error.code, f"{error.headers}{error.read().decode()}"


def all_responses(address):
    authorized = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    responses = {}
    for path in ("/", "/metrics", "/healthz", "/readyz", "/api/v1/streams", "/api/v1/openapi.json", "/no/such/page"):
        responses[path] = send_request(address, path, **authorized)
        responses[f"{path} without the token"] = send_request(address, path)
    responses["pause"] = send_request(address, "/api/v1/streams/unknown/pause", "POST", b"{}", **authorized)
    responses["wrong body"] = send_request(address, "/api/v1/streams/x/rate", "POST", f'{{"rate": "{TOKEN}"}}'.encode(), **authorized)
    responses["reload"] = send_request(address, "/api/v1/reload", "POST", b"", **authorized)
    return responses


def process_information(pid):
    return open(f"/proc/{pid}/cmdline").read() + open(f"/proc/{pid}/comm").read()


@pytest.mark.parametrize("source", SOURCES)
def test_run_shows_no_secret(secure_kafka, topic, tmp_path, source):
    secrets = Secrets(source, tmp_path)
    file = write_scenario(tmp_path, scenario(secure_kafka, topic, secrets))
    out, summary, junit = (tmp_path / name for name in ("stdout", "summary.json", "junit.xml"))
    with open(out, "wb") as stdout, Running(
            "run", file, "--log-level", "debug", "--summary", summary, "--junit", junit, "--show-sample",
            "--print-deliveries", env=secrets.environment, stdout=stdout) as run:
        address = run.wait_for(r"metrics at http://([0-9.:]+)/metrics").group(1)
        run.wait_for("1 stream to")
        time.sleep(1)
        responses = all_responses(address)
        ctl = spate("ctl", "--address", address, "status", env={**os.environ, "SPATE_TOKEN": TOKEN})
        process = process_information(run.pid)
        file.write_text(scenario(secure_kafka, topic, secrets, token="another-Pb6c", more="  linger.ms: nonsense"))
        run.send(signal.SIGHUP)
        run.wait_for("continues unchanged")
        run.send(signal.SIGTERM)
        assert run.finish() == 0, run.log
        log = run.log
    assert len(read_topic(secure_kafka.bootstrap, topic)) > 0, "no record was delivered, so the secrets were not used"
    assert responses["/api/v1/streams"][0] == 200 and responses["/metrics"][0] == 200 and ctl.returncode == 0
    assert "debug" in log and "SASL" in log, "the log does not contain the debug log of the client"
    outputs = {"log": log, "stdout": out.read_text(), "summary": summary.read_text(), "junit": junit.read_text(),
               "process": process, "ctl": ctl.stdout + ctl.stderr, **{path: text for path, (_, text) in responses.items()}}
    assert {name: secrets.found_in(text) for name, text in outputs.items() if secrets.found_in(text)} == {}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("change", [
    {}, {"more": "  linger.ms: nonsense"}, {"key_password": "wrong-Tt4p"}, {"password": "wrong-Jj2m"},
], ids=["valid", "invalid-property", "wrong-key-password", "wrong-password"])
def test_check_and_errors_show_no_secret(secure_kafka, topic, tmp_path, source, change):
    secrets = Secrets(source, tmp_path)
    file = write_scenario(tmp_path, scenario(secure_kafka, topic, secrets, **change))
    for arguments in (["check", file], ["check", "--print", file], ["sample", file, "-n", "1"], ["plan", file], ["topics", file]):
        result = spate(*arguments, env=secrets.environment)
        assert secrets.found_in(result.stdout + result.stderr) == [], arguments
    assert result.returncode == (0 if not change else 3 if "password" in change else 2), result.stderr


@pytest.mark.parametrize("source", ["file", "credential"])
@pytest.mark.parametrize("place", [
    "kafka: {bootstrap.servers: 'a b %s'}", "kafka: {bootstrap.servers: x, client.id: '%s'}", "kafka: {bootstrap.servers: x, linger.ms: '%s'}",
    "kafka: {bootstrap.servers: x, security.protocol: '%s'}", "kafka: {bootstrap.servers: x, ssl.ca.location: '%s'}",
    "kafka: {bootstrap.servers: x, debug: '%s'}", "kafka: {bootstrap.servers: x}\nseed: '%s'",
    "kafka: {bootstrap.servers: x}\nmetrics: {listen: '%s'}", "kafka: {bootstrap.servers: x}\ncontrol: {token: ['%s']}",
    "kafka: {bootstrap.servers: x}\nname: '%s'", "kafka: {bootstrap.servers: x}\nclock: {start: '%s'}",
    "kafka: {bootstrap.servers: x}\ndefaults: {rate: '%s', partitioner: '%s', topic_config: {x: '%s'}, partitions: '%s'}",
])
def test_misplaced_secret_is_not_shown(tmp_path, source, place):
    secrets = Secrets(source, tmp_path)
    text = place.replace("%s", secrets.add(CLIENT_ID)) + "\nstartup: {timeout: 1s}\nstreams: [{topic: t, rate: 1/s, generator: log}]\n"
    file = write_scenario(tmp_path, text)
    for arguments in (["check", file], ["check", "--print", file], ["run", file, "--metrics", "off"]):
        result = spate(*arguments, env=secrets.environment)
        assert secrets.found_in(result.stdout + result.stderr) == [], (arguments, result.stdout + result.stderr)


def test_secret_is_not_in_process_information(secure_kafka, topic, tmp_path):
    """Every user can read the arguments of a process, and the same user can read its environment. spate adds no secret to them."""
    secrets = Secrets("file", tmp_path)
    file = write_scenario(tmp_path, scenario(secure_kafka, topic, secrets))
    with Running("run", file, "--set", "startup.timeout=6s", env=secrets.environment) as run:
        run.wait_for("1 stream to")
        for name in ("cmdline", "environ", "comm", "status"):
            text = open(f"/proc/{run.pid}/{name}", errors="replace").read()
            assert secrets.found_in(text) == [], name
        for task in os.listdir(f"/proc/{run.pid}/task"):
            assert secrets.found_in(open(f"/proc/{run.pid}/task/{task}/comm").read()) == []
