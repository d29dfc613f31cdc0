#!/usr/bin/python3
"""Runs clang-tidy on each given .cpp file, one process per core.

usage: clang_tidy.py BUILD FILE…

clang-tidy needs most of its time for the headers of libraries. So files with the same compile command share one
translation unit: all but one of a group are included before the last. Files that do not compile in one translation
unit, such as two files with the same name in their unnamed namespaces, are split into smaller groups.

A file without warnings is checked again only if it, a header of this tree that it includes, or .clang-tidy changes.
Its stamp in BUILD/lint/ is the hash of all of these.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
ROOTS = [pathlib.Path("src"), pathlib.Path("tests/unit"), pathlib.Path("tests/integration")]
WARNING = re.compile(r"^(\S+?):\d+:\d+: (?:warning|error): .*\[(\S+)\]$", re.MULTILINE)
OUTPUT = re.compile(r"-(?:o|MF|MQ|c) \S+")  # differs between the files of one target
MAX_GROUP = 16  # large enough to share the headers, small enough to keep every core busy


def with_headers(path, seen):
    """Adds `path` and every header of this tree that it includes to `seen`."""
    if path in seen:
        return
    seen.add(path)
    for name in INCLUDE.findall(path.read_text()):
        for header in [path.parent / name] + [root / name for root in ROOTS]:
            if header.is_file():
                with_headers(header, seen)
                break


def stamp(path):
    seen = {pathlib.Path(".clang-tidy")}
    with_headers(path, seen)
    digest = hashlib.sha256()
    for file in sorted(seen):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def record(build, path):
    return build / "lint" / str(path).replace("/", "-")


def is_clean(build, path):
    return record(build, path).is_file() and record(build, path).read_text() == stamp(path)


def groups(build, paths):
    """Groups the files of `paths` that have the same compile command, at most MAX_GROUP per group."""
    by_command = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(os.path.relpath(os.path.join(entry["directory"], entry["file"])))
        if path in paths:
            by_command.setdefault(OUTPUT.sub("", entry["command"]), []).append(path)
    return [files[at:at + MAX_GROUP] for files in by_command.values() for at in range(0, len(files), MAX_GROUP)]


def run(build, group):
    """Checks these files in one translation unit. Returns the output, and the files that do not compile in it."""
    *others, main = group
    includes = [f"--extra-arg={word}" for path in others for word in ("-include", path.resolve())]
    # The compile commands are for gcc, and clang does not know all of gcc's warning options. In a group the names of one
    # file can shadow those of another: gcc checks shadowing in each file alone.
    result = subprocess.run(
        ["clang-tidy", "--quiet", "-p", str(build), "--header-filter=(^|/)(src|tests)/", "--extra-arg=-Wno-unknown-warning-option",
         "--extra-arg=-Wno-shadow",
         *includes, str(main)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    warnings = WARNING.findall(result.stdout)
    output = re.sub(r"^warning: suspicious #include .*\n", "", result.stdout, flags=re.MULTILINE)  # caused by --extra-arg=-include
    text = output if warnings else result.stderr if result.returncode else ""
    broken = {os.path.realpath(os.path.join(build, name)) for name, check in warnings if check == "clang-diagnostic-error"}
    return text, broken


def check(build, group):
    """Returns the warnings about the files of a group, or "" if there are none."""
    stamps = [(record(build, path), stamp(path)) for path in group]  # computed before the check: the file may change meanwhile
    text, broken = run(build, group)
    if not text:
        for file, hash_before in stamps:
            file.write_text(hash_before)
        return ""
    if not broken or len(group) == 1:
        return text
    separate = [path for path in group if os.path.realpath(path) in broken]
    together = [path for path in group if path not in separate]
    parts = [together, separate] if separate and together else [[path] for path in group]
    return "".join(check(build, part) for part in parts)


def main(build, *names):
    build = pathlib.Path(build)
    (build / "lint").mkdir(exist_ok=True)
    paths = {pathlib.Path(name) for name in names if name.endswith(".cpp")}
    work = groups(build, {path for path in paths if not is_clean(build, path)})
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        lines = "".join(pool.map(lambda group: check(build, group), work)).splitlines()
    seen = set()
    for line in lines:
        if WARNING.match(line):
            if line in seen:  # each group that includes a header repeats its warnings
                continue
            seen.add(line)
        print(line)
    print(f"clang-tidy: {sum(map(len, work))} files checked, {len(seen)} warnings")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
