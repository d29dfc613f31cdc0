#!/usr/bin/python3
"""clang-tidy over every .cpp named, as many at once as there are cores.

usage: clang_tidy.py BUILD FILE…

Most of a run's time goes to the headers of libraries, so files that are compiled alike are looked at together: all but
one of a group are included before it. Those that cannot stand in one translation unit (two files may use one name in
their unnamed namespaces) make groups of their own.

A file that was clean is not looked at again until it, a header of ours that it includes, or .clang-tidy changes: its
stamp in BUILD/lint/ is the hash of all of these.
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
COMPLAINT = re.compile(r"^(\S+?):\d+:\d+: (?:warning|error): .*\[(\S+)\]$", re.MULTILINE)
OUTPUT = re.compile(r"-(?:o|MF|MQ|c) \S+")  # what differs in the commands of one target's files
MOST_TOGETHER = 16  # enough to share the headers, few enough to keep every core busy


def with_headers(path, seen):
    """`path` and every header of ours below it."""
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
    """The files of `paths` that share a compile command, at most so many together."""
    alike = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(os.path.relpath(os.path.join(entry["directory"], entry["file"])))
        if path in paths:
            alike.setdefault(OUTPUT.sub("", entry["command"]), []).append(path)
    return [files[at:at + MOST_TOGETHER] for files in alike.values() for at in range(0, len(files), MOST_TOGETHER)]


def run(build, group):
    """What clang-tidy says of these files in one translation unit, and the files of it that do not compile there."""
    *others, main = group
    includes = [f"--extra-arg={word}" for path in others for word in ("-include", path.resolve())]
    # The compile commands are gcc's: clang does not know all of its warnings. In a group one file's names shadow
    # another's, and gcc has looked for shadows in each alone.
    result = subprocess.run(
        ["clang-tidy", "--quiet", "-p", str(build), "--header-filter=(^|/)(src|tests)/", "--extra-arg=-Wno-unknown-warning-option",
         "--extra-arg=-Wno-shadow",
         *includes, str(main)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    complaints = COMPLAINT.findall(result.stdout)
    said = re.sub(r"^warning: suspicious #include .*\n", "", result.stdout, flags=re.MULTILINE)  # ours, without a place
    text = said if complaints else result.stderr if result.returncode else ""
    broken = {os.path.realpath(os.path.join(build, name)) for name, check in complaints if check == "clang-diagnostic-error"}
    return text, broken


def check(build, group):
    """The complaints about the files of a group; empty when they are clean."""
    stamps = [(record(build, path), stamp(path)) for path in group]  # of what is looked at, not of a later edit
    text, broken = run(build, group)
    if not text:
        for file, looked_at in stamps:
            file.write_text(looked_at)
        return ""
    if not broken or len(group) == 1:
        return text
    apart = [path for path in group if os.path.realpath(path) in broken]
    together = [path for path in group if path not in apart]
    parts = [together, apart] if apart and together else [[path] for path in group]
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
        if COMPLAINT.match(line):
            if line in seen:  # a header's complaint comes once per group that includes it
                continue
            seen.add(line)
        print(line)
    print(f"clang-tidy: {sum(map(len, work))} files looked at, {len(seen)} complaints")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
