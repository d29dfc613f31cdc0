#!/usr/bin/python3
"""Writes the seed corpora of the fuzz targets, from the scenarios and presets of the tree.

usage: seeds.py DIRECTORY

DIRECTORY/scenario/ gets the scenarios of the tests up to 2,048 bytes, expression/ and rate/ the expressions and rates of
all scenarios, replay/, csv/ and ndjson/ the replayed files and their lines, state/ state files. Each target also gets its
files in seeds/.
"""
import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = [*ROOT.glob("tests/scenarios/*/*.yaml"), *ROOT.glob("config/*/*.yaml")]
MAX_SCENARIO_BYTES = 2048  # longer scenarios slow the fuzzer down
REPLAYED = [file for suffix in ("ndjson", "csv", "txt") for file in ROOT.glob(f"tests/scenarios/**/*.{suffix}")]
RATE = re.compile(r"\brate: (\{.*\}|[^,{}#\n]+)")
SCALAR = re.compile(r"""(?:^|[\s:\[{"'])=([^\n"']+(?:"[^\n"]*"[^\n"]*)*)|("[^"\n]*\$\{[^"\n]*"|\S*\$\{[^\n]*\})""")

STREAM = ('{"name":"orders","resume_index":%d,"bytes":0,"area":12,"sent_index":77,"sent_slot":0,"schedule":'
          '{"rate_hash":"00000000000000a1","start_ns":0,"rate_start_ns":-5,"modified":false,"bounds_start":{"index":0,"at_ns":0}}}')
RUN = ('{"scenario":"shop","seed":42,"shard":{"index":%d,"count":%d},"start_time_ns":%s,"elapsed_ns":15000000000,'
       '"sent_file":"18ab54a98ceb1f0a","streams":[%s]}')
STATES = [RUN % (0, 1, "null", ""), RUN % (0, 1, "null", STREAM % 55), RUN % (1, 3, "1764000000000000000", STREAM % 4),
          RUN % (2, 3, "7", f"{STREAM % 5},{STREAM % 18446744073709551615}"),
          '{"spate_state":3,"checksum":"0123456789abcdef","run":' + RUN % (0, 1, "null", "") + "}"]


def put(folder, data):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def main(directory):
    directory = pathlib.Path(directory)
    for file in FILES:
        data = file.read_bytes()
        if file.parent.parent != ROOT / "config" and len(data) <= MAX_SCENARIO_BYTES:
            put(directory / "scenario", data)
        for match in SCALAR.finditer(data.decode(errors="replace")):
            put(directory / "expression", (match[1] or match[2]).encode())
        for match in RATE.finditer(data.decode(errors="replace")):
            rate = match[1].strip()
            while rate.count("}") > rate.count("{"):  # the enclosing map's
                rate = rate[:-1]
            put(directory / "rate", rate.encode())
    for file in REPLAYED:
        data = file.read_bytes()
        put(directory / "replay", data)
        if file.suffix == ".csv":
            put(directory / "csv", b"\x10" + data)
        for line in data.splitlines() if file.suffix == ".ndjson" else []:
            put(directory / "ndjson", line)
    for file in pathlib.Path(__file__).parent.glob("seeds/*/*"):
        put(directory / file.parent.name, file.read_bytes())
    for state in STATES:
        put(directory / "state", state.encode())


if __name__ == "__main__":
    main(sys.argv[1])
