"""The charts of docs/reference/rates.md match what spate draws."""
import re

import pytest

from spate import ROOT, spate

PAGE = ROOT / "docs/reference/rates.md"
CHARTS = sorted((ROOT / "docs/charts").glob("*.yaml"))


@pytest.mark.parametrize("chart", CHARTS, ids=lambda path: path.stem)
def test_chart_equals_the_output_of_plan(chart, tmp_path):
    """docs/charts.py writes the charts."""
    result = spate("plan", chart, "--svg", tmp_path / "chart.svg", env={"TZ": "Asia/Tokyo"})
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "chart.svg").read_text() == chart.with_suffix(".svg").read_text()
    assert f"](../charts/{chart.stem}.svg)" in PAGE.read_text()


def test_yaml_of_the_page_is_in_the_charts():
    def lines(text):
        return {line.strip().removeprefix("- ") for line in text.splitlines()}
    shown = lines("\n".join(re.findall(r"```yaml\n((?:(?!```).)*)```\s+!\[", PAGE.read_text(), re.DOTALL)))
    written = set().union(*(lines(chart.read_text()) for chart in CHARTS))
    inside = {line for line in shown if any(line in other for other in written)}
    assert len(shown) > 15 and shown - inside == set()


def test_every_stage_kind_has_a_chart():
    text = "".join(chart.read_text() for chart in CHARTS)
    for kind in ["hold:", "ramp:", "curve: ease", "curve: exponential", "steps:", "sine:", "peak_at:", "burst:", "daily:",
                 "windows:", "repeat:", "B/s"]:
        assert kind in text
