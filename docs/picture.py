#!/usr/bin/python3
"""Puts a picture of a real run between the `picture` marks of README.md. Needs Debian's python3-pyte.

usage: docs/picture.py [SPATE]      default: build/spate

The shop runs for 15 s in a terminal that pyte reads back. The picture is that terminal after ten seconds, then what was
below the same lines at the end; `[…]` stands for the samples of all streams but the last.
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
LOOK_AFTER = 10  # seconds


def terminal(program):
    """Runs `program`; its screen after LOOK_AFTER seconds and at the end, as lists of lines."""
    process, descriptor = pty.fork()
    if process == 0:
        ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", ROWS, COLUMNS, 0, 0))
        os.chdir(ROOT)
        os.execv(program, ["spate", *COMMAND])
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    start, meanwhile = time.monotonic(), None
    while True:
        ready, _, _ = select.select([descriptor], [], [], 0.1)
        if ready:
            try:
                stream.feed(os.read(descriptor, 65536))
            except OSError:  # the other side was closed: it has ended
                break
        elif meanwhile is None and time.monotonic() - start > LOOK_AFTER:
            meanwhile = lines_of(screen)
    if os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) != 0:
        sys.exit("picture: the run did not end well:\n" + "\n".join(lines_of(screen)))
    return meanwhile, lines_of(screen)


def lines_of(screen):
    return "\n".join(line.rstrip() for line in screen.display).rstrip().split("\n")


def picture(meanwhile, end):
    same = next(at for at, pair in enumerate(zip(meanwhile, end)) if pair[0] != pair[1])
    log = next(at for at, line in enumerate(meanwhile) if re.match(r"\d{4}-\d\d-\d\dT", line))
    samples = "\n".join(meanwhile[:log]).strip().split("\n\n")
    return "\n".join([f"$ spate {' '.join(COMMAND)}", "[…]", samples[-1], "", *meanwhile[log:], "",
                      "# five seconds later, the summary replaces the table:", *end[same:]])


def main(program="build/spate"):
    readme = ROOT / "README.md"
    before, rest = readme.read_text().split("<!-- picture -->\n")
    after = rest[rest.index("<!-- /picture -->"):]
    text = picture(*terminal(pathlib.Path(program).resolve()))
    readme.write_text(f"{before}<!-- picture -->\n```\n{text}\n```\n{after}")


if __name__ == "__main__":
    main(*sys.argv[1:])
