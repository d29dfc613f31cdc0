#!/usr/bin/python3
"""Draws the charts of docs/reference/rates.md. `spate plan --svg` makes charts/NAME.svg from charts/NAME.yaml.

usage: docs/charts.py [SPATE]      default: build/spate
"""
import pathlib
import subprocess
import sys

DOCS = pathlib.Path(__file__).resolve().parent


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else DOCS.parent / "build/spate"
    for scenario in sorted((DOCS / "charts").glob("*.yaml")):
        subprocess.run([program, "plan", scenario, "--svg", scenario.with_suffix(".svg")], check=True,
                       stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
