"""No text has a phrase of rejected_phrases.txt: comments and strings of src/, all of the other folders and pages."""
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PHRASES = pathlib.Path(__file__).with_name("rejected_phrases.txt")
FOLDERS = ["src", "docs", "config", "systemd", "tests", "completions", "debian"]
PAGES = ["README.md", "CONTRIBUTING.md", "dev"]
READ = re.compile(r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<string>R"(?P<mark>\w*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*")"""
                  r"""|'(?:\\.|[^'\\\n])+'""", re.DOTALL)
# Hits that read well where they are: (path, words) with the reason beside it.
ALLOWED = {}


def pattern(lines):
    """Matches any of `lines` in whole words, also where a comment or a paragraph breaks the line."""
    return re.compile(r"\b(?:" + "|".join(lines).replace(" ", r"[\s/*#\"]+") + r")\b", re.IGNORECASE)


def phrases():
    """The pattern for all text, and the one for strings of the program only."""
    lines = [line for line in PHRASES.read_text().splitlines() if line and not line.startswith("#")]
    everywhere = [line for line in lines if not line.startswith("strings: ")]
    return pattern(everywhere), pattern([line.removeprefix("strings: ") for line in lines if line not in everywhere])


def only(kinds, text):
    """C++ text with all but the named kinds of tokens blanked, so that positions stay."""
    kept = list(re.sub(r"[^\n]", "\0", text))
    for match in READ.finditer(text):
        if any(match[kind] for kind in kinds):
            kept[match.start():match.end()] = match[0]
    return "".join(kept)


def hits(path, everywhere, in_strings):
    text = path.read_text(errors="replace")
    program = path.suffix in (".cpp", ".hpp") and path.is_relative_to(ROOT / "src")
    found = list(everywhere.finditer(only(["comment", "string"], text) if program else text))
    if program:
        found += in_strings.finditer(only(["string"], text))
    name = str(path.relative_to(ROOT))
    for match in found:
        words = " ".join(re.split(r"[\s/*#\"]+", match[0]))
        if (name, words) not in ALLOWED:
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {words}"


def paths():
    names = [ROOT / page for page in PAGES]
    for folder in FOLDERS:
        names += sorted(path for path in (ROOT / folder).rglob("*") if path.is_file() and b"\0" not in path.read_bytes()[:4096])
    return [path for path in names if path.name not in (PHRASES.name, "test_phrases.py") and "__pycache__" not in path.parts and path.suffix != ".svg"]


def test_no_text_has_a_rejected_phrase():
    everywhere, in_strings = phrases()
    assert [hit for path in paths() for hit in hits(path, everywhere, in_strings)] == []


@pytest.mark.parametrize("text, words", [
    ("// The worker hands over\n// a batch.", "hands over"),
    ("// One of them stands\n// behind the other.", "stands behind"),
    ('f("{} is no rate");', "is no rate"),
])
def test_a_rejected_phrase_is_found_in_comments_and_strings(tmp_path, monkeypatch, text, words):
    monkeypatch.setattr("test_phrases.ROOT", tmp_path)
    (tmp_path / "src").mkdir()
    path = tmp_path / "src/example.cpp"
    path.write_text(text)
    assert [hit.split(": ", 1)[1] for hit in hits(path, *phrases())] == [words]


def test_code_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("test_phrases.ROOT", tmp_path)
    (tmp_path / "src").mkdir()
    path = tmp_path / "src/example.cpp"
    path.write_text("int let; go anew;")
    assert list(hits(path, *phrases())) == []
