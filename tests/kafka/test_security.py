"""Encrypted and authenticated connections: correct credentials deliver every record. Wrong ones fail at once with
their reason and exit code 3."""
import subprocess
import time

import pytest
from certificates import Authority
from cluster import Cluster
from kafka import KafkaProducer

from readers import read_topic
from spate import run_scenario, spate, stream_of, write_scenario

CONFIG_COMMAND = "kafka.admin.ConfigCommand"


def pem(listener, certificate, authority, **more):
    """Broker properties of a TLS listener."""
    prefix = f"listener.name.{listener.lower()}.ssl."
    return {f"{prefix}keystore.type": "PEM", f"{prefix}keystore.location": certificate.both,
            f"{prefix}truststore.type": "PEM", f"{prefix}truststore.location": authority.file} | {
                prefix + name.replace("_", "."): value for name, value in more.items()}


class Guarded:
    """One broker with a listener per kind of rejection."""

    def __init__(self, directory):
        self.ours, self.foreign = Authority(directory, "ours"), Authority(directory, "foreign")
        good, old = self.ours.issue("broker"), self.ours.issue("old", expired=True)
        other = self.ours.issue("other", "DNS:kafka.example")
        self.kafka = Cluster(
            users={"admin": "a", "load": "right"},
            listeners={"TLS": "SSL", "MUTUAL": "SSL", "EXPIRED": "SSL", "OTHER": "SSL", "SECURE": "SASL_SSL"},
            properties=pem("TLS", good, self.ours) | pem("MUTUAL", good, self.ours, client_auth="required")
            | pem("EXPIRED", old, self.ours) | pem("OTHER", other, self.ours) | pem("SECURE", good, self.ours) | {
                "listener.name.secure.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
                "listener.name.secure.scram-sha-512.sasl.jaas.config":
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "super.users": "User:ANONYMOUS;User:admin;User:load;User:CN=client;User:CN=locked",
            })
        self.kafka.tool(CONFIG_COMMAND, "--bootstrap-server", self.kafka.bootstrap, "--alter", "--entity-type", "users",
                        "--entity-name", "load", "--add-config", "SCRAM-SHA-512=[password=right]")

    def scenario(self, listener, topic, **properties):
        lines = "".join(f"  {name.replace('_', '.')}: {value}\n" for name, value in properties.items())
        return (f"kafka:\n  bootstrap.servers: {self.kafka.at(listener)}\n{lines}startup: {{timeout: 20s}}\nstreams:\n"
                f"  - {{topic: {topic}, partitions: 1, rate: 2000/s, stop_after: {{records: 500}}, generator: log}}\n")

    def tls(self, **more):
        return {"security_protocol": "ssl", "ssl_ca_location": self.ours.file} | more

    def sasl(self, **more):
        return self.tls(security_protocol="sasl_ssl", sasl_mechanisms="PLAIN", sasl_username="load", sasl_password="right") | more


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    made = Guarded(tmp_path_factory.mktemp("certificates"))
    with made.kafka:
        yield made


def client_keys(certificate, **more):
    return {"ssl_certificate_location": certificate.file, "ssl_key_location": certificate.key} | more


def delivers(guarded, tmp_path, topic, listener, **properties):
    result, summary = run_scenario(tmp_path, guarded.scenario(listener, topic, **properties))
    assert result.returncode == 0, result.stderr
    assert stream_of(summary, topic)["delivered"] == 500 == len(read_topic(guarded.kafka.bootstrap, topic))


def refused(guarded, tmp_path, topic, listener, **properties):
    """The output of a rejected run, well before startup.timeout of 20 s."""
    began = time.monotonic()
    result = spate("run", write_scenario(tmp_path, guarded.scenario(listener, topic, **properties)), "--metrics", "off")
    assert result.returncode == 3, result.stderr
    assert time.monotonic() - began < 10, "no waiting heals this"
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert topic not in guarded.kafka.topics()
    return result.stderr


def test_tls(guarded, topic, tmp_path):
    delivers(guarded, tmp_path, topic, "TLS", **guarded.tls())


def test_mutual_tls(guarded, topic, tmp_path):
    client = guarded.ours.issue("client", "DNS:client")
    delivers(guarded, tmp_path, topic, "MUTUAL", **guarded.tls(**client_keys(client)))


def test_mutual_tls_with_encrypted_key(guarded, topic, tmp_path):
    client = guarded.ours.issue("locked", "DNS:client", password="sesame")
    delivers(guarded, tmp_path, topic, "MUTUAL", **guarded.tls(**client_keys(client, ssl_key_password="sesame")))


def test_scenario_may_contain_pem_text(guarded, topic, tmp_path):
    client = guarded.ours.issue("client", "DNS:client")
    delivers(guarded, tmp_path, topic, "MUTUAL", security_protocol="ssl", ssl_ca_pem=f"${{file:{guarded.ours.file}}}",
             ssl_certificate_pem=f"${{file:{client.file}}}", ssl_key_pem=f"${{file:{client.key}}}")


