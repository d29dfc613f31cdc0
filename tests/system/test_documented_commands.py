"""The commands in README.md, the tutorial and the how-to guides exist. Those of any page that need no broker do what it shows."""
import concurrent.futures
import functools
import json
import re
import shlex

import pytest

from pages import PAGES, Block, Session, blocks, commands, missing_lines
from spate import ROOT, spate

GUIDES = [page for page in PAGES if page.parent.name in ("tutorial", "how-to")]
SHELL = ("sh", "bash", "console")
PROGRAMS = ("spate", "build/spate", "./build/spate", "/usr/bin/spate")


def shell_commands():
    for page in [ROOT / "README.md", *GUIDES]:
        for block in blocks(page, SHELL):
            for command, _ in commands(block):
                yield pytest.param(command, id=f"{block.place}: {command}"[:120])


def simple_commands(line):
    """The simple commands of a line of shell: each a list of words."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = "#"
    result = [[]]
    for word in lexer:
        if re.fullmatch(r"[();|&]+", word):
            result.append([])
        else:
            result[-1].append(word)
    return [words for words in result if words]


def spate_arguments(words):
    """The arguments of spate in a simple command; None if it starts another program."""
    while words and (re.match(r"\w+=", words[0]) or words[0] in ("sudo", "exec", "time", "!", "if", "then", "nohup")):
        words = words[1:]
    if words[:1] and words[0] in PROGRAMS:
        return words[1:]
    if words[:2] == ["./dev", "run"]:
        return ["run", *(words[2:] or ["config/scenarios/shop.yaml"])]
    return None


@functools.lru_cache
def help_of(*command):
    result = spate(*command, "--help")
    return result.stdout if result.returncode == 0 else ""


def options_of(command):
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", help_of(*command).split("Example")[0]))


def commands_of(*command):
    section = help_of(*command).split("\nCommands:\n")[1].split("\n\n")[0]
    return re.findall(r"^  ([a-z]+) ", section, re.MULTILINE)


def problems_of(arguments):
    """What spate does not know in its arguments, one line each."""
    if not arguments or arguments[0].startswith("-"):
        command, known = [], options_of([])
    elif arguments[0] not in commands_of():
        return [f"no command {arguments[0]}"]
    else:
        command, known = arguments[:1], options_of(arguments[:1])
    if command == ["ctl"]:
        verb = next((word for word in arguments[1:] if word in commands_of("ctl")), None)
        if verb is None and "--help" not in arguments:
            return [f"no command of spate ctl in {shlex.join(arguments)}"]
        known = known | (options_of(["ctl", verb]) if verb else set())
    used = {word.partition("=")[0] for word in arguments if re.match(r"--?[a-z]", word)}
    return [f"spate {' '.join(command)}: no option {option}" for option in sorted(used - known)]


@pytest.mark.parametrize("command", shell_commands())
def test_documented_command_and_options_exist(command):
    for words in simple_commands(command):
        arguments = spate_arguments(words)
        assert arguments is None or problems_of(arguments) == []


@pytest.mark.parametrize("command", shell_commands())
def test_documented_file_of_the_repository_exists(command):
    named = re.findall(r"(?<![\w/.-])((?:config|docs|systemd|tests)/[\w./-]*)", command)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("block", [pytest.param(block, id=block.place) for page in PAGES for block in blocks(page, ("json",))])
def test_documented_json_parses(block):
    json.loads(block.text)


@pytest.mark.parametrize("block", [pytest.param(block, id=block.place) for page in GUIDES for block in blocks(page)])
def test_code_block_of_a_guide_names_a_known_language_and_mode(block):
    assert block.language, "name the language: sh, console, yaml, json, ini, text …"
    assert block.mode in ("", "run", "start", "stop")
    assert not block.mode or block.language == "console"


def run_page(page, directory):
    """What a page shows and its commands do not, one text each."""
    session = Session(directory)
    try:
        for block in blocks(page):
            session.run(block)
    finally:
        session.close()
    return session.problems


@pytest.fixture(scope="module")
def results(request, tmp_path_factory):
    """The problems of each selected page. Four pages run at the same time, because their commands mostly wait."""
    pages = [item.callspec.params["page"] for item in request.session.items if "results" in item.fixturenames]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        yield {page: pool.submit(run_page, page, tmp_path_factory.mktemp(page.stem)) for page in pages}


@pytest.mark.not_sanitized("the pages show rates and latencies of a release build")
@pytest.mark.parametrize("page", [pytest.param(page, id=str(page.relative_to(ROOT))) for page in GUIDES
                                  if any(block.mode for block in blocks(page))])
def test_commands_of_a_page_do_what_it_shows(results, page):
    problems = results[page].result()
    assert problems == [], "\n".join(problems)


def test_wrong_commands_are_found():
    assert problems_of(["run", "x.yaml", "--duratoin", "5s"]) == ["spate run: no option --duratoin"]
    assert problems_of(["rnu", "x.yaml"]) == ["no command rnu"]
    assert problems_of(["ctl", "rate", "orders", "2x", "--for", "30s", "--address", "127.0.0.1:1"]) == []
    assert problems_of(["ctl", "stop"]) == ["no command of spate ctl in ctl stop"]


def test_wrong_output_and_exit_codes_are_found(tmp_path):
    page = ROOT / "docs/how-to/example.md"
    session = Session(tmp_path)
    session.run(Block(page, 1, "yaml", "# empty.yaml\nstreams: []\n"))
    session.run(Block(page, 5, "console run", "$ spate check empty.yaml\n"))
    session.run(Block(page, 9, "console run", "$ spate check config/scenarios/shop.yaml\nconfig/scenarios/shop.yaml: all is lost\n"))
    assert len(session.problems) == 2
    assert "exit code 2, the page says 0" in session.problems[0]
    assert "the output lacks these lines of the page:\n  config/scenarios/shop.yaml: all is lost" in session.problems[1]


def test_figures_of_output_may_differ():
    assert missing_lines(["orders  7,500  500.0  2.6 MiB  50.3 %  -", "[…]", "shop: 15.0 s, exit 0"],
                         "orders   30     9.1  747 B      0 %  cpu\nlogs 1\nshop: 3.0 s, exit 0") == []
    assert missing_lines(["a 1", "b 2"], "b 2\na 1") == ["b 2"]
    assert missing_lines(["2026-11-30T08:00:00.000 info started"], "2026-11-30T09:00:00.000 info stopped") != []
