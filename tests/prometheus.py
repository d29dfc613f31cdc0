"""A real Prometheus on loopback, with the configuration and the rules that this tree ships.

    with Prometheus(directory, targets=["127.0.0.1:9464"]) as prometheus:
        prometheus.query("up")        # the samples of an instant query

It scrapes and evaluates every second. Debian's package prometheus.
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
    """The shipped one, but for the targets and the intervals."""
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
        self._address = "http://" + self.eventually("an address", self._listens_at)
        self.eventually("readiness", lambda: self._get("/-/ready"))
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

    def _listens_at(self):
        found = re.search(r"Listening on\D+(127\.0\.0\.1:\d+)", self._log.read_text())
        return found and found.group(1)

    def _get(self, path, **parameters):
        url = f"{self._address}{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.read()

    def _data(self, path, **parameters):
        try:
            return json.loads(self._get(path, **parameters))["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{parameters}: {error.read().decode()}") from None

    def query(self, expression):
        """What an instant query returns: [{"metric": labels, "value": [time, text]}, …]."""
        return self._data("/api/v1/query", query=expression)["result"]

    def rules(self):
        """Every rule with its state: alerting ones hold their "alerts"."""
        return [rule for group in self._data("/api/v1/rules")["groups"] for rule in group["rules"]]

    def eventually(self, what, ask, patience=60):
        """The first answer of `ask` that is not nothing."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                if answer := ask():
                    return answer
            except urllib.error.URLError:
                pass
            assert self._process.poll() is None, self._log.read_text()
            time.sleep(0.2)
        raise AssertionError(f"no {what} in {patience} s:\n{self._log.read_text()[-2000:]}")
