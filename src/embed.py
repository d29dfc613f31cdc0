#!/usr/bin/env python3
"""Writes a C++ file that holds texts of config/: embed.py OUTPUT HEADER TYPE FUNCTION FILE.yaml...

FUNCTION, declared in HEADER, gives a TYPE of name and text for each file."""
import pathlib
import sys

HEAD = """// Written by embed.py from config/.
#include "{header}"

namespace {namespace} {{

const std::vector<{type}>& {function}() {{
  static const std::vector<{type}> all = {{
"""
TAIL = """  }};
  return all;
}}

}}  // namespace {namespace}
"""


def entry(path):
    text = path.read_text(encoding="utf-8")
    if ')yaml"' in text:
        sys.exit(f'{path}: holds )yaml" and cannot be a C++ raw string')
    return f'      {{"{path.stem}", R"yaml({text})yaml"}},\n'


def main():
    output, header, kind, function, *inputs = sys.argv[1:]
    namespace = "spate::" + header.split("/")[0]
    head = HEAD.format(header=header, namespace=namespace, type=kind, function=function)
    tail = TAIL.format(namespace=namespace)
    pathlib.Path(output).write_text(head + "".join(entry(pathlib.Path(path)) for path in inputs) + tail, encoding="utf-8")


main()
