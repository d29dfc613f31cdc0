#!/usr/bin/python3
"""clang-tidy over every .cpp named, as many at once as there are cores.

usage: clang_tidy.py BUILD FILE…

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


def check(build, path):
    """The complaints about one file; empty when it is clean."""
    record = build / "lint" / str(path).replace("/", "-")
    wanted = stamp(path)
    if record.is_file() and record.read_text() == wanted:
        return ""
    # The compile commands are gcc's: clang does not know all of its warnings.
    result = subprocess.run(
        ["clang-tidy", "--quiet", "-p", str(build), "--extra-arg=-Wno-unknown-warning-option", str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if result.returncode == 0 and "warning:" not in result.stdout:
        record.write_text(wanted)
        return ""
    return result.stdout or result.stderr


def main(build, *names):
    build = pathlib.Path(build)
    (build / "lint").mkdir(exist_ok=True)
    commands = json.loads((build / "compile_commands.json").read_text())
    compiled = {os.path.realpath(os.path.join(entry["directory"], entry["file"])) for entry in commands}
    paths = [pathlib.Path(name) for name in names if name.endswith(".cpp") and os.path.realpath(name) in compiled]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = [text for text in pool.map(lambda path: check(build, path), paths) if text]
    seen = set()
    for line in "".join(complaints).splitlines():
        if "warning:" in line or "error:" in line:
            if line in seen:  # a header's complaint comes once per file that includes it
                continue
            seen.add(line)
        print(line)
    print(f"clang-tidy: {len(paths)} files, {len(complaints)} with complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
