"""The commands that send no records, every option, and the pages that describe them."""
import json
import os
import re
import subprocess
import xml.etree.ElementTree

import pytest
import yaml

from spate import BINARY, ROOT, on_terminal, spate, write_scenario

COMMANDS = ["run", "check", "sample", "plan", "topics", "functions", "presets"]
VALID = sorted((ROOT / "tests/scenarios/valid").glob("*.yaml"))
INVALID = sorted((ROOT / "tests/scenarios/invalid").glob("*.yaml"))
SHIPPED = sorted((ROOT / "config/scenarios").glob("*.yaml"))
SECRET = """
kafka: {bootstrap.servers: "127.0.0.1:1", sasl.password: "hush-hush"}
streams:
  - {topic: secrets, rate: 1/s, generator: order}
"""


def text_of(result):
    return result.stdout + result.stderr


# check

@pytest.mark.parametrize("file", VALID + SHIPPED, ids=lambda path: path.name)
def test_check_accepts_a_valid_scenario(file):
    result = spate("check", file.name, cwd=file.parent)
    assert result.returncode == 0, text_of(result)


@pytest.mark.parametrize("file", INVALID, ids=lambda path: path.stem)
def test_check_reports_every_problem_of_an_invalid_scenario(file):
    """The .expected file has the lines that check prints, in order."""
    expected = file.with_suffix(".expected").read_text().splitlines()
    result = spate("check", file.name, cwd=file.parent)
    assert result.returncode == 2, text_of(result)
    assert [line for line in text_of(result).splitlines() if re.match(r"[\w./-]+(:\d+:\d+)?: ", line)] == expected
    assert spate("run", file.name, cwd=file.parent).returncode == 2


def test_at_least_120_invalid_scenarios_exist():
    assert len(INVALID) >= 120


def test_check_reports_the_problems_of_all_files(tmp_path):
    first = write_scenario(tmp_path, "streams: [{topic: a, rate: 1}]\n", "first.yaml")
    second = write_scenario(tmp_path, "strems: []\n", "second.yaml")
    result = spate("check", SHIPPED[0], first, second)
    assert result.returncode == 2
    assert "first.yaml:1" in text_of(result) and "second.yaml:1" in text_of(result)


def test_check_print_masks_secrets(tmp_path):
    result = spate("check", "--print", write_scenario(tmp_path, SECRET))
    assert result.returncode == 0, result.stderr
    assert "hush-hush" not in text_of(result)
    assert yaml.safe_load(result.stdout)["streams"][0]["topic"] == "secrets"


def test_check_print_is_stable_when_checked_again(tmp_path):
    first = spate("check", "--print", ROOT / "config/scenarios/shop.yaml").stdout
    again = spate("check", "--print", write_scenario(tmp_path, first)).stdout
    assert first == again and first


def test_check_schema_is_json_schema():
    schema = json.loads(spate("check", "--schema").stdout)
    assert "json-schema.org" in schema["$schema"]
    assert {"kafka", "streams", "defaults"} <= set(schema["properties"])


def test_missing_scenario_file_is_exit_2():
    for command in ("check", "run", "topics"):
        result = spate(command, "no-such-file.yaml")
        assert result.returncode == 2
        assert "no-such-file.yaml" in result.stderr


# sample

def test_sample_prints_reproducible_json_lines():
    first, again = spate("sample", "order", "-n", "50"), spate("sample", "order", "-n", "50")
    records = [json.loads(line) for line in first.stdout.splitlines()]
    assert first.returncode == 0 and len(records) == 50
    assert all(list(record)[0] == "order_id" for record in records)
    untimed = [[{**json.loads(line), "timestamp": 0} for line in result.stdout.splitlines()] for result in (first, again)]
    assert untimed[0] == untimed[1]


def test_sample_from_an_index(tmp_path):
    file = write_scenario(tmp_path, 'kafka: {bootstrap.servers: embedded}\nstreams:\n'
                                    '  - {topic: t, rate: 1/s, record: {n: =index(), id: =uuid4()}, key: none}\n')
    whole = spate("sample", file, "-n", "10").stdout.splitlines()
    tail = spate("sample", file, "--from", "6", "-n", "4").stdout.splitlines()
    assert whole[6:] == tail and json.loads(tail[0])["n"] == 6


def test_sample_of_one_stream_with_key_and_partition(tmp_path):
    result = spate("sample", ROOT / "config/scenarios/shop.yaml", "-n", "3", "--with-key", "--with-partition")
    assert result.returncode == 0, result.stderr
    assert "CUST-" in result.stdout
    assert spate("sample", ROOT / "config/scenarios/shop.yaml", "no-such-stream").returncode == 2


