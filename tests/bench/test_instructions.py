"""Limits of the instructions per generated record. Other load on the machine does not change the counts."""
import os

import pytest

import instructions
from tools import ROOT, Tools


@pytest.fixture(scope="module")
def counter():
    return instructions.Counter(Tools(os.environ.get("SPATE_BUILD", ROOT / "build")), short=2_000, long=12_000)


@pytest.mark.parametrize("label", instructions.CASES)
def test_instructions_per_record_are_within_limit(counter, label):
    count, limit = instructions.CASES[label](counter)
    print(f"{label}: {count:.0f} instructions, at most {limit}")
    if counter.limit_exemption:
        pytest.skip(f"{count:.0f} instructions; the limit of {limit} is for {instructions.COMPILER}, release build, "
                    f"and does not apply here ({counter.limit_exemption})")
    assert count <= limit


def test_instructions_per_record_do_not_depend_on_the_number_of_keys(counter):
    counts = [instructions.with_keys(distinct, counter) for distinct in instructions.DISTINCT_KEYS]
    print(", ".join(f"{distinct:,} keys: {count:.0f}" for distinct, count in zip(instructions.DISTINCT_KEYS, counts)))
    assert max(counts) <= instructions.MAX_KEY_RATIO * min(counts)
