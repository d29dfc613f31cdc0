"""Random record trees, one per seed: Python reads each record as JSON with the values that the language defines."""
import json
import random

import pytest

from spate import spate, write_scenario

OMITTED = object()
RECORDS = 4
TEXTS = ["", "a", "é", "\u20ac 5", "\U0001f600", '"', "\\", "\n", "\t\r\b\f", "\x01", "$", "${x}", "=", "==", "#", " # ", ": ",
         "null", "true", "1.10", "-", "{", "]", ",", "'", "/", "\u2028", "%", "*", "&a", "!", "|", ">", "~", " ", "\u00a0"]
NAMES = ["", " b", ".c", "é", 'q"', "\\", "$"]
NUMBERS = ["0", "-0", "7", "-12", "1.10", "0.000", "-3.50", "12345678901234567890123", "1e5", "2E+3", "-1.5e-3", "99.99"]


class Number(str):
    """A number with the digits of its JSON text."""

    def __eq__(self, other):
        return isinstance(other, Number) and str(self) == str(other)

    __hash__ = str.__hash__


class Trees:
    """Each method returns the YAML of a value and a function that returns the value of record `index`, array item `item`."""

    def __init__(self, seed):
        self.source = random.Random(seed)

    def text(self):
        return "".join(self.source.choices(TEXTS, k=self.source.randint(0, 5)))

    def literal(self):
        text = self.text()
        written = text.replace("$", "$$")
        return quoted("=" + written if written.startswith("=") else written), lambda index, item: text

    def number(self):
        text = self.source.choice(NUMBERS)
        return text, lambda index, item: Number(text)

    def word(self):
        word, value = self.source.choice([("true", True), ("false", False), ("null", None)])
        return word, lambda index, item: value

    def arithmetic(self):
        a, b = self.source.randint(-1000, 1000), self.source.randint(1, 1000)
        return quoted(f"=index() * {a} + item() * {b}"), lambda index, item: Number(str(index * a + item * b))

    def choice(self):
        cycle, text = self.source.randint(2, 3), self.text().replace("${", "{")
        return (quoted(f"=if(index() % {cycle} == 0, {expression_text(text)}, null)"),
                lambda index, item: text if index % cycle == 0 else None)

    def template(self):
        width, text = self.source.randint(1, 6), self.text()
        return (quoted("x" + text.replace("$", "$$") + f"${{index():0{width}}}-${{item()}}$${{}}"),
                lambda index, item: f"x{text}{index:0{width}}-{item}${{}}")

    def scalar(self, _depth):
        return self.source.choice([self.literal, self.number, self.word, self.arithmetic, self.choice, self.template])()

    def value(self, depth):
        return self.one_of([self.present, self.optional] if depth < 5 else [self.scalar], depth)

    def present(self, depth):
        return self.one_of([self.scalar, self.map, self.list, self.repeat], depth)

    def one_of(self, kinds, depth):
        return self.source.choice(kinds)(depth + 1)

    def map(self, depth):
        names = [str(n) + self.source.choice(NAMES) for n in range(self.source.randint(0, 4))]
        members = {name: self.value(depth) for name in names}
        if self.source.random() < 0.2:
            members["$ref"] = self.scalar(depth)
        keys = {name: quoted(name.replace("$ref", "$$ref")) for name in members}
        yaml = ", ".join(f"{keys[name]}: {written}" for name, (written, _) in members.items())
        return f"{{{yaml}}}", lambda index, item: {
            name: made for name, (_, value) in members.items() if (made := value(index, item)) is not OMITTED}

    def list(self, depth):
        items = [self.value(depth) for _ in range(self.source.randint(0, 3))]
        return f"[{', '.join(written for written, _ in items)}]", lambda index, item: [
            made for _, value in items if (made := value(index, item)) is not OMITTED]

    def repeat(self, depth):
        times, (written, value) = self.source.randint(0, 3), self.value(depth)
        count, more = self.source.choice([(str(times), 0), (quoted(f"={times} + index() % 2"), 1)])
        return (f'{{"$repeat": {count}, "$item": {written}}}',
                lambda index, item: [made for n in range(times + more * (index % 2))
                                     if (made := value(index, n)) is not OMITTED])

    def optional(self, depth):
        cycle, (written, value) = self.source.randint(2, 3), self.present(depth)
        null = self.source.random() < 0.3
        otherwise = ', "$else": null' if null else ""
        return (f'{{"$when": {quoted(f"=index() % {cycle} == 1")}, "$value": {written}{otherwise}}}',
                lambda index, item: value(index, item) if index % cycle == 1 else None if null else OMITTED)


def quoted(text):
    """As a double-quoted YAML string."""
    return json.dumps(text, ensure_ascii=False)


def expression_text(text):
    for sign, escape in [("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")]:
        text = text.replace(sign, escape)
    return f'"{text}"'


@pytest.mark.parametrize("chunk", range(4))
def test_record_of_a_random_tree_is_the_expected_json(tmp_path, chunk):
    trees = {f"tree-{seed}": Trees(seed).value(0) for seed in range(chunk * 150, chunk * 150 + 150)}
    # The array of one item makes item() 0 where the tree has no array.
    streams = "".join(f'  - {{topic: {name}, rate: 1/s, record: {{"t": {{"$repeat": 1, "$item": {written}}}}}}}\n'
                      for name, (written, _) in trees.items())
    file = write_scenario(tmp_path, f"kafka: {{bootstrap.servers: embedded}}\nstreams:\n{streams}")
    result = spate("sample", file, "-n", RECORDS)
    assert result.returncode == 0, result.stderr
    lines = [line for line in result.stdout.split("\n") if line]
    assert len(lines) == RECORDS * len(trees)
    for n, (name, (_, value)) in enumerate(trees.items()):
        for index in range(RECORDS):
            expected = value(index, 0)
            read = json.loads(lines[n * RECORDS + index], parse_int=Number, parse_float=Number)
            assert read == {"t": [] if expected is OMITTED else [expected]}, name
