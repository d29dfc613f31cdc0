"""The YAML in the README and the pages is what spate takes: each block is checked, fragments within the least scenario."""
import os
import re
import subprocess
import textwrap

import pytest

from spate import ROOT, spate

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^ *```ya?ml\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
SCENARIO_KEYS = {"name", "seed", "kafka", "defaults", "streams", "generators", "tables", "metrics", "control", "clock", "start_at",
                 "state_dir", "warm_up", "thresholds", "startup", "shutdown"}
STAGE = re.compile(r"(- )?\{")


def blocks():
    for page in PAGES:
        text = page.read_text()
        for found in FENCE.finditer(text):
            line = text.count("\n", 0, found.start()) + 2
            yield pytest.param(textwrap.dedent(found.group(1)), id=f"{page.relative_to(ROOT)}:{line}")


def keys_of(block):
    return set(re.findall(r"^([a-z_]+):", block, re.MULTILINE))


def indented(block, by):
    return textwrap.indent(block, " " * by)


def stages(block):
    """Lines that are stages, alone or in a list, and keys beside them: a rate."""
    lines = block.splitlines()
    listed = "".join(f"        - {line.removeprefix('- ')}\n" for line in lines if STAGE.match(line))
    beside = "".join(f"      {line}\n" for line in lines if line.startswith("repeat:"))
    above = "".join(f"{line}\n" for line in lines if line.startswith("clock:"))
    return f"{above}streams:\n  - topic: t\n    generator: metric\n    rate:\n      stages:\n{listed}{beside}"


def whole(block):
    """The block as a scenario: by its keys it is a scenario's, a generator's, a stream's or a rate's."""
    keys = keys_of(block)
    if STAGE.match(block) or any(STAGE.match(line) for line in block.splitlines()):
        text = stages(block)
    elif keys <= {"stages", "windows", "repeat"}:
        text = "streams:\n  - topic: t\n    generator: metric\n    rate:\n" + indented(block, 6)
    elif keys <= SCENARIO_KEYS:
        text = block
    elif "record" in keys and "topic" not in keys:
        text = "generators:\n  documented:\n" + indented(block, 4) + "streams: [{topic: t, rate: 1/s, generator: documented}]\n"
    else:
        rest = "".join(f"    {key}: {value}\n" for key, value in (("rate", "1/s"), ("generator", "order")) if key not in keys)
        text = "streams:\n  - topic: t\n" + rest + indented(block, 4)
    if "streams" not in keys_of(text):
        text += "streams: [{topic: t, rate: 1/s, generator: metric}]\n"
    return text if "kafka" in keys_of(text) else text + "kafka: {bootstrap.servers: embedded}\n"


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory):
    """The files and variables that examples name."""
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


@pytest.mark.parametrize("block", blocks())
def test_a_documented_scenario_is_right(surroundings, block):
    directory, environment = surroundings
    text = whole(block).replace("/run/secrets/", f"{directory}/").replace("/etc/spate/", f"{directory}/")
    file = directory / "scenario.yaml"
    file.write_text(text)
    result = spate("check", file, env=environment)
    assert (result.returncode, result.stderr) == (0, ""), text


def test_every_page_with_yaml_is_found():
    assert sum("```yaml" in page.read_text() for page in PAGES) >= 7