def test_sample_stats_show_types_and_null_share():
    result = spate("sample", "user_event", "--stats", "2000")
    assert result.returncode == 0, result.stderr
    amount = next(line for line in result.stdout.splitlines() if line.startswith("amount")).split()
    assert amount[1] == "number"
    assert 75 < float(amount[3]) < 85, "null unless it is a purchase, one in five"
    assert spate("sample", "user_event", "--stats", "0").returncode == 2


def test_sample_has_colors_only_on_a_terminal():
    colored = on_terminal("sample", "metric", "-n", "1")
    assert "\033[" in colored and '"host"' in colored
    assert "\033[" not in on_terminal("sample", "metric", "-n", "1", environment={"NO_COLOR": "1"})
    assert "\033[" not in spate("sample", "metric", "-n", "1", "--pretty").stdout


def test_sample_pretty_prints_several_lines():
    result = spate("sample", "metric", "-n", "1", "--pretty")
    assert len(result.stdout.splitlines()) > 5
    assert json.loads(result.stdout)["host"].startswith("server-")


def test_sample_follows_the_seed():
    records = {spate("sample", "user_event", "-n", "1", "--seed", seed).stdout for seed in ("1", "2")}
    assert len(records) == 2


# presets, functions, version, help

def test_presets_lists_and_prints_every_preset(tmp_path):
    listed = spate("presets").stdout
    names = {path.stem for path in (ROOT / "config/generators").glob("*.yaml")}
    assert len(names) >= 9
    for name in names:
        assert re.search(rf"^\W*{name}\b", listed, re.MULTILINE)
        text = spate("presets", name).stdout
        assert text == (ROOT / f"config/generators/{name}.yaml").read_text()
    assert spate("presets", "ordre").returncode == 2
    assert "order" in text_of(spate("presets", "ordre"))


def test_functions_lists_functions_with_help():
    listed = spate("functions").stdout
    for name in ("int", "decimal", "weighted", "zipf", "uuid4", "now"):
        assert re.search(rf"\b{name}\b", listed)
        assert name in spate("functions", name).stdout
    wrong = spate("functions", "uuid5")
    assert wrong.returncode == 2 and "uuid4" in text_of(wrong)


def test_version_prints_a_version_number():
    result = spate("--version")
    assert result.returncode == 0
    assert re.search(r"\d+\.\d+\.\d+", result.stdout)


@pytest.mark.parametrize("arguments", [[], *([command] for command in COMMANDS)], ids=lambda words: " ".join(words) or "spate")
def test_help_names_the_command(arguments):
    result = spate(*arguments, "--help")
    assert result.returncode == 0
    assert " ".join(["spate", *arguments]) in result.stdout


def test_help_has_examples():
    assert "Examples:\n  spate check shop.yaml\n  spate run shop.yaml " in spate("--help").stdout


@pytest.mark.parametrize("arguments", [
    [], ["walk"], ["run"], ["run", "--no-such-option", "shop.yaml"], ["run", "shop.yaml", "--duration", "15"],
    ["run", "shop.yaml", "--records", "-1"], ["run", "shop.yaml", "--seed", "x"], ["run", "shop.yaml", "--set", "nonsense"],
    ["run", "shop.yaml", "--set", "streams.absent.rate=1/s"], ["run", "shop.yaml", "--metrics", "nowhere"],
    ["run", "shop.yaml", "--log-level", "loud"], ["check"], ["topics"], ["sample"],
    ["sample", "shop.yaml", "-n", "many"]], ids=" ".join)
def test_invalid_command_line_is_exit_2(arguments):
    result = spate(*arguments, cwd=ROOT / "config/scenarios")
    assert result.returncode == 2, text_of(result)
    assert result.stderr


@pytest.mark.parametrize("option", [["--shard", "0/2"], ["--fresh"]], ids=" ".join)
def test_option_without_its_required_setting_is_rejected(option):
    """--shard needs a common start time, and --fresh needs state_dir."""
    result = spate("run", ROOT / "config/scenarios/shop.yaml", *option, "--records", "1", "--metrics", "off")
    assert result.returncode == 2 and option[0] in result.stderr


# plan

def test_plan_shows_rates_and_chart_without_a_broker(tmp_path):
    result = spate("plan", ROOT / "config/scenarios/shop.yaml", "--duration", "10min", "--svg", tmp_path / "shop.svg",
                   "--bootstrap-servers", "192.0.2.1:9092")
    assert result.returncode == 0, result.stderr
    assert "over 10 min" in result.stdout and "records/s" in result.stdout and "█" in result.stdout
    assert re.search(r"^orders +0 +10 min +300,000 ", result.stdout, re.MULTILINE)
    assert "the producer queue holds 20,000 records" in result.stdout
    picture = xml.etree.ElementTree.parse(tmp_path / "shop.svg").getroot()
    lines = picture.findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 4
    for line in lines:
        points = [tuple(map(float, point.split(","))) for point in line.get("points").split()]
        assert all(0 <= x <= 720 and 0 <= y <= 300 for x, y in points) and len(points) > 100


