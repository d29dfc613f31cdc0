#!/usr/bin/python3
"""Runs the shop in a terminal and writes its screen between the `picture` marks of README.md. Needs Debian's python3-pyte.

usage: docs/picture.py [SPATE]      default: build/spate

The picture has two parts: the screen after 10 s, with the live table, and the lines that differ at the end. `[…]` stands for
all samples except the last one.
"""
import os
import pathlib
import pty
import re
import select
import struct
import sys
import termios
import time
from fcntl import ioctl

import pyte

ROOT = pathlib.Path(__file__).resolve().parents[1]
COMMAND = ["run", "config/scenarios/shop.yaml", "--duration", "15s", "--show-sample"]
ROWS, COLUMNS = 200, 110
TABLE_SECONDS = 10  # time of the first part


def run_in_terminal(program):
    """Runs `program`. Returns the lines of its screen after TABLE_SECONDS, and at the end."""
    process, descriptor = pty.fork()
    if process == 0:
        ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", ROWS, COLUMNS, 0, 0))
        os.chdir(ROOT)
        os.execv(program, ["spate", *COMMAND])
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    start, table = time.monotonic(), None
    while True:
        ready, _, _ = select.select([descriptor], [], [], 0.1)
        if ready:
            try:
                stream.feed(os.read(descriptor, 65536))
            except OSError:  # the process has closed its end of the terminal
                break
        elif table is None and time.monotonic() - start > TABLE_SECONDS:
            table = screen_lines(screen)
    if os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) != 0:
        sys.exit("picture: the run failed:\n" + "\n".join(screen_lines(screen)))
    return table, screen_lines(screen)


def screen_lines(screen):
    return "\n".join(line.rstrip() for line in screen.display).rstrip().split("\n")


def make_picture(table, end):
    first_difference = next(n for n, pair in enumerate(zip(table, end)) if pair[0] != pair[1])
    log = next(n for n, line in enumerate(table) if re.match(r"\d{4}-\d\d-\d\dT", line))
    samples = "\n".join(table[:log]).strip().split("\n\n")
    return "\n".join([f"$ spate {' '.join(COMMAND)}", "[…]", samples[-1], "", *table[log:], "",
                      "# five seconds later, the summary replaces the table:", *end[first_difference:]])


def main(program="build/spate"):
    readme = ROOT / "README.md"
    before, rest = readme.read_text().split("<!-- picture -->\n")
    after = rest[rest.index("<!-- /picture -->"):]
    text = make_picture(*run_in_terminal(pathlib.Path(program).resolve()))
    readme.write_text(f"{before}<!-- picture -->\n```\n{text}\n```\n{after}")


if __name__ == "__main__":
    main(*sys.argv[1:])
