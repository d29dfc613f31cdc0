"""Encrypted and authenticated connections. With correct credentials every record is delivered. With wrong ones the run exits
at once with code 3 and reports the reason."""
import subprocess
import time

import pytest
from certificates import Authority
from cluster import Cluster
from kafka import KafkaProducer

from readers import read_topic
from spate import run_scenario, spate, stream_of, write_scenario

CONFIG_COMMAND = "kafka.admin.ConfigCommand"


def tls_listener(listener, certificate, authority, **more):
    """Returns the broker properties of a TLS listener."""
    prefix = f"listener.name.{listener.lower()}.ssl."
    return {f"{prefix}keystore.type": "PEM", f"{prefix}keystore.location": certificate.keystore,
            f"{prefix}truststore.type": "PEM", f"{prefix}truststore.location": authority.file} | {
                prefix + name.replace("_", "."): value for name, value in more.items()}


class SecureBroker:
    """A broker with a listener for each kind of connection and of rejection."""

    def __init__(self, directory):
        self.trusted, self.untrusted = Authority(directory, "trusted"), Authority(directory, "untrusted")
        valid, expired = self.trusted.issue("broker"), self.trusted.issue("expired", expired=True)
        other_host = self.trusted.issue("other", "DNS:kafka.example")
        self.kafka = Cluster(
            users={"admin": "a", "load": "right"},
            listeners={"TLS": "SSL", "MUTUAL": "SSL", "EXPIRED": "SSL", "OTHER_HOST": "SSL", "SECURE": "SASL_SSL"},
            properties=tls_listener("TLS", valid, self.trusted)
            | tls_listener("MUTUAL", valid, self.trusted, client_auth="required")
            | tls_listener("EXPIRED", expired, self.trusted)
            | tls_listener("OTHER_HOST", other_host, self.trusted)
            | tls_listener("SECURE", valid, self.trusted) | {
                "listener.name.secure.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
                "listener.name.secure.scram-sha-512.sasl.jaas.config":
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "super.users": "User:ANONYMOUS;User:admin;User:load;User:CN=client;User:CN=encrypted",
            })
        self.kafka.run_tool(CONFIG_COMMAND, "--bootstrap-server", self.kafka.bootstrap, "--alter", "--entity-type", "users",
                            "--entity-name", "load", "--add-config", "SCRAM-SHA-512=[password=right]")

    def scenario(self, listener, topic, **properties):
        lines = "".join(f"  {name.replace('_', '.')}: {value}\n" for name, value in properties.items())
        return (f"kafka:\n  bootstrap.servers: {self.kafka.listener_bootstrap(listener)}\n{lines}startup: {{timeout: 20s}}\nstreams:\n"
                f"  - {{topic: {topic}, partitions: 1, rate: 2000/s, stop_after: {{records: 500}}, generator: log}}\n")

    def tls(self, **more):
        return {"security_protocol": "ssl", "ssl_ca_location": self.trusted.file} | more

    def sasl(self, **more):
        return self.tls(security_protocol="sasl_ssl", sasl_mechanisms="PLAIN", sasl_username="load", sasl_password="right") | more


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    broker = SecureBroker(tmp_path_factory.mktemp("certificates"))
    with broker.kafka:
        yield broker


def client_certificate(certificate, **more):
    return {"ssl_certificate_location": certificate.file, "ssl_key_location": certificate.key} | more


def assert_delivered(secure, tmp_path, topic, listener, **properties):
    result, summary = run_scenario(tmp_path, secure.scenario(listener, topic, **properties))
    assert result.returncode == 0, result.stderr
    assert stream_of(summary, topic)["delivered"] == 500 == len(read_topic(secure.kafka.bootstrap, topic))


def rejection(secure, tmp_path, topic, listener, **properties):
    """Runs spate until it rejects the connection. Returns its standard error. It must not wait for startup.timeout, 20 s."""
    start = time.monotonic()
    result = spate("run", write_scenario(tmp_path, secure.scenario(listener, topic, **properties)), "--metrics", "off")
    assert result.returncode == 3, result.stderr
    assert time.monotonic() - start < 10, "the run waited, although waiting does not help"
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert topic not in secure.kafka.topics()
    return result.stderr


def test_tls_delivers_records(secure, topic, tmp_path):
    assert_delivered(secure, tmp_path, topic, "TLS", **secure.tls())


def test_mutual_tls_delivers_records(secure, topic, tmp_path):
    client = secure.trusted.issue("client", "DNS:client")
    assert_delivered(secure, tmp_path, topic, "MUTUAL", **secure.tls(**client_certificate(client)))


def test_mutual_tls_with_encrypted_key_delivers_records(secure, topic, tmp_path):
    client = secure.trusted.issue("encrypted", "DNS:client", password="sesame")
    assert_delivered(secure, tmp_path, topic, "MUTUAL", **secure.tls(**client_certificate(client, ssl_key_password="sesame")))


