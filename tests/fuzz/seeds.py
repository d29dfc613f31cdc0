#!/usr/bin/python3
"""usage: seeds.py DIRECTORY — the seed corpora of the fuzz targets, from the scenarios and presets of the tree.

DIRECTORY/scenario/ gets each file as it is, DIRECTORY/expression/ each expression found in them, DIRECTORY/rate/ each
rate, DIRECTORY/replay/ the files that are replayed; and each target what lies for it in seeds/.
"""
import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = [*ROOT.glob("tests/scenarios/*/*.yaml"), *ROOT.glob("config/*/*.yaml")]
REPLAYED = [file for suffix in ("ndjson", "csv", "txt") for file in ROOT.glob(f"tests/scenarios/**/*.{suffix}")]
RATE = re.compile(r"\brate: (\{.*\}|[^,{}#\n]+)")
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
        for match in RATE.finditer(data.decode(errors="replace")):
            rate = match[1].strip()
            while rate.count("}") > rate.count("{"):  # those of the map around it
                rate = rate[:-1]
            put(directory / "rate", rate.encode())
    for file in REPLAYED:
        put(directory / "replay", file.read_bytes())
    for file in pathlib.Path(__file__).parent.glob("seeds/*/*"):
        put(directory / file.parent.name, file.read_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
