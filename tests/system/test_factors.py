"""Every input of a factor is checked, alone and multiplied by --rate-scale."""
import time

import pytest

from spate import Running, spate, write_scenario
from test_control import Api, address_of

SCENARIO = """
kafka: {bootstrap.servers: unused}
streams:
  - {topic: a, rate: 200/s, record: {n: =index()}, partitions: 1}
  - {topic: b, rate: 100 B/h, record: {n: =index()}, partitions: 1}
"""


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    directory = tmp_path_factory.mktemp("factors")
    scenario = SCENARIO.replace("200/s", "1/d")
    with Running("run", write_scenario(directory, scenario), "--sink", "null", "--metrics", "127.0.0.1:0", "--rate-scale",
                 "1000000") as run:
        api = Api(address_of(run))
        api.wait("a", lambda stream: stream["state"] == "running")
        api.file = directory / "scenario.yaml"
        yield api


OUT_OF_RANGE = ["18446744073710x", "18446744073709551616x", "1000001x", "1000000.000001x", "0x", "0.000x", "-1x", "-0.5x", "nanx", "infx",
           "1e5x", "x", "0.000000000000000001x", "9" * 300 + "x"]


@pytest.mark.parametrize("stream", ["a", "b"])
@pytest.mark.parametrize("verb", ["rate", "burst"])
def test_factor_out_of_range_is_rejected(api, verb, stream):
    for factor in OUT_OF_RANGE:
        time.sleep(0.06)  # below the request limit
        assert api.act(stream, verb, rate=factor, for_="1min").status == 400, factor
    assert api.stream(stream)["live_rate"] is None


def test_factor_multiplies_the_scaled_rate(api):
    time.sleep(0.5)
    scaled = 1_000_000 / 86_400
    for factor, multiplier in (("2x", 2), ("0.001x", 0.001), ("1000000x", 1_000_000), ("0.000001x", 0.000001)):
        assert api.act("a", "rate", rate=factor).json["target_rate"] == pytest.approx(scaled * multiplier), factor
    assert api.act("a", "rate", rate="scenario").json["target_rate"] == pytest.approx(scaled)


def test_reload_checks_the_scaled_rate(api):
    time.sleep(0.5)
    text = api.file.read_text()
    api.file.write_text(text.replace("1/d", "5000/s"))
    answer = api.ask("POST", "/api/v1/reload")
    api.file.write_text(text)
    assert answer.status == 422 and "--rate-scale" in answer.json["problems"][0]
    assert api.stream("a")["state"] == "running"


@pytest.mark.parametrize("factor, status", [("18446744073710", 2), ("1000000.1", 2), ("0", 2), ("nan", 2), ("inf", 2), ("-1", 2),
                                            ("0.000000000000000001", 2), ("1000000", 2), ("2x", 0)])
def test_rate_scale_is_checked_before_the_run(tmp_path, factor, status):
    scenario = write_scenario(tmp_path, SCENARIO.replace("200/s", "5000/s"))
    result = spate("run", scenario, "--sink", "null", "--metrics", "off", "--duration", "100ms", "--rate-scale", factor)
    assert result.returncode == status, result
