"""Skew: a key of high weight shows in the metrics and in the summary."""
import time
import urllib.request

from spate import Running, read_summary, stream_of, write_scenario

SCENARIO = """
kafka: {bootstrap.servers: embedded}
streams:
  - topic: clicks
    partitions: 8
    rate: 5000/s
    record:
      $let: {other: "user-${int(1, 400)}"}
      user: =if(chance(60%), "whale", other)
    key: user
"""


def test_busiest_key_is_in_metrics_and_summary(tmp_path):
    file = write_scenario(tmp_path, SCENARIO)
    summary_file = tmp_path / "summary.json"
    with Running("run", file, "--records", "20000", "--metrics", "127.0.0.1:0", "--summary", summary_file) as run:
        address = run.wait_for(r"http://127\.0\.0\.1:\d+").group(0)
        while True:
            with urllib.request.urlopen(f"{address}/metrics", timeout=10) as answer:
                lines = answer.read().decode().splitlines()
            figures = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
            if float(figures['spate_records_delivered_total{stream="clicks"}']) > 5000:
                break
            time.sleep(0.05)
        assert run.finish() == 0, run.log
        log = run.log
    assert 0.5 < float(figures['spate_busiest_key_ratio{stream="clicks"}']) < 0.7
    partition_share = float(figures['spate_busiest_partition_ratio{stream="clicks"}'])
    assert 0.6 < partition_share < 0.75  # the whale's share, and an eighth of the others
    stream = stream_of(read_summary(summary_file), "clicks")
    assert 0.6 < max(stream["partitions"]) / stream["delivered"] == stream["skew"]["busiest_partition"] < 0.75
    whale = stream["skew"]["keys"][0]
    assert whale["key"] == "whale" and 0.5 < whale["share"] == stream["skew"]["busiest_key"] < 0.7
    assert f"whale {100 * whale['share']:.1f} %" in log
