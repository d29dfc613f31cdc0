"""The code blocks of README.md and the pages, and a shell session that runs those of one page on a terminal.

A fence names the language and, where a test runs the block, one more word:

    ```console run     each command runs to its end
    ```console start   the command keeps running in the background, as in a first terminal
    ```console stop    the command of the last start block gets SIGINT, as from Ctrl-C, and ends

In console blocks a command begins with "$ ", and a line that ends in a backslash continues on the next one. The other lines are
output. A command must end with exit code 0, unless the next command is `echo $?` and shows another one. Blocks of other languages
are saved before the page's next commands run, under the name in their first line: `# load.yaml`.
"""
import dataclasses
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import textwrap
import time
import urllib.request

from spate import BINARY, ROOT, TIMEOUT_FACTOR

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^ *```([^\n`]*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
NAMED_FILE = re.compile(r"(?:#|//) ([\w.-]+\.\w+)\n")
LIMIT_REASON = re.compile(r"(?<= )(generator|queue_full|throttled|ack_wait|broker_down|topic_unavailable|cpu)\s*$")
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>78]")
DEFAULT_PORT = "9464"


@dataclasses.dataclass
class Block:
    """One fenced block; `line` is that of its first line of text."""
    page: pathlib.Path
    line: int
    info: str
    text: str

    @property
    def language(self):
        return self.info.split(" ")[0]

    @property
    def mode(self):
        """"run", "start", "stop", or "" where no test runs the block."""
        return self.info.partition(" ")[2]

    @property
    def place(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page, languages=None):
    text = page.read_text()
    for match in FENCE.finditer(text):
        info, body = match.groups()
        block = Block(page, text.count("\n", 0, match.start()) + 2, info.strip(), textwrap.dedent(body))
        if languages is None or block.language in languages:
            yield block


def commands(block):
    """The commands of a shell block with the output that the page shows for each: [(command, [line])]."""
    result, shell = [], block.language == "console"
    lines = iter(block.text.splitlines())
    for line in lines:
        if shell and not line.startswith("$ "):
            (result[-1][1] if result else []).append(line)
            continue
        command = line[2:] if shell else line
        while command.endswith("\\"):
            command = command[:-1] + next(lines, "").lstrip()
        if command.strip() and not command.lstrip().startswith("#"):
            result.append((command, []))
    return result


def shown_output(block):
    """The lines of a stop block, which has no command before its output."""
    return [line for line in block.text.splitlines() if not line.startswith("$ ")]


def shape(line):
    """A line of output without its figures and limit reason: two runs of one command have lines of the same shape."""
    line = re.sub(r"(?<![\w])[\w:./+-]*\d[\w:./+,-]*", "#", line.replace("^C", ""))
    line = re.sub(r"#\s?(?:(?:us|ms|s|min|h|B|KiB|MiB|GiB|%)(?![\w/])|%)", "#", line)
    line = LIMIT_REASON.sub("-", line)
    return re.sub(r"\s+", " ", re.sub(r"[─-╿▀-▟⠀-⣿]+", "~", line)).strip()


def missing_lines(shown, output):
    """The shown lines that the output does not hold in this order. A line with […] stands for omitted lines."""
    rest, missing = [shape(line) for line in output.splitlines()], []
    for line in shown:
        wanted = shape(line)
        if not wanted or "[…]" in line or line.startswith("# "):
            continue
        if wanted in rest:
            rest = rest[rest.index(wanted) + 1:]
        else:
            missing.append(line)
    return missing


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


