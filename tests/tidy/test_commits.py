"""Commit subjects fit one line of `git log --oneline`."""
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SINCE = "2026-11-30T02:00:00Z"  # earlier subjects are longer
MAX_SUBJECT = 72


def subjects():
    if not (ROOT / ".git").exists():
        pytest.skip("a source archive has no history")
    command = ["git", "-c", f"safe.directory={ROOT}", "log", f"--since={SINCE}", "--no-merges", "--format=%h %s"]
    return [line.split(" ", 1) for line in subprocess.check_output(command, cwd=ROOT, text=True).splitlines()]


def test_subjects_have_at_most_72_characters_and_no_final_stop():
    wrong = [f"{commit}: {subject}" for commit, subject in subjects() if len(subject) > MAX_SUBJECT or subject.endswith(".")]
    assert wrong == []
