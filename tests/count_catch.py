#!/usr/bin/python3
"""Runs one test program for `meson test` and keeps its result where tests/count.py finds it.

A Catch2 program writes Catch2's own XML to $SPATE_REPORT.<program>.catch.xml; its failures are repeated on standard
output. Any other program counts as one test case.
"""
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as xml


def main(program, *arguments):
    prefix = os.environ.get("SPATE_REPORT")
    if not prefix or b"--list-tests" not in pathlib.Path(program).read_bytes():
        result = subprocess.run([program, *arguments]).returncode
        if prefix:
            name = pathlib.Path(arguments[0] if arguments else program).stem
            pathlib.Path(f"{prefix}.{name}.exit").write_text(str(result))
        return result
    report = pathlib.Path(f"{prefix}.{pathlib.Path(program).name}.catch.xml")
    result = subprocess.run([program, *arguments, "-r", "xml", "-o", str(report)]).returncode
    if result and not print_failures(report):
        pathlib.Path(f"{prefix}.{pathlib.Path(program).name}.exit").write_text(str(result))
    return result if 0 <= result < 128 else 1


def print_failures(report):
    """Returns whether the report names a failure. Otherwise a sanitizer, a leak or a signal ended the program."""
    try:
        root = xml.parse(report).getroot()
    except (OSError, xml.ParseError) as error:
        print(f"the test program ended without a complete report: {error}")
        report.unlink(missing_ok=True)
        return False
    has_failure = False
    for case in root.iter("TestCase"):
        for element in case.iter():
            if element.get("success") == "false" and element.tag == "Expression":
                has_failure = True
                print(f"{element.get('filename')}:{element.get('line')}: {case.get('name')}")
                print("  " + "\n  ".join(" ".join(child.itertext()).strip() for child in element))
            elif element.tag in ("Exception", "Failure", "FatalErrorCondition"):
                has_failure = True
                print(f"{element.get('filename')}:{element.get('line')}: {case.get('name')}: {element.text.strip()}")
    return has_failure


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