def test_scenario_may_contain_pem_text(secure, topic, tmp_path):
    client = secure.trusted.issue("client", "DNS:client")
    assert_delivered(secure, tmp_path, topic, "MUTUAL", security_protocol="ssl", ssl_ca_pem=f"${{file:{secure.trusted.file}}}",
                     ssl_certificate_pem=f"${{file:{client.file}}}", ssl_key_pem=f"${{file:{client.key}}}")


@pytest.mark.parametrize("client", ["none", "expired", "untrusted"])
def test_wrong_client_certificate_is_reported(secure, topic, tmp_path, client):
    keys = {"none": dict, "expired": lambda: client_certificate(secure.trusted.issue("late", "DNS:client", expired=True)),
            "untrusted": lambda: client_certificate(secure.untrusted.issue("client", "DNS:client"))}[client]()
    message = rejection(secure, tmp_path, topic, "MUTUAL", **secure.tls(**keys))
    assert "rejected the connection" in message and "certificate" in message and "ssl.certificate.location" in message


def test_broker_certificate_of_unknown_authority_is_reported(secure, topic, tmp_path):
    message = rejection(secure, tmp_path, topic, "TLS", **secure.tls(ssl_ca_location=secure.untrusted.file))
    assert "rejected: " in message and "CN=trusted" in message and "ssl.ca.location" in message


def test_expired_broker_certificate_is_reported(secure, topic, tmp_path):
    message = rejection(secure, tmp_path, topic, "EXPIRED", **secure.tls())
    assert "rejected: " in message and "CN=expired" in message and "expired: renew" in message


def test_disabled_certificate_verification_delivers_records(secure, topic, tmp_path):
    assert_delivered(secure, tmp_path, topic, "EXPIRED", **secure.tls(enable_ssl_certificate_verification="false"))


def test_broker_certificate_of_another_host_is_reported(secure, topic, tmp_path):
    message = rejection(secure, tmp_path, topic, "OTHER_HOST", **secure.tls())
    assert "rejected: " in message and "issued for another host" in message
    assert_delivered(secure, tmp_path, topic, "OTHER_HOST", **secure.tls(ssl_endpoint_identification_algorithm="none"))


def test_sasl_plain_over_tls_delivers_records(secure, topic, tmp_path):
    assert_delivered(secure, tmp_path, topic, "SECURE", **secure.sasl())


def test_wrong_password_is_reported(secure, topic, tmp_path):
    message = rejection(secure, tmp_path, topic, "SECURE", **secure.sasl(sasl_password="wrong-one"))
    assert "SASL authentication error" in message and "Invalid username or password" in message and "wrong-one" not in message


def test_unsupported_sasl_mechanism_is_reported(secure, topic, tmp_path):
    message = rejection(secure, tmp_path, topic, "TLS", **secure.sasl())
    assert "PLAIN mechanism handshake failed" in message


def test_scram_delivers_records_or_is_reported_as_unsupported(secure, topic, tmp_path):
    secure.kafka.create_topic(topic)
    producer = KafkaProducer(bootstrap_servers=secure.kafka.listener_bootstrap("SECURE"), security_protocol="SASL_SSL",
                             sasl_mechanism="SCRAM-SHA-512", sasl_plain_username="load", sasl_plain_password="right",
                             ssl_cafile=str(secure.trusted.file))
    producer.send(topic, b"the broker supports SCRAM").get(timeout=20)
    producer.close()
    scram = secure.sasl(sasl_mechanisms="SCRAM-SHA-512")
    result = spate("check", write_scenario(tmp_path, secure.scenario("SECURE", topic, **scram)))
    if result.returncode == 0:
        assert_delivered(secure, tmp_path, f"{topic}-2", "SECURE", **scram)
        assert "authentication" in rejection(secure, tmp_path, f"{topic}-3", "SECURE", **scram | {"sasl_password": "wrong"}).lower()
        return
    assert result.returncode == 2 and "SCRAM of librdkafka before 2.6.1 fails" in result.stderr
    # kcat has the same librdkafka, and the broker rejects it too, with the correct password.
    options = [part for name, value in scram.items() for part in ("-X", f"{name.replace('_', '.')}={value}")]
    kcat = subprocess.run(["kcat", "-b", secure.kafka.listener_bootstrap("SECURE"), "-L", "-m", "8", *options],
                          capture_output=True, text=True, timeout=30)
    assert kcat.returncode != 0 and "authentication" in kcat.stderr.lower(), kcat.stderr


@pytest.mark.parametrize("listener, properties", [("TLS", {}), ("PLAINTEXT", "tls"), ("SECURE", "tls")],
                         ids=["plain-to-tls", "tls-to-plain", "tls-to-sasl"])
def test_wrong_protocol_is_suggested_as_cause(secure, topic, tmp_path, listener, properties):
    """A broker closes a connection of another protocol without an error. So does a broker that is starting."""
    text = secure.scenario(listener, topic, **(secure.tls() if properties else {})).replace("timeout: 20s", "timeout: 3s")
    result = spate("run", write_scenario(tmp_path, text), "--metrics", "off")
    assert result.returncode == 3 and "check bootstrap.servers and security.protocol" in result.stderr
    assert "1/1 brokers are down" not in result.stderr
