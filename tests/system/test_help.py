"""`--help` of every command, and what a wrong command line or a failed command prints."""
import re
import socket

import pytest

from spate import ROOT, spate

CTL = [["ctl", command] for command in ("status", "health", "reload", "pause", "resume", "rate", "burst")]
COMMANDS = [[], *([command] for command in ("run", "check", "sample", "plan", "topics", "ctl", "functions", "presets")), *CTL]
PLACEHOLDERS = {"FILE", "STREAM", "NAME", "RATE", "TIME", "COUNT", "INDEX", "INTEGER", "FACTOR", "TIMESTAMP", "LEVEL", "null",
                "HOST:PORT", "HOST:PORT,...", "PATH=VALUE", "INDEX/COUNT", "[=FIELD,...]"}
LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\dT|^\w+ (info|warning|error) ", re.MULTILINE)


def help_of(command):
    result = spate(*command, "--help")
    assert result.returncode == 0 and result.stderr == ""
    return result.stdout


def entries(text):
    """(name, placeholder, description) of each argument, option and command of a help text."""
    for section in re.findall(r"^(?:Arguments|Options|Commands):\n((?:  .*\n)+)", text, re.MULTILINE):
        for entry in re.split(r"^  (?=\S)", section, flags=re.MULTILINE)[1:]:
            left, description = re.fullmatch(r"(.{1,20}?|.*\n)\s{2,}(\S.*)\n", entry).groups()
            name, placeholder = re.fullmatch(r"((?:-\w, )?--[a-z-]+(?:, --[a-z-]+)?|[\w.\[\]]+) ?(\S*)\n?", left).groups()
            yield name, placeholder, description


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_one_line_per_entry(command):
    text = help_of(command)
    assert text.splitlines()[1].startswith("Usage: " + " ".join(["spate", *command]) + " ")
    listed = list(entries(text))
    assert {"-h, --help"} <= {name for name, _, _ in listed}
    for name, _, description in listed:
        assert len(description) <= 72, (name, len(description))
        assert description[0].islower() and not description.endswith("."), (name, description)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_placeholders_name_the_value(command):
    text = help_of(command)
    for name, placeholder, _ in entries(text):
        assert placeholder == "" or placeholder in PLACEHOLDERS, (name, placeholder)
        assert name.startswith("-") or name.strip("[].") in PLACEHOLDERS or name.islower(), name
    assert not re.search(r"\b(TEXT|U?INT|FLOAT|BOOLEAN|PATH(?!=)|REQUIRED)\b|Excludes:|\{false\}", text)


@pytest.mark.parametrize("command", COMMANDS[1:], ids=" ".join)
def test_help_has_an_example(command):
    assert re.search(rf"^Example: spate {command[0]} ?", help_of(command), re.MULTILINE)


@pytest.mark.parametrize("arguments, message", [
    ([], "spate: missing command: use run, check, sample, plan, topics, ctl, functions or presets"),
    (["rum"], 'spate: unknown command "rum"; did you mean "run"?'),
    (["run"], "spate run: missing FILE"),
    (["run", "a", "b"], 'spate run: unexpected argument "b": remove it'),
    (["run", "--sede", "1", "a"], 'spate run: unknown option "--sede"; did you mean "--seed"?'),
    (["run", "a", "--seed"], "spate run: missing value of --seed: use --seed INTEGER"),
    (["run", "a", "--seed", "1", "--seed", "2"], "spate run: duplicate option --seed: use it once"),
    (["run", "a", "--sink", "file"], 'spate run: --sink: unknown sink "file": use null'),
    (["run", "a", "--log-level", "loud"],
     'spate run: --log-level: unknown level "loud": use debug, info, warning, error or off'),
    (["run", "a", "--set", "x"],
     'spate run: --set: invalid setting "x": use PATH=VALUE, such as streams.orders.rate=1000/s'),
    (["run", "a", "--records", "1", "--find-max"],
     "spate run: --records cannot be combined with --find-max: remove one of them"),
    (["ctl"], "spate ctl: missing command: use status, health, reload, pause, resume, rate or burst"),
    (["ctl", "stauts"], 'spate ctl: unknown command "stauts"; did you mean "status"?'),
    (["ctl", "burst", "orders", "1/s"], "spate ctl burst: missing --for"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_usage_error_names_the_command_and_its_help(arguments, message):
    result = spate(*arguments)
    command = message.split(":")[0]
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [message, f'Try "{command} --help" for more information.']


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.parametrize("arguments, code, message", [
    (["functions", "uuid5"], 2, 'spate functions: unknown function "uuid5"; did you mean "uuid4"?'),
    (["presets", "ordre"], 2, 'spate presets: unknown preset "ordre"; did you mean "order"?'),
    (["check"], 2, "spate check: missing FILE"),
    (["ctl", "--token-file", "/no/token", "status"], 3,
     "spate ctl: --token-file: cannot read /no/token: No such file or directory"),
])
def test_command_errors_are_one_plain_line(arguments, code, message):
    result = spate(*arguments)
    assert (result.returncode, result.stdout, result.stderr) == (code, "", message + "\n")


def test_commands_that_fail_print_no_log_lines(tmp_path):
    shop = ROOT / "config/scenarios/shop.yaml"
    failed = [spate("plan", shop, "--svg", tmp_path / "no/such.svg"),
              spate("topics", shop, "--bootstrap-servers", f"127.0.0.1:{closed_port()}", "--set", "startup.timeout=200ms"),
              spate("ctl", "--address", f"127.0.0.1:{closed_port()}", "status")]
    for result, name in zip(failed, ("plan", "topics", "ctl")):
        assert result.returncode == 3 and result.stderr.startswith(f"spate {name}: ")
        assert not LOG_LINE.search(result.stderr)
    warned = spate("sample", "order", "-n", "1", env={"TZ": "No/Where"})
    assert warned.returncode == 0 and warned.stderr.startswith("spate sample: warning: unknown time zone TZ=No/Where, ")
