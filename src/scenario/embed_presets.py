#!/usr/bin/env python3
"""Writes a C++ file that holds the presets: embed_presets.py OUTPUT PRESET.yaml..."""
import pathlib
import sys

HEAD = """// Written by embed_presets.py; the presets are config/generators/*.yaml.
#include "scenario/load.hpp"

namespace spate {

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all = {
"""
TAIL = """  };
  return all;
}

}  // namespace spate
"""


def entry(path):
    text = path.read_text(encoding="utf-8")
    if ')yaml"' in text:
        sys.exit(f'{path}: holds )yaml" and cannot be a C++ raw string')
    return f'      {{"{path.stem}", R"yaml({text})yaml"}},\n'


def main():
    output, *inputs = map(pathlib.Path, sys.argv[1:])
    output.write_text(HEAD + "".join(map(entry, inputs)) + TAIL, encoding="utf-8")


main()