@pytest.mark.parametrize("client", ["none", "expired", "foreign"])
def test_rejected_client_certificate(guarded, topic, tmp_path, client):
    keys = {"none": dict, "expired": lambda: client_keys(guarded.ours.issue("late", "DNS:client", expired=True)),
            "foreign": lambda: client_keys(guarded.foreign.issue("client", "DNS:client"))}[client]()
    said = refused(guarded, tmp_path, topic, "MUTUAL", **guarded.tls(**keys))
    assert "rejected the connection" in said and "certificate" in said and "ssl.certificate.location" in said


def test_broker_certificate_of_unknown_authority(guarded, topic, tmp_path):
    said = refused(guarded, tmp_path, topic, "TLS", **guarded.tls(ssl_ca_location=guarded.foreign.file))
    assert "rejected: " in said and "CN=ours" in said and "ssl.ca.location" in said


def test_expired_broker_certificate(guarded, topic, tmp_path):
    said = refused(guarded, tmp_path, topic, "EXPIRED", **guarded.tls())
    assert "rejected: " in said and "CN=old" in said and "expired: renew" in said


def test_disabled_certificate_verification(guarded, topic, tmp_path):
    delivers(guarded, tmp_path, topic, "EXPIRED", **guarded.tls(enable_ssl_certificate_verification="false"))


def test_broker_certificate_of_another_host(guarded, topic, tmp_path):
    said = refused(guarded, tmp_path, topic, "OTHER", **guarded.tls())
    assert "rejected: " in said and "issued for another host" in said
    delivers(guarded, tmp_path, topic, "OTHER", **guarded.tls(ssl_endpoint_identification_algorithm="none"))


def test_sasl_plain_over_tls(guarded, topic, tmp_path):
    delivers(guarded, tmp_path, topic, "SECURE", **guarded.sasl())


def test_wrong_password(guarded, topic, tmp_path):
    said = refused(guarded, tmp_path, topic, "SECURE", **guarded.sasl(sasl_password="wrong-one"))
    assert "SASL authentication error" in said and "Invalid username or password" in said and "wrong-one" not in said


def test_unsupported_sasl_mechanism(guarded, topic, tmp_path):
    said = refused(guarded, tmp_path, topic, "TLS", **guarded.sasl())
    assert "PLAIN mechanism handshake failed" in said


def test_scram_if_librdkafka_supports_it(guarded, topic, tmp_path):
    guarded.kafka.create_topic(topic)
    witness = KafkaProducer(bootstrap_servers=guarded.kafka.at("SECURE"), security_protocol="SASL_SSL",
                            sasl_mechanism="SCRAM-SHA-512", sasl_plain_username="load", sasl_plain_password="right",
                            ssl_cafile=str(guarded.ours.file))
    witness.send(topic, b"the broker does SCRAM").get(timeout=20)
    witness.close()
    scram = guarded.sasl(sasl_mechanisms="SCRAM-SHA-512")
    result = spate("check", write_scenario(tmp_path, guarded.scenario("SECURE", topic, **scram)))
    if result.returncode == 0:
        delivers(guarded, tmp_path, f"{topic}-2", "SECURE", **scram)
        assert "authentication" in refused(guarded, tmp_path, f"{topic}-3", "SECURE", **scram | {"sasl_password": "wrong"}).lower()
        return
    assert result.returncode == 2 and "SCRAM of librdkafka before 2.6.1 fails" in result.stderr
    # kcat uses the same library and is rejected with the correct password too.
    options = [part for name, value in scram.items() for part in ("-X", f"{name.replace('_', '.')}={value}")]
    kcat = subprocess.run(["kcat", "-b", guarded.kafka.at("SECURE"), "-L", "-m", "8", *options], capture_output=True, text=True,
                          timeout=30)
    assert kcat.returncode != 0 and "authentication" in kcat.stderr.lower(), kcat.stderr


@pytest.mark.parametrize("listener, properties", [("TLS", {}), ("PLAINTEXT", "tls"), ("SECURE", "tls")],
                         ids=["plain-to-tls", "tls-to-plain", "tls-to-sasl"])
def test_wrong_protocol_is_suggested_as_cause(guarded, topic, tmp_path, listener, properties):
    """A broker closes the connection of another protocol without an error, as one that is starting does."""
    text = guarded.scenario(listener, topic, **(guarded.tls() if properties else {})).replace("timeout: 20s", "timeout: 3s")
    result = spate("run", write_scenario(tmp_path, text), "--metrics", "off")
    assert result.returncode == 3 and "check bootstrap.servers and security.protocol" in result.stderr
    assert "1/1 brokers are down" not in result.stderr
