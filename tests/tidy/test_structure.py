"""Rules that the compiler does not check: includes between folders, length of files, names without meaning."""
import graphlib
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SRC = ROOT / "src"

# The other folders of src/ and the third-party headers that each folder may include. docs/explanation/architecture.md has
# the same table.
ALLOWED = {
    "base": ([], ["spdlog/", "date/", "nlohmann/"]),
    "scenario": (["base"], ["yaml-cpp/"]),
    "record": (["base"], []),
    "stats": (["base"], []),
    "pacing": (["scenario", "base"], []),
    "generator": (["scenario", "record", "base"], ["simdjson.h"]),
    "kafka": (["scenario", "record", "stats", "base"], ["librdkafka/", "openssl/", "simdjson.h"]),
    "stream": (["pacing", "generator", "record", "stats", "scenario", "base"], []),
    "metrics": (["stats", "base"], ["prometheus/"]),
    "http": (["metrics", "stats", "base"], ["civetweb.h", "simdjson.h"]),
    "report": (["kafka", "pacing", "stats", "scenario", "base"], []),
    "run": (["report", "http", "metrics", "stream", "kafka", "generator", "pacing", "stats", "record", "scenario", "base"], []),
    "preview": (["run", "report", "metrics", "stream", "kafka", "generator", "pacing", "stats", "record", "scenario", "base"], []),
    "daemon": (["preview", "report", "run", "http", "scenario", "base"], ["systemd/"]),
    "cli": (["daemon", "preview", "report", "run", "scenario", "base"], ["CLI/"]),
}
# The names of these libraries in meson.build.
LIBRARIES = {
    "spdlog/": ["spdlog"],
    "date/": ["date"],
    "yaml-cpp/": ["yaml-cpp"],
    "simdjson.h": ["simdjson"],
    "librdkafka/": ["rdkafka"],
    "openssl/": ["openssl"],
    "prometheus/": ["prometheus-cpp-core"],
    "civetweb.h": ["civetweb"],
    "nlohmann/": ["nlohmann_json"],
    "systemd/": ["libsystemd"],
    "CLI/": ["CLI11", "cli11"],
}
EVERYWHERE = ["fmt/"]
# JSON libraries are about 50 times slower than the writer of the generator.
HOT_PATH = ["generator", "pacing", "record", "stats", "stream", "kafka"]
SYSTEM = re.compile(r"^(sys|netinet|arpa|net|linux)/|^(cxxabi|dirent|fcntl|fnmatch|glob|malloc|netdb|poll|pthread|sched"
                    r"|signal|termios|time|unistd)\.h$")
STANDARD = re.compile(r"^[a-z_]+$")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)

MAX_LINES = 300
VAGUE_NAMES = re.compile(r"\b\w*?(Impl|Manager|Helper|Util|Utils)\b|\b(impl|manager|helper|util|utils)(\.[ch]pp)\b")


def files(folder, *endings):
    return sorted(path for path in folder.rglob("*") if path.suffix in endings and path.is_file())


def shipped():
    """Returns the files that git tracks, or in a source archive all files outside build directories."""
    if (ROOT / ".git").exists():
        names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    built = re.compile(r"^(build|\.)|/__pycache__/")
    return [path for path in ROOT.rglob("*") if path.is_file() and not built.search(short(path))]


def short(path):
    return str(path.relative_to(ROOT))


def includes(path):
    return INCLUDE.findall(path.read_text())


def test_every_folder_of_src_has_a_row():
    assert {path.name for path in SRC.iterdir() if path.is_dir()} == set(ALLOWED)


@pytest.mark.parametrize("folder", ALLOWED)
def test_folder_includes_only_allowed_headers(folder):
    allowed, libraries = ALLOWED[folder]
    wrong = []
    for path in files(SRC / folder, ".cpp", ".hpp"):
        for bracket, name in includes(path):
            if bracket == '"':
                fine = "/" in name and name.split("/")[0] in [folder, *allowed]
            else:
                known = any(name.startswith(prefix) for prefix in libraries + EVERYWHERE)
                fine = known or STANDARD.match(name) or SYSTEM.match(name)
            if not fine:
                wrong.append(f"{short(path)}: {name}")
    assert not wrong