def test_plan_needs_no_kafka_settings(tmp_path):
    scenario = tmp_path / "one.yaml"
    scenario.write_text("streams: [{topic: a, rate: 5/s, record: x}]\n")
    result = spate("plan", scenario)
    assert result.returncode == 0 and "over 24 h, without an end" in result.stdout, result.stderr


def test_plan_of_an_invalid_scenario_is_exit_2_and_an_unwritable_svg_exit_3(tmp_path):
    scenario = tmp_path / "one.yaml"
    scenario.write_text("streams: [{topic: a, rate: 5/s, record: x}]\n")
    assert spate("plan", scenario, "--svg", tmp_path / "no/where.svg").returncode == 3
    scenario.write_text("streams: [{topic: a, rate: 5, record: x}]\n")
    assert spate("plan", scenario).returncode == 2


# The pages: man page, completion, unit.

def options_of(command):
    text = re.split(r"Examples?:", spate(*command, "--help").stdout)[0]
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))


@pytest.mark.parametrize("command", COMMANDS)
def test_man_page_lists_exactly_the_options_of_a_command(command):
    page = re.sub(r"\\f.", "", (ROOT / "docs/spate.1").read_text().replace("\\-", "-"))
    section = re.search(rf'^\.SS "?spate {command}\b.*?(?=^\.S[SH] )', page, re.MULTILINE | re.DOTALL)
    assert section, f"no section on {command}"
    documented = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section.group()))
    assert documented | {"--help"} == options_of([command]) | {"--help"}


def test_man_page_renders_without_warnings():
    result = subprocess.run(["man", "--warnings", "-l", ROOT / "docs/spate.1"], capture_output=True, text=True,
                            env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": "1"})
    assert result.returncode == 0 and result.stderr == ""
    assert "EXIT STATUS" in re.sub(r"\x1b\[[\d;]*m|.\x08", "", result.stdout)


def complete(line):
    """The completions that bash offers for `line`."""
    script = f"""
source /usr/share/bash-completion/bash_completion
source {ROOT}/completions/spate.bash
COMP_LINE={line!r}; COMP_POINT=${{#COMP_LINE}}
read -ra COMP_WORDS <<<"$COMP_LINE"; [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_spate
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    result = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, cwd=ROOT,
                            env={**os.environ, "PATH": f"{BINARY.parent}:{os.environ['PATH']}"})
    assert result.stderr == ""
    return set(result.stdout.split())


def test_completion_offers_commands_options_and_files():
    assert set(COMMANDS) <= complete("spate ")
    assert complete("spate ru") == {"run"}
    assert "config/scenarios/shop.yaml" in complete("spate run config/scenarios/sh")
    assert complete("spate presets ") >= {"order", "log", "metric", "user_event"}
    assert "zipf" in complete("spate functions z")


@pytest.mark.parametrize("command", COMMANDS)
def test_completion_offers_every_option(command):
    assert complete(f"spate {command} --") | {"--help"} == options_of([command]) | {"--help"}


@pytest.mark.parametrize("action", ["", "status", "health", "pause", "resume", "rate", "burst", "reload"])
def test_completion_of_ctl_offers_the_options_of_the_action(action):
    command = ["ctl", action] if action else ["ctl"]
    assert complete(f"spate {' '.join(command)} --") | {"--help"} == options_of(command) | {"--help"}


def test_completion_of_ctl_offers_actions_before_an_action_only():
    assert complete("spate ctl ") == complete("spate ctl --address 127.0.0.1:1 ")
    assert complete("spate ctl re") == {"resume", "reload"}
    assert complete("spate ctl pause ") == complete("spate ctl burst orders 2x --for 30s ") == set()


def test_installation_contains_every_part(tmp_path):
    """Installs the contents of the build directory into a temporary directory."""
    subprocess.run(["meson", "install", "-C", BINARY.parent, "--no-rebuild", "--quiet", "--destdir", tmp_path], check=True)
    installed = {path.relative_to(tmp_path / "usr/local").as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {"bin/spate", "share/man/man1/spate.1", "lib/systemd/system/spate.service", "lib/systemd/system/spate@.service",
            "share/bash-completion/completions/spate", "share/spate/scenarios/shop.yaml",
            "share/spate/generators/order.yaml"} <= installed
    shop = tmp_path / "usr/local/share/spate/scenarios/shop.yaml"
    assert subprocess.run([tmp_path / "usr/local/bin/spate", "check", shop]).returncode == 0
