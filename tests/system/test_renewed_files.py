"""Files that Kafka properties name: a reload switches to a new client if their contents changed."""
import signal

import pytest
from test_control import Api, address_of

from spate import Running, assert_account_balances, read_summary, write_scenario

SCENARIO = """
kafka: {bootstrap.servers: embedded, PROPERTY: PATH}
streams:
  - {topic: orders, rate: 200/s, partitions: 1, key: none, record: {v: one}}
"""


def assert_switches_client(directory, path, name, renew):
    text = SCENARIO.replace("PROPERTY", name).replace("PATH", str(path))
    if name == "ssl.keystore.location":
        text = text.replace("embedded,", "embedded, ssl.keystore.password: it has one,")
    with Running("run", write_scenario(directory, text), "--metrics", "127.0.0.1:0", "--summary",
                 directory / "summary.json") as run:
        api = Api(address_of(run))
        api.wait("orders", lambda stream: stream["delivered"] > 0)
        assert api.ask("POST", "/api/v1/reload").json == {"changes": []}
        renew()
        assert api.ask("POST", "/api/v1/reload").json == {"changes": [f'kafka["{name}"]']}
        run.wait_for("switched to a new client")
        assert api.ask("POST", "/api/v1/reload").json == {"changes": []}
        run.send(signal.SIGTERM)
        assert run.finish() == 0
        summary = read_summary(directory / "summary.json")
        assert_account_balances(summary)
        assert summary["streams"][0]["failed"] == {}


@pytest.mark.parametrize("name", ["ssl.ca.location", "ssl.certificate.location", "ssl.key.location",
                                  "ssl.keystore.location", "ssl.crl.location", "sasl.kerberos.keytab"])
def test_renewed_file_switches_the_client(tmp_path, name):
    path = tmp_path / "file.pem"
    path.write_text("one")
    assert_switches_client(tmp_path, path, name, lambda: path.write_text("two"))


def test_changed_symlink_switches_the_client(tmp_path):
    """Kubernetes renews mounted files in this way."""
    for version in ("one", "two"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "ca.pem").write_text(version)
    (tmp_path / "data").symlink_to("one")

    def renew():
        (tmp_path / "new").symlink_to("two")
        (tmp_path / "new").rename(tmp_path / "data")

    assert_switches_client(tmp_path, tmp_path / "data" / "ca.pem", "ssl.ca.location", renew)


def test_changed_certificate_directory_switches_the_client(tmp_path):
    directory = tmp_path / "certificates"
    directory.mkdir()
    (directory / "one.pem").write_text("one")
    assert_switches_client(tmp_path, directory, "ssl.ca.location", lambda: (directory / "one.pem").write_text("two"))


def test_rewritten_identical_file_keeps_the_client(tmp_path):
    path = tmp_path / "ca.pem"
    path.write_text("one")
    text = SCENARIO.replace("PROPERTY", "ssl.ca.location").replace("PATH", str(path))
    with Running("run", write_scenario(tmp_path, text), "--sink", "null", "--metrics", "127.0.0.1:0") as run:
        api = Api(address_of(run))
        api.wait("orders", lambda stream: stream["delivered"] > 0)
        path.unlink()
        path.write_text("one")
        assert api.ask("POST", "/api/v1/reload").json == {"changes": []}
