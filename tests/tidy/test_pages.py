"""docs/index.md lists every page once, and every link between pages leads to a file and a heading that exist."""
import difflib
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
INDEX = DOCS / "index.md"
# The groups of the index, in order, and the folder of their pages. The decision records have one entry together.
GROUPS = {"Tutorial": "tutorial", "How-to guides": "how-to", "Reference": "reference", "Explanation": "explanation"}
DECISIONS = DOCS / "decisions"

FENCE = re.compile(r"^ *(```+|~~~+).*?^ *\1 *$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]*))?\)")


def pages():
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def prose(text):
    """The text without its code blocks, in which neither headings nor links count."""
    return FENCE.sub("", text)


def anchor(heading):
    """The anchor that GitHub gives a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", text).strip().replace(" ", "-")


def anchors(text):
    """The anchors of a page. The second heading of the same text gets -1, the third -2."""
    result, seen = [], {}
    for heading in re.findall(r"^#{1,6} +(.*?) *#*$", prose(text), re.MULTILINE):
        name = anchor(heading)
        seen[name] = seen.get(name, -1) + 1
        result.append(f"{name}-{seen[name]}" if seen[name] else name)
    return result


def problems_of(page, root=ROOT):
    """Returns the broken links of a page, one line each."""
    result = []
    for target, heading in LINK.findall(prose(page.read_text())):
        if "://" in target or target.startswith("mailto:"):
            continue
        file = page.parent / target if target else page
        place = f"{page.relative_to(root)}: {target}"
        if not file.exists():
            result.append(f"{place}: no such file")
        elif heading and file.suffix == ".md":
            known = anchors(file.read_text())
            if heading not in known:
                near = difflib.get_close_matches(heading, known, 1)
                result.append(f"{place}#{heading}: no such heading" + (f", did you mean #{near[0]}?" if near else ""))
    return result


def entries():
    """The entries of the index, by group: [(file, rest of the line)]."""
    result = {}
    for part in re.split(r"^## ", INDEX.read_text(), flags=re.MULTILINE)[1:]:
        group, _, body = part.partition("\n")
        lines = re.findall(r"^- +\[[^\]]+\]\(([^)]+)\)(.*(?:\n  \S.*)*)", body, re.MULTILINE)
        assert len(lines) == len(re.findall(r"^- ", body, re.MULTILINE)), f"{group}: an entry is not of the form - [page](file.md): text"
        result[group.strip()] = lines
    return result


def test_index_lists_every_page_once():
    listed = [(DOCS / file).resolve() for group in entries().values() for file, _ in group]
    twice = sorted({str(file.relative_to(DOCS)) for file in listed if listed.count(file) > 1})
    assert twice == [], "docs/index.md lists these pages more than once"
    expected = {page for page in DOCS.rglob("*.md") if page != INDEX and DECISIONS not in page.parents}
    missing = sorted(str(page.relative_to(DOCS)) for page in expected - set(listed))
    assert missing == [], 'add a line such as "- [Title](folder/page.md): what it answers" to docs/index.md for these pages'
    absent = sorted(str(file.relative_to(DOCS)) for file in set(listed) if not file.exists())
    assert absent == [], "docs/index.md lists these files, which do not exist"


def test_index_has_the_four_groups_in_order():
    assert list(entries()) == list(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_index_group_lists_pages_of_its_folder(group):
    """Decision records belong to the explanations; the manual page and the schema are reference."""
    others = {"Explanation": {"decisions/README.md"}, "Reference": {"spate.1", "scenario.schema.json"}}.get(group, set())
    folder = GROUPS[group]
    assert [file for file, _ in entries()[group] if file not in others and not file.startswith(f"{folder}/")] == []


def test_index_entries_have_one_line_of_text():
    texts = {file: rest for group in entries().values() for file, rest in group}
    assert {file: text for file, text in texts.items() if not re.match(r": \S.{10,100}$", text)} == {}


def test_page_begins_with_its_title():
    wrong = [str(page.relative_to(ROOT)) for page in pages() if not re.match(r"# \S", page.read_text())]
    assert wrong == [], "the first line of a page is its title: # Title"


def test_links_lead_to_files_and_headings():
    assert [problem for page in pages() for problem in problems_of(page)] == []


@pytest.mark.parametrize("heading, expected", [
    ("Rates in bytes", "rates-in-bytes"),
    ("`clock`, `start_at`", "clock-start_at"),
    ("What the 99 % means", "what-the-99--means"),
    ("See [the plan](plan.md)", "see-the-plan"),
])
def test_anchor_of_heading_is_that_of_github(heading, expected):
    assert anchor(heading) == expected


def test_broken_links_are_reported(tmp_path):
    (tmp_path / "other.md").write_text("# Other\n\n## Rates\n\n## Rates\n\n```sh\n# not a heading\n```\n")
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n[a](other.md#rates) [b](other.md#rates-1) [c](#page) [d](https://example.org/x#y)\n\n"
                    "[e](absent.md) [f](other.md#rate) [g](other.md#not-a-heading)\n\n```\n[h](in-code.md)\n```\n")
    assert problems_of(page, tmp_path) == [
        "page.md: absent.md: no such file",
        "page.md: other.md#rate: no such heading, did you mean #rates?",
        "page.md: other.md#not-a-heading: no such heading",
    ]
