"""A run that sends a few records: no step of its start and its end waits for a timer."""
import time

import pytest

from spate import spate, write_scenario

ONE = '{topic: orders, rate: 100/s, record: {n: =index()}}'
SHAPES = {
    "one stream": (f"streams: [{ONE}]", ["--records", "1"]),
    "three streams": ("streams: [{topic: a, rate: 100/s, generator: log}, {topic: b, partitions: 4, rate: 100/s, generator: order},"
                      " {topic: c, replication_factor: 3, rate: 100/s, generator: metric}]", ["--records", "1"]),
    "state": (f"state_dir: state\nstreams: [{ONE}]", ["--records", "1", "--fresh"]),
    "end to end": ("streams: [{topic: orders, rate: 100/s, record: {n: =index()}, measure: {end_to_end: true}}]", ["--records", "1"]),
    "duration": (f"streams: [{ONE}]", ["--duration", "100ms"]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_short_run_does_not_wait_for_a_timer(tmp_path, shape):
    text, options = SHAPES[shape]
    file = write_scenario(tmp_path, f"kafka: {{bootstrap.servers: embedded}}\nmetrics: {{listen: \"off\"}}\n{text}\n")
    seconds = []
    for _ in range(12):
        began = time.monotonic()
        result = spate("run", file, *options)
        seconds.append(time.monotonic() - began)
        assert result.returncode == 0, result.stderr
    slow = [duration for duration in seconds if duration - min(seconds) > 0.8]
    assert len(slow) <= 2, sorted(seconds)
