"""What was measured, as one table, and the bars that it must reach."""
import dataclasses
import platform
import subprocess


@dataclasses.dataclass(frozen=True)
class Bar:
    what: str
    value: float
    limit: float
    least: bool = False  # the limit is a least value, not a most

    @property
    def reached(self):
        return self.value >= self.limit if self.least else self.value <= self.limit

    def text(self):
        return f"{'at least' if self.least else 'at most'} {self.limit:g}"


class Table:
    def __init__(self, title, *columns):
        self.title = title
        self._columns = columns
        self._rows = []

    def add(self, *cells):
        self._rows.append([str(cell) for cell in cells])

    def text(self, markdown):
        rows = [list(self._columns), *self._rows]
        widths = [max(len(row[n]) for row in rows) for n in range(len(self._columns))]
        edge, between = ("| ", " | ") if markdown else ("", "  ")
        lines = [(edge + between.join(cell.ljust(width) for cell, width in zip(row, widths)) + edge[::-1]).rstrip()
                 for row in rows]
        lines.insert(1, (edge + between.join("-" * width for width in widths) + edge[::-1]).rstrip())
        heading = f"### {self.title}\n" if markdown else self.title
        return "\n".join([heading, *lines, ""])


class Report:
    """Collects tables and bars; prints them all."""

    def __init__(self):
        self._tables = []
        self._bars = []

    def table(self, title, *columns):
        self._tables.append(Table(title, *columns))
        return self._tables[-1]

    def bar(self, what, value, limit, least=False):
        self._bars.append(Bar(what, value, limit, least))

    def missed(self):
        return [bar for bar in self._bars if not bar.reached]

    def text(self, markdown):
        bars = Table("Bars", "what", "measured", "asked", "")
        for bar in self._bars:
            bars.add(bar.what, f"{bar.value:.4g}", bar.text(), "reached" if bar.reached else "MISSED")
        return "\n".join([machine(), "", *(table.text(markdown) for table in [*self._tables, bars])])


def machine():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        cores = sum(line.startswith("processor") for line in info)
    librdkafka = subprocess.run(["pkg-config", "--modversion", "rdkafka"], capture_output=True, text=True, check=False)
    with open("/etc/os-release", encoding="utf-8") as release:
        names = dict(line.strip().split("=", 1) for line in release if "=" in line)
    system = names.get("PRETTY_NAME", platform.system()).strip('"')
    return f"{cores} cores, {system}, librdkafka {librdkafka.stdout.strip() or 'unknown'}"
