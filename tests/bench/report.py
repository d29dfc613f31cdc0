"""Tables of results, and the limits that the results must meet."""
import dataclasses
import platform
import subprocess


@dataclasses.dataclass(frozen=True)
class Limit:
    measurement: str
    value: float
    bound: float
    minimum: bool = False  # `bound` is a minimum, not a maximum

    @property
    def met(self):
        return self.value >= self.bound if self.minimum else self.value <= self.bound

    def text(self):
        return f"{'at least' if self.minimum else 'at most'} {self.bound:g}"


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
        edge, separator = ("| ", " | ") if markdown else ("", "  ")
        lines = [(edge + separator.join(cell.ljust(width) for cell, width in zip(row, widths)) + edge[::-1]).rstrip()
                 for row in rows]
        lines.insert(1, (edge + separator.join("-" * width for width in widths) + edge[::-1]).rstrip())
        heading = f"### {self.title}\n" if markdown else self.title
        return "\n".join([heading, *lines, ""])


class Report:
    """Collects tables and limits and formats them as text."""

    def __init__(self):
        self._tables = []
        self._limits = []

    def table(self, title, *columns):
        self._tables.append(Table(title, *columns))
        return self._tables[-1]

    def limit(self, measurement, value, bound, minimum=False):
        self._limits.append(Limit(measurement, value, bound, minimum))

    def exceeded(self):
        return [limit for limit in self._limits if not limit.met]

    def text(self, markdown):
        limits = Table("Limits", "measurement", "value", "limit", "result")
        for limit in self._limits:
            limits.add(limit.measurement, f"{limit.value:.4g}", limit.text(), "met" if limit.met else "EXCEEDED")
        return "\n".join([machine(), "", *(table.text(markdown) for table in [*self._tables, limits])])


def machine():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        cores = sum(line.startswith("processor") for line in info)
    librdkafka = subprocess.run(["pkg-config", "--modversion", "rdkafka"], capture_output=True, text=True, check=False)
    with open("/etc/os-release", encoding="utf-8") as release:
        names = dict(line.strip().split("=", 1) for line in release if "=" in line)
    system = names.get("PRETTY_NAME", platform.system()).strip('"')
    return f"{cores} cores, {system}, librdkafka {librdkafka.stdout.strip() or 'unknown'}"
