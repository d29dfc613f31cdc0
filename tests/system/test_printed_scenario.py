"""`check --print` writes YAML that spate and PyYAML read back unchanged."""
import yaml

from spate import spate, write_scenario

TEXTS = ["", " ", " lead", "trail ", "tab\tx", "a\nb", "a\r\nb", "\x01", "esc\x1b[2J", "del\x7f", "nel\x85x", "\x85", "csi\x9b",
         "no-break\xa0", "line\u2028x", "paragraph\u2029x", "\ufffe", "x\uffff", "\ud7ff", "é ü", "😀", "😀\x1b😀", "\U0001fffe",
         "---", "--- a", "...", "~", "null", "Null", "NULL", "<<", "true", "off", "1", "1.0e3", "0x10", "08:30", "2026-11-24",
         "- x", "? x", "-", "?", ":", "a: b", "a:", "a:b", "# x", "a #b", "&x", "*x", "!x", "|", "> x", "%x", "@x", "`x", "'x'",
         '"x"', 'a"b', "a\\b", "\\n", "[x]", "{x}", "a, b", "a,b", "]", "}"]


def quoted(text):
    """In double quotes, with every character escaped except ASCII letters and digits."""
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08X}" for c in text) + '"'


def printed(directory, scenario):
    result = spate("check", "--print", write_scenario(directory, scenario))
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_printed_text_is_read_back_by_pyyaml_and_spate(tmp_path):
    names = [text for text in TEXTS if text]
    fields = ", ".join(f"{quoted(text)}: {quoted(text)}" for text in names)
    text = printed(tmp_path, f"""
kafka: {{bootstrap.servers: embedded}}
streams:
  - {{topic: t, rate: 1/s, record: {{all: {{{fields}}}, row: [{", ".join(map(quoted, TEXTS))}]}}}}
""")
    record = yaml.load(text, yaml.BaseLoader)["streams"][0]["record"]
    assert list(record["all"].items()) == [(name, name) for name in names]
    assert record["row"] == TEXTS
    assert printed(tmp_path, text) == text


def test_printed_text_is_quoted_only_if_necessary(tmp_path):
    text = printed(tmp_path, """
kafka: {bootstrap.servers: embedded}
streams:
  - {topic: t, rate: 1/s, record: {"plain": 'café =x, y', list: [1, true, null, "1", a:b], made: '=one_of("a", "b")', none: {}, "a:b": [[x], {}]}}
""")
    assert text[text.index("    record:"):text.index("    key:")] == """    record:
      plain: "café =x, y"
      list: [1, true, null, "1", a:b]
      made: "=one_of(\\"a\\", \\"b\\")"
      none: {}
      "a:b":
        - [x]
        - {}
"""
