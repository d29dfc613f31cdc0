"""A real Prometheus on loopback, with the configuration and the rules of config/prometheus.

    with Prometheus(directory, targets=["127.0.0.1:9464"]) as prometheus:
        prometheus.query("up")        # the samples of an instant query

It scrapes and evaluates rules every second. Needs the Debian package prometheus.
"""
import json
import pathlib
import re
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
CONFIG = ROOT / "config/prometheus"


def configuration(targets):
    """config/prometheus/prometheus.yml with these targets and intervals of 1 s."""
    config = yaml.safe_load((CONFIG / "prometheus.yml").read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config["rule_files"] = [str(CONFIG / name) for name in config["rule_files"]]
    config["scrape_configs"][0]["static_configs"][0]["targets"] = targets
    return config


class Prometheus:
    def __init__(self, directory, targets):
        config = pathlib.Path(directory) / "prometheus.yml"
        config.write_text(yaml.safe_dump(configuration(targets)))
        self._log = pathlib.Path(directory) / "prometheus.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={directory}/data", "--web.listen-address=127.0.0.1:0"],
                stdout=log, stderr=subprocess.STDOUT)

    def __enter__(self):
        self._address = "http://" + self.eventually("an address", self._listen_address)
        self.eventually("readiness", lambda: self._get("/-/ready"))
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

    def _listen_address(self):
        match = re.search(r"Listening on\D+(127\.0\.0\.1:\d+)", self._log.read_text())
        return match and match.group(1)

    def _get(self, path, **parameters):
        url = f"{self._address}{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=20) as response:
            return response.read()

    def _data(self, path, **parameters):
        try:
            return json.loads(self._get(path, **parameters))["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{parameters}: {error.read().decode()}") from None

    def query(self, expression):
        """The samples of an instant query: [{"metric": labels, "value": [time, text]}, …]."""
        return self._data("/api/v1/query", query=expression)["result"]

    def rules(self):
        """All rules with their state. Alerting rules have the key "alerts"."""
        return [rule for group in self._data("/api/v1/rules")["groups"] for rule in group["rules"]]

    def eventually(self, what, condition, timeout=60):
        """The first true value that `condition` returns; fails after `timeout` seconds."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                if value := condition():
                    return value
            except urllib.error.URLError:
                pass
            assert self._process.poll() is None, self._log.read_text()
            time.sleep(0.2)
        raise AssertionError(f"no {what} in {timeout} s:\n{self._log.read_text()[-2000:]}")
