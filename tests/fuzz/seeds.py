#!/usr/bin/python3
"""usage: seeds.py DIRECTORY — the seed corpora of the fuzz targets, from the scenarios and presets of the tree.

DIRECTORY/scenario/ gets each file as it is, DIRECTORY/expression/ each expression found in them.
"""
import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = [*ROOT.glob("tests/scenarios/*/*.yaml"), *ROOT.glob("config/*/*.yaml")]
SCALAR = re.compile(r"""(?:^|[\s:\[{"'])=([^\n"']+(?:"[^\n"]*"[^\n"]*)*)|("[^"\n]*\$\{[^"\n]*"|\S*\$\{[^\n]*\})""")


def put(folder, data):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def main(directory):
    directory = pathlib.Path(directory)
    for file in FILES:
        data = file.read_bytes()
        put(directory / "scenario", data)
        for match in SCALAR.finditer(data.decode(errors="replace")):
            put(directory / "expression", (match[1] or match[2]).encode())


if __name__ == "__main__":
    main(sys.argv[1])
