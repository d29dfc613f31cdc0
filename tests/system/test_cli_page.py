"""docs/reference/cli.md and docs/spate.1 against the binary and the code: options, exit codes and environment variables."""
import re

import pytest

from spate import ROOT, spate

PAGE = (ROOT / "docs/reference/cli.md").read_text()
MAN = re.sub(r"\\f.", "", (ROOT / "docs/spate.1").read_text().replace("\\-", "-"))
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
OVERRIDES = {"--set", "--seed", "--bootstrap-servers"}
CTL_COMMANDS = ["status", "health", "reload", "pause", "resume", "rate", "burst"]


def section(heading, level="##"):
    return re.search(rf"^{level} {heading}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", PAGE, re.MULTILINE | re.DOTALL)[1]


def options_in_help(*command):
    text = re.split(r"^(?:Exit codes|Environment|Examples?):", spate(*command, "--help").stdout, flags=re.MULTILINE)[0]
    return set(OPTION.findall(text)) - {"--help", "--version"}


def options_in_tables(text):
    return {option for row in re.findall(r"^\| (`-.*?) \|", text, re.MULTILINE) for option in OPTION.findall(row)}


@pytest.mark.parametrize("command", ["run", "check", "sample", "plan", "topics"])
def test_page_lists_exactly_the_options_of_a_command(command):
    assert options_in_tables(section("Overrides")) == OVERRIDES
    assert options_in_tables(section(command)) | OVERRIDES == options_in_help(command)


def test_page_lists_exactly_the_options_of_ctl():
    listed = set(OPTION.findall(section("ctl")))
    in_help = options_in_help("ctl").union(*(options_in_help("ctl", command) for command in CTL_COMMANDS))
    assert listed == in_help


def test_page_lists_every_command():
    commands = set(re.findall(r"^  (\w+)  ", re.search(r"^Commands:\n(.*?)\n\n", spate("--help").stdout, re.M | re.S)[1], re.M))
    assert set(re.findall(r"^\| `spate (\w+)", PAGE, re.MULTILINE)) == commands
    assert set(re.findall(r"^\| `(\w+)[ `]", section("ctl"), re.MULTILINE)) == set(CTL_COMMANDS)


def test_exit_codes_agree():
    shown = dict(re.findall(r"^  (\d\S*) +(\S.*)$", spate("run", "--help").stdout.split("Exit codes:\n")[1], re.MULTILINE))
    assert list(shown) == ["0", "1", "2", "3", "4", "5", "6", "128+N"]
    assert dict(re.findall(r"^\| (\d\S*) \| (.*) \|$", section("Exit codes"), re.MULTILINE)) == shown
    status = re.search(r"^\.SH EXIT STATUS\n(.*?)^\.SH ", MAN, re.MULTILINE | re.DOTALL)[1]
    assert dict(re.findall(r"^\.TP\n\.B (\S+)\n(.*)$", status, re.MULTILINE)) == shown
    named = re.findall(r"kExit\w+ = (\d)", (ROOT / "src/report/exit_code.hpp").read_text())
    assert named == [code for code in shown if code.isdigit()]


def test_page_lists_every_environment_variable_of_the_code():
    code = "".join(path.read_text() for path in (ROOT / "src").rglob("*.cpp"))
    read = set(re.findall(r'\b(?:getenv|environment|variable)\("([A-Z_]+)"\)', code))
    assert len(read) > 7
    assert read | {"WATCHDOG_USEC"} == set(re.findall(r"`([A-Z_]{2,})`", re.sub(r"\|[^|]*\|$", "|", section("Environment variables"), flags=re.M)))


def test_find_max_names_what_it_excludes():
    sentence = re.search(r"`--find-max` cannot be combined with (.*?)\.", PAGE, re.DOTALL)[1]
    documented = set(OPTION.findall(sentence))
    values = {"--records": ["1"], "--start-at": ["now"], "--shard": ["0/2"], "--seed": ["1"], "--duration": ["1s"],
              "--rate-scale": ["2"], "--metrics": ["off"], "--log-level": ["off"], "--set": ["a=1"], "--sink": ["null"]}
    excluded = {option for option in {*values, "--fresh", "--show-sample", "--print-deliveries"}
                if "cannot be combined with --find-max" in spate("run", "no.yaml", "--find-max", option, *values.get(option, [])).stderr}
    assert documented == excluded
    manual = re.search(r"^\.B --find-max$(.*?)^\.TP", MAN, re.MULTILINE | re.DOTALL)[1]
    assert documented <= set(OPTION.findall(manual))


def test_set_accepts_the_position_of_a_stream():
    shop = ROOT / "config/scenarios/shop.yaml"
    result = spate("check", shop, "--print", "--set", "streams[0].rate=1234/s", "--set", 'kafka["linger.ms"]=0')
    assert result.returncode == 0 and "1234/s" in result.stdout and "linger.ms: 0" in result.stdout.replace('"', "")
