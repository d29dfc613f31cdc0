"""What making a record may cost at most, in instructions: part of the tests, as counts do not depend on how busy the machine is."""
import os

import pytest

import instructions
from tools import ROOT, Tools


@pytest.fixture(scope="module")
def counter():
    return instructions.Counter(Tools(os.environ.get("SPATE_BUILD", ROOT / "build")), short=2_000, long=12_000)


@pytest.mark.parametrize("label", instructions.CASES)
def test_no_more_instructions_than_the_bar(counter, label):
    count, most = instructions.CASES[label](counter)
    print(f"{label}: {count:.0f} instructions, at most {most}")
    if counter.not_held:
        pytest.skip(f"{count:.0f} instructions; the bar of {most} is for {instructions.COMPILER}, release: "
                    f"not held here ({counter.not_held})")
    assert count <= most
