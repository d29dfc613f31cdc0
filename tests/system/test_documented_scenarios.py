"""Every YAML block of README.md and the pages passes `spate check`. A fragment is completed to a scenario first."""
import os
import re
import subprocess
import textwrap

import pytest

from pages import PAGES, blocks
from spate import spate

SCENARIO_KEYS = {"name", "seed", "kafka", "defaults", "streams", "generators", "tables", "metrics", "control", "clock", "start_at",
                 "state_dir", "warm_up", "thresholds", "startup", "shutdown"}
STAGE = re.compile(r"(- )?\{")


def yaml_blocks():
    for page in PAGES:
        for block in blocks(page, ("yaml", "yml")):
            if not is_for_another_program(block.text):
                yield pytest.param(block.text, id=block.place)


def is_for_another_program(text):
    """Manifests, CI jobs, Compose files and configurations of Prometheus are YAML, but not scenarios."""
    return re.search(r"^(apiVersion|services|scrape_configs|rule_files|alerting):|^ *(script|runs-on):", text, re.MULTILINE) is not None


def top_level_keys(text):
    return set(re.findall(r"^([a-z_]+):", text, re.MULTILINE))


def scenario_from_stages(text):
    """A scenario from lines that are stages, alone or in a list. `repeat` goes into the rate, `clock` to the top."""
    lines = text.splitlines()
    stages = "".join(f"        - {line.removeprefix('- ')}\n" for line in lines if STAGE.match(line))
    rate_keys = "".join(f"      {line}\n" for line in lines if line.startswith("repeat:"))
    scenario_keys = "".join(f"{line}\n" for line in lines if line.startswith("clock:"))
    return f"{scenario_keys}streams:\n  - topic: t\n    generator: metric\n    rate:\n      stages:\n{stages}{rate_keys}"


def scenario_from(text):
    """A whole scenario from a block that is one, or the body of a generator, a stream or a rate, as its keys tell."""
    keys = top_level_keys(text)
    if any(STAGE.match(line) for line in text.splitlines()):
        result = scenario_from_stages(text)
    elif keys <= {"stages", "windows", "repeat"}:
        result = "streams:\n  - topic: t\n    generator: metric\n    rate:\n" + textwrap.indent(text, " " * 6)
    elif keys <= SCENARIO_KEYS:
        result = text
    elif "record" in keys and "topic" not in keys:
        result = ("generators:\n  documented:\n" + textwrap.indent(text, " " * 4)
                  + "streams: [{topic: t, rate: 1/s, generator: documented}]\n")
    else:
        required = "".join(f"    {key}: {value}\n" for key, value in (("rate", "1/s"), ("generator", "order")) if key not in keys)
        result = "streams:\n  - topic: t\n" + required + textwrap.indent(text, " " * 4)
    if "streams" not in top_level_keys(result):
        result += "streams: [{topic: t, rate: 1/s, generator: metric}]\n"
    return result if "kafka" in top_level_keys(result) else result + "kafka: {bootstrap.servers: embedded}\n"


@pytest.fixture(scope="module")
def named_files(tmp_path_factory):
    """The files and environment variables that the examples name."""
    directory = tmp_path_factory.mktemp("documented")
    (directory / "events.ndjson").write_text('{"ts": "2026-11-23T18:13:35Z", "customer": {"id": 1}}\n'
                                             '{"ts": "2026-11-23T18:13:36Z", "customer": {"id": 2}}\n')
    (directory / "cities.csv").write_text("name,country\nParis,FR\n")
    (directory / "generators").mkdir()
    (directory / "generators/payment.yaml").write_text("record: {amount: \"=int(1, 9)\"}\n")
    for secret in ("spate", "key-password", "kafka-password"):
        (directory / secret).write_text("a-long-secret\n")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-days", "2", "-subj", "/CN=spate", "-passout", "pass:a-long-secret",
                    "-keyout", directory / "client.key", "-out", directory / "client.crt"], check=True, capture_output=True)
    (directory / "ca.crt").write_bytes((directory / "client.crt").read_bytes())
    return directory, {**os.environ, "CREDENTIALS_DIRECTORY": str(directory), "STATE_DIRECTORY": str(directory / "state")}


@pytest.mark.parametrize("text", yaml_blocks())
def test_documented_yaml_passes_check(named_files, text):
    directory, environment = named_files
    scenario = scenario_from(text).replace("/run/secrets/", f"{directory}/").replace("/etc/spate/", f"{directory}/")
    file = directory / "scenario.yaml"
    file.write_text(scenario)
    result = spate("check", file, env=environment, cwd=directory)
    assert (result.returncode, result.stderr) == (0, ""), scenario


def test_pages_with_yaml_are_found():
    assert sum(any(blocks(page, ("yaml",))) for page in PAGES) >= 7
