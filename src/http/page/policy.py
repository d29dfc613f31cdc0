#!/usr/bin/env python3
"""Writes the Content-Security-Policy of the page: policy.py PAGE.html OUTPUT. It allows the one script and the one style of
the page, by their hashes. Nothing else runs or is loaded, and the page connects only to its own server."""
import base64
import hashlib
import pathlib
import re
import sys


def hash_source(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def element_text(page, tag):
    texts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    if len(texts) != 1:
        sys.exit(f"the page must have one <{tag}>, it has {len(texts)}")
    return texts[0]


def main():
    page_file, output = map(pathlib.Path, sys.argv[1:])
    page = page_file.read_text(encoding="utf-8")
    policy = ["default-src 'none'", f"script-src {hash_source(element_text(page, 'script'))}",
              f"style-src {hash_source(element_text(page, 'style'))}", "connect-src 'self'", "img-src data:",
              "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]
    output.write_text("; ".join(policy), encoding="utf-8")


main()