def test_directories_have_no_circular_includes():
    includes_of = {}
    for path in files(SRC, ".cpp", ".hpp"):
        directory = path.parent.relative_to(SRC).as_posix()
        named = {name.rpartition("/")[0] for bracket, name in includes(path) if bracket == '"'}
        includes_of.setdefault(directory, set()).update(named - {directory})
    graphlib.TopologicalSorter(includes_of).prepare()  # raises CycleError with the cycle


def test_namespace_of_a_file_is_its_folder():
    """Files of base use the namespace spate, because every folder uses them."""
    wrong = []
    for path in files(SRC, ".cpp", ".hpp"):
        if path.parent == SRC or re.search(r"^int main\(", path.read_text(), re.MULTILINE):
            continue
        folder = path.relative_to(SRC).parts[0]
        expected = "spate" if folder == "base" else f"spate::{folder}"
        names = re.findall(r"^namespace (spate[\w:]*) \{", path.read_text(), re.MULTILINE)
        if not any(name == expected or name.startswith(f"{expected}::") for name in names):
            wrong.append(f"{short(path)}: {names}")
    assert wrong == []


def test_main_only_calls_cli():
    text = (SRC / "main.cpp").read_text()
    assert all(bracket == "<" or name.startswith("cli/") for bracket, name in INCLUDE.findall(text))
    assert text.count("\n") < 40


@pytest.mark.parametrize("folder", ALLOWED)
def test_build_dependencies_match_the_table(folder):
    text = (SRC / folder / "meson.build").read_text()
    allowed, prefixes = ALLOWED[folder]
    ours = set(re.findall(r"\b(\w+)_dep\b", text)) & set(ALLOWED)
    assert ours <= {folder, *allowed}
    libraries = {name for prefix in prefixes for name in LIBRARIES.get(prefix, [])} | {"threads", "fmt"}
    assert set(re.findall(r"dependency\('([^']+)'", text)) <= libraries


@pytest.mark.parametrize("folder", [*(SRC / name for name in ALLOWED), *(ROOT / "tests/unit" / name for name in ALLOWED)],
                         ids=short)
def test_every_source_is_built(folder):
    build = (folder / "meson.build").read_text()
    assert [short(path) for path in files(folder, ".cpp") if f"'{path.name}'" not in build
            and f"'{path.relative_to(folder)}'" not in build] == []


def test_files_have_at_most_300_lines():
    lengths = {short(path): path.read_text().count("\n") for path in files(SRC, ".cpp", ".hpp")}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_headers_start_with_a_comment():
    wrong = [short(path) for path in files(SRC, ".hpp")
             if not re.match(r"// \S.*\n(//.*\n)*#pragma once\n", path.read_text())]
    assert wrong == []


def test_names_are_not_vague():
    wrong = []
    for path in files(SRC, ".cpp", ".hpp"):
        match = VAGUE_NAMES.search(path.read_text()) or VAGUE_NAMES.search(path.name)
        if match:
            wrong.append(f"{short(path)}: {match.group()}")
    assert wrong == []


def test_unit_tests_do_not_sleep():
    sleeping = re.compile(r"\b(sleep_for|usleep|nanosleep)\b")
    assert [short(path) for path in files(ROOT / "tests/unit", ".cpp") if sleeping.search(path.read_text())] == []


def test_only_outer_folders_log():
    outer = {"base", "run", "preview", "daemon", "cli"}
    logging = re.compile(r"\blog::(debug|info|warning|error|write)\(")
    wrong = [short(path) for path in files(SRC, ".cpp", ".hpp")
             if path.parent != SRC and path.relative_to(SRC).parts[0] not in outer and logging.search(path.read_text())]
    assert wrong == []


def test_files_have_no_private_paths():
    private = re.compile(r"(?<![\w.$}])/(root|work|workspace|mnt|srv|Users)/|/home/\w+/")
    wrong = []
    for path in shipped():
        if path == pathlib.Path(__file__).resolve() or b"\0" in path.read_bytes()[:4096]:
            continue
        for number, line in enumerate(path.read_text(errors="replace").split("\n"), 1):
            if private.search(line):
                wrong.append(f"{short(path)}:{number}: {line.strip()}")
    assert wrong == []


def test_package_has_the_version_of_the_build():
    version = re.search(r"version: '([^']+)'", (ROOT / "meson.build").read_text()).group(1)
    assert (ROOT / "debian/changelog").read_text().startswith(f"spate ({version}) ")