class Terminal:
    """A process on a terminal of 40 rows and 120 columns."""

    def __init__(self, command, directory, environment):
        self._master, slave = pty.openpty()
        subprocess.run(["stty", "rows", "40", "cols", "120", "-echo"], stdin=slave, check=True)
        self._process = subprocess.Popen(["bash", "-c", command], cwd=directory, env=environment, stdin=slave, stdout=slave,
                                         stderr=slave, start_new_session=True)
        os.close(slave)
        self._output = b""

    def read(self, seconds):
        """Reads until the process has ended and all its output is read, or the time is over; true if it has ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            ended = self._process.poll() is not None  # before the read: what it wrote last is read
            if select.select([self._master], [], [], 0 if ended else 0.1)[0]:
                try:
                    data = os.read(self._master, 65536)
                except OSError:  # all descriptors of the other side are closed
                    data = b""
                if not data:
                    return True
                self._output += data
            elif ended:
                return True
        return False

    def wait_for(self, text, seconds):
        deadline = time.monotonic() + seconds
        while text not in self.output and time.monotonic() < deadline:
            if self.read(0.1):
                break
        assert text in self.output, f"no {text!r} in the output:\n{self.output}"

    def interrupt(self):
        self.read(0.1)
        os.killpg(self._process.pid, signal.SIGINT)

    def finish(self, seconds):
        """The exit code, as a shell shows it."""
        closed = self.read(seconds)
        try:
            code = self._process.wait(5 if closed else 0.1)
        finally:
            self.close()
        return code if code >= 0 else 128 - code

    def close(self):
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    @property
    def output(self):
        return ESCAPE.sub("", self._output.decode(errors="replace")).replace("\r\n", "\n").replace("\r", "\n")


class Session:
    """Runs the blocks of one page in order, in a directory with the repository's config/ and with `spate` on the path."""

    def __init__(self, directory, timeout=60):
        self.directory, self.timeout = directory, timeout * TIMEOUT_FACTOR
        self.problems, self._exports, self._background = [], "", None
        self._port = free_port()
        shutil.copytree(ROOT / "config", directory / "config")
        (directory / "build").mkdir()
        wrapper = directory / "build/spate"
        wrapper.write_text(f"""#!/bin/bash
if [[ ${{1-}} == run && " $* " != *" --metrics"* ]]; then
  exec "{BINARY}" "$@" --metrics 127.0.0.1:{self._port}
fi
exec "{BINARY}" "$@"
""")
        wrapper.chmod(0o755)
        self._environment = {**os.environ, "PATH": f"{directory}/build:{os.environ['PATH']}", "TERM": "xterm", "TZ": "UTC",
                             "LC_ALL": "C.UTF-8", "SPATE_ADDRESS": f"127.0.0.1:{self._port}"}
        self._environment.pop("SPATE_METRICS", None)

    def run(self, block):
        named = NAMED_FILE.match(block.text)
        if block.language not in ("console", "sh", "bash") and named:
            (self.directory / named.group(1)).write_text(block.text)
        elif block.language == "console" and block.mode:
            {"run": self._run, "start": self._start, "stop": self._stop}[block.mode](block)

    def close(self):
        if self._background:
            self._background.close()

    def _terminal(self, command):
        return Terminal(self._exports + command.replace(DEFAULT_PORT, self._port), self.directory, self._environment)

    def _run(self, block):
        steps = commands(block)
        code = 0
        for number, (command, shown) in enumerate(steps):
            if command == "echo $?":
                continue
            following = steps[number + 1] if number + 1 < len(steps) else ("", [])
            expected = int(following[1][0]) if following[0] == "echo $?" else 0
            if re.match(r"export |cd ", command):
                self._exports += command + "\n"
            terminal = self._terminal(command)
            code = terminal.finish(self.timeout)
            self._compare(block, command, shown, terminal.output, code, expected)

    def _start(self, block):
        [(command, shown)] = commands(block)
        self._background = self._terminal(command)
        self._started = (block, command, shown)
        self._background.wait_for("metrics", self.timeout)
        deadline = time.monotonic() + self.timeout
        while not self._is_ready():
            assert time.monotonic() < deadline, f"{block.place}: not ready:\n{self._background.output}"
            self._background.read(0.1)

    def _is_ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/readyz", timeout=5) as response:
                return response.status == 200
        except OSError:
            return False

    def _stop(self, block):
        started, command, shown = self._started
        terminal, self._background = self._background, None
        terminal.interrupt()
        steps = commands(block)
        code = terminal.finish(self.timeout)
        expected = int(steps[0][1][0]) if steps else 0
        self._compare(started, command, shown, terminal.output, 0, 0)
        output = block.text.split("$ ")[0].splitlines()
        self._compare(block, command, output, terminal.output, code, expected)

    def _compare(self, block, command, shown, output, code, expected):
        missing = missing_lines(shown, output)
        if code != expected:
            self.problems.append(f"{block.place}: {command}: exit code {code}, the page says {expected}:\n{output}")
        elif missing:
            lines = "\n".join(f"  {line}" for line in missing)
            self.problems.append(f"{block.place}: {command}: the output lacks these lines of the page:\n{lines}\nIt is:\n{output}")
