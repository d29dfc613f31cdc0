"""The metric of dropped log lines, in a run whose log cannot be written."""
import re
import socket
import subprocess
import time
import urllib.request

from spate import BINARY, write_scenario


def test_dropped_log_lines_are_counted(tmp_path):
    file = write_scenario(tmp_path, "kafka: {bootstrap.servers: embedded}\nstreams: [{topic: a, partitions: 1, rate: 10/s, record: x}]\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "127.0.0.1:%d" % free.getsockname()[1]
    with open("/dev/full", "w") as full, subprocess.Popen([BINARY, "run", file, "--metrics", address], stderr=full) as run:
        dropped, deadline = 0.0, time.monotonic() + 20
        while dropped == 0 and time.monotonic() < deadline:
            time.sleep(0.1)
            try:
                text = urllib.request.urlopen(f"http://{address}/metrics", timeout=10).read().decode()
            except OSError:
                continue  # the server does not listen yet
            dropped = float(re.search(r"^spate_log_lines_dropped_total (\S+)$", text, re.MULTILINE).group(1))
        run.terminate()
    assert dropped > 0
