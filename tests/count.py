#!/usr/bin/python3
"""Adds up the reports of all parts of the tests. Its last line is `N passed, N failed[, N skipped]`.

usage: count.py REPORTS PART…    A named part without a report counts as one failure.
"""
import pathlib
import sys
import xml.etree.ElementTree as xml
from collections import Counter


def pytest_counts(path):
    suite = next(xml.parse(path).getroot().iter("testsuite"))
    total, failed, errors, skipped = (int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped"))
    return Counter(passed=total - failed - errors - skipped, failed=failed + errors, skipped=skipped)


def catch_counts(path):
    cases = xml.parse(path).getroot().findall(".//OverallResultsCases")[-1]
    passed = int(cases.get("successes")) + int(cases.get("expectedFailures"))
    return Counter(passed=passed, failed=int(cases.get("failures")), skipped=int(cases.get("skips", 0)))


def exit_counts(path):
    return Counter(passed=1) if path.read_text() == "0" else Counter(failed=1)


def report_counts(path):
    try:
        if path.name.endswith(".exit"):
            return exit_counts(path)
        return catch_counts(path) if path.name.endswith(".catch.xml") else pytest_counts(path)
    except (xml.ParseError, IndexError, StopIteration, AttributeError):
        return Counter(failed=1)  # the program ended while it wrote the report


def part_counts(reports, part):
    paths = [path for path in sorted(reports.glob(f"{part}.*")) if path.suffix in (".xml", ".exit")]
    if not paths:
        print(f"{part}: could not run")
        return Counter(failed=1)
    counts = sum((report_counts(path) for path in paths), Counter())
    if not counts["passed"] and not counts["failed"] and not counts["skipped"]:
        print(f"{part}: has no test")
        return Counter(failed=1)
    print(f"{part}: {sentence(counts)}")
    return counts


def sentence(counts):
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    return f"{counts['passed']} passed, {counts['failed']} failed{skipped}"


def main(reports, *parts):
    counts = sum((part_counts(pathlib.Path(reports), part) for part in parts), Counter())
    print(sentence(counts))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
