"""The units, as far as they can be judged without starting them; tests/package starts them."""
import re
import subprocess

import pytest

from spate import BINARY, ROOT

UNITS = {path.name: path.read_text() for path in sorted((ROOT / "systemd").glob("*.service"))}
MOST_EXPOSED = 15  # tenths, of systemd's scale from 0 to 10


def analyzed(*arguments):
    return subprocess.run(["systemd-analyze", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def settings(text):
    return [line for line in text.splitlines() if line and line[0] not in "#["]


@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_it(tmp_path, name):
    (tmp_path / name).write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={BINARY}", UNITS[name], flags=re.MULTILINE))
    said = analyzed("verify", "--man=no", tmp_path / name).stdout
    assert [line for line in said.splitlines() if "spate" in line] == []


@pytest.mark.parametrize("name", UNITS)
def test_it_is_exposed_no_more_than_it_must_be(name):
    result = analyzed("security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSED}", ROOT / "systemd" / name)
    assert result.returncode == 0, result.stdout


def test_the_template_is_the_service_but_for_its_names():
    plain, template = settings(UNITS["spate.service"]), settings(UNITS["spate@.service"])
    named = [line for line in template if "%i" in line]
    assert [line for line in template if line not in named] == [line for line in plain if line in template]
    assert {line.split("=")[0] for line in plain if line not in template} == {
        "Description", "ExecStart", "StateDirectory", "WorkingDirectory"}
    assert "ExecStart=spate run $SPATE_OPTIONS /etc/spate/%i.yaml" in named


@pytest.mark.parametrize("name", UNITS)
def test_it_waits_for_the_last_deliveries(name):
    """A scenario's shutdown: flush is 20 s unless it says otherwise."""
    (stop,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNITS[name], re.MULTILINE)
    assert int(stop) > 20
